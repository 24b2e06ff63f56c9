"""Visits: rules, the head of their pages, the list, the form."""

import datetime as dt

import pytest
from sqlalchemy import select

from planner.models import (
    Direction,
    Event,
    OldSlug,
    Status,
    Visit,
    VisitStatus,
)
from planner.rules import RuleBroken
from planner.rules.programme.visits import (
    ZoneDifference,
    check_days,
    place_of_origin,
    place_of_stay,
    zone_differences,
)
from tests.factories import (
    LONG_AGO,
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_municipality,
    make_network,
    make_organisation,
    make_person,
    make_user,
    make_visit,
)

DAY = dt.date.fromisoformat
NEW = {
    "title_de": "Grüße aus Łódź & Umgebung",
    "title_en": "Greetings from Łódź",
    "direction": "incoming",
    "status": "confirmed",
    "first_day": "2027-05-12",
    "last_day": "2027-05-15",
    "zone": "Europe/Berlin",
    "lock_version": "0",
}


def make_iserlohn(**values):
    return make_municipality(
        "Iserlohn", state="NRW", country="DE", zone="Europe/Berlin", is_home=True, **values
    )


def make_elk_river(**values):
    return make_municipality(
        "Elk River", state="Minnesota", country="US", zone="America/Chicago", **values
    )


def visit_from(first, last, zone="Europe/Berlin"):
    return make_visit(first_day=DAY(first), last_day=DAY(last), zone=zone)


def titles(page):
    return [title for title in ("Coming", "Gone", "Draft", "Other") if f">{title}</a>" in page.text]


@pytest.mark.parametrize(
    ("first", "last", "zone", "other", "expected"),
    [
        ("2027-05-12", "2027-05-15", "Europe/Berlin", "America/Chicago", [("2027-05-12", -7, -7)]),
        ("2027-03-16", "2027-03-19", "Europe/Berlin", "America/Chicago", [("2027-03-16", -6, -7)]),
        ("2027-11-02", "2027-11-05", "Europe/Berlin", "America/Chicago", [("2027-11-02", -6, -7)]),
        (
            *("2027-03-12", "2027-03-29", "Europe/Berlin", "America/Chicago"),
            [("2027-03-12", -7, -7), ("2027-03-14", -6, -7), ("2027-03-28", -7, -7)],
        ),
        ("2027-05-12", "2027-05-12", "America/Chicago", "Europe/Berlin", [("2027-05-12", 7, 7)]),
        ("2027-05-12", "2027-05-15", "Europe/Berlin", "Asia/Kolkata", [("2027-05-12", 3.5, 3.5)]),
        ("2027-05-12", "2027-05-15", "Europe/Berlin", "Europe/Paris", [("2027-05-12", 0, 0)]),
    ],
)
def test_clocks_are_as_far_apart_as_on_each_day(first, last, zone, other, expected):
    found = zone_differences(visit_from(first, last, zone), other)

    assert found == [ZoneDifference(DAY(since), *hours) for since, *hours in expected]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2027-05-15", "2027-05-12"),
        ("1970-12-31", "1971-01-02"),
        ("2099-12-31", "2100-01-01"),
        ("2027-05-12", "2028-05-13"),
    ],
)
def test_visit_has_days_that_can_be(first, last):
    with pytest.raises(RuleBroken):
        check_days(DAY(first), DAY(last))


def test_visit_may_last_one_day():
    check_days(DAY("2027-05-12"), DAY("2027-05-12"))


def test_visitors_come_from_the_first_delegation_that_has_a_place():
    home, lyon = make_iserlohn(), make_municipality("Lyon")
    works = make_organisation(municipality=lyon)
    visit = make_visit()
    delegations = [make_delegation(visit), make_delegation(visit, organisation=works)]

    assert place_of_stay(visit, home) == (home, "Europe/Berlin")
    assert place_of_origin(visit, delegations, home) == (lyon, "Europe/Paris")
    assert place_of_origin(visit, [], home) is None


def test_on_a_visit_of_ours_the_far_side_is_home():
    home, elk_river = make_iserlohn(), make_elk_river()
    visit = make_visit(direction=Direction.OUTGOING, host=elk_river, zone="America/Chicago")

    assert place_of_stay(visit, home) == (elk_river, "America/Chicago")
    assert place_of_origin(visit, [], home) == (home, "Europe/Berlin")


