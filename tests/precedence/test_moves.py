"""Places set by hand: with a reason, marked, undone with one click (P-03, T-03)."""

import html
import re

import pytest
from sqlalchemy import select

from planner.models import Guest, GuestRole, Move, RoleName, Side
from tests.factories import make_event, make_guest, make_move, make_person, make_visit
from tests.history.told import told

REASON = "They are old friends"


@pytest.fixture
def dinner(save):
    """A dinner of four, by the alphabet."""
    event = make_event(visit=make_visit(slug="lyon"), title_en="Dinner")
    for given, family in (("Ada", "Adler"), ("Ben", "Baum"), ("Cleo", "Celik"), ("Dana", "Dorn")):
        make_guest(make_person(given, family), event)
    return save(event)


def guest_at(load, family):
    [guest] = load(select(Guest).join(Guest.person).where(Guest.person.has(family_name=family)))
    return guest


def address(dinner, ending=""):
    return f"/visits/lyon/events/{dinner.id}/guests{ending}"


def move(browser, load, dinner, who, whom, side="after", **values):
    guest, anchor = guest_at(load, who), guest_at(load, whom)
    entry = {"side": side, "anchor_id": anchor.id, "reason": REASON}
    lock = {"lock_version": guest.lock_version}
    return browser.post(address(dinner, f"/{guest.id}/move"), data=entry | lock | values)


def words_of(page):
    return " ".join(html.unescape(re.sub(r"<(svg).*?</\1>|<[^>]+>", " ", page.text)).split())


def names_on(page):
    headings = re.findall(r'class="c-name">.*?<a[^>]*>(.*?)</a>', page.text, flags=re.S)
    return [html.unescape(name).split()[-1] for name in headings]


def test_guest_is_put_beside_another_with_reason_who_and_when(organiser, load, dinner):
    answer = move(organiser, load, dinner, "Dorn", "Adler")

    assert (answer.status_code, answer.headers["Location"]) == (303, address(dinner))
    [saved] = load(select(Move))
    assert (saved.side, saved.reason) == (Side.AFTER, REASON)
    assert saved.moved_by_id == organiser.user.id
    page = organiser.get(address(dinner))
    assert names_on(page) == ["Adler", "Dorn", "Baum", "Celik"]
    assert f"Put directly after Ada Adler by {organiser.user.name}: {REASON} (P-03)" in words_of(
        page
    )
    assert "by hand" in words_of(page)


def test_a_move_stays_when_others_come_and_go(organiser, load, save, dinner):
    move(organiser, load, dinner, "Dorn", "Baum", "before")

    save(make_guest(make_person("Ada", "Aarons"), dinner))
    organiser.post(f"/bin/guests/{guest_at(load, 'Celik').id}/delete")

    assert names_on(organiser.get(address(dinner)))[:4] == ["Aarons", "Adler", "Dorn", "Baum"]


def test_a_move_is_undone_with_one_click(organiser, load, dinner):
    move(organiser, load, dinner, "Dorn", "Adler")
    guest = guest_at(load, "Dorn")

    seen = f"?seen={guest.lock_version}"
    stale = organiser.post(address(dinner, f"/{guest.id}/move/undo?seen=0"))
    assert stale.headers["Location"].endswith("#overtaken")
    assert len(load(select(Move))) == 1
    answer = organiser.post(address(dinner, f"/{guest.id}/move/undo{seen}"))

    assert answer.status_code == 303
    assert load(select(Move)) == []
    assert names_on(organiser.get(address(dinner))) == ["Adler", "Baum", "Celik", "Dorn"]


def test_a_second_move_of_a_guest_takes_the_place_of_the_first(organiser, load, dinner):
    move(organiser, load, dinner, "Dorn", "Adler")

    move(organiser, load, dinner, "Dorn", "Baum", reason="Better so")

    assert [one.reason for one in load(select(Move))] == ["Better so"]
    assert names_on(organiser.get(address(dinner))) == ["Adler", "Baum", "Dorn", "Celik"]


