"""Guest lists as pages: tally, filters, replies, inviting, changing, removing."""

import datetime as dt
import html
import re

import pytest
from sqlalchemy import event as events
from sqlalchemy import select

from planner import create_app
from planner.clock import utc_now
from planner.models import (
    Delegate,
    Event,
    Guest,
    GuestRole,
    Person,
    Reply,
    Role,
    RoleName,
    Status,
    UserSession,
)
from planner.rules.guests.invitations import AlreadyInvited, TypedGuest, invite_person
from planner.rules.users import hash_token
from tests.acts import add_beside
from tests.factories import (
    LONG_AGO,
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_organisation,
    make_person,
    make_term,
    make_user,
    make_visit,
)

ENTRY = {
    "role": "guest",
    "representation": "own_rank",
    "reply": "open",
    "lock_version": "0",
}


def person(name, **values):
    given_name, _, family_name = name.rpartition(" ")
    return make_person(given_name, family_name, **values)


def invite(event, name, **values):
    return make_guest(person(name), event, **values)


def text_of(page):
    """Return what a page says, without markup."""
    words = re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", page.text, flags=re.S)
    return " ".join(html.unescape(words).split())


def names_on(page):
    """Return the names in the list, in their order."""
    headings = re.findall(
        r'<th scope="row"[^>]* class="c-name">.*?<a[^>]*>(.*?)</a>', page.text, flags=re.S
    )
    return [html.unescape(name) for name in headings]


def tally_on(page):
    """Return the numbers of the tally with their words."""
    tally = re.search(r'<nav class="tally".*?</nav>', page.text, flags=re.S).group()
    return {word: int(n) for n, word in re.findall(r"<b>(\d+)</b><span>(.*?)</span>", tally)}


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


def list_of(event):
    return f"/visits/lyon/events/{event.id}/guests"


# the list


def test_list_of_an_event_shows_rank_name_office_organisation_role_reply_and_seat(
    reader, save, dinner
):
    works = make_organisation("Stadtwerke", name_en="Public utilities")
    mayor = person("Ada Lindqvist", organisation=works, country="FR", terms=[make_term()])
    save(make_guest(mayor, dinner, role=GuestRole.HOST, reply=Reply.ACCEPTED, seat="A 1"))

    page = reader.get(list_of(dinner))

    assert page.status_code == 200
    for words in (
        "Guest list: Dinner Mon, May 4, 10:00 AM",
        "1 Why rank 1? On this list the scheme places nothing higher than “Host”. (P-09) "
        "Ada Lindqvist Mayor Public utilities FR Host Accepted A 1",
        "Ranking: Reception of a German city, with the offices of May 4, 2026",
        "Guests of honor and hosts 1 person",
    ):
        assert words in text_of(page).replace("\xa0", " ")


def test_list_speaks_german(organiser, save, dinner):
    organiser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    save(invite(dinner, "Ada Lindqvist", role=GuestRole.GUEST_OF_HONOUR))

    page = text_of(organiser.get(list_of(dinner)))

    reason = "Auf dieser Liste ordnet die Rangordnung nichts höher ein als „Ehrengast“. (P-09)"
    assert f"Warum Rang 1? {reason}" in page
    assert "1 Eingeladen 0 Zugesagt 1 Offen 0 Abgesagt" in page
    assert "Gästeliste: Abendessen Mo., 4. Mai, 10:00 Uhr" in page.replace("\xa0", " ")


def test_list_of_a_visit_counts_each_person_once_and_says_how_many_accepted(
    reader, save, dinner, tour
):
    ada = person("Ada Lindqvist")
    save(
        make_guest(ada, dinner, reply=Reply.ACCEPTED),
        make_guest(ada, tour, reply=Reply.DECLINED),
        invite(tour, "Bo Berg", reply=Reply.DECLINED),
    )

    page = reader.get("/visits/lyon/guests")

    assert names_on(page) == ["Bo Berg", "Ada Lindqvist"]
    assert tally_on(page) == {"People": 2, "Accepted": 1, "Open": 0, "Declined": 1}
    assert "Accepted 1 of 2 accepted" in text_of(page)


def test_delegate_without_invitation_is_on_the_list_of_the_visit_as_not_invited(
    reader, save, visit
):
    save(make_delegate(person("Ada Lindqvist"), delegation=make_delegation(visit)))

    page = reader.get("/visits/lyon/guests")

    assert "Ada Lindqvist Delegation member Not invited yet" in text_of(page)


def test_person_on_the_list_of_a_visit_has_a_page_with_all_invitations(
    organiser, save, load, dinner, tour
):
    ada = person("Ada Lindqvist")
    save(make_guest(ada, tour, reply=Reply.ACCEPTED), make_guest(ada, dinner, seat="A 1"))
    address = f"/visits/lyon/guests/people/{ada.id}"

    assert f'href="{address}"' in organiser.get("/visits/lyon/guests").text
    page = organiser.get(address)

    assert names_on(page) == ["Dinner", "Tour"]
    assert "Dinner Mon, May 4, 10:00 AM Guest Open A 1" in text_of(page).replace("\xa0", " ")
    [first] = load(select(Guest.id).where(Guest.event_id == dinner.id))
    answer = organiser.post(
        f"{list_of(dinner)}/{first}/reply?seen=open", data={"reply": "declined", "next": address}
    )
    assert answer.headers["Location"] == address
    assert "Guest Declined A 1" in text_of(organiser.get(address))


