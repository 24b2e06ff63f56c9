"""Printouts keep who is in them, and copies that were given away what stood in them."""

import sqlalchemy as sa
from alembic import op

revision = "c4d27a916e80"
down_revision = "b83d5f1c07a2"


def upgrade():
    op.create_table(
        "printout_person",
        sa.Column("printout_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_printout_person_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["printout_id"],
            ["printout.id"],
            name=op.f("fk_printout_person_printout_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("printout_id", "person_id", name=op.f("pk_printout_person")),
    )
    op.create_index(op.f("ix_printout_person_person_id"), "printout_person", ["person_id"])
    op.create_table(
        "handed_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("printout_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["printout_id"],
            ["printout.id"],
            name=op.f("fk_handed_copy_printout_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_copy")),
        sa.UniqueConstraint("printout_id", name=op.f("uq_handed_copy_printout_id")),
    )
    op.create_table(
        "handed_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("copy_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["handed_copy.id"], name=op.f("fk_handed_row_copy_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_handed_row_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_handed_row_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_row")),
    )
    for column in ("copy_id", "event_id", "person_id"):
        op.create_index(op.f(f"ix_handed_row_{column}"), "handed_row", [column])


def downgrade():
    op.drop_table("handed_row")
    op.drop_table("handed_copy")
    op.drop_table("printout_person")
