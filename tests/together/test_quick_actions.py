"""Quick actions that meet a newer state: who has done what, and both are offered in place."""

import datetime as dt
import html
import re

import pytest
from sqlalchemy import select

from planner.clock import utc_now
from planner.models import Delegate, Duty, Guest, Move, Reply, RoleName
from tests.factories import (
    make_assignment,
    make_delegate,
    make_delegation,
    make_event,
    make_feed,
    make_guest,
    make_person,
    make_visit,
)

OFFER = re.compile(
    r'form="overtaken-form"\s+formaction="([^"]+)"(?:\s+name="(\w+)"\s+value="(\w+)")?\s*>([^<]+)<'
)


@pytest.fixture
def brandt(sign_in):
    """A browser of a colleague."""
    return sign_in(RoleName.ORGANISER, name="S. Brandt", email="brandt@planner.example")


@pytest.fixture
def dinner(save):
    return save(make_event(title_en="Dinner"))


@pytest.fixture
def guest(save, dinner):
    return save(make_guest(make_person("Ada", "Adler"), dinner))


def list_of(event):
    return f"/events/{event.id}/guests"


def noted(page):
    """Return the note of a page as (words, offer), and look that it is there once."""
    notes = re.findall(r'<div class="note wait" id="overtaken".*?</div>\s*</div>', page.text, re.S)
    assert len(notes) == 1
    assert 'role="alert" tabindex="-1"' in notes[0]
    words = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", notes[0], flags=re.S)
    found = OFFER.search(notes[0])
    offer = found and [html.unescape(one or "") for one in found.groups()]
    return " ".join(html.unescape(words).split()), offer


def accept_offer(browser, offer, back="/overview"):
    """Press the button of a note."""
    address, name, value, _ = offer
    return browser.post(address, data={name: value, "next": back} if name else {"next": back})


def is_in_order(page, *words):
    """Tell whether these words stand in a page one after the other."""
    places = [page.text.index(word) for word in words]
    return places == sorted(places)


def test_a_reply_that_meets_another_says_whose_it_is_and_offers_both_at_the_row(
    organiser, brandt, save, load, dinner, guest
):
    save(make_guest(make_person("Zoe", "Zander"), dinner))
    address = f"{list_of(dinner)}/{guest.id}/reply?seen=open"
    here = f"{list_of(dinner)}?sort=name"
    brandt.post(address, data={"reply": "declined"})

    answer = organiser.post(address, data={"reply": "accepted", "next": here})

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{here}#overtaken")
    assert load(select(Guest.reply).where(Guest.id == guest.id)) == [Reply.DECLINED]
    page = organiser.get(here)
    words, offer = noted(page)
    assert re.fullmatch(
        r"S\. Brandt has set the reply of Ada Adler to “Declined” \(\d+:\d\d [AP]M\)\."
        r" You wanted: “Accepted”\. Set to “Accepted” Leave “Declined”",
        words,
    )
    assert is_in_order(page, 'id="guest-1"', 'id="overtaken"', 'id="guest-2"')
    assert accept_offer(organiser, offer, here).headers["Location"] == here
    assert load(select(Guest.reply).where(Guest.id == guest.id)) == [Reply.ACCEPTED]
    assert 'id="overtaken"' not in organiser.get(here).text


def test_a_note_on_a_row_that_the_filter_hides_stands_above_the_list(
    organiser, brandt, save, dinner, guest
):
    save(make_guest(make_person("Zoe", "Zander"), dinner))
    address = f"{list_of(dinner)}/{guest.id}/reply?seen=open"
    brandt.post(address, data={"reply": "declined"})

    page = organiser.post(
        address,
        data={"reply": "accepted", "next": f"{list_of(dinner)}?reply=open"},
        follow_redirects=True,
    )

    assert "S. Brandt has set the reply" in noted(page)[0]
    assert is_in_order(page, 'id="overtaken"', "<h2")


