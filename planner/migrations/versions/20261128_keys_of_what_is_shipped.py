"""keys of what comes with the planner."""

import sqlalchemy as sa
from alembic import op

revision = "5d27c0e8f3b9"
down_revision = "3b0d96f5a1c4"

# key, English and German title, style, level and branch of the offices that version 0.2 shipped
OFFICES = (
    ("member-of-the-european-parliament", "Member of the European Parliament", "Mitglied des Europäischen Parlaments", "none", "international", "legislative"),
    ("president-of-the-bundestag", "President of the Bundestag", "Präsident des Deutschen Bundestages", "none", "federal", "legislative"),
    ("president-of-the-bundesrat", "President of the Bundesrat", "Präsident des Bundesrates", "none", "federal", "legislative"),
    ("member-of-the-bundestag", "Member of the Bundestag", "Mitglied des Deutschen Bundestages", "none", "federal", "legislative"),
    ("us-senator", "U.S. Senator", "US-Senator", "the_honorable", "federal", "legislative"),
    ("us-representative", "U.S. Representative", "Mitglied des US-Repräsentantenhauses", "the_honorable", "federal", "legislative"),
    ("federal-president", "Federal President", "Bundespräsident", "none", "federal", "executive"),
    ("federal-chancellor", "Federal Chancellor", "Bundeskanzler", "none", "federal", "executive"),
    ("us-president", "U.S. President", "Präsident der Vereinigten Staaten", "the_honorable", "federal", "executive"),
    ("us-vice-president", "U.S. Vice President", "Vizepräsident der Vereinigten Staaten", "the_honorable", "federal", "executive"),
    ("president-of-the-federal-constitutional-court", "President of the Federal Constitutional Court", "Präsident des Bundesverfassungsgerichts", "none", "federal", "judicial"),
    ("president-of-the-state-parliament", "President of the State Parliament", "Präsident des Landtags", "none", "state", "legislative"),
    ("vice-president-of-the-state-parliament", "Vice President of the State Parliament", "Vizepräsident des Landtags", "none", "state", "legislative"),
    ("member-of-the-state-parliament", "Member of the State Parliament", "Mitglied des Landtags", "none", "state", "legislative"),
    ("state-senator", "State Senator", "Senator", "the_honorable", "state", "legislative"),
    ("state-representative", "State Representative", "Mitglied des Repräsentantenhauses", "the_honorable", "state", "legislative"),
    ("minister-president", "Minister-President", "Ministerpräsident", "none", "state", "executive"),
    ("governor", "Governor", "Gouverneur", "the_honorable", "state", "executive"),
    ("lieutenant-governor", "Lieutenant Governor", "Vizegouverneur", "the_honorable", "state", "executive"),
    ("secretary-of-state", "Secretary of State", "Secretary of State des Bundesstaates", "the_honorable", "state", "executive"),
    ("district-administrator", "District Administrator", "Landrat", "none", "district", "executive"),
    ("deputy-district-administrator", "Deputy District Administrator", "Stellvertretender Landrat", "none", "district", "executive"),
    ("district-council-member", "District Council Member", "Mitglied des Kreistags", "none", "district", "legislative"),
    ("county-board-chair", "County Board Chair", "Vorsitzender des County-Rats", "the_honorable", "district", "legislative"),
    ("county-commissioner", "County Commissioner", "Mitglied des County-Rats", "the_honorable", "district", "legislative"),
    ("lord-mayor", "Lord Mayor", "Oberbürgermeister", "none", "municipal", "executive"),
    ("mayor", "Mayor", "Bürgermeister", "none", "municipal", "executive"),
    ("american-mayor", "Mayor", "Bürgermeister", "the_honorable", "municipal", "executive"),
    ("first-deputy-mayor", "First Deputy Mayor", "Erster stellvertretender Bürgermeister", "none", "municipal", "executive"),
    ("second-deputy-mayor", "Second Deputy Mayor", "Zweiter stellvertretender Bürgermeister", "none", "municipal", "executive"),
    ("third-deputy-mayor", "Third Deputy Mayor", "Dritter stellvertretender Bürgermeister", "none", "municipal", "executive"),
    ("council-group-chair", "Council Group Chair", "Fraktionsvorsitzender", "none", "municipal", "legislative"),
    ("city-councilor", "City Councilor", "Ratsmitglied", "none", "municipal", "legislative"),
    ("council-president", "Council President", "Ratspräsident", "the_honorable", "municipal", "legislative"),
    ("council-member", "Council Member", "Ratsmitglied", "the_honorable", "municipal", "legislative"),
    ("first-deputy-chief-executive", "First Deputy Chief Executive", "Erster Beigeordneter", "none", "municipal", "administration"),
    ("deputy-chief-executive", "Deputy Chief Executive", "Beigeordneter", "none", "municipal", "administration"),
    ("president-of-the-chamber-of-industry-and-commerce", "President of the Chamber of Industry and Commerce", "Präsident der Industrie- und Handelskammer", "none", "other", "other"),
    ("president-of-the-chamber-of-crafts", "President of the Chamber of Crafts", "Präsident der Handwerkskammer", "none", "other", "other"),
    ("rector-of-the-university", "Rector of the University", "Rektor", "none", "other", "other"),
    ("bishop", "Bishop", "Bischof", "none", "other", "other"),
    ("president-of-the-regional-church", "President of the Regional Church", "Präses", "none", "other", "other"),
    ("superintendent-of-the-church-district", "Superintendent of the Church District", "Superintendent", "none", "other", "other"),
    ("federal-minister", "Federal Minister", "Bundesminister", "none", "federal", "executive"),
    ("parliamentary-state-secretary", "Parliamentary State Secretary", "Parlamentarischer Staatssekretär", "none", "federal", "executive"),
    ("us-secretary", "U.S. Secretary", "Minister der Vereinigten Staaten", "the_honorable", "federal", "executive"),
    ("ambassador", "Ambassador", "Botschafter", "exzellenz", "federal", "diplomatic"),
    ("consul-general", "Consul General", "Generalkonsul", "none", "federal", "diplomatic"),
    ("consul", "Consul", "Konsul", "none", "federal", "diplomatic"),
    ("honorary-consul", "Honorary Consul", "Honorarkonsul", "none", "federal", "diplomatic"),
    ("state-minister", "State Minister", "Minister", "none", "state", "executive"),
    ("state-commissioner", "State Commissioner", "Commissioner", "none", "state", "executive"),
    ("state-secretary-us-state-cabinet", "State Secretary (U.S. state cabinet)", "Secretary eines Bundesstaates", "none", "state", "executive"),
    ("state-secretary", "State Secretary", "Staatssekretär", "none", "state", "administration"),
    ("president-of-the-regional-government", "President of the Regional Government", "Regierungspräsident", "none", "state", "administration"),
    ("county-administrator", "County Administrator", "Leiter der County-Verwaltung", "none", "district", "administration"),
    ("city-administrator", "City Administrator", "Leiter der Stadtverwaltung", "none", "municipal", "administration"),
    ("president-of-the-university", "President of the University", "Präsident der Universität", "none", "other", "administration"),
    ("chancellor-of-the-university", "Chancellor of the University", "Kanzler der Universität", "none", "other", "administration"),
    ("chief-executive-of-the-chamber", "Chief Executive of the Chamber", "Hauptgeschäftsführer der Kammer", "none", "other", "other"),
    ("pastor", "Pastor", "Pfarrer", "none", "other", "other"),
    ("dean", "Dean", "Dechant", "none", "other", "other"),
)  # fmt: skip
SCHEMES = {
    "Empfang einer deutschen Stadt": "reception",
    "Gäste aus den USA, wie gemeldet": "us-visitors",
}  # by their German names
office = sa.table(
    "office",
    *(sa.column(name) for name in ("id", "title_en", "title_de_masculine")),
    *(sa.column(name) for name in ("style", "level", "branch")),
)
scheme = sa.table("scheme", sa.column("id"), sa.column("name_de"))
shipped_key = sa.table(
    "shipped_key", sa.column("key"), sa.column("office_id"), sa.column("scheme_id")
)


