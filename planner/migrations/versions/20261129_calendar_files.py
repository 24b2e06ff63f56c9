"""Calendars that are taken along as files stand in the log of papers too."""

import sqlalchemy as sa
from alembic import op

revision = "e5b8d2f7a310"
down_revision = "c41d9a7e05b8"

BEFORE = ("page", "pdf", "csv", "xlsx")


def upgrade():
    allow(*BEFORE, "ics")


def downgrade():
    op.execute(sa.text("DELETE FROM printout WHERE medium = 'ics'"))
    allow(*BEFORE)


def allow(*media):
    kinds = ", ".join(f"'{one}'" for one in media)
    with op.batch_alter_table("printout", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_printout_medium"), type_="check")
        batch_op.create_check_constraint(op.f("ck_printout_medium"), f"medium IN ({kinds})")
