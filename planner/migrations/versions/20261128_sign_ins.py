"""sign-ins, known devices, links to a new password; accounts that can be deleted."""

import sqlalchemy as sa
from alembic import op

revision = "a94c3e60d7f1"
down_revision = "5d2e8a7c1b40"


def user_id(table, *, nullable=False):
    """Return the column of a user, and the key by which rows go with the user."""
    column = sa.Column("user_id", sa.Integer(), nullable=nullable)
    name = op.f(f"fk_{table}_user_id")
    return column, sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=name, ondelete="CASCADE")


def upgrade():
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        *user_id("sign_in", nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_user_id"), "sign_in", ["user_id"])
    op.create_index(op.f("ix_sign_in_at"), "sign_in", ["at"])
    op.create_table(
        "known_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        *user_id("known_device"),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_device")),
        sa.UniqueConstraint(
            "token_hash", "user_id", name=op.f("uq_known_device_token_hash_user_id")
        ),
    )
    op.create_index(op.f("ix_known_device_user_id"), "known_device", ["user_id"])
    op.create_index(op.f("ix_known_device_expires_at"), "known_device", ["expires_at"])
    op.create_table(
        "reset_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        *user_id("reset_link"),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_reset_link_token_hash")),
        sa.UniqueConstraint("user_id", name=op.f("uq_reset_link_user_id")),
    )
    op.create_index(op.f("ix_reset_link_expires_at"), "reset_link", ["expires_at"])
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "last_seen_at", sa.DateTime(), nullable=False, server_default="2026-11-28 00:00:00"
            )
        )
    with op.batch_alter_table("printout", schema=None) as batch_op:
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=True)


def downgrade():
    op.execute("DELETE FROM printout WHERE user_id IS NULL")
    with op.batch_alter_table("printout", schema=None) as batch_op:
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_column("last_seen_at")
    for table in ("reset_link", "known_device", "sign_in"):
        op.drop_table(table)
