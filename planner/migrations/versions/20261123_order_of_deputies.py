"""order of deputies."""

import sqlalchemy as sa
from alembic import op

revision = "e2a9d7c84f65"
down_revision = "d1f0c6b73e54"

SHIPPED = ("First Deputy Mayor", "Second Deputy Mayor", "Third Deputy Mayor")


def upgrade():
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deputy_number", sa.Integer(), nullable=True))
        batch_op.create_check_constraint("deputy_number_positive", "deputy_number > 0")
    office = sa.table(
        "office",
        sa.column("title_en", sa.String()),
        sa.column("level", sa.String()),
        sa.column("branch", sa.String()),
        sa.column("is_elected", sa.Boolean()),
        sa.column("deputy_number", sa.Integer()),
    )
    for number, title in enumerate(SHIPPED, start=1):
        op.execute(
            office.update()
            .where(
                office.c.title_en == title,
                office.c.level == "municipal",
                office.c.branch == "executive",
                office.c.is_elected,
            )
            .values(deputy_number=number)
        )


def downgrade():
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_office_deputy_number_positive"), type_="check")
        batch_op.drop_column("deputy_number")
