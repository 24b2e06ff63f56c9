"""Guest lists as data: who is on them, as what, in which order (model rule 7)."""

import datetime as dt

import pytest

from planner import create_app
from planner.languages import Text
from planner.models import DelegationOrder, GuestRole, Level, Reply, Representation, Status
from planner.queries.guests.guest_sources import read_sources
from planner.rules.guests.guest_lists import (
    Sort,
    in_delegation,
    matching_rows,
    sorted_groups,
    tally,
)
from planner.rules.guests.guests import guest_rows, reply_of
from planner.rules.precedence.schemes import PrecedenceEntry
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
    make_scheme,
    make_term,
    make_visit,
)

A, O, D, R = Reply.ACCEPTED, Reply.OPEN, Reply.DECLINED, Reply.REPRESENTED  # noqa: E741


@pytest.fixture
def rows_of(app):
    """Return a function that reads the list of an event, or else of a visit."""

    def rows_of(visit=None, event=None):
        with app.extensions["sessionmaker"]() as session:
            return guest_rows(read_sources(session, visit, event))

    return rows_of


def names(rows):
    return [row.name for row in rows]


def person(name, **values):
    given_name, family_name = name.split()
    return make_person(given_name, family_name, **values)


def invite(event, name, **values):
    return make_guest(person(name), event, **values)


def test_event_lists_its_guests_with_office_organisation_and_delegation(save, rows_of):
    visit = make_visit()
    delegation = make_delegation(visit)
    event = make_event(visit=visit)
    mayor = person(
        "Ada Lindqvist",
        organisation=make_organisation("Stadt Lyon", name_en="City of Lyon"),
        country="FR",
        terms=[make_term(since=dt.date(2020, 1, 1))],
    )
    guest = make_guest(mayor, event, delegation=delegation, seat="A 1", reply=A)
    save(guest, invite(make_event(visit=visit), "Bo Elsewhere"))

    [row] = rows_of(visit, event)

    assert (row.name, row.person.country, row.role) == ("Ada Lindqvist", "FR", GuestRole.GUEST)
    assert row.office == ("Bürgermeisteramt", "Mayor")
    assert row.person.organisation_name == ("Stadt Lyon", "City of Lyon")
    assert row.delegation.name.en == "Delegation from Lyon"
    assert (row.reply, row.invitations[0].seat, row.rank.position) == (A, "A 1", 1)


def test_office_is_that_of_the_day_of_the_event(save, rows_of):
    holder = person("Ada Lindqvist", function_en="Engineer")
    holder.terms = [
        make_term(make_office("Councillor"), since=dt.date(2014, 1, 1), until=dt.date(2019, 12, 1)),
        make_term(make_office("Mayor"), since=dt.date(2019, 12, 2)),
    ]
    then, later, before = (
        make_event(f"{year}-05-04 10:00", f"{year}-05-04 11:00") for year in (2019, 2026, 2010)
    )
    save(make_guest(holder, then), make_guest(holder, later), make_guest(holder, before))

    assert [rows_of(event=event)[0].office.en for event in (then, later, before)] == [
        "Councillor",
        "Mayor",
        "Engineer",
    ]


def test_of_several_offices_the_one_at_home_counts_where_the_scheme_says_so(save, rows_of):
    """P-15, P-19: only where the visit is received does a council seat go before a state office."""
    home = make_municipality("Iserlohn")
    seat, state = make_office("Councillor"), make_office("Secretary", level=Level.STATE)
    save(seat, state)
    entries = (
        PrecedenceEntry(office_id=seat.id, in_own_place=True),
        PrecedenceEntry(level=Level.STATE),
        PrecedenceEntry(),
    )
    at_home, elsewhere = (
        person(name, terms=[make_term(state), make_term(seat, municipality=place)])
        for name, place in (("Ada Home", home), ("Bo Elsewhere", make_municipality("Hemer")))
    )
    visit = make_visit(host=home, scheme_version=make_scheme(entries=entries).versions[0])
    event = make_event(visit=visit)
    save(make_guest(at_home, event), make_guest(elsewhere, event))

    rows = rows_of(visit, event)

    assert {row.name: row.rank.claim.office[1] for row in rows} == {
        "Ada Home": "Councillor",
        "Bo Elsewhere": "Secretary",
    }


