"""Indexes of what lies in the trash, and no more of all rows that do not."""

import sqlalchemy as sa
from alembic import op

revision = "f1c63b9e8d05"
down_revision = "e5b8d2f7a310"

TABLES = ("visit", "event", "delegation", "guest", "delegate", "person")


def upgrade():
    where = sa.text("deleted_at IS NOT NULL")
    for table in TABLES:
        name = op.f(f"ix_{table}_deleted_at")
        op.drop_index(name, table)
        op.create_index(name, table, ["deleted_at"], sqlite_where=where, postgresql_where=where)


def downgrade():
    for table in TABLES:
        name = op.f(f"ix_{table}_deleted_at")
        op.drop_index(name, table)
        op.create_index(name, table, ["deleted_at"])
