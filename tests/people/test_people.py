"""People: names, offices, the address book."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from planner import create_app
from planner.db import session
from planner.models import Branch, Gender, Level, Person, Reply, RoleName, Sector, Term
from planner.queries.people.people import (
    SORT_KEYS,
    address_book,
    delegates_of_person,
    guests_of_person,
)
from planner.rules.people.people import full_name, highest_term, list_name, office_line
from planner.spelling import search_form, spellings, unaccented
from tests.factories import (
    LONG_AGO,
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_municipality,
    make_office,
    make_organisation,
    make_person,
    make_term,
    make_visit,
)

DAY = dt.date(2026, 5, 4)


def test_name_is_printed_with_title_prefix_and_post_nominals():
    person = make_person(
        "Anna", "Heide", name_prefix="von der", academic_title="Prof. Dr.", post_nominals="Ph.D."
    )

    assert full_name(person) == "Prof. Dr. Anna von der Heide, Ph.D."
    assert list_name(person) == "Heide, Prof. Dr. Anna von der"


@pytest.mark.parametrize(
    ("written", "sorted_by"),
    [("Öztürk", "ozturk"), ("Łódź", "lodz"), ("Đorđević", "dordevic"), ("Groß", "gross")],
)
def test_plain_text_has_no_accents(written, sorted_by):
    assert unaccented(written) == sorted_by


@pytest.mark.parametrize("stored", ["Öztürk", "Oeztuerk", "O\u0308ztu\u0308rk", "ÖZTÜRK"])
@pytest.mark.parametrize("typed", ["öztürk", "Ozturk", "Oeztuerk", "oztü", "ZTUE"])
def test_every_spelling_finds_every_other(stored, typed):
    assert any(form in search_form(stored) for form in spellings(typed))


@pytest.mark.parametrize(("stored", "typed"), [("John", "Joe"), ("Zora", "Zoë"), ("Bär", "Bur")])
def test_another_name_is_not_found(stored, typed):
    assert not any(form in search_form(stored) for form in spellings(typed))


def test_list_of_2019_keeps_the_office_of_2019():
    former = make_term(make_office("Council Member"), until=dt.date(2022, 12, 31))
    current = make_term(make_office("Mayor"), since=dt.date(2023, 1, 1))
    former.since = dt.date(2018, 1, 1)
    person = make_person(terms=[current, former])

    assert office_line(person, dt.date(2019, 6, 3), "en") == "Council Member"
    assert office_line(person, dt.date(2026, 6, 3), "en") == "Mayor"


def test_term_holds_on_its_first_and_last_day():
    term = make_term(since=dt.date(2026, 5, 4), until=dt.date(2026, 5, 5))
    person = make_person(terms=[term])

    held = [highest_term(person, dt.date(2026, 5, day)) for day in (3, 4, 5, 6)]

    assert held == [None, term, term, None]


def test_highest_office_goes_first_by_level_then_branch_then_election():
    federal = make_term(make_office("Secretary", level=Level.FEDERAL))
    senator = make_term(
        make_office("Senator", level=Level.STATE, branch=Branch.LEGISLATIVE), since=None
    )
    commissioner = make_term(
        make_office("Commissioner", level=Level.STATE, branch=Branch.EXECUTIVE, is_elected=False)
    )
    governor = make_term(make_office("Governor", level=Level.STATE, branch=Branch.EXECUTIVE))
    terms = [commissioner, governor, senator, federal]

    found = []
    while terms:
        found.append(highest_term(make_person(terms=list(terms)), DAY))
        terms.remove(found[-1])

    assert found == [federal, senator, governor, commissioner]


@pytest.mark.parametrize(
    ("gender", "language", "line"),
    [
        ("frau", "de", "Bürgermeisterin, Stadt Lyon"),
        ("herr", "de", "Bürgermeister, Stadt Lyon"),
        ("neither", "de", "Bürgermeisteramt, Stadt Lyon"),
        ("frau", "en", "Mayor, City of Lyon"),
    ],
)
def test_office_is_written_as_its_holder_bears_it(gender, language, line):
    term = make_term(body_de="Stadt Lyon", body_en="City of Lyon")

    assert office_line(make_person(gender=gender, terms=[term]), DAY, language) == line


def test_office_without_body_names_the_municipality():
    person = make_person(terms=[make_term(municipality=make_municipality("Lyon"))])

    assert office_line(person, DAY, "en") == "Mayor, Lyon"


def test_acting_official_is_marked():
    person = make_person(gender="frau", terms=[make_term(is_acting=True)])

    assert office_line(person, DAY, "en") == "Acting Mayor"
    assert office_line(person, DAY, "de") == "Bürgermeisterin (kommissarisch)"


def test_person_without_office_is_written_with_the_function():
    person = make_person(function_de="Leitung Klimaschutz")

    assert office_line(person, DAY, "de") == "Leitung Klimaschutz"
    assert office_line(person, DAY, "en") == "Leitung Klimaschutz"
    assert office_line(make_person(), DAY, "en") == ""


EMPTY = dict.fromkeys(
    [
        *("academic_title", "given_name", "name_prefix", "post_nominals", "pronunciation"),
        *("language_1", "language_2", "language_3", "language_4", "organisation_id", "country"),
        *("function_de", "function_en", "email", "phone", "postal_address"),
        *("biography_de", "biography_en", "notes"),
    ],
    "",
)


def entry(**values):
    """Return what the form of a person sends when only these fields are filled in."""
    named = {"gender": "neither", "family_name": "Lindqvist", "lock_version": "0"}
    return EMPTY | named | values


def test_address_book_is_sorted_by_plain_name_without_prefix(reader, save):
    names = ("Zander", ""), ("Öztürk", ""), ("Heide", "von der"), ("Łódź", ""), ("Peters", "")
    save(*(make_person("Ada", family, name_prefix=prefix) for family, prefix in names))

    page = reader.get("/people").text

    found = re.findall(r'<a href="/people/\d+">([^<]+)</a>', page)
    assert found == ["Heide, Ada von der", "Łódź, Ada", "Öztürk, Ada", "Peters, Ada", "Zander, Ada"]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("-name", ["Cole", "Berg", "Abel"]),
        ("organisation", ["Cole", "Berg", "Abel"]),
        ("-organisation", ["Berg", "Cole", "Abel"]),
        ("country", ["Abel", "Cole", "Berg"]),
        ("-country", ["Cole", "Abel", "Berg"]),
        ("nonsense", ["Abel", "Berg", "Cole"]),
    ],
)
def test_address_book_is_sorted_as_the_address_says_and_the_unknown_comes_last(
    reader, save, sort, names
):
    utilities, air = make_organisation("Werke"), make_organisation("Ämter", name_en="Airport")
    save(
        make_person("", "Abel", country="DE"),
        make_person("", "Berg", organisation=utilities),
        make_person("", "Cole", organisation=air, country="US"),
    )

    page = reader.get(f"/people?sort={sort}").text

    assert re.findall(r'<a href="/people/\d+">([^<]+)</a>', page) == names


@pytest.mark.parametrize(
    "sought",
    [
        *("oeztuerk", "Öztürk", "ozturk", "ayse", "Prof", "Oztu Ayşe", "öztürk, ayşe"),
        *("burgermeisterin", "Mayor", "Stadt Lyon", "Universität Lübeck", "University luebeck"),
        "Mayor Öztürk Lübeck",
    ],
)
def test_search_finds_any_part_of_name_office_and_organisation(reader, save, sought):
    university = make_organisation("Universität Lübeck", name_en="University of Lübeck")
    mayor = make_term(make_office("Mayor"), body_de="Stadt Lyon")
    save(
        make_person(
            "Ayşe", "Öztürk", academic_title="Prof. Dr.", organisation=university, terms=[mayor]
        ),
        make_person("Ben", "Groß"),
    )

    page = reader.get("/people", query_string={"q": sought}).text

    assert "Öztürk" in page
    assert "Groß" not in page


@pytest.mark.parametrize(
    "sought", ["Ozturk Groß", "100%", "_", "🎉", "'; DROP TABLE person", "ü" * 10_000]
)
def test_search_without_a_hit_says_so_and_offers_to_clear_it(reader, save, sought):
    save(make_person("Ayşe", "Öztürk"), make_person("Ben", "Groß"))

    page = reader.get("/people", query_string={"q": sought})

    assert page.status_code == 200
    assert "Nobody matches this search." in page.text
    assert "Clear filter" in page.text


def test_address_book_filters_by_sector(reader, save):
    save(
        make_person("", "Abel", organisation=make_organisation(sector=Sector.SCIENCE)),
        make_person("", "Berg", organisation=make_organisation(sector=Sector.PRESS)),
        make_person("", "Cole"),
    )

    page = reader.get("/people?sector=science").text

    assert "Abel" in page
    assert "Berg" not in page
    assert "Cole" not in page


def test_address_book_shows_50_people_a_page(reader, save):
    save(*(make_person("Ada", f"Name{n:03}") for n in range(51)))

    first, second = reader.get("/people").text, reader.get("/people?page=2").text

    assert "51 people" in first
    assert "(1 to 50 of 51)" in first
    assert "(51 to 51 of 51)" in second
    assert "Name049" in first
    assert "Name050" not in first
    assert "Name050" in second


def test_deleted_person_is_in_no_list_and_at_no_address(reader, save):
    person = save(make_person("Ada", "Abel", deleted_at=LONG_AGO))

    assert "Abel" not in reader.get("/people").text
    assert reader.get(f"/people/{person.id}").status_code == 404


def test_empty_address_book_says_what_belongs_there(organiser, reader):
    assert "Begin with the first person" in organiser.get("/people").text
    assert "/people/add" not in reader.get("/people").text


@pytest.mark.parametrize("number", [1, 5])
def test_address_book_asks_the_database_as_often_for_many_as_for_one(
    reader, save, count_queries, number
):
    save(
        *(
            make_person(
                "Ada",
                f"Name{n}",
                organisation=make_organisation(),
                terms=[make_term(municipality=make_municipality(f"City {n}")), make_term()],
            )
            for n in range(number)
        )
    )

    with count_queries() as queries:
        reader.get("/people?q=ada")

    assert len(queries) == 4  # user, count, people, terms


@pytest.mark.parametrize("number", [1, 5])
def test_page_of_a_person_asks_the_database_as_often_for_much_as_for_little(
    reader, save, count_queries, number
):
    person = make_person(organisation=make_organisation())
    for n in range(number):
        visit = make_visit()
        person.terms.append(make_term(municipality=make_municipality(f"City {n}")))
        delegation = make_delegation(visit, delegates=[make_delegate(person)])
        save(person, delegation, make_guest(person, make_event(visit=visit)))

    with count_queries() as queries:
        assert reader.get(f"/people/{person.id}").status_code == 200

    assert len(queries) == 7  # user, person, terms, forms of address, delegates, guests


def test_page_of_a_person_shows_offices_of_all_times_and_which_is_held_now(app, reader, save):
    app.config["TODAY"] = dt.date(2026, 5, 4)
    mayor = make_term(make_office("Mayor"), body_en="City of Lyon", since=dt.date(2023, 1, 1))
    senator = make_term(
        make_office("Senator"), since=dt.date(2018, 1, 1), until=dt.date(2022, 12, 31)
    )
    consul = make_term(make_office("Consul"), since=dt.date(2027, 1, 1))
    person = save(make_person(terms=[senator, mayor, consul]))

    page = reader.get(f"/people/{person.id}").text

    words = "Mayor, City of Lyon</b>", "held now", "Consul</b>", "from then on", "Senator</b>"
    places = [page.index(word) for word in words] + [page.index("formerly")]
    assert places == sorted(places)
    assert "since Jan 1, 2023" in page
    assert "Jan 1, 2018 – Dec 31, 2022" in page


def test_page_of_a_person_shows_visits_and_events_but_no_deleted_ones(reader, save):
    person = make_person()
    visit = make_visit(title_en="Visit from Oslo")
    gone = make_visit(title_en="Visit that was deleted", deleted_at=LONG_AGO)
    delegation = make_delegation(visit, name_en="Oslo", delegates=[make_delegate(person)])
    save(
        person,
        delegation,
        make_guest(person, make_event(visit=visit, title_en="Tour"), reply=Reply.ACCEPTED),
        make_guest(person, make_event(title_en="Summer party"), reply=Reply.DECLINED),
        make_guest(person, make_event(title_en="Event that was deleted", deleted_at=LONG_AGO)),
        make_guest(person, make_event(title_en="Took back", visit=visit), deleted_at=LONG_AGO),
        make_guest(person, make_event(visit=gone)),
        make_guest(make_person("Ben"), make_event(title_en="Not invited")),
    )

    page = reader.get(f"/people/{person.id}").text

    shown = ["Visit from Oslo", "Tour", "Accepted", "Summer party", "Declined"]
    assert [word for word in shown if word not in page] == []
    hidden = ["that was deleted", "Took back", "Not invited"]
    assert [word for word in hidden if word in page] == []


def test_notes_are_shown_to_those_who_keep_the_address_book_only(reader, organiser, save):
    reached = {"phone": "+1 555 0100", "email": "ada@planner.example"}
    person = save(make_person(notes="MARKER", postal_address="MARKER Street", **reached))
    address = f"/people/{person.id}"

    kept = organiser.get(address).text
    assert kept.count("MARKER") == 2
    assert "MARKER Street" in kept
    seen = reader.get(address).text
    assert "MARKER" not in seen
    assert "+1 555 0100" in seen
    assert "ada@planner.example" in seen


@pytest.mark.parametrize("address", ["/people", "/people/1", "/people/add", "/people/1/edit"])
def test_door_sees_nothing_of_the_address_book(sign_in, save, address):
    save(make_person(phone="+1 555 0100"))

    assert sign_in(RoleName.DOOR).get(address).status_code == 403


@pytest.mark.parametrize(
    "address", ["/people/add", "/people/1/edit", "/people/1/terms/add", "/people/1/terms/1"]
)
def test_reader_cannot_change_the_address_book(reader, save, address):
    save(make_person(terms=[make_term()]))

    assert reader.get(address).status_code == 403
    assert reader.post(address, data=entry(family_name="Other")).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        *("/people/2", "/people/2/edit", "/people/2/terms/add", "/people/1/terms/9"),
        *("/people/99999999999999999999", f"/people/{'9' * 5000}", "/people/-1"),
    ],
)
def test_unknown_person_or_term_is_not_found(organiser, save, address):
    save(make_person(terms=[make_term()]))

    assert organiser.get(address).status_code == 404


def test_person_needs_a_family_name_only(organiser, load):
    answer = organiser.post("/people/add", data=entry())

    assert answer.status_code == 303
    [person] = load(select(Person))
    assert answer.headers["Location"] == f"/people/{person.id}"
    assert (person.family_name, person.email, person.phone, person.languages) == (
        *("Lindqvist", "", "", ""),
    )


def test_form_of_a_person_keeps_every_field(organiser, save, load):
    organisation = save(make_organisation())
    written = {
        "gender": "frau",
        "academic_title": "Prof. Dr.",
        "given_name": "Anna",
        "name_prefix": "von der",
        "family_name": "Heide",
        "post_nominals": "Ph.D.",
        "pronunciation": "HIGH-duh",
        "organisation_id": organisation.id,
        "country": "US",
        "function_de": "Leitung",
        "function_en": "Head",
        "email": "anna@planner.example",
        "phone": "+1 555 0100",
        "postal_address": "7 Main Street\nElk River\nUSA",
        "biography_de": "Erste Zeile\nZweite",
        "biography_en": "Life",
        "notes": "No fish",
    }
    spoken = {"language_1": "pl", "language_2": "de", "language_3": "pl", "language_4": ""}

    organiser.post("/people/add", data=entry(**written, **spoken))

    [person] = load(select(Person))
    assert {name: getattr(person, name) for name in written} == written
    assert person.languages == "pl de"
    form = organiser.get(f"/people/{person.id}/edit").text
    assert [word for word in map(str, written.values()) if f"{word}" not in form] == []
    assert '<option selected value="pl">Polish' in form


@pytest.mark.parametrize("typed", ["", "   ", "\x00\x07", "\u2028"])
def test_person_without_a_name_is_refused(organiser, load, typed):
    answer = organiser.post("/people/add", data=entry(family_name=typed, given_name="Ada"))

    assert answer.status_code == 422
    assert "Please fill this in." in answer.text
    assert load(select(Person)) == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_name_that_is_too_long_is_refused_and_kept(organiser, load, language):
    long = "N" * 10_000
    sentence = {"en": "at most 200 characters", "de": "höchstens 200 Zeichen"}[language]

    answer = organiser.post(
        "/people/add", data=entry(family_name=long), headers={"Accept-Language": language}
    )

    assert answer.status_code == 422
    assert sentence in answer.text
    assert long in answer.text
    assert load(select(Person)) == []


def test_markup_control_characters_and_emoji_do_no_harm(organiser, load):
    strange = "<script>alert(1)</script> \x00\x1bŁódź 🎉\n\u2028 {{ 7*7 }}"
    texts = ("given_name", "family_name", "function_de", "notes", "biography_en", "pronunciation")

    answer = organiser.post("/people/add", data=entry(**dict.fromkeys(texts, strange)))

    [person] = load(select(Person))
    assert person.family_name == "<script>alert(1)</script> Łódź 🎉 {{ 7*7 }}"
    for address in (answer.headers["Location"], "/people", f"/people/{person.id}/edit"):
        page = organiser.get(address).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; Łódź 🎉" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "no address"}, "This is no e-mail address."),
        ({"organisation_id": "999"}, "Not a valid choice"),
        ({"organisation_id": "x"}, "Invalid Choice: could not coerce"),
        ({"country": "ZZ"}, "Not a valid choice"),
        ({"language_1": "tlh"}, "Not a valid choice"),
        ({"gender": "other"}, "Invalid Choice: could not coerce"),
        ({"notes": "n" * 10_001}, "at most 10,000 characters"),
    ],
)
def test_wrong_entry_is_told_and_nothing_is_saved(organiser, load, wrong, sentence):
    answer = organiser.post("/people/add", data=entry(**wrong))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert load(select(Person)) == []


@pytest.mark.parametrize("family", ["Öztürk", "Ozturk", "OEZTUERK"])
def test_same_name_is_saved_only_when_save_is_pressed_again(organiser, save, load, family):
    known = save(make_person("Ayşe", "Öztürk", function_en="Head of water"))
    typed = entry(given_name="Ayse", family_name=family)

    first = organiser.post("/people/add", data=typed)

    assert first.status_code == 422
    assert "Did you mean …?" in first.text
    assert f'<a href="/people/{known.id}">Ayşe Öztürk</a>, Head of water' in first.text
    assert len(load(select(Person))) == 1
    seen = re.search(r'name="another_than"[^>]*value="([^"]*)"', first.text)[1]
    again = organiser.post("/people/add", data=typed | {"another_than": seen})
    assert again.status_code == 303
    assert len(load(select(Person))) == 2


def test_person_in_the_bin_is_no_namesake(organiser, save):
    save(make_person("Ada", "Lindqvist", deleted_at=LONG_AGO))

    assert organiser.post("/people/add", data=entry(given_name="Ada")).status_code == 303


def test_namesake_that_came_meanwhile_is_told_too(organiser, save):
    save(make_person("Ada", "Lindqvist"))
    other = save(make_person("Ada", "Lindqvist"))

    answer = organiser.post("/people/add", data=entry(given_name="Ada", another_than="1"))

    assert f'"/people/{other.id}"' in answer.text


def test_second_editor_sees_both_versions_of_a_person(organiser, save, load):
    person = save(make_person("Ada", "Lindqvist", languages="de en"))
    mine = entry(lock_version=str(person.lock_version), given_name="Ada", language_1="fr")
    theirs = mine | {"given_name": "Adele", "language_1": "de"}
    address = f"/people/{person.id}/edit"
    assert organiser.post(address, data=theirs).status_code == 303

    answer = organiser.post(address, data=mine)

    assert answer.status_code == 409
    assert "Adele" in answer.text
    assert "French" in answer.text
    [kept] = load(select(Person))
    assert kept.given_name == "Adele"
    version = re.search(r'name="lock_version" value="(\d+)"', answer.text)[1]
    assert organiser.post(address, data=mine | {"lock_version": version}).status_code == 303
    [kept] = load(select(Person))
    assert (kept.given_name, kept.languages) == ("Ada", "fr")


def test_changed_name_is_sorted_and_found_anew(organiser, save):
    person = save(make_person("Ada", "Lindqvist"))

    organiser.post(
        f"/people/{person.id}/edit",
        data=entry(lock_version=str(person.lock_version), family_name="Öhrström"),
    )

    assert "Öhrström" in organiser.get("/people?q=oehrstroem").text
    assert "Nobody matches" in organiser.get("/people?q=lindqvist").text


def term_entry(office, **values):
    names = ("body_de", "body_en", "municipality_id", "since", "until")
    empty = dict.fromkeys([*names, "form_confirmed_on", "form_confirmed_by"], "")
    return empty | {"office_id": office.id, "lock_version": "0"} | values


def test_term_is_added_changed_and_deleted_on_the_page_of_its_person(organiser, save, load):
    person, office = save(make_person(gender=Gender.FRAU)), save(make_office())
    city = save(make_municipality("Lyon"))
    dates = {"since": "2020-01-01", "form_confirmed_on": "2026-02-01"}
    written = {
        "body_de": "Stadt Lyon",
        "municipality_id": city.id,
        "form_confirmed_by": "Vorzimmer",
    }

    added = organiser.post(
        f"/people/{person.id}/terms/add", data=term_entry(office, **dates, **written, is_acting="y")
    )

    assert (added.status_code, added.headers["Location"]) == (303, f"/people/{person.id}")
    [term] = load(select(Term))
    assert {name: getattr(term, name) for name in written} == written
    assert (term.since, term.until, term.is_acting) == (dt.date(2020, 1, 1), None, True)
    address = f"/people/{person.id}/terms/{term.id}"
    assert "Vorzimmer" in organiser.get(address).text
    until = term_entry(office, until="2026-01-31", lock_version=term.lock_version)
    assert organiser.post(address, data=until).status_code == 303
    [term] = load(select(Term))
    assert (term.until, term.is_acting, term.body_de) == (dt.date(2026, 1, 31), False, "")
    assert "for good" in organiser.get(f"{address}/delete").text
    assert len(load(select(Term))) == 1
    assert organiser.post(f"{address}/delete").status_code == 303
    assert load(select(Term)) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"since": "2026-05-05", "until": "2026-05-04"}, "The last day is before the first."),
        ({"office_id": ""}, "Please fill this in."),
        ({"office_id": "999"}, "Not a valid choice"),
        ({"since": "5 May"}, "There is no such day"),
        ({"body_de": "S" * 10_000}, "at most 200 characters"),
        ({"municipality_id": "999"}, "Not a valid choice"),
    ],
)
def test_wrong_term_is_told_and_not_saved(organiser, save, load, wrong, sentence):
    person, office = save(make_person()), save(make_office())

    answer = organiser.post(f"/people/{person.id}/terms/add", data=term_entry(office, **wrong))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert load(select(Term)) == []


def test_term_of_one_day_is_right(organiser, save, load):
    person, office = save(make_person()), save(make_office())
    day = {"since": "2026-05-04", "until": "2026-05-04"}

    organiser.post(f"/people/{person.id}/terms/add", data=term_entry(office, **day))

    assert len(load(select(Term))) == 1


@pytest.mark.parametrize("ending", ["", "/delete"])
def test_term_of_another_person_is_not_found(organiser, save, load, ending):
    term = make_term()
    save(make_person(terms=[term]))
    other = save(make_person("Ben"))
    address = f"/people/{other.id}/terms/{term.id}{ending}"

    assert organiser.get(address).status_code == 404
    assert organiser.post(address, data=term_entry(term.office)).status_code == 404
    assert len(load(select(Term))) == 1


def test_second_editor_of_a_term_sees_both_versions(organiser, save):
    term = make_term(body_de="Stadt Lyon")
    person = save(make_person(terms=[term]))
    address = f"/people/{person.id}/terms/{term.id}"
    changed = term_entry(term.office, lock_version=term.lock_version, body_de="Stadt Oslo")
    organiser.post(address, data=changed)

    answer = organiser.post(address, data=changed | {"body_de": "Stadt Bern"})

    assert answer.status_code == 409
    assert "Stadt Oslo" in answer.text
    assert "Stadt Bern" in answer.text


@pytest.mark.parametrize("address", ["/people", "/people/1", "/people/add", "/people/1/terms/add"])
def test_pages_of_people_are_german_for_german_readers(organiser, save, address):
    save(make_person(), make_office())

    page = organiser.get(address, headers={"Accept-Language": "de"})

    assert page.status_code == 200
    assert '<html lang="de"' in page.text
    assert not re.search(r">\s*(Add|Save|Name prefix|Offices|Search|Country)\s*<", page.text)


def test_address_book_is_the_same_on_postgresql(settings, postgres_url):
    app = create_app(settings | {"DATABASE_URL": postgres_url})
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    with app.app_context():
        organisation = make_organisation("Universität Lübeck")
        session.add_all(
            [
                make_person("Ayşe", "Öztürk", organisation=organisation, terms=[make_term()]),
                make_person("Ben", "Groß", country="DE"),
            ]
        )
        session.commit()

        names = {
            order: [row.family_name for row in session.scalars(address_book(order=order)).unique()]
            for order in SORT_KEYS
        }
        found = (
            session.scalars(address_book("Oeztuerk Lübeck mayor", Sector.BUSINESS)).unique().all()
        )
        invitations = session.scalars(guests_of_person(found[0])).all()
        delegations = session.scalars(delegates_of_person(found[0])).all()
    app.extensions["sessionmaker"].kw["bind"].dispose()

    assert names == {
        "name": ["Groß", "Öztürk"],
        "-name": ["Öztürk", "Groß"],
        "organisation": ["Öztürk", "Groß"],
        "-organisation": ["Öztürk", "Groß"],
        "country": ["Groß", "Öztürk"],
        "-country": ["Groß", "Öztürk"],
    }
    assert [person.family_name for person in found] == ["Öztürk"]
    assert (invitations, delegations) == ([], [])
