"""The offices that every planner begins with."""

import runpy
from pathlib import Path

import pytest
from sqlalchemy import select

import planner
from planner.commands.cli import migrate_to_head
from planner.db import act, session
from planner.models import Level, Office, Scheme, ShippedKey, Style
from planner.now import today
from planner.rules.people.addressing.german_grammar import declined
from planner.rules.people.people import rank_of_office
from planner.services.precedence.offices import delete_office
from planner.shipped import additions, offices, schemes
from planner.shipped.offices import named
from planner.shipped.titles import SINGULAR
from tests.factories import make_office, make_scheme

MET = [  # the offices that the exchange meets
    *("U.S. Senator", "U.S. Representative", "U.S. Secretary"),
    *("Governor", "Lieutenant Governor", "State Senator", "State Representative"),
    *("State Commissioner", "Secretary of State", "County Commissioner", "County Administrator"),
    *("Mayor", "Council Member", "Council President", "City Administrator"),
    *("President of the University", "Rector of the University"),
    *("Chancellor of the University",),
    *("Federal Minister", "Minister-President", "State Minister", "State Secretary"),
    *("President of the State Parliament", "Member of the State Parliament"),
    *("President of the Regional Government", "District Administrator", "Lord Mayor"),
    *("First Deputy Mayor", "Second Deputy Mayor", "Third Deputy Mayor"),
    *("First Deputy Chief Executive", "Deputy Chief Executive", "Council Group Chair"),
    *("Member of the Bundestag", "Member of the European Parliament"),
    *("Consul General", "Consul", "Ambassador", "Bishop"),
    "President of the Chamber of Industry and Commerce",
    # the first five of P-01
    *("Federal President", "President of the Bundestag", "Federal Chancellor"),
    *("President of the Bundesrat", "President of the Federal Constitutional Court"),
]


def shipped():
    """Return all shipped offices."""
    return list(offices.shipped().values())


@pytest.fixture
def ship(app):
    """Return a function that adds what has not come yet, as `planner db upgrade` does."""

    def ship():
        with app.app_context(), act("ship") as own:
            additions.ship(own, today())

    return ship


def test_every_office_that_the_exchange_meets_is_shipped():
    titles = {office.title_en for office in shipped()}

    assert [title for title in MET if title not in titles] == []


def test_no_shipped_office_is_there_twice_and_each_has_all_titles():
    rows = shipped()

    assert len(named(rows)) == len(rows)
    titles = ("title_de_feminine", "title_de_masculine", "title_de_neutral", "title_en")
    assert all(getattr(office, title) for office in rows for title in titles)


def test_forms_that_no_source_settles_are_to_be_confirmed_and_not_approved():
    to_confirm = {office.title_en for office in shipped() if office.to_confirm}

    assert {"State Commissioner", "Bishop", "Consul General"} <= to_confirm  # P-26
    assert not {"State Senator", "Mayor", "Federal Minister", "Landrat"} & to_confirm
    assert all(office.to_confirm is not office.translation_approved for office in shipped())


def test_offices_of_which_there_is_one_at_a_time_say_so():
    titles = {office.title_en: office.is_singular for office in shipped()}

    assert set(titles) >= SINGULAR
    one = ("Mayor", "Governor", "First Deputy Mayor", "District Administrator")
    many = ("State Senator", "Council Member", "Consul General", "Ambassador", "State Minister")
    assert [titles[title] for title in (*one, *many)] == [True] * 4 + [False] * 5


def test_only_the_elected_are_honorable_and_appointed_ones_with_consent_of_the_senate():
    honorable = [office for office in shipped() if office.style is Style.THE_HONORABLE]

    appointed = [office.title_en for office in honorable if not office.is_elected]
    assert appointed == ["U.S. Secretary"]  # P-23, P-24


def test_deputy_mayors_are_spoken_to_as_mayors_and_stand_in_their_order():
    by_title = {office.title_en: office for office in shipped()}
    deputies = [by_title[f"{place} Deputy Mayor"] for place in ("First", "Second", "Third")]

    assert [deputy.title_de_masculine for deputy in deputies] == [
        "Erster stellvertretender Bürgermeister",
        "Zweiter stellvertretender Bürgermeister",
        "Dritter stellvertretender Bürgermeister",
    ]
    assert {deputy.spoken_de_feminine for deputy in deputies} == {"Bürgermeisterin"}
    assert {deputy.spoken_en for deputy in deputies} == {"Deputy Mayor"}