def test_a_note_of_an_invitation_stands_on_the_page_of_the_person_too(organiser, brandt, save):
    visit = make_visit(slug="lyon")
    event = make_event(title_en="Dinner", visit=visit)
    guest = save(make_guest(make_person("Ada", "Adler"), event))
    address = f"/visits/lyon/events/{event.id}/guests/{guest.id}/reply?seen=open"
    brandt.post(address, data={"reply": "declined"})

    here = f"/visits/lyon/guests/people/{guest.person_id}"
    page = organiser.post(address, data={"reply": "accepted", "next": here}, follow_redirects=True)

    assert "S. Brandt has set the reply" in noted(page)[0]
    assert '<tr role="row" class="met" id="met">' in page.text


def test_the_same_reply_of_another_is_no_conflict(organiser, brandt, load, dinner, guest):
    address = f"{list_of(dinner)}/{guest.id}/reply?seen=open"
    brandt.post(address, data={"reply": "accepted"})

    page = organiser.post(
        address, data={"reply": "accepted", "next": list_of(dinner)}, follow_redirects=True
    )

    assert "Ada Adler: Accepted" in page.text
    assert 'id="overtaken"' not in page.text


def test_words_of_a_note_are_in_the_language_of_the_reader(sign_in, brandt, dinner, guest):
    reader = sign_in(RoleName.ORGANISER, language="de", email="de@planner.example")
    address = f"{list_of(dinner)}/{guest.id}/reply?seen=open"
    brandt.post(address, data={"reply": "declined"})

    page = reader.post(
        address, data={"reply": "accepted", "next": list_of(dinner)}, follow_redirects=True
    )

    words, _ = noted(page)
    assert re.fullmatch(
        r"S\. Brandt hat die Antwort von Ada Adler auf „Abgesagt“ gesetzt \(\d\d:\d\d\)\."
        r" Sie wollten: „Zugesagt“\. Auf „Zugesagt“ setzen „Abgesagt“ lassen",
        words,
    )


def test_who_is_not_known_is_somebody_and_the_reply_tells_when(organiser, save, dinner):
    guest = save(make_guest(make_person("Ada", "Adler"), dinner, reply=Reply.DECLINED))

    page = organiser.post(
        f"{list_of(dinner)}/{guest.id}/reply?seen=open",
        data={"reply": "accepted", "next": list_of(dinner)},
        follow_redirects=True,
    )

    assert noted(page)[0].startswith(
        "Somebody has set the reply of Ada Adler to “Declined” (moment unknown)."
    )


@pytest.mark.parametrize("action", ["reply?seen=open", "move/undo?seen=1"])
def test_an_act_on_a_guest_who_was_removed_offers_to_restore(
    organiser, brandt, load, dinner, guest, action
):
    brandt.post(f"/bin/guests/{guest.id}/delete")

    page = organiser.post(
        f"{list_of(dinner)}/{guest.id}/{action}",
        data={"reply": "accepted", "next": list_of(dinner)},
        follow_redirects=True,
    )

    words, offer = noted(page)
    assert re.fullmatch(
        r"S\. Brandt has removed Ada Adler \(\d+:\d\d [AP]M\)\. Restore Leave it so", words
    )
    assert accept_offer(organiser, offer).headers["Location"] == list_of(dinner)
    assert load(select(Guest.deleted_at)) == [None]


@pytest.mark.parametrize("action", ["reply?seen=open", "move/undo?seen=1"])
def test_an_act_on_a_guest_of_another_event_is_not_found(organiser, save, dinner, action):
    other = save(make_guest(make_person(), make_event(), deleted_at=utc_now()))

    answer = organiser.post(f"{list_of(dinner)}/{other.id}/{action}", data={"reply": "accepted"})

    assert answer.status_code == 404


def move(browser, load, guest, anchor, side="after"):
    seen = load(select(Guest.lock_version).where(Guest.id == guest.id))[0]
    entry = {"anchor_id": anchor.id, "side": side, "reason": "Protocol", "lock_version": seen}
    return browser.post(f"{list_of(guest.event)}/{guest.id}/move", data=entry)


