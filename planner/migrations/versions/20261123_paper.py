"""printouts and jobs."""

import sqlalchemy as sa
from alembic import op

revision = "c9d3a5b62e43"
down_revision = "e2a9d7c84f65"


def upgrade():
    op.create_table(
        "printout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "public", "guests", "internal",
                name="audience", native_enum=False, create_constraint=True, length=20,
            ),
            nullable=False,
        ),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("order", sa.String(), nullable=False),
        sa.Column("chosen", sa.String(), nullable=False),
        sa.Column(
            "medium",
            sa.Enum(
                "page", "pdf", "csv", "xlsx",
                name="medium", native_enum=False, create_constraint=True, length=20,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_printout_event_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_printout_user_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_printout_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printout")),
    )  # fmt: skip
    with op.batch_alter_table("printout", schema=None) as batch_op:
        for column in ("event_id", "user_id", "visit_id"):
            batch_op.create_index(batch_op.f(f"ix_printout_{column}"), [column], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "folder", name="jobkind", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "running", "done", "failed", "cancelled", "lost",
                name="jobstate", native_enum=False, create_constraint=True, length=20,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("heartbeat", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_job_user_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_job_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )  # fmt: skip
    with op.batch_alter_table("job", schema=None) as batch_op:
        for column in ("user_id", "visit_id"):
            batch_op.create_index(batch_op.f(f"ix_job_{column}"), [column], unique=False)


def downgrade():
    op.drop_table("job")
    op.drop_table("printout")