def test_senator_goes_before_commissioner_and_members_of_bundestag_before_both():
    by_title = {office.title_en: office for office in shipped()}
    names = ["State Commissioner", "State Senator", "Member of the Bundestag"]

    ranked = sorted(names, key=lambda name: rank_of_office(by_title[name]))

    assert ranked == names[::-1]  # P-04, P-06, P-07
    assert by_title["District Administrator"].level is Level.DISTRICT


@pytest.mark.parametrize(
    ("title", "in_letter"),
    [
        ("Erster stellvertretender Bürgermeister", "Ersten stellvertretenden Bürgermeister"),
        ("Erster Beigeordneter", "Ersten Beigeordneten"),
        ("Präsident des Landtags", "Präsidenten des Landtags"),
        ("Fraktionsvorsitzender", "Fraktionsvorsitzenden"),
        ("Generalkonsul", "Generalkonsul"),
    ],
)
def test_shipped_titles_stand_in_the_accusative_on_an_envelope(title, in_letter):
    assert title in {office.title_de_masculine for office in shipped()}
    assert declined(title) == in_letter  # P-18


def test_upgrade_adds_what_is_missing_and_changes_nothing(ship, save, load):
    own = make_office("state senator", style=Style.THE_HONORABLE, title_de_feminine="Frau Senator")
    save(own)

    ship()
    ship()

    found = load(select(Office))
    assert len(found) == len(shipped())
    assert [one.title_de_feminine for one in found if one.id == own.id] == ["Frau Senator"]
    assert [scheme.is_default for scheme in load(select(Scheme))] == [True, False]
    assert len(load(select(ShippedKey))) == len(found) + 2


def test_deleted_and_edited_ones_stay_so_and_a_new_one_comes(ship, load, within, monkeypatch):
    ship()
    before = {office.title_en: office for office in load(select(Office))}
    with act("try_it") as own:
        edited = own.get_one(Office, before["Governor"].id)
        edited.title_en = "Governor of the State"
    delete_office(session.get_one(Office, before["Dean"].id))
    later = offices.shipped() | {"office/herald": make_office("Herald")}
    monkeypatch.setattr(offices, "shipped", lambda: later)

    ship()

    after = {office.title_en for office in load(select(Office))}
    assert after - before.keys() == {"Governor of the State", "Herald"}
    assert before.keys() - after == {"Governor", "Dean"}


def test_scheme_that_was_deleted_does_not_come_again(ship, load, within):
    ship()
    with act("try_it") as own:
        own.delete(own.scalars(select(Scheme).where(~Scheme.is_default)).one())

    ship()

    assert len(load(select(Scheme))) == 1


def test_scheme_of_the_office_stays_the_one_for_new_visits(ship, save, load):
    ours = make_scheme(is_default=True)
    save(ours)

    ship()

    assert [scheme.id for scheme in load(select(Scheme).where(Scheme.is_default))] == [ours.id]
    assert len(load(select(Scheme))) == 3


def test_upgrade_of_an_empty_planner_brings_all_with_their_places(app, load):
    with app.app_context():
        migrate_to_head()

    assert len(load(select(Office))) == len(shipped())
    titles = {title for heads in (schemes.HEADS, schemes.US_HEADS) for title in heads.values()}
    named_ones = {title for group in titles for title in group}
    assert named_ones <= {office.title_en for office in shipped()}
    [reception, _] = load(select(Scheme).order_by(Scheme.id))
    assert reception.is_default


def test_keys_of_the_migration_are_those_of_today():
    folder = Path(planner.__file__).parent / "migrations" / "versions"
    former = runpy.run_path(str(folder / "20261128_keys_of_what_is_shipped.py"))

    keys = {f"office/{key}" for key, *_ in former["OFFICES"]}
    assert keys <= offices.shipped().keys()  # one that had another key would come once more
    assert {f"scheme/{key}" for key in former["SCHEMES"].values()} <= schemes.SHIPPED.keys()


def test_example_uses_the_offices_that_are_there(app, ship, load):
    ship()
    before = len(load(select(Office)))

    app.test_cli_runner().invoke(args=["example", "load"], catch_exceptions=False)

    added = load(select(Office).order_by(Office.id))[before:]
    assert [office.title_en for office in added] == ["Commissioner of Commerce"]
    assert added[0].to_confirm  # P-26