def test_undoing_a_move_that_another_has_changed_says_which_and_offers_both(
    organiser, brandt, save, load, dinner, guest
):
    others = [save(make_guest(make_person(name, name), dinner)) for name in ("Bo", "Cy")]
    move(organiser, load, guest, others[0])
    seen = load(select(Guest.lock_version).where(Guest.id == guest.id))[0]
    move(brandt, load, guest, others[1], "before")
    address = f"{list_of(dinner)}/{guest.id}/move/undo"

    page = organiser.post(
        f"{address}?seen={seen}", data={"next": list_of(dinner)}, follow_redirects=True
    )

    words, offer = noted(page)
    assert re.fullmatch(
        r"S\. Brandt has put Ada Adler directly before Cy Cy \(\d+:\d\d [AP]M\)\."
        r" You wanted: undo the move\. Undo it all the same Leave it so",
        words,
    )
    assert len(load(select(Move))) == 1
    accept_offer(organiser, offer)
    assert load(select(Move)) == []


def test_a_move_beside_somebody_who_was_removed_says_by_whom(
    organiser, brandt, save, load, dinner, guest
):
    other = save(make_guest(make_person("Bo", "Berg"), dinner))
    brandt.post(f"/bin/guests/{other.id}/delete")

    answer = move(organiser, load, guest, other)

    assert answer.status_code == 422
    words, _ = noted(answer)
    assert "S. Brandt has removed Bo Berg" in words
    assert "Please choose somebody else. Restore" in words
    assert f"/bin/guests/{other.id}/restore" in answer.text
    assert "Protocol</textarea>" in answer.text


def test_removing_a_guest_whom_another_has_changed_says_what_and_asks_again(
    organiser, brandt, load, dinner, guest
):
    address = f"/bin/guests/{guest.id}/delete"
    assert 'name="seen" value="1"' in organiser.get(f"{address}?seen=1").text
    brandt.post(f"{list_of(dinner)}/{guest.id}/reply?seen=open", data={"reply": "accepted"})

    for asked in (
        organiser.get(f"{address}?seen=1"),
        organiser.post(f"{address}?seen=1", data={"seen": "1"}),
    ):
        words, _ = noted(asked)
        assert re.fullmatch(
            r"S\. Brandt has changed Ada Adler since you looked \(\d+:\d\d [AP]M\)\."
            r" Changed: Reply\.",
            words,
        )
        assert "Delete all the same" in asked.text
        assert "Keep it" in asked.text
        assert 'name="seen" value="2"' in asked.text
    assert (asked.status_code, load(select(Guest.deleted_at))) == (409, [None])
    answer = organiser.post(f"{address}?seen=1", data={"seen": "2"})
    assert answer.status_code == 303
    assert load(select(Guest.deleted_at)) != [None]


def test_removing_a_guest_whom_another_has_removed_offers_to_restore(
    organiser, brandt, dinner, guest
):
    address = f"/bin/guests/{guest.id}/delete?next={list_of(dinner)}"
    brandt.post(address)

    for ask in (organiser.get, organiser.post):
        page = ask(address, follow_redirects=True)
        assert noted(page)[0].startswith("S. Brandt has removed Ada Adler (")
        assert page.request.path == list_of(dinner)


@pytest.fixture
def delegates(save):
    people = [make_person("A.", name) for name in ("Olsen", "Berg", "Adams")]
    rows = [make_delegate(one, number) for number, one in enumerate(people, start=1)]
    save(make_delegation(make_visit(slug="lyon"), delegates=rows))
    return [row.id for row in rows]


def test_moving_a_delegate_in_an_order_that_another_has_changed_offers_both(
    organiser, brandt, load, delegates
):
    address = "/visits/lyon/delegations/1/move"
    first, second, third = delegates
    order = " ".join(map(str, delegates))
    brandt.post(address, data={"up": second, "order": order})

    answer = organiser.post(address, data={"up": third, "order": order})

    place = "/visits/lyon/delegations/1"
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{place}#overtaken")
    page = organiser.get(place)
    words, offer = noted(page)
    assert re.fullmatch(
        r"S\. Brandt has changed this order \(\d+:\d\d [AP]M\)\. A\. Adams is number 3 now\."
        r" You wanted: one place up\. Move up now Leave it so",
        words,
    )
    assert load(select(Delegate.id).order_by(Delegate.position)) == [second, first, third]
    accept_offer(organiser, offer)
    assert load(select(Delegate.id).order_by(Delegate.position)) == [second, third, first]


