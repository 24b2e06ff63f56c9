"""precedence schemes and moves."""

import sqlalchemy as sa
from alembic import op

revision = "a4c1d7e90b21"
down_revision = "4efde0ccd225"


def upgrade():
    op.create_table(
        "scheme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_de", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme")),
    )
    with op.batch_alter_table("scheme", schema=None) as batch_op:
        batch_op.create_index(
            "uq_scheme_default",
            ["is_default"],
            unique=True,
            sqlite_where=sa.text("is_default"),
            postgresql_where=sa.text("is_default"),
        )

    op.create_table(
        "scheme_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("tie_breakers", sa.String(), nullable=False),
        sa.Column("keeps_delegations_together", sa.Boolean(), nullable=False),
        sa.Column(
            "former_offices",
            sa.Enum(
                "not",
                "after_all",
                "with_office",
                name="formeroffices",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheme_id"],
            ["scheme.id"],
            name=op.f("fk_scheme_version_scheme_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_version")),
        sa.UniqueConstraint("scheme_id", "number", name=op.f("uq_scheme_version_scheme_id_number")),
    )
    op.create_table(
        "scheme_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "guest_of_honour",
                "host",
                "speaker",
                "delegate",
                "companion",
                "guest",
                "interpreter",
                "press",
                "staff",
                name="guestrole",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column(
            "level",
            sa.Enum(
                "international",
                "federal",
                "state",
                "district",
                "municipal",
                "other",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column(
            "branch",
            sa.Enum(
                "legislative",
                "executive",
                "judicial",
                "diplomatic",
                "administration",
                "other",
                name="branch",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("in_own_place", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN role IS NULL THEN 0 ELSE 1 END) + (CASE WHEN office_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN level IS NULL THEN 0 ELSE 1 END) <= 1",
            name=op.f("ck_scheme_entry_names_one_thing"),
        ),
        sa.CheckConstraint(
            "NOT in_own_place OR office_id IS NOT NULL OR level IS NOT NULL",
            name=op.f("ck_scheme_entry_own_place_of_an_office"),
        ),
        sa.CheckConstraint(
            "branch IS NULL OR level IS NOT NULL", name=op.f("ck_scheme_entry_branch_of_a_level")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_scheme_entry_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["scheme_version.id"],
            name=op.f("fk_scheme_entry_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_entry")),
    )
    with op.batch_alter_table("scheme_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scheme_entry_office_id"), ["office_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_scheme_entry_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "move",
        sa.Column("guest_id", sa.Integer(), nullable=False),
        sa.Column("anchor_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "before", "after", name="side", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("moved_by_id", sa.Integer(), nullable=True),
        sa.Column("moved_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("anchor_id <> guest_id", name=op.f("ck_move_beside_another")),
        sa.ForeignKeyConstraint(["anchor_id"], ["guest.id"], name=op.f("fk_move_anchor_id")),
        sa.ForeignKeyConstraint(
            ["guest_id"], ["guest.id"], name=op.f("fk_move_guest_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["moved_by_id"], ["user.id"], name=op.f("fk_move_moved_by_id")),
        sa.PrimaryKeyConstraint("guest_id", name=op.f("pk_move")),
    )
    with op.batch_alter_table("move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_move_anchor_id"), ["anchor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_move_moved_by_id"), ["moved_by_id"], unique=False)

    # SQLite would empty what refers to a table that is made anew: columns are added in place
    op.execute(
        "ALTER TABLE event ADD COLUMN representation VARCHAR(20) DEFAULT 'own_rank' NOT NULL"
        " CONSTRAINT ck_event_representation"
        " CHECK (representation IN ('own_rank', 'place_of_represented'))"
    )
    for table in ("event", "visit"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN scheme_version_id INTEGER"
            f" CONSTRAINT fk_{table}_scheme_version_id REFERENCES scheme_version (id)"
        )
        op.create_index(f"ix_{table}_scheme_version_id", table, ["scheme_version_id"])


def downgrade():
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_constraint(op.f("ck_event_representation"), type_="check")
        batch_op.drop_column("representation")
    for table in ("event", "visit"):
        op.drop_index(f"ix_{table}_scheme_version_id", table)
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("scheme_version_id")
    for table in ("move", "scheme_entry", "scheme_version", "scheme"):
        op.drop_table(table)
