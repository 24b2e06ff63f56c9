"""Acts on invitations: all or nothing, only of this visit, and only what is as it was read."""

import datetime as dt

import pytest
from sqlalchemy import select

from planner.languages import Bilingual
from planner.models import Delegate, Guest, GuestRole, Person, Reply, Representation
from planner.queries.guests.guest_rows import DelegateRow, Invitation, Sources
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.rules.guests.invitations import (
    AlreadyInvited,
    PartnerNotInvited,
    RepresentedInCircle,
    TypedGuest,
    usual_invitation,
)
from planner.services.guests.invitations import (
    invite_delegation,
    invite_new_person,
    invite_person,
    note_reply,
    save_guest,
)
from tests.acts import assert_refused, run_act, sentence
from tests.factories import (
    LONG_AGO,
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_organisation,
    make_person,
    make_term,
    make_visit,
)
from tests.guests.test_guests import ENTRY

NOW = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
NEW = {"given_name": "Anna", "family_name": "Heide"}


def entry(**values):
    """Return an entry that says nothing but that somebody is invited."""
    nothing = {"role": GuestRole.GUEST, "delegation_id": None, "partner_id": None}
    nothing |= {"represents_id": None, "representation": Representation.OWN_RANK}
    nothing |= {"reply": Reply.OPEN, "replied_through": "", "seat": "", "notes": ""}
    return TypedGuest(**nothing | values)


@pytest.fixture
def visit(save):
    return save(make_visit(slug="lyon"))


@pytest.fixture
def dinner(save, visit):
    return save(make_event(visit=visit, title_de="Abendessen", title_en="Dinner"))


@pytest.fixture
def tour(save, visit):
    times = "2026-05-05 10:00", "2026-05-05 11:00"
    return save(make_event(*times, visit=visit, title_de="Rundgang", title_en="Tour"))


@pytest.fixture
def elsewhere(save):
    """An event of another visit."""
    return save(make_event(visit=make_visit(slug="paris"), title_en="Lunch"))


@pytest.fixture
def ada(save):
    return save(make_person("Ada", "Adler"))


@pytest.fixture
def guest(save, ada, dinner):
    return save(make_guest(ada, dinner))


# inviting somebody


def test_person_is_invited_to_each_event(app, load, visit, dinner, tour, ada):
    run_act(
        app, invite_person, ada.id, visit, [tour.id, dinner.id, tour.id],
        entry(seat="A 1", reply=Reply.ACCEPTED), now=NOW,
    )  # fmt: skip

    guests = load(select(Guest).order_by(Guest.event_id))
    assert [(one.event_id, one.person_id) for one in guests] == [
        (dinner.id, ada.id), (tour.id, ada.id)
    ]  # fmt: skip
    assert {(one.seat, one.reply, one.replied_at) for one in guests} == {
        ("A 1", Reply.ACCEPTED, NOW)
    }


def test_person_is_invited_to_an_event_without_a_visit(app, save, load, ada):
    event = save(make_event())

    run_act(app, invite_person, ada.id, None, [event.id], entry(), now=NOW)

    assert load(select(Guest.event_id)) == [event.id]


def test_new_person_is_invited_and_stands_in_the_address_book_once(app, load, visit, dinner, tour):
    run_act(app, invite_new_person, NEW, visit, [dinner.id, tour.id], entry(), now=NOW)

    [anna] = load(select(Person))
    assert (anna.given_name, anna.family_name) == ("Anna", "Heide")
    assert [guest.person_id for guest in load(select(Guest))] == [anna.id, anna.id]