def test_page_of_a_delegate_without_invitation_says_so(reader, save, visit):
    delegate = save(make_delegate(person("Ada Lindqvist"), delegation=make_delegation(visit)))

    page = text_of(reader.get(f"/visits/lyon/guests/people/{delegate.person_id}"))

    assert "Nobody has invited this member of the delegation to an event yet." in page
    assert "Invite to events" not in page


def test_person_who_is_not_on_the_list_has_no_page(reader, save, visit):
    other = save(invite(make_event(visit=make_visit()), "Ada Lindqvist"))

    assert reader.get(f"/visits/lyon/guests/people/{other.person_id}").status_code == 404


def test_page_of_a_person_asks_the_database_as_often_for_many_events_as_for_one(
    reader, save, count_queries, visit
):
    ada = save(person("Ada Lindqvist"))

    def count(events):
        save(*(make_guest(ada, make_event(visit=visit)) for _ in range(events)))
        with count_queries() as queries:
            assert reader.get(f"/visits/lyon/guests/people/{ada.id}").status_code == 200
        return len(queries)

    assert (count(1), count(4)) == (13, 13)


def test_event_in_the_address_narrows_the_list_of_the_visit(reader, save, dinner, tour):
    save(invite(dinner, "Ada Lindqvist"), invite(tour, "Bo Berg"))

    page = reader.get(f"/visits/lyon/guests?event={tour.id}")

    assert names_on(page) == ["Bo Berg"]
    assert f'<option value="{tour.id}" selected>' in page.text


@pytest.mark.parametrize("number", ["999", "0", "-1", "x", "9" * 30])
def test_unknown_event_in_the_address_is_not_found(reader, visit, number):
    assert reader.get(f"/visits/lyon/guests?event={number}").status_code == 404


def test_event_of_another_visit_is_not_found(reader, save, visit):
    other = save(make_event(visit=make_visit()))

    assert reader.get(f"/visits/lyon/guests?event={other.id}").status_code == 404
    assert reader.get(list_of(other)).status_code == 404
    assert reader.get(f"/events/{other.id}/guests").status_code == 404


def test_free_standing_event_has_a_list_of_its_own(organiser, save):
    event = save(make_event(title_en="New Year reception"))
    save(invite(event, "Ada Lindqvist"))

    page = organiser.get(f"/events/{event.id}/guests")

    assert (page.status_code, names_on(page)) == (200, ["Ada Lindqvist"])
    assert "New Year reception" in text_of(page)


def test_tally_filters_and_keeps_its_numbers(reader, save, dinner):
    save(
        invite(dinner, "Ada A", reply=Reply.ACCEPTED),
        invite(dinner, "Bo B", reply=Reply.OPEN),
        invite(dinner, "Cy C", reply=Reply.REPRESENTED),
    )

    page = reader.get(f"{list_of(dinner)}?reply=open")

    assert names_on(page) == ["Bo B"]
    assert tally_on(page) == {
        "Invited": 3, "Accepted": 1, "Open": 1, "Declined": 0, "Represented": 1
    }  # fmt: skip


def test_filters_work_together_and_rank_stays_that_of_the_whole_list(reader, save, visit, dinner):
    delegation = make_delegation(visit)
    save(
        invite(dinner, "Ada Berg", delegation=delegation),
        invite(dinner, "Bo Berg", delegation=delegation, reply=Reply.ACCEPTED),
        invite(dinner, "Cy Berg", reply=Reply.ACCEPTED),
        invite(dinner, "Di Adler", delegation=delegation, reply=Reply.ACCEPTED),
    )

    page = reader.get(
        f"{list_of(dinner)}?q=berg&delegation={delegation.id}&reply=accepted&sort=-name"
    )

    assert names_on(page) == ["Berg, Bo"]
    assert f'<option value="{delegation.id}" selected>Delegation from Lyon' in page.text
    assert "3 Why rank 3?" in text_of(page)
    assert tally_on(page)["Invited"] == 2


@pytest.mark.parametrize(
    "query", ["?sort=nonsense", "?reply=nonsense", "?delegation=x", "?page=999", "?page=-1", "?q="]
)
def test_filter_that_makes_no_sense_is_left_out(reader, save, dinner, query):
    save(invite(dinner, "Ada Lindqvist"))

    assert names_on(reader.get(list_of(dinner) + query)) == ["Ada Lindqvist"]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("precedence", ["Zoe Öz", "Ada Zander", "Bo Alt"]),
        ("-precedence", ["Bo Alt", "Ada Zander", "Zoe Öz"]),
        ("name", ["Alt, Bo", "Öz, Zoe", "Zander, Ada"]),
        ("-name", ["Zander, Ada", "Öz, Zoe", "Alt, Bo"]),
        ("organisation", ["Bo Alt", "Zoe Öz", "Ada Zander"]),
        ("reply", ["Ada Zander", "Zoe Öz", "Bo Alt"]),
    ],
)
def test_order_is_in_the_address(reader, save, dinner, sort, names):
    office = make_organisation("Amt", name_en="Agency")
    save(
        make_guest(person("Bo Alt", organisation=office), dinner, reply=Reply.DECLINED),
        invite(dinner, "Ada Zander", role=GuestRole.HOST, reply=Reply.ACCEPTED),
        invite(dinner, "Zoe Öz", role=GuestRole.GUEST_OF_HONOUR),
    )

    assert names_on(reader.get(f"{list_of(dinner)}?sort={sort}")) == names


