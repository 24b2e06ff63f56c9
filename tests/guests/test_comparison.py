"""What has changed in a delegation since it was invited: offered, chosen, taken over (rule 8)."""

import itertools

import pytest
from sqlalchemy import select

from planner.clock import utc_now
from planner.models import Delegate, Guest, GuestRole, Person, Reply
from planner.rules import RuleBroken
from planner.rules.guests.comparison import DifferenceKind, differences, invited_counts, make_equal
from tests.factories import (
    LONG_AGO,
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_person,
    make_visit,
)
from tests.guests.test_guests import names_on, text_of

JOINED, COUNTED, WITH, ALONE, LEFT = DifferenceKind
DELEGATE, COMPANION = GuestRole.DELEGATE, GuestRole.COMPANION
ADA, BO, CY = range(1, 4)


def delegates_of_three(**partners):
    """Return Ada, Bo and Cy of one delegation; bo=ADA: Bo travels with Ada."""
    return [
        make_delegate(
            make_person(name.title(), "X", id=number),
            number,
            id=number,
            person_id=number,
            delegation_id=7,
            companion_of_id=partners.get(name),
            lock_version=1,
        )
        for number, name in enumerate(("ada", "bo", "cy"), start=1)
    ]


def guest_for(delegate, **values):
    """Return a delegate as guest of the event 5."""
    defaults = {"role": DELEGATE, "delegation_id": 7, "lock_version": 1, "reply": Reply.OPEN}
    number = delegate.person_id
    return Guest(
        event_id=5,
        id=number * 10,
        person=delegate.person,
        person_id=number,
        **defaults | values,
    )


def guests_for(delegates):
    """Return all as guests, with the companion links of the delegation."""
    guests = [guest_for(one) for one in delegates]
    for one, guest in zip(delegates, guests, strict=True):
        if one.companion_of_id:
            guest.role = COMPANION
            guest.companion_of = guests[one.companion_of_id - 1]
    return guests


def found(delegates, guests):
    return [(one.change, one.person.given_name) for one in differences(delegates, guests)]


def taken(delegates, guests, *changes):
    """Take over the differences of some kinds, or all; return the new guests."""
    chosen = [
        one for one in differences(delegates, guests) if one.change in (changes or DifferenceKind)
    ]
    return make_equal(chosen, make_event(id=5), delegates, guests, LONG_AGO)


def test_delegation_that_was_invited_as_it_is_has_no_difference():
    delegates = delegates_of_three(bo=ADA)

    assert found(delegates, guests_for(delegates)) == []


def test_who_joined_since_is_offered_and_comes_with_the_partner():
    delegates = delegates_of_three(cy=ADA)
    guests = [guest_for(one) for one in delegates[:2]]

    assert found(delegates, guests) == [(JOINED, "Cy")]
    [cy] = taken(delegates, guests)
    assert (cy.person_id, cy.role, cy.companion_of) == (CY, COMPANION, guests[0])


def test_who_left_is_offered_only_if_a_guest_through_the_delegation():
    delegates = delegates_of_three()
    guests = guests_for(delegates)
    for one in delegates[1:]:
        one.deleted_at = LONG_AGO
    guests[2].delegation_id = None

    assert found(delegates, guests) == [(LEFT, "Bo")]
    taken(delegates, guests)
    assert [guest.deleted_at for guest in guests] == [None, LONG_AGO, None]


def test_who_was_taken_out_and_joined_again_is_a_member():
    delegates = delegates_of_three()
    again = make_delegate(delegates[1].person, 4, id=4, person_id=BO, delegation_id=7)
    delegates[1].deleted_at = LONG_AGO

    assert found([*delegates, again], guests_for(delegates)) == []


def test_guest_by_another_way_who_joined_is_counted_with_the_delegation():
    delegates = delegates_of_three()
    guests = guests_for(delegates)
    guests[0].delegation_id, guests[0].role = None, GuestRole.GUEST
    guests[1].delegation_id, guests[1].role = None, GuestRole.SPEAKER
    guests[2].delegation_id = 8

    assert found(delegates, guests) == [(COUNTED, "Ada"), (COUNTED, "Bo")]
    taken(delegates, guests)
    assert [guest.delegation_id for guest in guests] == [7, 7, 8]
    assert [guest.role for guest in guests] == [DELEGATE, GuestRole.SPEAKER, DELEGATE]