@pytest.fixture
def exchange(save):
    """A visit from Elk River with two delegates and one more guest."""
    visit = visit_from("2027-05-12", "2027-05-15")
    visit.host = make_iserlohn()
    visit.events = [
        make_event(guests=[guest_named("Anna"), guest_named("Bert", deleted_at=LONG_AGO)]),
        make_event(status=Status.CANCELLED, guests=[guest_named("Carl")]),
        make_event(deleted_at=LONG_AGO, guests=[guest_named("Dora")]),
    ]
    ada, bo, gone = (make_person(name) for name in ("Ada", "Bo", "Gone"))
    visit.events[0].guests.append(make_guest(person=ada, event=visit.events[0]))
    delegates = [
        make_delegate(ada),
        make_delegate(bo, 2),
        make_delegate(gone, 3, deleted_at=LONG_AGO),
    ]
    delegation = make_delegation(visit, municipality=make_elk_river(), delegates=delegates)
    save(visit, delegation)
    return visit


def guest_named(name, **values):
    return make_guest(person=make_person(name), event=None, **values)


def test_head_counts_each_person_once_and_says_where_they_come_from(exchange, organiser):
    page = organiser.get(f"/visits/{exchange.slug}/edit")

    assert "3 people, of whom 2 from Elk River" in page.text
    assert "Wed, May 12\u00a0–\u00a0Sat, May 15, 2027" in page.text
    assert "Iserlohn CEST" in page.text
    assert "Elk River CDT" in page.text
    assert "7 hours behind" in page.text
    assert "note wait" not in page.text


def test_head_speaks_german(exchange, organiser):
    organiser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"

    page = organiser.get(f"/visits/{exchange.slug}/edit")

    assert "3 Personen, davon 2 aus Elk River" in page.text
    assert "Mi., 12.\u00a0–\u00a0Sa., 15. Mai 2027" in page.text
    assert "Iserlohn MESZ" in page.text
    assert "7 Stunden zurück" in page.text


@pytest.mark.parametrize(
    ("first", "last", "warning"),
    [
        ("2027-03-16", "2027-03-19", "On these days, Elk River is 6 hours behind, not 7 hours"),
        ("2027-03-12", "2027-03-15", "from Sunday, March 14, 2027, Elk River is 6 hours behind"),
    ],
)
def test_head_warns_while_the_clocks_stand_unusually(
    save, exchange, organiser, first, last, warning
):
    exchange.first_day, exchange.last_day = DAY(first), DAY(last)
    save(exchange)

    assert warning in organiser.get(f"/visits/{exchange.slug}/edit").text


def test_half_hours_are_written_as_the_language_does(save, exchange, organiser):
    place = exchange.delegations[0].municipality
    place.zone = "Asia/Kolkata"
    save(place)
    organiser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"

    assert "3,5 Stunden voraus" in organiser.get(f"/visits/{exchange.slug}/edit").text


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/visits", ["Coming"]),
        ("/visits?show=past", ["Gone", "Other"]),
        ("/visits?show=drafts", ["Draft"]),
        ("/visits?show=all", ["Coming", "Gone", "Draft", "Other"]),
        ("/visits?show=nonsense&year=x&partner=99999999999999999999", ["Coming"]),
        ("/visits?show=all&q=comi", ["Coming"]),
        ("/visits?show=all&q=%25", []),
        ("/visits?show=all&year=2026", ["Gone", "Other"]),
        ("/visits?show=all&partner={elk_river}", ["Coming"]),
        ("/visits?show=all&partner={lyon}", ["Gone"]),
        ("/visits?show=all&in_charge={bo}", ["Draft"]),
    ],
)
def test_list_shows_the_part_that_the_address_names(app, save, reader, address, shown):
    app.config["TODAY"] = DAY("2027-04-12")
    elk_river, lyon, bo = make_elk_river(), make_municipality("Lyon"), make_user("Bo")
    coming = make_visit(title_en="Coming", first_day=DAY("2027-05-12"), last_day=DAY("2027-05-15"))
    draft = make_visit(
        title_en="Draft", status=VisitStatus.DRAFT, in_charge=bo,
        first_day=DAY("2027-04-12"), last_day=DAY("2027-04-13"),
    )  # fmt: skip
    gone = make_visit(title_en="Gone", direction=Direction.OUTGOING, host=lyon)
    other = make_visit(title_en="Other", status=VisitStatus.OVER)
    deleted = make_visit(title_en="Coming", deleted_at=LONG_AGO, last_day=DAY("2027-05-15"))
    save(coming, draft, gone, other, deleted, lyon, make_delegation(coming, municipality=elk_river))

    page = reader.get(address.format(elk_river=elk_river.id, lyon=lyon.id, bo=bo.id))

    assert titles(page) == shown