def test_filter_without_a_hit_says_so_and_can_be_cleared(reader, save, dinner):
    save(invite(dinner, "Ada Lindqvist"))

    page = reader.get(f"{list_of(dinner)}?q=nobody")

    assert "No guest here fits this filter. Clear filter" in text_of(page)
    assert f'href="{list_of(dinner)}"' in page.text


def test_clearing_a_filter_keeps_the_event(reader, save, dinner):
    save(invite(dinner, "Ada Lindqvist"))

    page = reader.get(f"/visits/lyon/guests?event={dinner.id}&q=nobody")

    assert f'href="/visits/lyon/guests?event={dinner.id}"' in page.text


def test_empty_list_says_what_belongs_there(organiser, reader, dinner):
    assert "Begin with the guests of honor and the hosts." in text_of(
        organiser.get(list_of(dinner))
    )
    assert "Begin with the first guest." in text_of(organiser.get("/visits/lyon/guests"))
    assert "Begin with" not in text_of(reader.get(list_of(dinner)))
    assert "Add guest" not in text_of(reader.get("/visits/lyon/guests"))


def test_list_pages_at_fifty_and_the_group_still_counts_all(reader, save, dinner):
    save(*(invite(dinner, f"Ada G{n:02}") for n in range(60)))

    first, second = (reader.get(f"{list_of(dinner)}?page={n}") for n in (1, 2))

    assert names_on(first) == [f"Ada G{n:02}" for n in range(50)]
    assert names_on(second) == [f"Ada G{n:02}" for n in range(50, 60)]
    assert "Further guests 60 people" in text_of(second)


@pytest.mark.parametrize(
    ("role", "statements"), [(RoleName.READER, [14, 13]), (RoleName.ORGANISER, [15, 14])]
)
def test_lists_ask_the_database_as_often_for_many_as_for_one(
    sign_in, save, count_queries, visit, dinner, role, statements
):
    browser = sign_in(role)
    delegation = save(make_delegation(visit))

    def count(address):
        with count_queries() as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    def counts():
        return [count(list_of(dinner)), count("/visits/lyon/guests")]

    save(invite(dinner, "Ada G0", delegation_id=delegation.id))
    one = counts()
    for size in (4, 55):
        people = [person(f"Bo {size}-{n}", terms=[make_term()]) for n in range(size)]
        guests = [make_guest(one, dinner, delegation_id=delegation.id) for one in people]
        guests[1].companion_of = guests[0]
        guests[2].represents = people[3]
        save(*guests)
        assert counts() == one
    assert one == statements  # who prints is told of the last print


def test_reader_sees_no_button_that_changes_anything(reader, save, dinner):
    save(invite(dinner, "Ada Lindqvist"))

    page = reader.get(list_of(dinner))

    assert "/reply" not in page.text
    assert "/delete" not in page.text
    assert "Add guest" not in text_of(page)


def test_internal_notes_are_not_on_the_list(organiser, save, dinner):
    save(invite(dinner, "Ada Lindqvist", notes="allergic to speeches"))

    assert "allergic" not in organiser.get(list_of(dinner)).text
    assert "allergic" not in organiser.get("/visits/lyon/guests").text


def test_markup_and_emoji_in_names_are_shown_as_text(reader, save, dinner):
    save(invite(dinner, "Ada <b>Lind</b>🎉", seat="<script>"))

    page = reader.get(list_of(dinner))

    assert "Ada &lt;b&gt;Lind&lt;/b&gt;🎉" in page.text
    assert "<script>" not in page.text.replace("<script type", "")


# replies


def test_reply_is_noted_in_one_step_with_its_time(organiser, save, load, dinner):
    guest = save(invite(dinner, "Ada Lindqvist"))

    answer = organiser.post(
        f"{list_of(dinner)}/{guest.id}/reply?seen=open",
        data={"reply": "accepted", "next": f"{list_of(dinner)}?reply=open"},
    )

    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"{list_of(dinner)}?reply=open",
    )
    [saved] = load(select(Guest))
    assert saved.reply is Reply.ACCEPTED
    assert dt.datetime.now(dt.UTC) - saved.replied_at < dt.timedelta(minutes=1)
    assert "Ada Lindqvist: Accepted" in text_of(organiser.get(list_of(dinner)))


def test_reply_that_is_open_again_has_no_time_and_nobody_who_gave_it(organiser, save, load, dinner):
    guest = save(
        invite(dinner, "Ada", reply=Reply.ACCEPTED, replied_at=LONG_AGO, replied_through="Bo")
    )

    organiser.post(f"{list_of(dinner)}/{guest.id}/reply?seen=accepted", data={"reply": "open"})

    [saved] = load(select(Guest))
    assert (saved.reply, saved.replied_at, saved.replied_through) == (Reply.OPEN, None, "")


def test_reply_that_somebody_else_has_noted_is_not_overwritten(organiser, save, load, dinner):
    guest = save(invite(dinner, "Ada Lindqvist", reply=Reply.DECLINED))

    page = organiser.post(
        f"{list_of(dinner)}/{guest.id}/reply?seen=open",
        data={"reply": "accepted", "next": list_of(dinner)},
        follow_redirects=True,
    )

    assert "Somebody has set the reply of Ada Lindqvist to “Declined”" in text_of(page)
    assert load(select(Guest))[0].reply is Reply.DECLINED