def test_new_companion_is_offered_with_the_link_and_the_role():
    delegates = delegates_of_three()
    guests = guests_for(delegates)
    delegates[1].companion_of_id = ADA

    assert found(delegates, guests) == [(WITH, "Bo")]
    taken(delegates, guests)
    assert (guests[1].companion_of, guests[1].role) == (guests[0], COMPANION)
    assert found(delegates, guests) == []


def test_companion_of_another_is_offered_the_new_partner():
    delegates = delegates_of_three(bo=ADA)
    guests = guests_for(delegates)
    delegates[1].companion_of_id = CY

    [difference] = differences(delegates, guests)
    assert (difference.partner.given_name, difference.other.given_name) == ("Cy", "Ada")
    taken(delegates, guests)
    assert guests[1].companion_of is guests[2]


def test_who_travels_alone_now_is_offered_to_come_alone():
    delegates = delegates_of_three(bo=ADA)
    guests = guests_for(delegates)
    delegates[1].companion_of_id = None

    assert found(delegates, guests) == [(ALONE, "Bo")]
    taken(delegates, guests)
    assert (guests[1].companion_of, guests[1].role) == (None, DELEGATE)


def test_companion_of_who_left_stays_as_a_member():
    delegates = delegates_of_three(bo=ADA)
    guests = guests_for(delegates)
    delegates[0].deleted_at = LONG_AGO

    assert found(delegates, guests) == [(ALONE, "Bo"), (LEFT, "Ada")]
    taken(delegates, guests)
    assert guests[0].deleted_at == LONG_AGO
    assert (guests[1].companion_of, guests[1].role) == (None, DELEGATE)


def test_partner_from_outside_the_delegation_is_no_difference():
    delegates = delegates_of_three()
    guests = guests_for(delegates)
    guests[1].companion_of = make_guest(make_person(id=99), id=990)

    assert found(delegates, guests) == []


def test_partner_who_is_not_invited_must_be_taken_over_too():
    delegates = delegates_of_three(bo=ADA)
    guests = [guest_for(delegates[1])]

    assert found(delegates, guests) == [(JOINED, "Ada"), (WITH, "Bo"), (JOINED, "Cy")]
    assert not any(one.is_change for one in differences(delegates, guests))
    with pytest.raises(RuleBroken) as refused:
        taken(delegates, guests, WITH)
    assert refused.value.message.values == {"name": "Bo X", "other": "Ada X"}
    ada, _ = taken(delegates, guests)
    assert guests[0].companion_of is ada


def test_partner_who_is_a_companion_at_the_event_is_refused():
    delegates = delegates_of_three(bo=ADA)
    guests = guests_for(delegates)
    guests[1].companion_of, guests[0].companion_of = None, guests[2]

    with pytest.raises(RuleBroken):
        taken(delegates, guests, WITH)


def test_events_say_how_many_are_invited_and_what_has_changed():
    delegates = delegates_of_three()
    guests = guests_for(delegates)[:2]
    delegates[1].deleted_at = LONG_AGO

    event, other = make_event(id=5), make_event(id=6)

    assert invited_counts([event, other], delegates, guests) == [(event, 1, 1)]


# the pages


@pytest.fixture
def dinner(save):
    visit = save(make_visit(slug="lyon"))
    return save(make_event(visit=visit, title_de="Abendessen", title_en="Dinner"))


@pytest.fixture
def delegation(save, dinner):
    """A delegation of Ada, Bo, who left, and Cy, who joined after the others were invited."""
    delegation = make_delegation(dinner.visit)
    people = [make_person(name, "X") for name in ("Ada", "Bo", "Cy")]
    save(*(make_delegate(one, n, delegation=delegation) for n, one in enumerate(people, start=1)))
    save(*(make_guest(one, dinner, role=DELEGATE, delegation=delegation) for one in people[:2]))
    return delegation


@pytest.fixture
def page(delegation, dinner):
    """Return the address of the comparison."""
    return f"/visits/lyon/events/{dinner.id}/delegations/{delegation.id}"


def leave(load, save, name):
    [delegate] = load(select(Delegate).join(Delegate.person).where(Person.given_name == name))
    delegate.deleted_at = utc_now()
    save(delegate)


def keys_on(answer):
    """Return the value and whether it is checked, of each box."""
    boxes = answer.text.split('name="differences"')
    return {
        text.split('value="')[1].split('"')[0]: "checked" in before.rpartition("<")[2]
        for before, text in itertools.pairwise(boxes)
    }


