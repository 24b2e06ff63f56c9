"""one of each.

What the program looks for before it writes is unique in the database too. Rows that are in the way
are all named by table and id, and nothing is changed: they are put right with the former version.
"""

import unicodedata

import click
import sqlalchemy as sa
from alembic import op

revision = "7d1e5a90c3b8"
down_revision = "6a4f0c92d7e3"

LETTERS = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Ø": "O", "ø": "o", "Æ": "Ae",
     "æ": "ae", "Œ": "Oe", "œ": "oe", "Þ": "Th", "þ": "th", "Ð": "D", "ð": "d", "Ħ": "H", "ħ": "h",
     "Ŧ": "T", "ŧ": "t", "ı": "i", "'": "", "’": "", "‘": "", "ʼ": "", "ʻ": ""}
)  # fmt: skip
LEADS = "is_leader AND deleted_at IS NULL"
HOLDS = "is_exclusive AND until IS NULL"
SERVES = "revoked_at IS NULL"
PLACE = ["body_de", "body_en", "is_acting"]
INDEXES = [
    ("uq_scheme_entry_role", "scheme_entry", ["version_id", "role", "in_own_place"], None),
    ("uq_scheme_entry_office", "scheme_entry", ["version_id", "office_id", "in_own_place"], None),
    (
        "uq_scheme_entry_branch",
        "scheme_entry",
        ["version_id", "level", "branch", "in_own_place"],
        None,
    ),
    (
        "uq_scheme_entry_level",
        "scheme_entry",
        ["version_id", "level", "in_own_place"],
        "branch IS NULL",
    ),
    (
        "uq_scheme_entry_rest",
        "scheme_entry",
        ["version_id"],
        "role IS NULL AND office_id IS NULL AND level IS NULL",
    ),
    ("uq_feed_label_of_venue", "feed", ["venue_id", "label_key"], SERVES),
    ("uq_feed_label_of_user", "feed", ["user_id", "label_key"], SERVES),
    (
        "uq_feed_label_of_visit",
        "feed",
        ["visit_id", "kind", "label_key"],
        f"{SERVES} AND person_id IS NULL",
    ),
    ("uq_feed_label_of_person", "feed", ["visit_id", "kind", "person_id", "label_key"], SERVES),
    ("uq_term_holder", "term", ["office_id", "municipality_id", *PLACE], HOLDS),
    (
        "uq_term_holder_anywhere",
        "term",
        ["office_id", *PLACE],
        f"{HOLDS} AND municipality_id IS NULL",
    ),
]
SUBJECTS = ("visit", "event", "municipality")
OF_FEED = ("visit_id", "person_id", "venue_id", "user_id")
EXCLUSIVE = (
    "office_id IN (SELECT id FROM office WHERE is_singular)"
    " AND person_id IN (SELECT id FROM person WHERE deleted_at IS NULL)"
)


def upgrade():
    stop_if_in_the_way(op.get_bind())
    add_columns()
    add_indexes()


def stop_if_in_the_way(connection):
    """Name all rows that are in the way of a constraint, and stop."""
    found = [
        *(f"network {ids}: the same name" for ids in groups(connection, "network", network_key)),
        *(f"municipality {ids}: the same name" for ids in groups(connection, "municipality", town)),
        *(
            f"old_slug {ids}: the same former address of a {subject}"
            for subject in SUBJECTS
            for ids in groups(
                connection,
                f"(SELECT * FROM old_slug WHERE {subject}_id IS NOT NULL) one",
                lambda row: row.slug,
            )
        ),
        *(
            f"delegate {ids}: they lead the same delegation"
            for ids in groups(
                connection,
                f"(SELECT * FROM delegate WHERE {LEADS}) one",
                lambda row: row.delegation_id,
            )
        ),
        *(
            f"scheme_entry {ids}: the same entry"
            for ids in groups(connection, "scheme_entry", entry)
        ),
        *(
            f"feed {ids}: the same label"
            for ids in groups(connection, "(SELECT * FROM feed WHERE revoked_at IS NULL) one", feed)
        ),
        *(
            f"term {ids}: one person can hold the office at a time"
            for ids in groups(
                connection,
                f"(SELECT * FROM term WHERE until IS NULL AND {EXCLUSIVE}) one",
                term,
            )
        ),
    ]
    if found:
        lines = "\n".join(f"  {line}" for line in found)
        raise click.ClickException(
            "Nothing has been changed. These rows are in the way, of which only one may be as it"
            f" is; put them right with the version that you had, then upgrade again:\n{lines}"
        )