@pytest.mark.parametrize(("reply", "seen"), [("nonsense", "open"), ("accepted", ""), ("", "open")])
def test_reply_that_is_none_is_refused(organiser, save, dinner, reply, seen):
    guest = save(invite(dinner, "Ada Lindqvist"))

    answer = organiser.post(
        f"{list_of(dinner)}/{guest.id}/reply?seen={seen}", data={"reply": reply}
    )

    assert answer.status_code == 400


def test_reply_to_a_free_standing_event_leads_back_to_its_list(organiser, save):
    event = save(make_event())
    guest = save(invite(event, "Ada Lindqvist"))

    answer = organiser.post(
        f"/events/{event.id}/guests/{guest.id}/reply?seen=open", data={"reply": "declined"}
    )

    assert answer.headers["Location"] == f"/events/{event.id}/guests"


# inviting


def test_person_is_looked_for_in_the_address_book(organiser, save, dinner):
    save(person("Ayşe Öztürk"), person("Bo Berg"))

    page = organiser.get(f"{list_of(dinner)}/add?q=ozturk")

    assert names_on(page) == ["Öztürk, Ayşe"]


def test_choice_says_who_is_a_guest_already(organiser, save, dinner):
    save(invite(dinner, "Ada Lindqvist"), person("Bo Berg"))

    page = text_of(organiser.get(f"{list_of(dinner)}/add"))

    assert "Lindqvist, Ada Is a guest already" in page
    assert page.count("Is a guest already") == 1


def test_search_without_a_hit_offers_a_new_person_of_that_name(organiser, dinner):
    page = organiser.get(f"{list_of(dinner)}/add?q=Anna+Maria+Muster")
    [address] = re.findall(r'href="([^"]*/add/new[^"]*)"', page.text)

    form = organiser.get(html.unescape(address)).text

    assert 'value="Anna Maria"' in form
    assert 'value="Muster"' in form


def test_known_person_is_invited_to_an_event(organiser, save, load, visit, dinner):
    ada, delegation = save(person("Ada Lindqvist")), save(make_delegation(visit))
    entry = ENTRY | {
        "role": "speaker",
        "delegation_id": delegation.id,
        "reply": "accepted",
        "replied_through": " the office,\tby phone ",
        "seat": "A 1",
        "notes": "late",
    }

    answer = organiser.post(f"{list_of(dinner)}/add?person={ada.id}", data=entry)

    assert (answer.status_code, answer.headers["Location"]) == (303, list_of(dinner))
    [guest] = load(select(Guest))
    assert (guest.event_id, guest.person_id, guest.role) == (dinner.id, ada.id, GuestRole.SPEAKER)
    assert (guest.delegation_id, guest.reply) == (delegation.id, Reply.ACCEPTED)
    assert (guest.replied_through, guest.seat, guest.notes) == (
        "the office, by phone", "A 1", "late"
    )  # fmt: skip
    assert guest.replied_at


def test_person_is_invited_to_several_events_of_a_visit(organiser, save, load, dinner, tour):
    ada = save(person("Ada Lindqvist"))

    organiser.post(
        f"/visits/lyon/guests/add?person={ada.id}",
        data=ENTRY | {"events": [dinner.id, tour.id]},
    )

    assert [guest.event_id for guest in load(select(Guest))] == [dinner.id, tour.id]
    assert "Invited: Ada Lindqvist (2 events)" in text_of(organiser.get("/visits/lyon/guests"))


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [([], "Please choose at least one event."), ([999], "not a valid choice")],
)
def test_visit_asks_for_events_that_it_has(organiser, save, load, dinner, chosen, sentence):
    ada = save(person("Ada Lindqvist"))

    page = organiser.post(
        f"/visits/lyon/guests/add?person={ada.id}", data=ENTRY | {"events": chosen}
    )

    assert page.status_code == 422
    assert sentence in text_of(page)
    assert load(select(Guest)) == []


def test_cancelled_event_is_not_offered(organiser, save, visit, dinner):
    ada = save(person("Ada Lindqvist"))
    save(make_event(visit=visit, title_en="Boat trip", status=Status.CANCELLED))

    page = text_of(organiser.get(f"/visits/lyon/guests/add?person={ada.id}"))

    assert "Dinner" in page
    assert "Boat trip" not in page


def test_same_person_is_not_invited_twice(organiser, save, load, dinner, tour):
    guest = save(invite(dinner, "Ada Lindqvist"))
    sentence = "This person is a guest of “Dinner” already."

    at_event = organiser.post(f"{list_of(dinner)}/add?person={guest.person_id}", data=ENTRY)
    at_visit = organiser.post(
        f"/visits/lyon/guests/add?person={guest.person_id}",
        data=ENTRY | {"events": [tour.id, dinner.id]},
    )

    assert (at_event.status_code, at_visit.status_code) == (422, 422)
    assert sentence in text_of(at_event)
    assert sentence in text_of(at_visit)
    assert "Error:" in at_event.text
    assert [guest.event_id for guest in load(select(Guest))] == [dinner.id]