def test_differences_are_offered_and_only_chosen_ones_are_taken_over(
    organiser, save, load, delegation, dinner, page
):
    leave(load, save, "Bo")
    offered = organiser.get(page)
    keys = keys_on(offered)

    assert "Bo X has left the delegation, but is still a guest" in text_of(offered)
    assert "Cy X is in the delegation, but not invited" in text_of(offered)
    assert list(keys.values()) == [False, True]
    assert names_on(organiser.get(f"/visits/lyon/events/{dinner.id}/guests")) == ["Ada X", "Bo X"]

    answer = organiser.post(page, data={"differences": list(keys)})

    assert answer.status_code == 303
    after = organiser.get(answer.headers["Location"])
    assert names_on(after) == ["Ada X", "Cy X"]
    assert "Taken over: 2 differences" in text_of(after)
    assert "No difference: all 2 people of the delegation are invited." in text_of(
        organiser.get(page)
    )


def test_differences_speak_german(organiser, save, load, page):
    leave(load, save, "Bo")
    organiser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"

    words = text_of(organiser.get(page))

    assert "Bo X gehört nicht mehr zur Delegation, ist aber noch Gast" in words


def test_nothing_is_taken_over_when_somebody_else_was_faster(organiser, save, load, dinner, page):
    leave(load, save, "Bo")
    keys = keys_on(organiser.get(page))
    [bo] = load(select(Guest).join(Guest.person).where(Person.given_name == "Bo"))
    seen = {"reply": "accepted"}
    organiser.post(f"/visits/lyon/events/{dinner.id}/guests/{bo.id}/reply?seen=open", data=seen)

    answer = organiser.post(page, data={"differences": list(keys)})

    assert answer.status_code == 422
    assert "Someone else has changed the delegation or the list" in text_of(answer)
    assert list(keys_on(answer).values()) == [True, False]
    assert names_on(organiser.get(f"/visits/lyon/events/{dinner.id}/guests")) == ["Ada X", "Bo X"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Please choose at least one difference."),
        ({"differences": "nonsense"}, "Someone else has changed the delegation or the list"),
    ],
)
def test_wrong_choice_of_differences_is_refused(organiser, load, page, values, sentence):
    answer = organiser.post(page, data=values)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert 'id="differences-error"' in answer.text
    assert len(load(select(Guest))) == 2


def test_companion_without_the_partner_is_refused_at_the_choice(
    organiser, save, load, delegation, dinner, page
):
    _, bo, cy = load(select(Delegate).order_by(Delegate.id))
    bo.companion_of_id = cy.id
    save(bo)
    [key] = [key for key in keys_on(organiser.get(page)) if key.startswith("with")]

    answer = organiser.post(page, data={"differences": key})

    assert answer.status_code == 422
    assert "Bo X comes with Cy X: take both over." in text_of(answer)
    assert {guest.companion_of_id for guest in load(select(Guest))} == {None}


def test_delegation_shows_where_it_has_changed(organiser, save, load, delegation, page):
    address = f"/visits/lyon/delegations/{delegation.id}"
    before = text_of(organiser.get(address))
    leave(load, save, "Bo")

    after = organiser.get(address)

    assert "Dinner 2 of 3 invited Compare" in before
    assert "Dinner 1 of 2 invited 1 difference Compare" in text_of(after)
    assert f'href="{page}"' in after.text


def test_reader_sees_differences_but_takes_none_over(reader, delegation, page):
    address = f"/visits/lyon/delegations/{delegation.id}"

    assert "Dinner 2 of 3 invited" in text_of(reader.get(address))
    assert page not in reader.get(address).text
    assert reader.get(page).status_code == 403
    assert reader.post(page).status_code == 403


def test_delegation_of_another_visit_cannot_be_compared(organiser, save, dinner):
    other = save(make_delegation(make_visit(slug="paris")))

    answer = organiser.get(f"/visits/lyon/events/{dinner.id}/delegations/{other.id}")

    assert answer.status_code == 404


@pytest.mark.parametrize("number", [1, 6])
def test_comparison_asks_the_database_as_often_for_many_as_for_one(
    organiser, save, count_queries, delegation, dinner, page, number
):
    for n in range(number):
        person = make_person(f"P{n}")
        save(make_delegate(person, delegation_id=delegation.id))
        save(make_guest(person, dinner, companion_of_id=1))

    with count_queries() as queries:
        answer = organiser.get(page)

    assert len(keys_on(answer)) == 1 + 2 * number
    assert len(queries) == 10