def test_delegate_is_printed_with_the_function_that_the_delegation_gives(save, rows_of):
    visit = make_visit()
    delegation, mayor = make_delegation(visit), person("Ada Lindqvist", terms=[make_term()])
    delegate = make_delegate(mayor, delegation=delegation, function_en="Head of delegation")
    event = make_event(visit=visit)
    save(delegate, make_guest(mayor, event, delegation=delegation))

    [row] = rows_of(visit, event)

    assert row.office == ("", "Head of delegation")
    assert row.rank.claim.level is Level.MUNICIPAL


def test_visit_lists_each_person_once_with_the_first_of_all_roles(save, rows_of):
    visit = make_visit()
    dinner, tour = make_event(visit=visit), make_event("2026-05-05 10:00", visit=visit)
    ada, bo = person("Ada Lindqvist"), person("Bo Berg")
    save(
        make_guest(ada, dinner, role=GuestRole.GUEST, reply=A),
        make_guest(ada, tour, role=GuestRole.SPEAKER, reply=O),
        make_guest(bo, tour, role=GuestRole.GUEST, reply=D),
    )

    rows = rows_of(visit)

    assert [
        (row.name, row.role, row.reply, row.accepted, len(row.invitations)) for row in rows
    ] == [
        ("Bo Berg", GuestRole.GUEST, D, 0, 1),
        ("Ada Lindqvist", GuestRole.SPEAKER, A, 1, 2),
    ]


def test_cancelled_and_deleted_events_and_guests_do_not_count(save, rows_of):
    visit = make_visit()
    save(
        invite(make_event(visit=visit), "Ada Counted"),
        invite(make_event(visit=visit, status=Status.CANCELLED), "Bo Cancelled"),
        invite(make_event(visit=visit, deleted_at=LONG_AGO), "Cy Deleted"),
        invite(make_event(visit=visit), "Di Removed", deleted_at=LONG_AGO),
        invite(make_event(visit=make_visit()), "Ed Elsewhere"),
    )

    assert names(rows_of(visit)) == ["Ada Counted"]


def test_delegates_are_on_the_list_of_the_visit_before_they_are_invited(save, rows_of):
    visit = make_visit()
    delegation = make_delegation(visit)
    partner = make_delegate(person("Ada Lindqvist"), 1, delegation=delegation)
    companion = make_delegate(person("Abel Berg"), 2, delegation=delegation, companion_of=partner)
    gone = make_delegate(person("Cy Gone"), 3, delegation=delegation, deleted_at=LONG_AGO)
    event = make_event(visit=visit)
    save(partner, companion, gone, event)

    rows = rows_of(visit)

    assert [(row.name, row.role, row.reply, row.partner) for row in rows] == [
        ("Ada Lindqvist", GuestRole.DELEGATE, O, ""),
        ("Abel Berg", GuestRole.COMPANION, O, "Ada Lindqvist"),
    ]
    assert rows_of(visit, event) == []


def test_companion_follows_the_partner_and_stands_alone_once_the_partner_is_removed(save, rows_of):
    event = make_event()
    partner = invite(event, "Zoe Zander")
    companion = invite(event, "Ada Adler", companion_of=partner)
    save(partner, companion, invite(event, "Bo Berg"))

    assert names(rows_of(event=event)) == ["Bo Berg", "Zoe Zander", "Ada Adler"]

    partner.deleted_at = LONG_AGO
    save(partner)

    rows = rows_of(event=event)
    assert [(row.name, row.partner) for row in rows] == [("Ada Adler", ""), ("Bo Berg", "")]


def test_partner_removed_from_the_event_is_none_even_if_a_guest_of_another(save, rows_of):
    visit = make_visit()
    dinner, tour = make_event(visit=visit), make_event("2026-05-05 10:00", visit=visit)
    zoe = person("Zoe Zander")
    partner = make_guest(zoe, dinner, deleted_at=LONG_AGO)
    save(make_guest(zoe, tour), partner, invite(dinner, "Ada Adler", companion_of=partner))

    assert [(row.name, row.partner) for row in rows_of(visit)] == [
        ("Ada Adler", ""),
        ("Zoe Zander", ""),
    ]