def test_rule_refuses_who_is_a_guest_already():
    event, ada = make_event(id=1, title_en="Dinner"), person("Ada Lindqvist", id=1)
    guest = Guest(event_id=1, person_id=1)
    entry = TypedGuest(GuestRole.GUEST, None, None, None, "own_rank", Reply.OPEN, "", "", "")

    with pytest.raises(AlreadyInvited):
        invite_person(ada, [event], entry, [guest], LONG_AGO)


def test_same_person_is_refused_too_when_somebody_else_is_faster(settings, postgres_url):
    app = create_app(settings | {"DATABASE_URL": postgres_url})
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, SESSION_COOKIE_SECURE=False)
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    sessions = app.extensions["sessionmaker"]
    with sessions(expire_on_commit=False) as session:
        dinner, tour = make_event(title_en="Dinner"), make_event(title_en="Tour")
        dinner.visit = tour.visit = make_visit(slug="lyon")
        ada = person("Ada Lindqvist")
        role = session.scalar(select(Role).where(Role.name == RoleName.ORGANISER))
        user = make_user(roles=[role])
        user.sessions.append(
            UserSession(token_hash=hash_token("token"), started_at=utc_now(), agent="test")
        )
        session.add_all([dinner, tour, ada, user])
        session.commit()
    browser = app.test_client()
    with browser.session_transaction("/overview") as cookie:
        cookie.update(_user_id=str(user.id), token="token", _fresh=True)

    def be_faster(session, *_):
        ours = [row for row in session.new if isinstance(row, Guest)]
        if len(ours) > 1:
            add_beside(sessions.kw["bind"], Guest(event_id=tour.id, person_id=ada.id))

    events.listen(sessions, "before_flush", be_faster, insert=True)  # before ours is saved

    page = browser.post(
        f"/visits/lyon/guests/add?person={ada.id}",
        data=ENTRY | {"events": [dinner.id, tour.id]},
        headers={"Accept-Language": "en"},
    )

    with sessions() as session:
        saved = session.scalars(select(Guest.event_id)).all()
    sessions.kw["bind"].dispose()
    assert page.status_code == 422
    assert "This person is a guest of “Tour” already." in text_of(page)
    assert saved == [tour.id]


def test_new_person_is_invited_and_stands_in_the_address_book(organiser, save, load, dinner):
    works = save(make_organisation())
    entry = ENTRY | {
        "gender": "frau",
        "academic_title": "Dr.",
        "given_name": "Anna",
        "name_prefix": "von der",
        "family_name": "Heide",
        "organisation_id": works.id,
        "country": "DE",
        "function_en": "Engineer",
        "notes": "of the guest",
    }

    answer = organiser.post(f"{list_of(dinner)}/add/new", data=entry)

    assert answer.status_code == 303
    [anna] = load(select(Person))
    assert (anna.academic_title, anna.name_prefix, anna.sort_name) == (
        "Dr.", "von der", "heide, anna, von-der"
    )  # fmt: skip
    assert (anna.organisation_id, anna.country, anna.notes) == (works.id, "DE", "")
    [guest] = load(select(Guest))
    assert (guest.person_id, guest.notes) == (anna.id, "of the guest")


def test_new_person_with_a_known_name_is_asked_about_first(organiser, save, load, dinner):
    known = save(person("Ayşe Öztürk"))
    entry = ENTRY | {"gender": "neither", "given_name": "Ayse", "family_name": "Oeztuerk"}
    entry |= {"country": "", "organisation_id": ""}
    address = f"{list_of(dinner)}/add/new"

    asked = organiser.post(address, data=entry)

    assert asked.status_code == 422
    assert "Did you mean …? Nothing is saved yet. Ayşe Öztürk" in text_of(asked)
    assert f"{list_of(dinner)}/add?person={known.id}" in asked.text
    assert (len(load(select(Person))), load(select(Guest))) == (1, [])

    again = organiser.post(address, data=entry | {"another_than": str(known.id)})

    assert again.status_code == 303
    assert len(load(select(Person))) == 2


def test_new_person_without_a_name_is_refused_and_nothing_is_lost(organiser, load, dinner):
    entry = ENTRY | {"gender": "neither", "family_name": " \x00", "seat": "A 1"}

    page = organiser.post(f"{list_of(dinner)}/add/new", data=entry)

    assert page.status_code == 422
    assert "Please fill this in." in text_of(page)
    assert 'value="A 1"' in page.text
    assert load(select(Person)) == []


def test_long_entries_are_refused_in_the_language_of_the_reader(organiser, save, load, dinner):
    guest = save(invite(dinner, "Ada Lindqvist"))
    entry = ENTRY | {"lock_version": "1", "seat": "x" * 201, "notes": "y" * 10_001}

    page = organiser.post(
        f"{list_of(dinner)}/{guest.id}", data=entry, headers={"Accept-Language": "de"}
    )

    assert page.status_code == 422
    assert "Bitte 2 Eingaben prüfen" in text_of(page)
    assert "y" * 10_001 in page.text
    assert load(select(Guest))[0].seat == ""


