"""names and forms of address."""

import sqlalchemy as sa
from alembic import op

revision = "4efde0ccd225"
down_revision = "418dcf1d0261"


def upgrade():
    op.create_table(
        "address_override",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "envelope",
                "salutation",
                "oral",
                "place_card",
                "tent_card",
                "programme",
                name="addressform",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.CheckConstraint("language IN ('de', 'en')", name=op.f("ck_address_override_language")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_address_override_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "language", "form", name=op.f("pk_address_override")),
    )
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("to_confirm", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("spoken_de_feminine", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("spoken_de_masculine", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("spoken_de_neutral", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("spoken_en", sa.String(), nullable=False, server_default=""))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sorts_with_prefix", sa.Boolean(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":  # the order of Python and of SQLite
        op.alter_column("person", "sort_name", type_=sa.String(collation="C"))


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("person", "sort_name", type_=sa.String(collation="default"))
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("sorts_with_prefix")

    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.drop_column("spoken_en")
        batch_op.drop_column("spoken_de_neutral")
        batch_op.drop_column("spoken_de_masculine")
        batch_op.drop_column("spoken_de_feminine")
        batch_op.drop_column("to_confirm")

    op.drop_table("address_override")