def groups(connection, source, key):
    """Return the ids, in words, of the rows of each group that has the same key."""
    by_key = {}
    for row in connection.execute(sa.text(f"SELECT * FROM {source} ORDER BY id")):
        by_key.setdefault(key(row), []).append(str(row.id))
    return [", ".join(ids) for ids in by_key.values() if len(ids) > 1]


def unaccented(text):
    """Return a text as the program compared names when this was written."""
    letters = unicodedata.normalize("NFKD", text.translate(LETTERS))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def plain(*parts):
    return "\n".join(map(unaccented, parts))[:400]


def network_key(row):
    return plain(row.name)


def town(row):
    return plain(row.name, row.state), row.country


def entry(row):
    named = row.role, row.office_id, row.level, row.branch
    return row.version_id, *named, bool(row.in_own_place)


def feed(row):
    return row.kind, *(getattr(row, name) for name in OF_FEED), row.label.casefold()


def term(row):
    return row.office_id, row.municipality_id, row.body_de, row.body_en, bool(row.is_acting)


def add_columns():
    """Add what is made of other columns, and fill it."""
    connection = op.get_bind()
    for table, name in (("network", "plain_name"), ("municipality", "plain_name")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.add_column(sa.Column("label_key", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_exclusive", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    fill(connection, "network", "plain_name", network_key)
    fill(connection, "municipality", "plain_name", lambda row: town(row)[0])
    fill(connection, "feed", "label_key", lambda row: row.label.casefold())
    connection.execute(sa.text(f"UPDATE term SET is_exclusive = TRUE WHERE {EXCLUSIVE}"))


def fill(connection, table, column, made):
    """Write a column of all rows of a table, made of the rest of the row."""
    rows = connection.execute(sa.text(f"SELECT * FROM {table}")).all()
    if rows:
        statement = sa.text(f"UPDATE {table} SET {column} = :value WHERE id = :id")
        values = [{"id": row.id, "value": made(row)} for row in rows]
        connection.execute(statement, values, execution_options={"seen_by_calendars": True})


def add_indexes():
    with op.batch_alter_table("network", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_network_plain_name"), ["plain_name"])
    with op.batch_alter_table("municipality", schema=None) as batch_op:
        batch_op.create_unique_constraint(
            batch_op.f("uq_municipality_plain_name_country"), ["plain_name", "country"]
        )
    for subject in SUBJECTS:
        add_unique(f"uq_old_slug_{subject}", "old_slug", ["slug"], f"{subject}_id IS NOT NULL")
    add_unique("uq_delegate_leader", "delegate", ["delegation_id"], LEADS)
    for name, table, columns, condition in INDEXES:
        add_unique(name, table, columns, condition)


def add_unique(name, table, columns, condition):
    where = None if condition is None else sa.text(condition)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def downgrade():
    for name, table in (
        *((name, table) for name, table, *_ in INDEXES),
        ("uq_delegate_leader", "delegate"),
        *((f"uq_old_slug_{subject}", "old_slug") for subject in SUBJECTS),
    ):
        op.drop_index(name, table_name=table)
    with op.batch_alter_table("municipality", schema=None) as batch_op:
        batch_op.drop_constraint("uq_municipality_plain_name_country", type_="unique")
        batch_op.drop_column("plain_name")
    with op.batch_alter_table("network", schema=None) as batch_op:
        batch_op.drop_constraint("uq_network_plain_name", type_="unique")
        batch_op.drop_column("plain_name")
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_column("label_key")
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.drop_column("is_exclusive")