def test_control_characters_are_dropped_and_markup_and_emoji_kept(organiser, save, load, dinner):
    guest = save(invite(dinner, "Ada Lindqvist"))
    entry = ENTRY | {"lock_version": "1", "seat": "<b>A\x07</b>\n🎉", "notes": "one\r\ntwo\x1b"}

    organiser.post(f"{list_of(dinner)}/{guest.id}", data=entry)

    [saved] = load(select(Guest))
    assert (saved.seat, saved.notes) == ("<b>A</b> 🎉", "one\ntwo")
    assert "&lt;b&gt;A&lt;/b&gt; 🎉" in organiser.get(list_of(dinner)).text


# companions and representatives


def test_companion_comes_with_the_delegation_and_the_role_of_one(organiser, save, dinner, visit):
    partner = save(invite(dinner, "Ada Lindqvist", delegation=make_delegation(visit)))
    companion = save(person("Bo Berg"))
    address = f"{list_of(dinner)}/add?companion_of={partner.person_id}"

    assert "Who comes along?" in text_of(organiser.get(address))
    page = organiser.get(f"{address}&person={companion.id}").text

    assert f'<option selected value="{partner.person_id}">Lindqvist, Ada</option>' in page
    assert '<option selected value="companion">' in page
    assert f'<option selected value="{partner.delegation_id}">' in page


def test_companion_is_a_guest_who_follows_the_partner(organiser, save, load, dinner):
    partner = save(invite(dinner, "Zoe Zander"))
    companion = save(person("Bo Berg"))

    organiser.post(
        f"{list_of(dinner)}/add?person={companion.id}",
        data=ENTRY | {"role": "companion", "partner_id": partner.person_id},
    )

    [_, saved] = load(select(Guest).order_by(Guest.id))
    assert saved.companion_of_id == partner.id
    page = organiser.get(list_of(dinner))
    assert names_on(page) == ["Zoe Zander", "Bo Berg"]
    assert "with Zoe Zander" in text_of(page)


def test_partner_must_be_a_guest_of_each_chosen_event(organiser, save, load, dinner, tour):
    partner = save(invite(dinner, "Zoe Zander"))
    companion = save(person("Bo Berg"))

    page = organiser.post(
        f"/visits/lyon/guests/add?person={companion.id}",
        data=ENTRY | {"events": [dinner.id, tour.id], "partner_id": partner.person_id},
    )

    assert page.status_code == 422
    assert "This person is no guest of “Tour” yet: invite them first." in text_of(page)
    assert len(load(select(Guest))) == 1


def test_two_cannot_accompany_each_other(organiser, save, load, dinner):
    ada = invite(dinner, "Ada Lindqvist")
    bo = save(invite(dinner, "Bo Berg", companion_of=ada))

    page = organiser.post(
        f"{list_of(dinner)}/{ada.id}",
        data=ENTRY | {"lock_version": "1", "partner_id": bo.person_id},
    )

    assert page.status_code == 422
    assert "Bo Berg comes with this guest already." in text_of(page)
    assert {guest.companion_of_id for guest in load(select(Guest))} == {None, ada.id}


def test_companion_of_a_removed_guest_stays_and_comes_along_again_after_undo(
    organiser, save, dinner
):
    partner = invite(dinner, "Zoe Zander")
    save(invite(dinner, "Ada Adler", companion_of=partner), invite(dinner, "Bo Berg"))
    address = f"/bin/guests/{partner.id}"

    answer = organiser.post(f"{address}/delete?next={list_of(dinner)}")

    assert answer.headers["Location"] == list_of(dinner)
    assert names_on(organiser.get(list_of(dinner))) == ["Ada Adler", "Bo Berg"]

    organiser.post(f"{address}/restore")

    assert names_on(organiser.get(list_of(dinner))) == ["Bo Berg", "Zoe Zander", "Ada Adler"]


def test_removed_guest_who_was_invited_anew_cannot_be_restored(organiser, save, load, dinner):
    removed = save(invite(dinner, "Ada Lindqvist", deleted_at=utc_now()))
    save(Guest(event_id=dinner.id, person_id=removed.person_id))

    page = organiser.post(f"/bin/guests/{removed.id}/restore")

    assert page.status_code == 409
    assert "Ada Lindqvist is on the list again already." in text_of(page)
    assert len(load(select(Guest).where(Guest.deleted_at.is_(None)))) == 1


def test_representative_is_named_and_the_represented_guest_has_that_reply(
    organiser, save, load, dinner
):
    mayor = save(invite(dinner, "Mia Mayor", role=GuestRole.HOST, reply=Reply.DECLINED))
    deputy = save(person("Bo Deputy"))

    organiser.post(
        f"{list_of(dinner)}/add?person={deputy.id}",
        data=ENTRY
        | {
            "reply": "accepted",
            "represents_id": mayor.person_id,
            "representation": "place_of_represented",
        },
    )

    page = organiser.get(list_of(dinner))
    assert names_on(page) == ["Bo Deputy", "Mia Mayor"]
    assert "Bo Deputy representing Mia Mayor" in text_of(page)
    assert "Takes the place of Mia Mayor." in text_of(page)
    assert tally_on(page) == {
        "Invited": 2, "Accepted": 1, "Open": 0, "Declined": 0, "Represented": 1
    }  # fmt: skip
    assert load(select(Guest.replied_at).where(Guest.id == mayor.id)) != [None]


# changing