def test_visit_that_ends_today_is_still_upcoming(app, save, reader):
    app.config["TODAY"] = DAY("2026-05-07")
    save(make_visit(title_en="Coming"))

    assert titles(reader.get("/visits")) == ["Coming"]


def test_list_is_sorted_by_the_first_day(app, save, reader):
    app.config["TODAY"] = DAY("2026-05-01")
    save(
        *(make_visit(title_en=f"Visit {n}", first_day=DAY(f"2026-05-0{n}")) for n in (2, 1, 3)),
    )

    def order(address):
        text = reader.get(address).text
        return sorted((1, 2, 3), key=lambda n: text.index(f"Visit {n}<"))

    assert order("/visits") == [1, 2, 3]
    assert order("/visits?sort=-date") == [3, 2, 1]


def test_list_pages_at_fifty_rows(save, reader):
    save(*(make_visit(title_en=f"Visit {n:02}") for n in range(51)))

    first = reader.get("/visits?show=past&year=2026").text
    second = reader.get("/visits?show=past&year=2026&page=2").text

    assert (first.count("c-name"), second.count("c-name")) == (50, 1)
    assert "/visits?show=past&amp;year=2026&amp;page=2" in first


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/visits", "There is no visit yet."),
        ("/visits?q=nothing", "No visit here fits this filter."),
    ],
)
def test_empty_list_says_what_to_do(organiser, address, sentence):
    page = organiser.get(address)

    assert sentence in page.text
    assert 'href="/visits/add"' in page.text


@pytest.mark.parametrize("number", [1, 5])
def test_list_asks_the_database_nine_times(save, reader, count_queries, number):
    place = make_elk_river()
    for n in range(number):
        visit = make_visit(in_charge=make_user(f"User {n}"), host=make_municipality(f"Town {n}"))
        visit.events = [make_event(guests=[guest_named(f"Guest {n}")])]
        person = make_person(f"Delegate {n}")
        save(make_delegation(visit, municipality=place, delegates=[make_delegate(person)]))

    with count_queries() as queries:
        page = reader.get("/visits?show=all")

    assert page.text.count("c-name") == number
    assert len(queries) == 9


def test_added_visit_has_an_address_made_from_its_german_title(organiser, load):
    answer = organiser.post("/visits/add", data=NEW)
    again = organiser.post("/visits/add", data=NEW)

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/visits/gruesse-aus-lodz-und-umgebung"
    assert again.headers["Location"] == "/visits/gruesse-aus-lodz-und-umgebung-2"
    one, _ = load(select(Visit).order_by(Visit.id))
    assert (one.title_de, one.first_day) == (NEW["title_de"], DAY("2027-05-12"))
    assert one.status is VisitStatus.CONFIRMED


def test_new_visit_is_offered_as_one_to_us(save, organiser):
    save(make_iserlohn())

    page = organiser.get("/visits/add").text

    assert 'selected value="Europe/Berlin"' in page
    assert ">Iserlohn</option>" in page


def test_all_that_was_typed_is_kept(save, organiser, load):
    town, network, user = make_iserlohn(), make_network(), make_user("Bo")
    save(town, network, user)
    entry = {
        "direction": "outgoing",
        "host_id": town.id,
        "network_id": network.id,
        "in_charge_id": user.id,
        "zone": "America/Chicago",
        "is_public": "y",
        **{f"{name}_{code}": f"{name} {code}" for name in TEXTS for code in ("de", "en")},
        "notes": "a\r\nb",
    }

    organiser.post("/visits/add", data=NEW | entry)

    [visit] = load(select(Visit))
    assert {name: getattr(visit, name) for name in entry} == entry | {
        "is_public": True,
        "notes": "a\nb",
    }