def test_who_comes_alone_to_another_event_is_no_companion_on_the_list_of_the_visit(save, rows_of):
    visit = make_visit()
    dinner, tour = make_event(visit=visit), make_event("2026-05-05 10:00", visit=visit)
    ada, zoe = person("Ada Adler"), person("Zoe Zander")
    partner = make_guest(zoe, dinner)
    save(partner, make_guest(ada, dinner, companion_of=partner), make_guest(ada, tour))

    assert [(row.name, row.partner) for row in rows_of(visit)] == [
        ("Ada Adler", ""),
        ("Zoe Zander", ""),
    ]


def test_companion_without_the_partner_at_one_event_still_follows_on_the_list_of_the_visit(
    save, rows_of
):
    visit = make_visit()
    delegation = make_delegation(visit)
    dinner, tour = make_event(visit=visit), make_event("2026-05-05 10:00", visit=visit)
    zoe, ada, bo = person("Zoe Zander"), person("Ada Adler"), person("Bo Berg")
    partner = make_guest(zoe, dinner, role=GuestRole.SPEAKER)
    delegate = make_delegate(zoe, delegation=delegation)
    save(
        make_guest(ada, tour, role=GuestRole.COMPANION),
        make_guest(ada, dinner, role=GuestRole.COMPANION, companion_of=partner),
        make_guest(bo, tour, role=GuestRole.COMPANION),
        delegate,
        make_delegate(bo, 2, delegation=delegation, companion_of=delegate),
    )

    rows = rows_of(visit)

    assert [(row.name, row.partner, row.rank.position) for row in rows] == [
        ("Zoe Zander", "", 1),
        ("Ada Adler", "Zoe Zander", 1),
        ("Bo Berg", "Zoe Zander", 1),
    ]
    assert [(row.name, row.partner) for row in rows_of(visit, tour)] == [
        ("Ada Adler", ""),
        ("Bo Berg", ""),
    ]


def test_representative_keeps_the_own_rank_or_takes_that_of_the_represented(save, rows_of):
    event = make_event()
    minister = person("Mia Minister", terms=[make_term(make_office(level=Level.FEDERAL))])
    mayor = person("Ada Mayor", terms=[make_term()])
    deputy = make_guest(person("Zoe Deputy"), event, represents=minister)
    save(deputy, make_guest(mayor, event))

    assert names(rows_of(event=event)) == ["Ada Mayor", "Zoe Deputy"]

    deputy.representation = Representation.PLACE_OF_REPRESENTED
    save(deputy)

    first = rows_of(event=event)[0]
    assert (first.name, first.represents) == ("Zoe Deputy", "Mia Minister")
    assert first.rank.claim.in_place_of == "Mia Minister"


def test_who_takes_the_place_of_the_host_is_host(save, rows_of):
    event, mayor = make_event(), person("Ada Mayor")
    save(
        make_guest(mayor, event, role=GuestRole.HOST, reply=R),
        invite(event, "Zoe Deputy", represents=mayor, representation="place_of_represented"),
        make_guest(person("Bo Councillor", terms=[make_term()]), event),
    )

    assert names(rows_of(event=event)) == ["Zoe Deputy", "Ada Mayor", "Bo Councillor"]


@pytest.mark.parametrize(
    ("replies", "reply"),
    [
        ([], O),
        ([A, D, O], A),
        ([D, D], D),
        ([D, O], O),
        ([R, D], R),
        ([R, O], O),
        ([R, A], A),
    ],
)
def test_each_person_counts_in_one_class_of_the_tally(replies, reply):
    assert reply_of(replies) is reply


def test_tally_counts_persons(save, rows_of):
    visit = make_visit()
    dinner, tour = make_event(visit=visit), make_event("2026-05-05 10:00", visit=visit)
    ada = person("Ada Lindqvist")
    save(
        make_guest(ada, dinner, reply=A),
        make_guest(ada, tour, reply=A),
        invite(dinner, "Bo Berg", reply=D),
    )

    assert tally(rows_of(visit)) == {A: 1, O: 0, D: 1, R: 0}