@pytest.mark.parametrize("act", [invite_person, invite_new_person])
@pytest.mark.parametrize("wrong", ["of another visit", "free", "deleted", "unknown"])
def test_nobody_is_invited_where_one_event_is_not_the_visits(
    app, save, visit, dinner, tour, elsewhere, ada, act, wrong
):
    tour.deleted_at = LONG_AGO
    free = save(tour, make_event()) and make_event()
    events = {"of another visit": elsewhere, "free": save(free), "deleted": tour}
    ids = {name: event.id for name, event in events.items()} | {"unknown": 4711}
    who = ada.id if act is invite_person else NEW

    assert_refused(app, NotFound, act, who, visit, [dinner.id, ids[wrong]], entry(), now=NOW)


def test_event_of_a_visit_is_no_free_one(app, dinner, ada):
    assert_refused(app, NotFound, invite_person, ada.id, None, [dinner.id], entry(), now=NOW)


def test_nobody_is_invited_to_a_visit_in_the_bin(app, save, visit, dinner, ada):
    visit.deleted_at = LONG_AGO
    save(visit)

    assert_refused(app, NotFound, invite_person, ada.id, visit, [dinner.id], entry(), now=NOW)


def test_nobody_is_invited_who_is_in_the_bin_or_unknown(app, save, visit, dinner, ada):
    ada.deleted_at = LONG_AGO
    save(ada)

    for person_id in (ada.id, 4711):
        assert_refused(
            app, NotFound, invite_person, person_id, visit, [dinner.id], entry(), now=NOW
        )


def test_nobody_is_invited_through_a_delegation_that_the_visit_has_not(
    app, save, visit, dinner, elsewhere, ada
):
    theirs = save(make_delegation(elsewhere.visit))
    gone = save(make_delegation(visit, deleted_at=LONG_AGO))

    for number in (theirs.id, gone.id, 4711):
        said = entry(delegation_id=number)
        assert_refused(app, NotFound, invite_person, ada.id, visit, [dinner.id], said, now=NOW)
        assert_refused(app, NotFound, invite_new_person, NEW, visit, [dinner.id], said, now=NOW)


def test_free_event_has_no_delegations(app, save, visit, ada):
    event, delegation = save(make_event()), save(make_delegation(visit))
    said = entry(delegation_id=delegation.id)

    assert_refused(app, NotFound, invite_person, ada.id, None, [event.id], said, now=NOW)


def test_nobody_is_invited_for_a_person_who_does_not_exist(app, visit, dinner, ada):
    said = entry(represents_id=4711)

    assert_refused(app, NotFound, invite_person, ada.id, visit, [dinner.id], said, now=NOW)


@pytest.mark.parametrize("act", [invite_person, invite_new_person])
def test_partner_who_misses_at_one_event_lets_nobody_be_invited_to_any(
    app, save, visit, dinner, tour, guest, act
):
    bo = save(make_person("Bo", "Berg"))
    said = entry(partner_id=guest.person_id)
    who = bo.id if act is invite_person else NEW

    error = assert_refused(
        app, PartnerNotInvited, act, who, visit, [dinner.id, tour.id], said, now=NOW
    )  # fmt: skip

    assert sentence(app, error) == "This person is no guest of “Tour” yet: invite them first."


def test_who_is_a_guest_of_one_event_is_invited_to_none_again(app, visit, dinner, tour, guest):
    ids = [tour.id, dinner.id]

    error = assert_refused(
        app, AlreadyInvited, invite_person, guest.person_id, visit, ids, entry(), now=NOW
    )

    assert sentence(app, error) == "This person is a guest of “Dinner” already."


def test_nobody_is_invited_to_stand_in_for_themselves(app, visit, dinner, ada):
    said = entry(represents_id=ada.id)

    error = assert_refused(
        app, RepresentedInCircle, invite_person, ada.id, visit, [dinner.id], said, now=NOW
    )

    assert sentence(app, error) == "Nobody stands in for themselves."