TEXTS = ("purpose", "summary", "outcomes")


@pytest.mark.parametrize(
    ("entry", "field", "sentence"),
    [
        ({"last_day": "2027-05-11"}, "last_day", "The last day must not be before the first."),
        ({"last_day": "2029-05-11"}, "last_day", "A visit lasts a year at most."),
        ({"first_day": "1960-01-01"}, "last_day", "A visit must lie between 1971 and 2099."),
        ({"first_day": "12.05.2027"}, "first_day", "There is no such day."),
        ({"title_de": "x" * 10_000}, "title_de", "Please use at most 200 characters."),
        ({"title_de": " \x00\u2028 "}, "title_de", "Please fill this in."),
        ({"notes": "x" * 10_001}, "notes", "Please use at most 10,000 characters."),
        ({"zone": "Europe/Atlantis"}, "zone", "Not a valid choice."),
        ({"host_id": "4711"}, "host_id", "Not a valid choice."),
        ({"host_id": "Iserlohn"}, "host_id", "Invalid Choice: could not coerce."),
        ({"direction": "sideways"}, "direction", "Invalid Choice: could not coerce."),
    ],
)
def test_wrong_entry_is_refused_at_its_field_and_nothing_is_saved(
    organiser, load, entry, field, sentence
):
    page = organiser.post("/visits/add", data=NEW | entry)

    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert sentence in page.text
    assert "Greetings from Łódź" in page.text
    assert load(select(Visit)) == []


def test_wrong_entry_is_explained_in_german(organiser):
    organiser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"

    page = organiser.post("/visits/add", data=NEW | {"last_day": "2027-05-11"})

    assert "Der letzte Tag darf nicht vor dem ersten liegen." in page.text
    assert "<title>Fehler: Besuch anlegen" in page.text


def test_markup_and_emoji_stay_as_typed_and_do_nothing(organiser, load):
    title = "<script>alert(1)</script> 🎉"

    organiser.post("/visits/add", data=NEW | {"title_de": title + "\x07\x1b", "title_en": ""})

    [visit] = load(select(Visit))
    assert visit.title_de == title
    page = organiser.get("/visits?show=all").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 🎉" in page
    assert "<script>alert" not in page


def entry_of(visit, **changes):
    names = "title_de", "title_en", "direction", "status", "first_day", "last_day", "zone", "slug"
    return {name: getattr(visit, name) for name in names} | {"lock_version": 1} | changes


def edit(browser, visit, **changes):
    return browser.post(f"/visits/{visit.slug}/edit", data=entry_of(visit, **changes))


def test_change_of_the_title_leaves_the_address(save, organiser, load):
    visit = save(make_visit())

    answer = edit(organiser, visit, title_de="Ganz anders")

    assert answer.headers["Location"] == f"/visits/{visit.slug}"
    [saved] = load(select(Visit))
    assert (saved.title_de, saved.slug) == ("Ganz anders", visit.slug)
    assert saved.revised_at > LONG_AGO


def test_change_of_the_zone_leaves_events_where_they_are(save, organiser, load):
    visit = save(make_visit(events=[make_event()]))

    edit(organiser, visit, zone="America/Chicago")

    [event] = load(select(Event))
    assert (event.start_zone, event.revised_at) == ("Europe/Berlin", LONG_AGO)
    assert load(select(Visit))[0].zone == "America/Chicago"


def test_old_address_redirects_on_pages_and_is_not_given_away(save, organiser):
    visit = save(make_visit(slug="lyon"), make_visit(slug="paris"))

    answer = organiser.post("/visits/lyon/edit", data=entry_of(visit, slug="lyon-2026"))

    assert answer.headers["Location"] == "/visits/lyon-2026"
    redirect = organiser.get("/visits/lyon/edit")
    assert (redirect.status_code, redirect.headers["Location"]) == (308, "/visits/lyon-2026/edit")
    assert organiser.post("/visits/lyon/edit", data=NEW).status_code == 404
    paris = organiser.post("/visits/paris/edit", data=entry_of(visit, slug="lyon"))
    assert paris.status_code == 422
    assert "Another page has or had this address." in paris.text


