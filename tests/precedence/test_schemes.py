"""Precedence schemes: places, tie-breakers and versions, kept in the settings (P-01, P-08)."""

import datetime as dt
import html
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from planner.models import (
    Branch,
    FormerOffices,
    GuestRole,
    Level,
    Office,
    Scheme,
    SchemeEntry,
    SchemeVersion,
    Visit,
)
from planner.queries.precedence.schemes import read_version
from planner.rules.precedence.schemes import US_VISITORS, PrecedenceEntry, TieBreaker
from planner.shipped.offices import ship as ship_offices
from planner.shipped.schemes import ship
from tests.factories import (
    make_event,
    make_guest,
    make_municipality,
    make_office,
    make_person,
    make_scheme,
    make_term,
    make_venue,
    make_visit,
)

HOST = PrecedenceEntry(role=GuestRole.HOST)
STATE, CITY = PrecedenceEntry(level=Level.STATE), PrecedenceEntry(level=Level.MUNICIPAL)
NOTHING_CHOSEN = {"office_id": "", "level": "", "branch": "", "role": ""}
PLACES = HOST, STATE, CITY, PrecedenceEntry()


def words_of(page):
    return " ".join(html.unescape(re.sub(r"<(svg).*?</\1>|<[^>]+>", " ", page.text)).split())


def versions(load):
    """Return the versions of all schemes with their entries."""
    statement = select(SchemeVersion).options(selectinload(SchemeVersion.entries))
    return load(statement.order_by(SchemeVersion.scheme_id, SchemeVersion.number))


def named(version):
    """Return what the entries of a version name, from the highest."""
    entries = sorted(version.entries, key=lambda entry: entry.position)
    return [
        entry.role or entry.office_id or entry.branch or entry.level or "nothing"
        for entry in entries
    ]


@pytest.fixture
def scheme(save):
    return save(make_scheme("Empfang", PLACES, name_en="Reception", is_default=True))


def entry_at(scheme, position):
    return next(one for one in scheme.versions[0].entries if one.position == position)


@pytest.mark.parametrize(
    ("action", "position", "expected"),
    [
        ("up", 2, ["host", "municipal", "state", "nothing"]),
        ("down", 0, ["state", "host", "municipal", "nothing"]),
        ("up", 0, ["host", "state", "municipal", "nothing"]),
        ("remove", 1, ["host", "municipal", "nothing"]),
    ],
)
def test_places_are_moved_and_removed_by_buttons(
    organiser, load, scheme, action, position, expected
):
    data = {action: entry_at(scheme, position).id, "seen": scheme.lock_version}

    answer = organiser.post(f"/settings/schemes/{scheme.id}/entries", data=data)

    assert answer.status_code == 303
    [version] = versions(load)
    assert named(version) == expected
    assert sorted(one.position for one in version.entries) == list(range(len(expected)))


def test_guests_without_an_office_keep_a_place(organiser, load, scheme):
    data = {"remove": entry_at(scheme, 3).id, "seen": scheme.lock_version}

    answer = organiser.post(f"/settings/schemes/{scheme.id}/entries", data=data)

    assert answer.status_code == 409
    assert "Guests without an office need a place." in words_of(answer)
    assert len(versions(load)[0].entries) == 4


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"what": "level", "level": "federal"}, "federal"),
        ({"what": "level", "level": "state", "branch": "executive"}, "executive"),
        ({"what": "role", "role": "press", "in_own_place": "y"}, "press"),
    ],
)
def test_a_place_is_added_before_that_of_guests_without_an_office(
    organiser, load, scheme, typed, expected
):
    answer = organiser.post(
        f"/settings/schemes/{scheme.id}/entries/add", data=NOTHING_CHOSEN | typed
    )

    assert answer.status_code == 303
    assert named(versions(load)[0]) == ["host", "state", "municipal", expected, "nothing"]


def test_a_place_may_be_of_an_office_in_its_own_municipality_only(organiser, load, save, scheme):
    """P-15: the own-jurisdiction rule is a place that counts at home only."""
    mayor = save(make_office("Mayor"))
    typed = {"what": "office", "office_id": mayor.id, "in_own_place": "y"}

    organiser.post(f"/settings/schemes/{scheme.id}/entries/add", data=NOTHING_CHOSEN | typed)

    [added] = load(select(SchemeEntry).where(SchemeEntry.office_id.is_not(None)))
    assert (added.office_id, added.in_own_place) == (mayor.id, True)
    assert "Mayor of the host municipality" in words_of(
        organiser.get(f"/settings/schemes/{scheme.id}")
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"what": "office"}, "Choose an office, a level or a role."),
        ({"what": "level"}, "Choose an office, a level or a role."),
        ({"what": "role", "role": "host"}, "The scheme has this entry already."),
        ({"what": "level", "level": "state"}, "The scheme has this entry already."),
        ({"what": "moon"}, "Not a valid choice."),
    ],
)
def test_a_wrong_place_is_refused_with_a_sentence(organiser, load, scheme, typed, sentence):
    answer = organiser.post(
        f"/settings/schemes/{scheme.id}/entries/add", data=NOTHING_CHOSEN | typed
    )

    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert len(versions(load)[0].entries) == 4