def upgrade():
    op.create_table(
        "shipped_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("scheme_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "office_id IS NULL OR scheme_id IS NULL", name=op.f("ck_shipped_key_of_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"],
            ["office.id"],
            name=op.f("fk_shipped_key_office_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id"],
            ["scheme.id"],
            name=op.f("fk_shipped_key_scheme_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_shipped_key")),
        sa.UniqueConstraint("office_id", name=op.f("uq_shipped_key_office_id")),
        sa.UniqueConstraint("scheme_id", name=op.f("uq_shipped_key_scheme_id")),
    )
    own = op.get_bind()
    rows = [*keys_of_offices(own), *keys_of_schemes(own)]
    if rows:
        own.execute(sa.insert(shipped_key), rows)


def keys_of_offices(own):
    """Return the keys of the offices that are recognised, in a planner that was given all.

    That is one that has half of them: what it lacks was deleted or changed beyond recognition, and
    does not come again. In another one, what is not there is still to come.
    """
    found = recognised(own.execute(sa.select(office).order_by(office.c.id)).all())
    was_given_all = 2 * len(found) >= len(OFFICES)
    return [
        {"key": f"office/{key}", "office_id": found.get(key), "scheme_id": None}
        for key, *_ in OFFICES
        if key in found or was_given_all
    ]


def recognised(rows):
    """Return the ids of offices by the keys that they have, the surest ones first."""
    found, taken = {}, set()
    for names in (
        lambda en, de, style, level, branch: (en.casefold(), style, level, branch),
        lambda en, de, style, level, branch: (en.casefold(), style),
        lambda en, de, style, level, branch: (de.casefold(), style, level, branch),
    ):
        known = {}
        for row in rows:
            if row.id not in taken:
                name = names(row.title_en, row.title_de_masculine, row.style, row.level, row.branch)
                known.setdefault(name, row.id)
        for key, *shipped in OFFICES:
            office_id = known.get(names(*shipped))
            if key not in found and office_id and office_id not in taken:
                found[key] = office_id
                taken.add(office_id)
    return found


def keys_of_schemes(own):
    """Return the keys of both schemes, if there is any: both came only where there was none."""
    rows = own.execute(sa.select(scheme).order_by(scheme.c.id.desc())).all()
    ids = {row.name_de: row.id for row in rows}
    return [
        {"key": f"scheme/{key}", "office_id": None, "scheme_id": ids.get(name)}
        for name, key in SCHEMES.items()
        if rows
    ]


def downgrade():
    op.drop_table("shipped_key")
