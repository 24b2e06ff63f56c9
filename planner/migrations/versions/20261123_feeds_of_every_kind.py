"""feeds of every kind."""

import sqlalchemy as sa
from alembic import op

revision = "418dcf1d0261"
down_revision = "bab250137ba8"


def upgrade():
    op.create_table(
        "calendar_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_revision")),
    )
    op.execute("INSERT INTO calendar_revision (id, number) VALUES (1, 1)")
    op.create_table(
        "feed_edition",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_with", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("modified_at", sa.DateTime(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("next_change_at", sa.DateTime(), nullable=True),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_feed_edition")),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "duty",
            sa.Enum(
                "interpreter",
                "driver",
                "contact",
                "speaker",
                name="duty",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("languages", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_assignment_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "event_id", "person_id", "duty", name=op.f("uq_assignment_event_id_person_id_duty")
        ),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_person_id"), ["person_id"], unique=False)

    op.create_table(
        "feed_departure",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("raised", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("zones", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_feed_departure_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name", "event_id", name=op.f("pk_feed_departure")),
    )
    op.create_table(
        "feed_part",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("made_with", sa.String(), nullable=False),
        sa.Column("revised_at", sa.DateTime(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("zones", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_feed_part_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "language", "role", name=op.f("pk_feed_part")),
    )
    op.create_table(
        "transfer",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("from_venue_id", sa.Integer(), nullable=True),
        sa.Column("to_venue_id", sa.Integer(), nullable=True),
        sa.Column("pick_up_at", sa.DateTime(), nullable=True),
        sa.Column("vehicle", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.CheckConstraint("seats > 0", name=op.f("ck_transfer_seats_positive")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_transfer_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["from_venue_id"], ["venue.id"], name=op.f("fk_transfer_from_venue_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_venue_id"], ["venue.id"], name=op.f("fk_transfer_to_venue_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_transfer")),
    )
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_transfer_from_venue_id"), ["from_venue_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_transfer_to_venue_id"), ["to_venue_id"], unique=False)

    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "visit",
                    "guests",
                    "person",
                    "transfers",
                    "interpretation",
                    "venue",
                    "user",
                    name="feedkind",
                    native_enum=False,
                    create_constraint=True,
                    length=20,
                ),
                nullable=False,
                server_default="guests",
            )
        )
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("venue_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("user_id", sa.Integer(), nullable=True))
        batch_op.alter_column("visit_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_feed_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feed_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feed_venue_id"), ["venue_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_feed_user_id"), "user", ["user_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_feed_venue_id"), "venue", ["venue_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_feed_person_id"), "person", ["person_id"], ["id"]
        )
        batch_op.create_check_constraint(
            "exactly_one_subject",
            "CASE kind WHEN 'venue' THEN venue_id IS NOT NULL AND visit_id IS NULL"
            " AND user_id IS NULL WHEN 'user' THEN user_id IS NOT NULL AND visit_id IS NULL"
            " AND venue_id IS NULL ELSE visit_id IS NOT NULL AND venue_id IS NULL"
            " AND user_id IS NULL END",
        )
        batch_op.create_check_constraint(
            "person_where_it_belongs",
            "CASE kind WHEN 'person' THEN person_id IS NOT NULL"
            " WHEN 'transfers' THEN TRUE WHEN 'interpretation' THEN TRUE"
            " ELSE person_id IS NULL END",
        )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("public_from", sa.DateTime(), nullable=True))
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.alter_column("kind", server_default=None)


def downgrade():
    op.execute("DELETE FROM feed WHERE visit_id IS NULL")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("public_from")
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_feed_person_where_it_belongs"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_feed_exactly_one_subject"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_feed_person_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_feed_venue_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_feed_user_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_feed_venue_id"))
        batch_op.drop_index(batch_op.f("ix_feed_user_id"))
        batch_op.drop_index(batch_op.f("ix_feed_person_id"))
        batch_op.alter_column("visit_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("user_id")
        batch_op.drop_column("venue_id")
        batch_op.drop_column("person_id")
        batch_op.drop_column("kind")

    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transfer_to_venue_id"))
        batch_op.drop_index(batch_op.f("ix_transfer_from_venue_id"))

    op.drop_table("transfer")
    op.drop_table("feed_part")
    op.drop_table("feed_departure")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_person_id"))

    op.drop_table("assignment")
    op.drop_table("feed_edition")
    op.drop_table("calendar_revision")