@pytest.mark.parametrize(
    ("action", "key", "expected"),
    [
        ("down", "elected", "since elected"),
        ("up", "since", "since elected"),
        ("up", "elected", "elected since"),
        ("remove", "elected", "since"),
        ("add", "women", "elected since women"),
    ],
)
def test_tie_breakers_are_an_ordered_list(organiser, load, save, action, key, expected):
    ties = TieBreaker.ELECTED, TieBreaker.SINCE
    scheme = save(make_scheme(tie_breakers=ties))

    organiser.post(
        f"/settings/schemes/{scheme.id}/tie-breakers",
        data={action: key, "seen": scheme.lock_version},
    )

    assert versions(load)[0].tie_breakers == expected


def test_a_version_that_a_visit_was_planned_with_stays_as_it_is(organiser, load, save, scheme):
    save(make_visit(scheme_version_id=scheme.versions[0].id))
    data = {"up": entry_at(scheme, 1).id, "seen": scheme.lock_version}

    page = organiser.post(
        f"/settings/schemes/{scheme.id}/entries", data=data, follow_redirects=True
    )

    first, second = versions(load)
    assert (first.number, named(first)) == (1, ["host", "state", "municipal", "nothing"])
    assert (second.number, named(second)) == (2, ["state", "host", "municipal", "nothing"])
    assert "Version 2 has been started; what was planned with an older one keeps it." in words_of(
        page
    )
    old = organiser.get(f"/settings/schemes/{scheme.id}?version=1")
    assert "An older version: what was planned with it keeps it." in words_of(old)
    assert 'name="up"' not in old.text


def test_a_button_of_an_older_page_changes_nothing(organiser, load, save, scheme):
    save(make_visit(scheme_version_id=scheme.versions[0].id))
    data = {"up": entry_at(scheme, 1).id, "seen": scheme.lock_version}
    organiser.post(f"/settings/schemes/{scheme.id}/entries", data=data)

    page = organiser.post(
        f"/settings/schemes/{scheme.id}/entries", data=data, follow_redirects=True
    )

    assert "Ada Lindqvist has changed this scheme" in words_of(page)
    assert "Do it all the same" not in words_of(page)  # the entry is one of an older version
    assert [version.number for version in versions(load)] == [1, 2]


def test_a_list_follows_the_version_of_its_event_or_visit_or_the_newest(reader, save, scheme):
    """P-01: a list names its scheme and version, and older visits keep theirs."""
    own = save(make_scheme("Eigene", (STATE, HOST, PrecedenceEntry()), name_en="Our own"))
    mayor = make_person("Ada", "Adler", terms=[make_term()])
    senator = make_person("Ben", "Baum", terms=[make_term(make_office("S", level=Level.STATE))])
    visit = make_visit(slug="lyon")
    plain = make_event(visit=visit)
    special = make_event(visit=visit, scheme_version_id=own.versions[0].id)
    for event in (plain, special):
        make_guest(mayor, event, role=GuestRole.HOST)
        make_guest(senator, event)
    save(plain, special)

    def names(event):
        page = reader.get(f"/visits/lyon/events/{event.id}/guests")
        return re.findall(r">(Ada Adler|Ben Baum)</a>", page.text), words_of(page)

    assert names(plain)[0] == ["Ada Adler", "Ben Baum"]
    assert "Ranking: Reception, version 1 , with the offices of" in names(plain)[1]
    assert names(special)[0] == ["Ben Baum", "Ada Adler"]
    assert "Ranking: Our own, version 1 , with" in names(special)[1]


def test_new_visits_and_free_events_take_the_newest_version_of_the_default(organiser, load, scheme):
    page = organiser.get("/visits/add").text

    assert re.search(rf'selected value="{scheme.versions[0].id}">Reception, version 1', page)
    page = organiser.get("/events/add").text
    assert re.search(rf'selected value="{scheme.versions[0].id}">Reception, version 1', page)


def test_visit_and_event_keep_the_scheme_that_is_chosen(organiser, load, save, scheme):
    own = save(make_scheme("Eigene"))
    visit = save(make_visit(slug="lyon"))
    form = re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', organiser.get("/visits/lyon/edit").text)
    data = dict(form) | {
        "title_de": visit.title_de, "first_day": "2026-05-04", "last_day": "2026-05-07",
        "direction": "incoming", "status": "confirmed", "zone": "Europe/Berlin", "host_id": "",
        "network_id": "", "in_charge_id": "", "slug": "lyon", "lock_version": visit.lock_version,
        "scheme_version_id": own.versions[0].id,
    }  # fmt: skip

    answer = organiser.post("/visits/lyon/edit", data=data)

    assert answer.status_code == 303
    assert [one.scheme_version_id for one in load(select(Visit))] == [own.versions[0].id]