def test_t03_a_move_without_a_reason_is_refused_and_keeps_the_choice(organiser, load, dinner):
    answer = move(organiser, load, dinner, "Dorn", "Baum", "before", reason=" ")

    assert answer.status_code == 422
    assert "Please fill this in." in words_of(answer)
    assert re.search(r'checked [^>]*value="before"', answer.text)
    assert load(select(Move)) == []


def test_moves_in_a_circle_are_refused_with_the_remedy(organiser, load, dinner):
    move(organiser, load, dinner, "Dorn", "Celik")
    move(organiser, load, dinner, "Celik", "Baum")

    answer = move(organiser, load, dinner, "Baum", "Dorn")

    assert answer.status_code == 422
    assert "Dana Dorn already stands beside Ben Baum, perhaps by way of others" in words_of(answer)
    assert len(load(select(Move))) == 2


def test_nobody_is_put_beside_their_own_companion(organiser, load, save, dinner):
    partner = guest_at(load, "Adler")
    save(
        Guest(
            event_id=dinner.id, person=make_person("Kim", "Zander"),
            role=GuestRole.COMPANION, companion_of_id=partner.id,
        )
    )  # fmt: skip

    answer = move(organiser, load, dinner, "Adler", "Zander")

    assert answer.status_code == 422
    assert "this would be a circle" in words_of(answer)


def test_if_the_other_is_taken_off_the_list_the_move_waits_to_be_confirmed(organiser, load, dinner):
    move(organiser, load, dinner, "Dorn", "Adler")

    organiser.post(f"/bin/guests/{guest_at(load, 'Adler').id}/delete")

    page = organiser.get(address(dinner))
    assert names_on(page) == ["Baum", "Celik", "Dorn"]
    assert "Move beside Ada Adler to be confirmed" in words_of(page)


def test_two_editors_do_not_overwrite_each_other(organiser, load, dinner):
    move(organiser, load, dinner, "Dorn", "Adler")

    answer = move(organiser, load, dinner, "Dorn", "Baum", lock_version="1")

    assert answer.status_code == 409
    assert names_on(organiser.get(address(dinner))) == ["Adler", "Dorn", "Baum", "Celik"]


@pytest.mark.parametrize("role", [RoleName.READER, RoleName.DOOR])
def test_who_may_not_keep_guests_moves_nobody(sign_in, load, dinner, role):
    answer = move(sign_in(role), load, dinner, "Dorn", "Adler")

    assert answer.status_code == 403
    assert load(select(Move)) == []


def test_t03_reason_stands_on_the_internal_list_only_when_asked_for(organiser, load, save, dinner):
    """T-03: the reason is on the internal list, and on no other paper."""
    save(make_move(guest_at(load, "Dorn"), guest_at(load, "Adler"), reason=REASON))
    paper = f"/visits/lyon/events/{dinner.id}/print/guests?language=en"

    plain = organiser.get(paper)
    told = organiser.get(f"{paper}&reasons=y")
    by_name = organiser.get(f"{paper}&reasons=y&order=alphabet")

    assert REASON in told.text
    assert "Internal" in told.text
    assert "Ranks equal with Ada Adler, so the alphabet decides." in words_of(told)
    assert REASON not in plain.text + by_name.text


def test_t03_history_keeps_reason_who_and_when(organiser, load, dinner):
    move(organiser, load, dinner, "Dorn", "Adler")
    guest = guest_at(load, "Dorn")
    organiser.post(address(dinner, f"/{guest.id}/move/undo?seen={guest.lock_version}"))

    moved, undone = told(load, "move")

    assert (moved.act, moved.operation, moved.key) == ("move_guest", "added", str(guest.id))
    assert (undone.act, undone.operation) == ("undo_move", "deleted")
    assert (moved.after["reason"], undone.before["reason"]) == (REASON, REASON)
    assert moved.after["anchor_id"] == guest_at(load, "Adler").id
    assert moved.user_id == undone.user_id == organiser.user.id