def test_list_takes_eight_statements_whatever_its_length(app, save, count_queries):
    visit = make_visit()
    event = make_event(visit=visit)
    save(event)

    def count(what):
        with app.extensions["sessionmaker"]() as session, count_queries() as queries:
            rows = guest_rows(read_sources(session, visit, what))
        return len(rows), len(queries)

    save(*(invite(event, f"Ada G{n}") for n in range(1)))
    assert (count(event), count(None)) == ((1, 8), (1, 7))

    people = [person(f"Bo H{n}", terms=[make_term()]) for n in range(59)]
    save(*(make_guest(one, event, represents=people[0]) for one in people[1:]))
    assert (count(event), count(None)) == ((59, 8), (59, 7))


def test_search_finds_parts_of_names_offices_and_organisations_without_accents(save, rows_of):
    event = make_event()
    utilities = make_organisation("Stadtwerke Lüdenscheid", name_en="Utilities")
    save(
        make_guest(person("Ayşe Öztürk"), event),
        make_guest(person("Bo Berg", organisation=utilities), event),
        make_guest(person("Cy Carl", terms=[make_term()]), event),
    )
    rows = rows_of(event=event)

    assert names(matching_rows(rows, "ozt")) == ["Ayşe Öztürk"]
    assert names(matching_rows(rows, "ayse ÖZTÜRK")) == ["Ayşe Öztürk"]
    assert names(matching_rows(rows, "ludensch")) == ["Bo Berg"]
    assert names(matching_rows(rows, "bürgermeister")) == ["Cy Carl"]
    assert names(matching_rows(rows, "mayor berg")) == []
    assert names(matching_rows(rows, "%")) == []
    assert len(matching_rows(rows, " ")) == 3


def headings(groups, language="en"):
    return [(group.title(language).text, names(group.rows)) for group in groups]


def test_precedence_is_grouped_by_what_decides_it(app, save, rows_of):
    event = make_event()
    honour = invite(event, "Gero Honour", role=GuestRole.GUEST_OF_HONOUR)
    state = person("Mia Minister", terms=[make_term(make_office(level=Level.STATE))])
    save(
        honour,
        invite(event, "Nora None"),
        make_guest(state, event),
        invite(event, "Cleo Companion", companion_of=honour),
    )

    with app.test_request_context():
        groups = headings(sorted_groups(rows_of(event=event), Sort.PRECEDENCE, "en"))
        german = headings(sorted_groups(rows_of(event=event), Sort.PRECEDENCE, "de"), "de")

    assert groups == [
        ("Guests of honor and hosts", ["Gero Honour", "Cleo Companion"]),
        ("State level", ["Mia Minister"]),
        ("Further guests", ["Nora None"]),
    ]
    assert [title for title, _ in german] == [
        "Ehrengäste und Gastgebende",
        "Landesebene",
        "Weitere Gäste",
    ]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        (DelegationOrder.AS_SENT, ["Cy C", "Ada A", "Zoe Z", "Bo B"]),
        (DelegationOrder.LEADER_THEN_ALPHABET, ["Bo B", "Ada A", "Zoe Z", "Cy C"]),
        (DelegationOrder.BY_SCHEME, ["Bo B", "Ada A", "Zoe Z", "Cy C"]),
    ],
)
def test_delegation_keeps_its_own_order_with_companions_after_partners(
    app, save, rows_of, ordering, expected
):
    visit = make_visit()
    delegation = make_delegation(visit, ordering=ordering)
    ada = make_delegate(person("Ada A"), 2, delegation=delegation)
    save(
        ada,
        make_delegate(
            person("Bo B", terms=[make_term()]), 4, is_leader=True, delegation=delegation
        ),
        make_delegate(person("Cy C"), 1, delegation=delegation),
        make_delegate(person("Zoe Z"), 3, delegation=delegation, companion_of=ada),
        invite(make_event(visit=visit), "Lo Local"),
    )

    with app.test_request_context():
        groups = headings(sorted_groups(rows_of(visit), Sort.DELEGATION, "en"))

    assert groups == [
        ("Delegation from Lyon", expected),
        ("Guests without delegation", ["Lo Local"]),
    ]