def test_names_options_and_the_default_are_changed_in_a_form(organiser, load, save, scheme):
    other = save(make_scheme("Eigene", name_en="Our own"))

    answer = organiser.post(
        f"/settings/schemes/{other.id}/edit",
        data={
            "name_de": "Rathaus", "name_en": "Town hall", "as_of": "2027-03-01",
            "is_default": "y", "keeps_delegations_together": "y", "former_offices": "not",
            "lock_version": other.lock_version,
        },
    )  # fmt: skip

    assert answer.status_code == 303
    first, second = load(select(Scheme).order_by(Scheme.id).options(joinedload(Scheme.versions)))
    assert (first.is_default, second.is_default) == (False, True)
    assert (second.name_de, second.name_en) == ("Rathaus", "Town hall")
    [version] = second.versions
    assert (version.as_of, version.keeps_delegations_together, version.former_offices) == (
        *(dt.date(2027, 3, 1), True, FormerOffices.NOT),
    )


def test_two_editors_of_a_scheme_see_both_versions(organiser, save, scheme):
    data = {"name_de": "Neu", "as_of": "2027-03-01", "lock_version": scheme.lock_version + 5}
    data |= {"is_default": "y", "former_offices": "not"}

    assert organiser.post(f"/settings/schemes/{scheme.id}/edit", data=data).status_code == 409


def test_a_scheme_is_added_as_a_copy(organiser, load, scheme):
    data = {"name_de": "Neu", "as_of": "2027-03-01", "copy_of": scheme.versions[0].id}

    answer = organiser.post("/settings/schemes/add", data=data | {"lock_version": "0"})

    assert answer.status_code == 303
    _, copy = versions(load)
    assert named(copy) == ["host", "state", "municipal", "nothing"]
    assert copy.number == 1


def test_a_scheme_in_use_or_by_default_is_not_deleted(organiser, load, save, scheme):
    used, free = save(make_scheme("Alt")), save(make_scheme("Frei"))
    save(make_event(scheme_version_id=used.versions[0].id))

    answers = [organiser.post(f"/settings/schemes/{one.id}/delete") for one in (scheme, used, free)]

    assert [answer.status_code for answer in answers] == [409, 409, 303]
    assert "“Alt” cannot be deleted" in words_of(answers[1])
    assert [one.name_de for one in load(select(Scheme))] == ["Empfang", "Alt"]


@pytest.mark.parametrize(
    ("method", "ending"),
    [
        ("post", "/1/entries"),
        ("post", "/1/tie-breakers"),
        ("get", "/1/edit"),
        ("get", "/add"),
        ("post", "/1/delete"),
        ("get", "/1/entries/add"),
    ],
)
def test_readers_see_schemes_but_change_none(reader, scheme, method, ending):
    assert getattr(reader, method)(f"/settings/schemes{ending}").status_code == 403
    page = reader.get(f"/settings/schemes/{scheme.id}")
    assert page.status_code == 200
    assert 'method="post"' not in page.text.partition("<main")[2]


def test_a_scheme_is_tried_on_the_guests_of_a_visit(reader, save, scheme):
    other = save(make_scheme("Eigene", (STATE, HOST, PrecedenceEntry())))
    event = make_event(visit=make_visit(slug="lyon", title_en="From Lyon"))
    make_guest(make_person("Ada", "Adler"), event, role=GuestRole.HOST)
    office = make_office("Senator", level=Level.STATE)
    make_guest(make_person("Ben", "Baum", terms=[make_term(office)]), event)
    save(event)

    words = words_of(reader.get(f"/settings/schemes/{other.id}?visit=lyon"))

    assert "1 Ben Baum 1 up" in words
    assert "2 Ada Adler 1 down" in words


def test_offices_without_a_place_are_told_on_the_page(reader, save, scheme):
    save(make_office("Ambassador", title_de_neutral="Botschaft", level=Level.FEDERAL))

    words = words_of(reader.get(f"/settings/schemes/{scheme.id}"))

    assert "No place of their own, so last of their level: Ambassador." in words


def test_pages_take_the_same_queries_for_one_and_many(reader, save, count_queries):
    def count(address):
        with count_queries() as queries:
            assert reader.get(address).status_code == 200
        return len(queries)

    save(make_scheme("A", PLACES), make_visit(slug="lyon"))
    few = count("/settings/schemes"), count("/settings/schemes/1")
    for number in range(4):
        save(make_scheme(f"B{number}", PLACES), make_office(f"Office {number}"), make_visit())

    assert (count("/settings/schemes"), count("/settings/schemes/1?visit=lyon")) == few