def test_inviting_asks_the_database_as_often_for_many_events_as_for_one(
    app, save, count_queries, visit, ada
):
    def count(number):
        save(*(make_guest(make_person(), make_event(visit_id=visit.id)) for _ in range(number)))
        events = [make_event(visit_id=visit.id) for _ in range(number)]
        save(*events)
        with count_queries() as queries:
            run_act(app, invite_person, ada.id, visit, [one.id for one in events], entry(), now=NOW)
        return sum(not query.startswith("INSERT INTO guest ") for query in queries)

    # person, offices, visit, events, guests; the calendars' revision, transfers among the events;
    # the history: entry, events, rows and, of several, their numbers, values
    assert (count(1), count(6)) == (12, 13)


def test_usual_invitation_is_that_of_the_delegation_and_of_the_partner_there():
    member = DelegateRow(
        person_id=1,
        delegation_id=7,
        position=1,
        is_leader=False,
        function=Bilingual(),
        partner_id=2,
    )
    partner = Invitation(
        id=10,
        event_id=5,
        person_id=2,
        role=GuestRole.DELEGATE,
        delegation_id=8,
        partner_id=None,
        represents_id=None,
        representation=None,
        reply=Reply.OPEN,
        replied_at=None,
        replied_through="",
        seat="",
    )

    def usual(invitations, *arguments):
        day = dt.date(2026, 5, 4)
        return usual_invitation(Sources(invitations, [member], {}, {}, day, True), *arguments)

    assert usual([], 1) == TypedGuest(GuestRole.DELEGATE, 7, None)
    assert usual([partner], 1) == TypedGuest(GuestRole.COMPANION, 7, 2)
    assert usual([partner], 3) == TypedGuest(GuestRole.GUEST, None, None)
    assert usual([partner], 3, 2) == TypedGuest(GuestRole.COMPANION, 8, 2)
    assert usual([partner], None, 4) == TypedGuest(GuestRole.GUEST, None, None)


# replies


def test_reply_is_noted_with_its_time(app, load, dinner, guest):
    run_act(app, note_reply, dinner, guest.id, Reply.DECLINED, seen=Reply.OPEN, now=NOW)

    [saved] = load(select(Guest))
    assert (saved.reply, saved.replied_at) == (Reply.DECLINED, NOW)


def test_reply_is_not_noted_over_one_that_nobody_has_seen(app, save, dinner, guest):
    guest.reply = Reply.DECLINED
    save(guest)

    error = assert_refused(
        app, EditConflict, note_reply, dinner, guest.id, Reply.ACCEPTED, seen=Reply.OPEN, now=NOW
    )

    assert sentence(app, error) == (
        "Someone else has noted another reply of Ada Adler in the meantime. "
        "Please look at the list again."
    )


def change_seat(event, guest_id, **values):
    """Save a guest as the form does."""
    return save_guest(event, guest_id, entry(seat="A 1"), seen=1, **values)


def accept(event, guest_id, **values):
    """Note a reply as the list does."""
    return note_reply(event, guest_id, Reply.ACCEPTED, seen=Reply.OPEN, **values)


@pytest.mark.parametrize("act", [change_seat, accept])
def test_guest_of_another_event_or_in_the_bin_is_not_found(
    app, save, dinner, tour, elsewhere, guest, act
):
    removed = save(make_guest(make_person(), dinner, deleted_at=LONG_AGO))

    for event, number in ((tour, guest.id), (elsewhere, guest.id), (dinner, removed.id)):
        assert_refused(app, NotFound, act, event, number, now=NOW)
    assert_refused(app, NotFound, act, dinner, 4711, now=NOW)


@pytest.mark.parametrize("act", [change_seat, accept])
@pytest.mark.parametrize("deleted", ["event", "visit"])
def test_guest_of_what_is_in_the_bin_is_not_found(app, save, visit, dinner, guest, act, deleted):
    row = {"event": dinner, "visit": visit}[deleted]
    row.deleted_at = LONG_AGO
    save(row)

    assert_refused(app, NotFound, act, dinner, guest.id, now=NOW)


# changing a guest