def test_delegates_who_came_or_went_do_not_stop_a_move(organiser, save, load, delegates):
    first, second, third = delegates

    data = {"up": third, "order": f"99 {first} {third}"}
    organiser.post("/visits/lyon/delegations/1/move", data=data)

    assert load(select(Delegate.id).order_by(Delegate.position)) == [first, third, second]


def test_moving_a_delegate_who_was_taken_out_offers_to_restore(organiser, brandt, delegates):
    brandt.post(f"/bin/delegates/{delegates[2]}/delete")

    page = organiser.post(
        "/visits/lyon/delegations/1/move", data={"up": delegates[2]}, follow_redirects=True
    )

    words, offer = noted(page)
    assert "S. Brandt has removed A. Adams" in words
    assert offer[0].startswith(f"/bin/delegates/{delegates[2]}/restore")


def test_an_assignment_that_another_has_taken_away_says_by_whom(organiser, brandt, save, dinner):
    one = save(make_assignment(dinner, make_person("Ida", "Ivers"), duty=Duty.DRIVER))
    address = f"/events/{dinner.id}/assignments/{one.id}/remove"
    brandt.post(address)

    page = organiser.post(address, follow_redirects=True)

    assert re.fullmatch(
        r"S\. Brandt has taken this assignment away already \(\d+:\d\d [AP]M\)\. Close",
        noted(page)[0],
    )
    assert organiser.post(f"/events/{dinner.id}/assignments/99/remove").status_code == 404


def test_an_act_at_an_event_that_was_deleted_offers_to_restore_it(
    organiser, brandt, sign_in, load, dinner, guest
):
    brandt.post(f"/bin/events/{dinner.id}/delete")
    address = f"{list_of(dinner)}/{guest.id}/reply?seen=open"

    page = organiser.post(address, data={"reply": "accepted"}, follow_redirects=True)
    words, offer = noted(page)
    assert "S. Brandt has removed Dinner (" in words
    assert offer[0].startswith(f"/bin/events/{dinner.id}/restore")

    assistant = sign_in(RoleName.ASSISTANT, email="assistant@planner.example")
    page = assistant.post(address, data={"reply": "accepted"}, follow_redirects=True)
    words, offer = noted(page)
    assert ("S. Brandt has removed Dinner (" in words, offer) == (True, None)
    assert load(select(Guest.reply)) == [Reply.OPEN]


def test_an_act_at_a_visit_that_was_deleted_offers_to_restore_it(organiser, brandt, save):
    visit = save(make_visit(slug="lyon", title_en="Lyon"))
    delegation = save(make_delegation(visit))
    brandt.post(f"/bin/visits/{visit.id}/delete")

    page = organiser.post(
        f"/visits/lyon/delegations/{delegation.id}/move", data={"up": 1}, follow_redirects=True
    )

    words, offer = noted(page)
    assert "S. Brandt has removed Lyon (" in words
    assert offer[0].startswith(f"/bin/visits/{visit.id}/restore")
    assert organiser.post("/visits/lyon/edit").status_code == 404
    assert organiser.post("/visits/oslo/delegations/1/move", data={"up": 1}).status_code == 404


def test_ending_an_address_that_another_has_ended_says_who(organiser, brandt, save):
    feed = save(make_feed(visit=make_visit(last_day=dt.date(2036, 5, 7)), label="Driver"))
    brandt.post(f"/settings/feeds/{feed.id}/end")

    page = organiser.post(f"/settings/feeds/{feed.id}/end", follow_redirects=True)

    assert "S. Brandt has ended the address of “Driver” already (" in noted(page)[0]
    assert organiser.post("/settings/feeds/99/end").status_code == 404
