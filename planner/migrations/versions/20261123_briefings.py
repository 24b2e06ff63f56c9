"""briefings."""

import sqlalchemy as sa
from alembic import op

revision = "f4b7a1c9d062"
down_revision = "c9d3a5b62e43"

TEXTS = {"event": ("aim", "desired_outcome"), "person": ("postal_address",)}


def upgrade():
    for table, names in TEXTS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.create_table(
        "talking_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "raise", "avoid",
                name="pointkind", native_enum=False, create_constraint=True, length=20,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_talking_point_position_positive")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_talking_point_says_something")),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_talking_point_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talking_point")),
        sa.UniqueConstraint(
            "event_id", "kind", "position", name=op.f("uq_talking_point_event_id_kind_position")
        ),
    )  # fmt: skip


def downgrade():
    op.drop_table("talking_point")
    for table, names in reversed(TEXTS.items()):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.drop_column(name)