def test_visit_may_come_back_to_an_address_of_its_own(save, organiser, load):
    visit = save(make_visit(slug="lyon"))
    organiser.post("/visits/lyon/edit", data=entry_of(visit, slug="lyon-2026"))

    organiser.post("/visits/lyon-2026/edit", data=entry_of(visit, slug="lyon", lock_version=2))

    assert [visit.slug for visit in load(select(Visit))] == ["lyon"]
    assert [old.slug for old in load(select(OldSlug))] == ["lyon-2026"]


@pytest.mark.parametrize("slug", ["add", "Lyon", "lyon--2", "lyon/2", "lyön", "-", ""])
def test_address_that_is_none_is_refused_at_its_field(save, organiser, slug):
    page = organiser.post(
        f"/visits/{save(make_visit(slug='lyon')).slug}/edit", data=NEW | {"slug": slug}
    )

    assert page.status_code == 422
    assert 'id="slug-error"' in page.text


def test_to_cancel_a_visit_is_asked_about_and_events_stay_if_one_says_so(save, organiser, load):
    visit = save(make_visit(events=[make_event(), make_event(status=Status.CANCELLED)]))

    question = edit(organiser, visit, status="cancelled")

    assert question.status_code == 200
    assert "1 event of this visit is not cancelled." in question.text
    assert load(select(Visit.status)) == [VisitStatus.CONFIRMED]
    assert edit(organiser, visit, status="cancelled", asked="1").status_code == 422
    answer = edit(organiser, visit, status="cancelled", asked="1", cancelling="keep")
    assert answer.status_code == 303
    assert load(select(Visit.status)) == [VisitStatus.CANCELLED]
    assert load(select(Event.status)) == [Status.CONFIRMED, Status.CANCELLED]


def test_events_are_cancelled_with_the_visit_if_one_says_so(save, organiser, load):
    visit = save(make_visit(events=[make_event()]))
    elsewhere = save(make_event(visit=make_visit()))

    edit(organiser, visit, status="cancelled", asked="1", cancelling="cancel")

    events = {event.id: event for event in load(select(Event))}
    called_off = events.pop(visit.events[0].id)
    assert (called_off.status, called_off.sequence) == (Status.CANCELLED, 1)
    assert called_off.revised_at > LONG_AGO
    assert events[elsewhere.id].status is Status.CONFIRMED


def test_second_editor_sees_both_versions(save, organiser, load):
    visit = save(make_visit())
    edit(organiser, visit, title_en="First")

    page = edit(organiser, visit, title_en="Second")

    assert page.status_code == 409
    assert "First" in page.text
    assert "Second" in page.text
    assert [visit.title_en for visit in load(select(Visit))] == ["First"]


def test_visit_of_a_colleague_who_left_keeps_who_was_in_charge(save, organiser, load):
    visit = save(make_visit(in_charge=make_user("Bo", active=False)))

    edit(organiser, visit, in_charge_id=visit.in_charge_id)

    assert load(select(Visit.in_charge_id)) == [visit.in_charge_id]


@pytest.mark.parametrize("address", ["/visits/add", "/visits/{slug}/edit"])
def test_reader_may_not_change_visits(save, reader, address):
    visit = save(make_visit())

    assert reader.get(address.format(slug=visit.slug)).status_code == 403
    assert "/visits/add" not in reader.get("/visits").text


@pytest.mark.parametrize("address", ["/visits/unknown/edit", "/visits/{gone}/edit"])
def test_unknown_or_deleted_visit_is_not_found(save, organiser, address):
    gone = save(make_visit(deleted_at=LONG_AGO))

    assert organiser.get(address.format(gone=gone.slug)).status_code == 404


def test_head_takes_three_queries_however_large_the_visit(save, organiser, count_queries):
    counts = []
    for number in (1, 5):
        visit = make_visit(host=make_municipality(f"Host {number}"))
        for n in range(number):
            people = [make_delegate(make_person(f"{number} {n} {k}"), k) for k in range(number)]
            place = make_municipality(f"Place {number} {n}")
            save(make_delegation(visit, municipality=place, delegates=people))
        with count_queries() as queries:
            organiser.get(f"/visits/{visit.slug}/edit")
        counts.append(len(queries))

    assert counts == [11, 11]  # one of them: who else has it open