def test_shipped_schemes_name_offices_and_are_shipped_once(app):
    with app.extensions["sessionmaker"]() as session:
        ship_offices(session)
        [reception, visitors] = ship(session, dt.date(2026, 1, 1))
        session.commit()
        assert ship(session, dt.date(2026, 1, 1)) == []

        stored = read_version(session, reception.versions[0].id)
        offices = {office.title_en: office for office in session.scalars(select(Office))}

        def place(title, **values):
            office = offices[title]
            return stored.place(office.id, office.level, office.branch, **values)

        order = [
            *("Federal President", "President of the Bundestag", "Federal Chancellor"),
            *("President of the Bundesrat", "Member of the Bundestag", "Consul General"),
            *("President of the State Parliament", "Minister-President", "State Senator"),
            *("State Commissioner", "District Administrator", "Mayor", "First Deputy Mayor"),
            *("Second Deputy Mayor", "Council Group Chair", "Council Member"),
            *("City Administrator", "Bishop"),
        ]
        assert [place(title) for title in order] == sorted(place(title) for title in order)
        for higher, lower in (
            *(("Federal Minister", "Parliamentary State Secretary"), ("Ambassador", "Consul")),
            *(("Consul", "Honorary Consul"), ("State Senator", "State Representative")),
            ("District Administrator", "Deputy District Administrator"),
        ):
            assert place(higher) < place(lower), higher
        assert (reception.is_default, visitors.is_default) == (True, False)
        assert visitors.versions[0].keeps_delegations_together


def test_in_their_own_town_us_mayors_stand_before_state_legislators():
    """P-15: nobody but the governor stands before a mayor at home."""
    mayor = {"level": Level.MUNICIPAL, "branch": Branch.EXECUTIVE}
    governor, senator = (
        US_VISITORS.place(level=Level.STATE, branch=branch)
        for branch in (Branch.EXECUTIVE, Branch.LEGISLATIVE)
    )

    assert (
        governor < US_VISITORS.place(**mayor, is_here=True) < senator < US_VISITORS.place(**mayor)
    )


def test_own_jurisdiction_is_that_of_the_venue(reader, save):
    """P-15: the town in which the event takes place decides, not the host of the visit."""
    lyon, bonn = make_municipality("Lyon"), make_municipality("Bonn")
    here = PrecedenceEntry(level=Level.MUNICIPAL, in_own_place=True)
    scheme = make_scheme("Eigene", (here, STATE, CITY, PrecedenceEntry()), is_default=True)
    visit = make_visit(slug="lyon", host=bonn)
    event = make_event(visit=visit, venue=make_venue(municipality=lyon))
    for name, place in (("Adler", bonn), ("Zander", lyon)):
        make_guest(make_person("Ada", name, terms=[make_term(municipality=place)]), event)
    save(scheme, event)

    page = reader.get(f"/visits/lyon/events/{event.id}/guests")

    assert re.findall(r">Ada (Adler|Zander)</a>", page.text) == ["Zander", "Adler"]


def test_a_button_that_changes_nothing_begins_no_version(organiser, load, save, scheme):
    save(make_visit(scheme_version_id=scheme.versions[0].id))
    seen = {"seen": scheme.lock_version}

    organiser.post(
        f"/settings/schemes/{scheme.id}/entries", data={"up": entry_at(scheme, 0).id} | seen
    )
    organiser.post(f"/settings/schemes/{scheme.id}/tie-breakers", data={"up": "women"} | seen)

    assert [version.number for version in versions(load)] == [1]


def test_a_new_name_begins_no_version(organiser, load, save, scheme):
    version = scheme.versions[0]
    save(make_visit(scheme_version_id=version.id))
    data = {
        "name_de": "Neu", "as_of": version.as_of.isoformat(), "is_default": "y",
        "former_offices": version.former_offices, "lock_version": scheme.lock_version,
    }  # fmt: skip

    organiser.post(f"/settings/schemes/{scheme.id}/edit", data=data)

    assert [one.number for one in versions(load)] == [1]
    assert [one.name_de for one in load(select(Scheme))] == ["Neu"]


def test_new_visits_are_not_left_without_a_scheme(organiser, load, scheme):
    data = {"name_de": "Neu", "as_of": "2027-03-01", "former_offices": "not"}

    answer = organiser.post(
        f"/settings/schemes/{scheme.id}/edit", data=data | {"lock_version": scheme.lock_version}
    )

    assert answer.status_code == 422
    assert "Choose another scheme for new visits there instead." in words_of(answer)
    assert [one.is_default for one in load(select(Scheme))] == [True]