def test_guest_is_changed(organiser, save, load, visit, dinner):
    guest = save(invite(dinner, "Ada Lindqvist"))
    entry = ENTRY | {"lock_version": "1", "role": "host", "reply": "declined", "seat": "A 2"}
    back = f"{list_of(dinner)}?sort=name"

    answer = organiser.post(
        f"{list_of(dinner)}/{guest.id}", query_string={"next": back}, data=entry
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, back)
    [saved] = load(select(Guest))
    assert (saved.role, saved.reply, saved.seat) == (GuestRole.HOST, Reply.DECLINED, "A 2")
    assert "Saved: Ada Lindqvist" in text_of(organiser.get(back))


def test_saving_a_guest_without_a_new_reply_keeps_the_time_of_the_old_one(
    organiser, save, load, dinner
):
    guest = save(invite(dinner, "Ada", reply=Reply.ACCEPTED, replied_at=LONG_AGO))

    organiser.post(
        f"{list_of(dinner)}/{guest.id}", data=ENTRY | {"lock_version": "1", "reply": "accepted"}
    )

    assert load(select(Guest))[0].replied_at == LONG_AGO


def test_nothing_that_concerns_guests_revises_the_event(organiser, save, load, visit, dinner):
    guest, new = save(invite(dinner, "Ada Lindqvist")), save(person("Bo Berg"))
    delegate = save(make_delegate(person("Cy Carl"), delegation=make_delegation(visit)))
    before = revision(load)

    for address, entry in (
        (f"{list_of(dinner)}/{guest.id}/reply?seen=open", {"reply": "accepted"}),
        (f"{list_of(dinner)}/{guest.id}", ENTRY | {"lock_version": "2", "seat": "A 1"}),
        (f"{list_of(dinner)}/add?person={new.id}", ENTRY),
        (
            f"/visits/lyon/delegations/{delegate.delegation_id}/invite",
            {"events": [dinner.id], "delegates": [delegate.id]},
        ),
        (f"/bin/guests/{guest.id}/delete", {}),
    ):
        assert organiser.post(address, data=entry).status_code == 303

    assert revision(load) == before
    versions = {guest.person_id: guest.lock_version for guest in load(select(Guest))}
    assert versions == {guest.person_id: 4, new.id: 1, delegate.person_id: 1}


def revision(load):
    [event] = load(select(Event))
    return event.revised_at, event.sequence, event.lock_version


def test_second_editor_sees_both_versions_of_a_guest(organiser, save, load, dinner):
    partner = invite(dinner, "Zoe Zander")
    guest = save(invite(dinner, "Ada Lindqvist"), partner)
    address = f"{list_of(dinner)}/{guest.id}"
    theirs = ENTRY | {"lock_version": "1", "seat": "A 1", "partner_id": partner.person_id}
    mine = ENTRY | {"lock_version": "1", "seat": "B 2", "reply": "declined", "partner_id": ""}
    assert organiser.post(address, data=theirs).status_code == 303

    page = organiser.post(address, data=mine)

    assert page.status_code == 409
    for words in ("Seat", "A 1", "B 2", "Reply", "Open", "Declined", "Comes with", "Zander, Zoe"):
        assert words in text_of(page)
    assert "Internal notes" not in text_of(page)
    assert load(select(Guest.seat).where(Guest.id == guest.id)) == ["A 1"]

    version = re.search(r'name="lock_version" value="(\d+)"', page.text)[1]
    assert organiser.post(address, data=mine | {"lock_version": version}).status_code == 303
    assert load(select(Guest.seat).where(Guest.id == guest.id)) == ["B 2"]


def test_lost_csrf_token_shows_the_form_again_with_what_was_typed(app, organiser, save, dinner):
    app.config["WTF_CSRF_ENABLED"] = True
    guest = save(invite(dinner, "Ada Lindqvist"))

    page = organiser.post(
        f"{list_of(dinner)}/{guest.id}", data=ENTRY | {"lock_version": "1", "seat": "A 17"}
    )
    button = organiser.post(f"{list_of(dinner)}/{guest.id}/reply?seen=open", data={"reply": "open"})

    assert (page.status_code, button.status_code) == (400, 400)
    assert 'value="A 17"' in page.text


def test_form_sent_without_sign_in_is_refused_and_kept(client, save, load, dinner):
    guest = save(invite(dinner, "Ada Lindqvist"))

    page = client.post(f"{list_of(dinner)}/{guest.id}", data=ENTRY | {"seat": "A 17"})

    assert page.status_code == 403
    assert "A 17" in page.text
    assert load(select(Guest))[0].seat == ""


@pytest.mark.parametrize("ending", ["", "/999", "/{own}", "/{own}/reply?seen=open"])
def test_guest_of_another_event_is_not_found(organiser, save, dinner, tour, ending):
    own = save(invite(tour, "Ada Lindqvist")).id
    removed = save(invite(dinner, "Bo Berg", deleted_at=LONG_AGO)).id
    entry = ENTRY | {"lock_version": "1"}

    if ending:
        answer = organiser.post(list_of(dinner) + ending.format(own=own), data=entry)
    else:
        answer = organiser.get(f"{list_of(dinner)}/{removed}")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/visits/nowhere/guests",
        "/visits/lyon/events/999/guests",
        "/visits/lyon/guests/add?person=999",
        "/visits/lyon/delegations/999/invite",
        "/events/999/guests/add",
    ],
)
def test_unknown_address_is_not_found(organiser, visit, address):
    assert organiser.get(address).status_code == 404