def test_guest_is_saved_as_entered(app, save, load, visit, dinner, guest):
    delegation = save(make_delegation(visit))
    said = {"role": GuestRole.HOST, "delegation_id": delegation.id, "seat": "A 1", "notes": "late"}

    run_act(app, save_guest, dinner, guest.id, entry(**said), seen=1, now=NOW)

    [saved] = load(select(Guest))
    assert {name: getattr(saved, name) for name in said} == said
    assert saved.lock_version == 2


def test_guest_whom_somebody_else_has_saved_is_not_overwritten(app, dinner, guest):
    run_act(app, change_seat, dinner, guest.id, now=NOW)

    assert_refused(app, EditConflict, change_seat, dinner, guest.id, now=NOW)


def test_guest_is_saved_neither_with_oneself_nor_for_oneself(app, dinner, guest):
    for said, error in (
        (entry(partner_id=guest.person_id), PartnerNotInvited),
        (entry(represents_id=guest.person_id), RepresentedInCircle),
    ):
        assert_refused(app, error, save_guest, dinner, guest.id, said, seen=1, now=NOW)


def test_guest_is_not_saved_with_what_another_visit_has(app, save, dinner, tour, elsewhere, guest):
    theirs = save(make_delegation(elsewhere.visit))
    stranger = save(make_guest(make_person(), tour))

    for said, error in (
        (entry(delegation_id=theirs.id), NotFound),
        (entry(represents_id=4711), NotFound),
        (entry(partner_id=stranger.person_id), PartnerNotInvited),
    ):
        assert_refused(app, error, save_guest, dinner, guest.id, said, seen=1, now=NOW)


def test_guest_is_not_saved_in_a_circle_and_nobody_is_noted_as_represented(
    app, save, dinner, guest
):
    bo = save(make_guest(make_person("Bo", "Berg"), dinner, represents_id=guest.person_id))
    said = entry(represents_id=bo.person_id, seat="A 1")

    assert_refused(app, RepresentedInCircle, save_guest, dinner, guest.id, said, seen=1, now=NOW)


@pytest.mark.parametrize("number", [1, 5])
def test_page_that_is_refused_asks_as_often_for_many_terms_as_for_one(
    organiser, save, count_queries, dinner, guest, number
):
    companion = make_guest(make_person("Bo"), dinner, companion_of_id=guest.id)
    terms = (make_term(person_id=guest.person_id) for _ in range(number))
    save(companion, *terms)
    place = f"/visits/lyon/events/{dinner.id}"
    wrong = ENTRY | {"lock_version": "1", "partner_id": companion.person_id}

    def count(address, data):
        with count_queries() as queries:
            assert organiser.post(address, data=data).status_code == 422
        return len(queries)

    assert [
        count(f"{place}/guests/{guest.id}", wrong),
        count(f"{place}/guests/add?person={guest.person_id}", ENTRY),
    ] == [30, 30]  # one under the lock, what is hidden; one of the first, who else is there


# delegations


@pytest.fixture
def delegation(save, visit):
    """A delegation of two who travel together, and a third."""
    delegation = make_delegation(visit)
    first = make_delegate(make_person("Cy"), 1, delegation=delegation)
    save(
        first,
        make_delegate(make_person("Di"), 2, delegation=delegation, companion_of=first),
        make_delegate(make_person("Ed"), 3, delegation=delegation),
    )
    return delegation


def test_chosen_delegates_are_invited_and_who_is_a_guest_stays_as_is(
    app, save, load, visit, dinner, tour, delegation
):
    first, second, _ = load(select(Delegate.id).order_by(Delegate.position))
    [cy] = load(select(Delegate.person_id).where(Delegate.id == first))
    known = save(Guest(event_id=dinner.id, person_id=cy, seat="A 1"))

    run_act(app, invite_delegation, visit, delegation.id, [second, first], [tour.id, dinner.id])

    at_dinner, at_tour = (
        load(select(Guest).where(Guest.event_id == one.id).order_by(Guest.id))
        for one in (dinner, tour)
    )
    kept = at_dinner[0]
    assert (kept.id, kept.seat, kept.role) == (known.id, "A 1", GuestRole.GUEST)
    assert [one.companion_of_id for one in at_dinner] == [None, known.id]
    assert [(one.role, one.delegation_id) for one in at_tour] == [
        (GuestRole.DELEGATE, delegation.id), (GuestRole.COMPANION, delegation.id)
    ]  # fmt: skip
    assert [one.companion_of_id for one in at_tour] == [None, at_tour[0].id]