def test_who_is_no_delegate_comes_last_of_the_delegation_that_sent_the_guest(app, save, rows_of):
    visit = make_visit()
    delegation = make_delegation(visit, ordering=DelegationOrder.AS_SENT)
    event, mayor = make_event(visit=visit), person("Ada Mayor", terms=[make_term()])
    delegates = [make_delegate(person(f"Bo B{n}"), n, delegation=delegation) for n in (2, 1)]
    save(
        make_guest(mayor, event, delegation=delegation),
        *(make_guest(one.person, event, delegation=delegation) for one in delegates),
    )

    with app.test_request_context():
        groups = headings(sorted_groups(rows_of(visit), Sort.DELEGATION, "en"))

    assert groups == [("Delegation from Lyon", ["Bo B1", "Bo B2", "Ada Mayor"])]


def test_other_orders_sort_by_name_organisation_and_reply(app, save, rows_of):
    event = make_event()
    works, office = make_organisation("Werk", name_en="Works"), make_organisation("Amt")
    save(
        make_guest(person("Zoe Öztürk", organisation=office), event, reply=D),
        make_guest(person("Ada Zander", organisation=works), event, reply=O),
        make_guest(person("Bo Alt"), event, reply=A),
    )
    rows = rows_of(event=event)

    with app.test_request_context():
        by_name = headings(sorted_groups(rows, Sort.NAME, "en"))
        backwards = headings(sorted_groups(rows, Sort.NAME, "en", backwards=True))
        by_organisation = headings(sorted_groups(rows, Sort.ORGANISATION, "de"))
        by_reply = headings(sorted_groups(rows, Sort.REPLY, "en"))

    assert by_name == [("", ["Bo Alt", "Zoe Öztürk", "Ada Zander"])]
    assert backwards == [("", ["Ada Zander", "Zoe Öztürk", "Bo Alt"])]
    assert by_organisation == [("", ["Zoe Öztürk", "Ada Zander", "Bo Alt"])]
    assert by_reply == [
        ("Accepted", ["Bo Alt"]),
        ("Open", ["Ada Zander"]),
        ("Declined", ["Zoe Öztürk"]),
    ]


def test_filter_by_delegation_keeps_its_members_or_those_without_one(save, rows_of):
    visit = make_visit()
    delegation, event = make_delegation(visit), make_event(visit=visit)
    save(invite(event, "Ada Sent", delegation=delegation), invite(event, "Lo Local"))
    rows = rows_of(visit)

    assert names(in_delegation(rows, delegation.id)) == ["Ada Sent"]
    assert names(in_delegation(rows, 0)) == ["Lo Local"]


def test_heading_in_the_other_language_says_so(save, rows_of, app):
    visit = make_visit()
    delegation = make_delegation(visit, name_en="")
    save(invite(make_event(visit=visit), "Ada Sent", delegation=delegation))

    [group] = sorted_groups(rows_of(visit), Sort.DELEGATION, "en")

    assert group.title("en") == Text("Delegation aus Lyon", "de")


def test_lists_are_the_same_on_postgresql(settings, postgres_url):
    app = create_app(settings | {"DATABASE_URL": postgres_url})
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    with app.extensions["sessionmaker"]() as session:
        visit = make_visit()
        delegation, event = make_delegation(visit), make_event(visit=visit)
        partner = make_guest(person("Zoe Öztürk", terms=[make_term()]), event, reply=A)
        companion = invite(event, "Ada Adler", companion_of=partner, delegation=delegation)
        delegate = make_delegate(person("Bo Berg"), delegation=delegation)
        session.add_all([partner, companion, delegate])
        session.flush()
        of_event = guest_rows(read_sources(session, visit, event))
        of_visit = guest_rows(read_sources(session, visit))
        session.rollback()
    app.extensions["sessionmaker"].kw["bind"].dispose()

    assert names(of_event) == ["Zoe Öztürk", "Ada Adler"]
    assert names(of_visit) == ["Zoe Öztürk", "Ada Adler", "Bo Berg"]
    assert [row.reply for row in of_visit] == [A, O, O]