def test_delegation_of_another_visit_cannot_be_invited(organiser, save, visit):
    other = save(make_delegation(make_visit()))

    assert organiser.get(f"/visits/lyon/delegations/{other.id}/invite").status_code == 404


@pytest.mark.parametrize("ending", ["/add", "/add/new", "/1", "/1/reply?seen=open"])
def test_reader_may_not_change_guests(reader, save, dinner, ending):
    save(invite(dinner, "Ada Lindqvist"))

    assert reader.post(list_of(dinner) + ending, data=ENTRY).status_code == 403


def test_assistant_keeps_guest_lists(sign_in, save, load, dinner):
    guest = save(invite(dinner, "Ada Lindqvist"))

    sign_in(RoleName.ASSISTANT).post(
        f"{list_of(dinner)}/{guest.id}/reply?seen=open", data={"reply": "accepted"}
    )

    assert load(select(Guest))[0].reply is Reply.ACCEPTED


def test_door_may_not_read_the_list(sign_in, dinner):
    assert sign_in(RoleName.DOOR).get(list_of(dinner)).status_code == 403


# delegations


@pytest.fixture
def delegation(save, visit):
    """A delegation of two who travel together, and a third."""
    delegation = make_delegation(visit)
    ada = make_delegate(person("Ada Adler"), 1, delegation=delegation, is_leader=True)
    save(
        ada,
        make_delegate(person("Bo Berg"), 2, delegation=delegation, companion_of=ada),
        make_delegate(person("Cy Carl"), 3, delegation=delegation),
    )
    return delegation


def guests_by_name():
    return select(Guest).join(Guest.person).order_by(Guest.event_id, Person.sort_name)


def everybody(load, *events):
    return {"events": [event.id for event in events], "delegates": load(select(Delegate.id))}


def test_delegation_is_invited_to_events_in_one_step_with_its_companions(
    organiser, load, delegation, dinner, tour
):
    answer = organiser.post(
        f"/visits/lyon/delegations/{delegation.id}/invite", data=everybody(load, dinner, tour)
    )

    assert answer.status_code == 303
    guests = load(guests_by_name())
    assert [(guest.event_id, guest.role, guest.delegation_id) for guest in guests] == [
        (event.id, role, delegation.id)
        for event in (dinner, tour)
        for role in (GuestRole.DELEGATE, GuestRole.COMPANION, GuestRole.DELEGATE)
    ]
    assert [guest.companion_of_id for guest in guests] == [
        None, guests[0].id, None, None, guests[3].id, None
    ]  # fmt: skip
    assert "Added: 6 invitations" in text_of(organiser.get("/visits/lyon/guests"))


def test_only_who_is_missing_is_invited_later(organiser, save, load, delegation, dinner):
    [ada] = load(select(Person.id).where(Person.given_name == "Ada"))
    known = save(Guest(event_id=dinner.id, person_id=ada, seat="A 1", reply=Reply.ACCEPTED))

    before = text_of(organiser.get(list_of(dinner)))
    form = text_of(organiser.get(f"/visits/lyon/delegations/{delegation.id}/invite"))
    organiser.post(f"/visits/lyon/delegations/{delegation.id}/invite", data=everybody(load, dinner))

    assert "Delegation from Lyon: 2 of 3 are not invited to this event. Invite" in before
    assert "Mon, May 4, 10:00 AM: Dinner 1 of 3 invited" in form.replace("\xa0", " ")
    first, second, third = load(guests_by_name())
    assert (first.id, first.seat, first.reply) == (known.id, "A 1", Reply.ACCEPTED)
    assert (second.companion_of_id, third.companion_of_id) == (known.id, None)
    assert "not invited to this event" not in text_of(organiser.get(list_of(dinner)))


def test_some_of_a_delegation_can_be_invited(organiser, load, delegation, dinner):
    bo = load(select(Delegate.id).where(Delegate.position == 2))

    organiser.post(
        f"/visits/lyon/delegations/{delegation.id}/invite",
        data={"events": [dinner.id], "delegates": bo},
    )

    [guest] = load(select(Guest))
    assert (guest.role, guest.companion_of_id) == (GuestRole.COMPANION, None)


def test_invitation_of_a_delegation_asks_for_people_and_events(organiser, load, delegation, dinner):
    page = organiser.post(
        f"/visits/lyon/delegations/{delegation.id}/invite", data={"csrf_token": ""}
    )

    assert page.status_code == 422
    assert "Please choose at least one event." in text_of(page)
    assert "Please choose at least one person." in text_of(page)
    assert load(select(Guest)) == []


def test_delegates_do_not_change_with_their_guests(organiser, load, delegation, dinner):
    organiser.post(f"/visits/lyon/delegations/{delegation.id}/invite", data=everybody(load, dinner))
    guest = load(guests_by_name())[0]

    organiser.post(f"/bin/guests/{guest.id}/delete")

    assert len(load(select(Delegate).where(Delegate.deleted_at.is_(None)))) == 3
    assert "Ada Adler" in names_on(organiser.get("/visits/lyon/guests"))


def test_a_thousand_guests_are_invited_in_one_transaction(save, load, dinner):
    save(*(Guest(event_id=dinner.id, person=person(f"Ada G{n}")) for n in range(1001)))

    assert len(load(select(Guest.id))) == 1001