@pytest.mark.parametrize("wrong", ["of another delegation", "taken out", "unknown"])
def test_nobody_is_invited_with_a_delegate_whom_the_delegation_has_not(
    app, save, load, visit, dinner, delegation, wrong
):
    first, *_, out = load(select(Delegate).order_by(Delegate.position))
    out.deleted_at = LONG_AGO
    other = save(make_delegate(delegation=make_delegation(make_visit())))
    save(out)
    ids = {"of another delegation": other.id, "taken out": out.id, "unknown": 4711}

    chosen = [first.id, ids[wrong]]
    assert_refused(app, NotFound, invite_delegation, visit, delegation.id, chosen, [dinner.id])


@pytest.mark.parametrize("wrong", ["of another visit", "free", "deleted"])
def test_no_delegation_is_invited_where_one_event_is_not_the_visits(
    app, save, load, visit, dinner, tour, elsewhere, delegation, wrong
):
    tour.deleted_at = LONG_AGO
    save(tour)
    events = {"of another visit": elsewhere, "free": save(make_event()), "deleted": tour}
    ids = [dinner.id, events[wrong].id]

    delegates = load(select(Delegate.id))
    assert_refused(app, NotFound, invite_delegation, visit, delegation.id, delegates, ids)


def test_delegation_of_another_visit_or_in_the_bin_is_not_invited(
    app, save, load, visit, dinner, elsewhere, delegation
):
    delegates, ids = load(select(Delegate.id)), [elsewhere.id]
    assert_refused(app, NotFound, invite_delegation, elsewhere.visit, delegation.id, delegates, ids)

    delegation.deleted_at = LONG_AGO
    save(delegation)
    assert_refused(app, NotFound, invite_delegation, visit, delegation.id, delegates, [dinner.id])


def test_inviting_a_delegation_asks_as_often_for_many_as_for_few(app, save, count_queries, visit):
    def count(people, events):
        delegation = save(make_delegation(visit))
        delegates = [
            make_delegate(make_person(terms=[make_term()]), n, delegation_id=delegation.id)
            for n in range(people)
        ]
        save(*delegates)
        save(make_delegate(delegation_id=delegation.id, companion_of_id=delegates[0].id))
        planned = [make_event(visit_id=visit.id) for _ in range(events)]
        save(*planned)
        ids = [one.id for one in delegates], [one.id for one in planned]
        with count_queries() as queries:
            added = run_act(app, invite_delegation, visit, delegation.id, *ids)
        assert len(added) == people * events
        with count_queries() as again:
            assert run_act(app, invite_delegation, visit, delegation.id, *ids) == []
        rows = [query for query in queries if query.startswith("INSERT INTO guest ")]
        assert len(rows) == people * events  # SQLite is given row by row; PostgreSQL is not
        return len(queries) - len(rows), len(again)

    # visit, delegation, delegates, offices, events, guests; the calendars' revision, transfers
    assert (count(2, 1), count(7, 5)) == ((13, 6), (13, 6))


def test_new_person_of_an_organisation_that_is_gone_is_not_invited(app, save, visit, dinner):
    works = save(make_organisation())
    wrong = NEW | {"organisation_id": works.id + 1}
    error = assert_refused(
        app, RuleBroken, invite_new_person, wrong, visit, [dinner.id], entry(), now=NOW
    )

    assert sentence(app, error) == (
        "Someone else has just changed this list. Please look at it again."
    )
