"""The offices that every planner begins with."""

import pytest
from sqlalchemy import select

from planner.models import Level, Office, Style
from planner.rules.people.addressing.german_grammar import declined
from planner.rules.people.people import rank_of_office
from planner.shipped.offices import SINGULAR, named, shipped
from tests.factories import make_office

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


@pytest.fixture
def ship(app):
    """Return a function that runs the command and gives what it says."""
    return lambda: (
        app.test_cli_runner().invoke(args=["offices", "ship"], catch_exceptions=False).output
    )


def test_every_office_that_the_exchange_meets_is_shipped():
    titles = {office.title_en for office in shipped()}

    assert [title for title in MET if title not in titles] == []


def test_no_shipped_office_is_there_twice_and_each_has_all_titles():
    offices = shipped()

    assert len(named(offices)) == len(offices)
    titles = ("title_de_feminine", "title_de_masculine", "title_de_neutral", "title_en")
    assert all(getattr(office, title) for office in offices for title in titles)


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
    offices = {office.title_en: office for office in shipped()}
    deputies = [offices[f"{place} Deputy Mayor"] for place in ("First", "Second", "Third")]

    assert [deputy.title_de_masculine for deputy in deputies] == [
        "Erster stellvertretender Bürgermeister",
        "Zweiter stellvertretender Bürgermeister",
        "Dritter stellvertretender Bürgermeister",
    ]
    assert {deputy.spoken_de_feminine for deputy in deputies} == {"Bürgermeisterin"}
    assert {deputy.spoken_en for deputy in deputies} == {"Deputy Mayor"}


def test_senator_goes_before_commissioner_and_members_of_bundestag_before_both():
    offices = {office.title_en: office for office in shipped()}
    names = ["State Commissioner", "State Senator", "Member of the Bundestag"]

    ranked = sorted(names, key=lambda name: rank_of_office(offices[name]))

    assert ranked == names[::-1]  # P-04, P-06, P-07
    assert offices["District Administrator"].level is Level.DISTRICT


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


def test_command_adds_what_is_missing_and_changes_nothing(ship, save, load):
    own = make_office("state senator", style=Style.THE_HONORABLE, title_de_feminine="Frau Senator")
    save(own)

    first, second = ship(), ship()

    count = len(shipped())
    assert (first, second) == (f"Added {count - 1} offices.\n", "Added 0 offices.\n")
    found = load(select(Office))
    assert len(found) == count
    assert [one.title_de_feminine for one in found if one.id == own.id] == ["Frau Senator"]


def test_example_uses_the_offices_that_are_there(app, ship, load):
    ship()
    before = len(load(select(Office)))

    app.test_cli_runner().invoke(args=["example", "load"], catch_exceptions=False)

    added = load(select(Office).order_by(Office.id))[before:]
    assert [office.title_en for office in added] == ["Commissioner of Commerce"]
    assert added[0].to_confirm  # P-26
