"""Events: rules, form and pages."""

import datetime as dt
import io
import uuid

import pytest
from PIL import Image
from sqlalchemy import select

from planner.models import Audience, Event, OldSlug, Picture, Reply, Status
from planner.rules import RuleBroken
from planner.rules.programme.audience import is_visible
from planner.rules.programme.events import check_days, check_times, events_in_order, new_event
from planner.rules.programme.programme import programme_days
from tests.factories import (
    LONG_AGO,
    make_delegation,
    make_event,
    make_guest,
    make_municipality,
    make_person,
    make_user,
    make_venue,
    make_visit,
)

DINNER = {
    "title_de": "Essen",
    "title_en": "Dinner",
    "kind": "meal",
    "status": "confirmed",
    "description_de": "",
    "description_en": "",
    "start_date": "2026-05-04",
    "start_time": "19:00",
    "start_zone": "Europe/Berlin",
    "end_date": "2026-05-04",
    "end_time": "22:00",
    "end_zone": "",
    "venue_id": "",
    "audience": "guests",
    "responsible_id": "",
    "interpretation": "none",
    "dress_de": "",
    "dress_en": "",
    "capacity": "",
    "reply_by": "",
    "internal_notes": "",
    "slug": "",
    "municipality_id": "",
    "picture_alt_de": "",
    "picture_alt_en": "",
    "picture_credit": "",
    "lock_version": "0",
}
NOW = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)


def at(wall_clock, zone="Europe/Berlin", fold=0):
    return dt.datetime.fromisoformat(wall_clock), zone, fold


def dinner(**values):
    defaults = {"title_de": "Essen", "title_en": "Dinner", "kind": "meal", "audience": "guests"}
    return make_event("2026-05-04 19:00", "2026-05-04 22:00", **defaults | values)


def page_of(answer):
    return " ".join(answer.text.split())


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (at("2026-05-04 19:00"), at("2026-05-04 22:00")),
        (at("2026-05-05 00:05"), at("2026-05-04 23:55", "Europe/London")),
        (at("2026-10-25 02:45", fold=0), at("2026-10-25 02:15", fold=1)),
        (at("2026-05-04 08:00"), at("2026-05-04 11:00", "America/Chicago")),
    ],
)
def test_event_may_end_after_it_starts_whatever_the_clocks_show(start, end):
    check_times(start, end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (at("2026-05-04 19:00"), at("2026-05-04 19:00")),
        (at("2026-05-04 12:00", "Europe/London"), at("2026-05-04 12:30", "Europe/Berlin")),
        (at("2026-10-25 02:15", fold=1), at("2026-10-25 02:45", fold=0)),
        (at("2026-03-29 02:30"), at("2026-03-29 04:00")),
        (at("2026-03-29 01:00"), at("2026-03-29 02:30")),
        (at("0001-01-01 00:00"), at("2026-03-29 04:00")),
        (at("2026-03-29 04:00"), at("9999-12-31 23:59")),
    ],
)
def test_event_must_end_after_it_starts_at_times_that_exist(start, end):
    with pytest.raises(RuleBroken):
        check_times(start, end)


def test_whole_days_include_the_last_which_may_be_the_first():
    check_days(dt.date(2026, 5, 4), dt.date(2026, 5, 4))
    with pytest.raises(RuleBroken):
        check_days(dt.date(2026, 5, 4), dt.date(2026, 5, 3))


def test_only_the_office_sees_what_is_internal_and_only_guests_what_is_for_them():
    seen = {
        reader: {
            audience for audience in Audience if is_visible(make_event(audience=audience), reader)
        }
        for reader in Audience
    }

    assert seen == {
        Audience.PUBLIC: {Audience.PUBLIC},
        Audience.GUESTS: {Audience.PUBLIC, Audience.GUESTS},
        Audience.INTERNAL: set(Audience),
    }


def test_events_at_the_same_time_have_one_order_in_every_process():
    late, second, first = (
        make_event(start, "2026-05-05 12:00", uid=uuid.UUID(int=number))
        for start, number in (
            ("2026-05-04 11:00", 1),
            ("2026-05-04 10:00", 3),
            ("2026-05-04 10:00", 2),
        )
    )

    assert events_in_order([late, second, first]) == [first, second, late]


def titles(days):
    return [[[event.title_de for event in slot.events] for slot in day.slots] for day in days]


def test_programme_sets_parallel_events_side_by_side_and_transfers_apart():
    def on(start, end, title, **values):
        return make_event(f"2026-05-04 {start}", f"2026-05-04 {end}", title_de=title, **values)

    events = [
        on("09:00", "17:00", "Messe"),
        on("09:30", "10:30", "Tee", is_side_programme=True),
        on("10:30", "10:45", "Bus", kind="transfer"),
        on("11:00", "12:00", "Rundgang"),
        on("12:00", "16:00", "Tagung"),
        on("15:00", "15:30", "Kaffee"),
    ]

    [day] = programme_days(events, dt.date(2026, 5, 4), dt.date(2026, 5, 4), "Europe/Berlin")

    assert titles([day]) == [[["Messe", "Tee"], ["Bus"], ["Rundgang"], ["Tagung"], ["Kaffee"]]]
    assert (day.event_count, day.whole_days) == (6, [])


@pytest.mark.parametrize(
    ("start", "slots"), [("09:29", [["Tee", "Kaffee"]]), ("09:30", [["Tee"], ["Kaffee"]])]
)
def test_event_stands_below_one_that_ends_when_it_begins(start, slots):
    events = [
        make_event("2026-05-04 09:00", "2026-05-04 09:30", title_de="Tee"),
        make_event(f"2026-05-04 {start}", "2026-05-04 10:00", title_de="Kaffee"),
    ]

    days = programme_days(events, dt.date(2026, 5, 4), dt.date(2026, 5, 4), "Europe/Berlin")

    assert titles(days) == [slots]


def test_programme_has_every_day_of_the_visit_and_days_before_it_on_the_visits_clock():
    flight = make_event("2026-05-02 20:00", "2026-05-03 12:00", start_zone="America/Chicago")
    week = make_event("2026-05-04 00:00", "2026-05-05 00:00", is_whole_day=True)

    days = programme_days([flight, week], dt.date(2026, 5, 4), dt.date(2026, 5, 6), "Europe/Berlin")

    assert [(day.date.day, day.event_count) for day in days] == [(3, 1), (4, 1), (5, 1), (6, 0)]


def edit(browser, event, **changes):
    address = f"/visits/{event.visit.slug}/events/{event.id}/edit"
    answer = browser.post(address, data=DINNER | {"lock_version": "1"} | changes)
    assert answer.status_code == 303, answer.text


@pytest.mark.parametrize(
    ("changes", "sequence", "revised"),
    [
        ({}, 0, False),
        ({"internal_notes": "No speeches.", "capacity": "20", "reply_by": "2026-05-01"}, 0, False),
        ({"title_de": "Abendessen"}, 0, True),
        ({"description_en": "In the garden."}, 0, True),
        ({"dress_de": "festlich"}, 0, True),
        ({"responsible_id": "1"}, 0, True),  # drivers read whom to call
        ({"start_zone": "Europe/Paris"}, 0, True),
        ({"end_zone": "Europe/Berlin"}, 0, False),
        ({"end_zone": "Europe/Paris"}, 0, True),
        ({"start_time": "18:00"}, 1, True),
        ({"start_zone": "Europe/London"}, 1, True),
        ({"status": "tentative"}, 1, True),
        ({"status": "cancelled", "start_time": "18:00"}, 1, True),
        ({"is_whole_day": "y"}, 1, True),
        ({"audience": "public"}, 0, True),
        ({"audience": "internal"}, 0, True),  # what it leaves calls it cancelled by itself (R05)
        ({"audience": "public", "is_highlight": "y"}, 0, True),
        ({"audience": "public", "is_highlight": "y", "public_date": "2099-05-04"}, 0, True),
    ],
)
def test_save_raises_sequence_with_a_move_and_revised_at_with_a_printed_change(
    save, load, organiser, changes, sequence, revised
):
    event = dinner(visit=make_visit())

    edit(organiser, save(event), **changes)

    [saved] = load(select(Event))
    assert (saved.sequence, saved.revised_at > LONG_AGO) == (sequence, revised)


def test_sequence_never_falls_when_an_event_is_taken_up_again(save, load, organiser):
    off = dinner(status=Status.CANCELLED, sequence=4, visit=make_visit())

    edit(organiser, save(off))

    assert [event.sequence for event in load(select(Event))] == [5]


def test_organiser_adds_an_event_of_a_visit(save, load, organiser):
    visit, hall, user = save(make_visit()), save(make_venue()), save(make_user())
    given = {
        "title_de": " Ess\u0007en  <b>🍽</b> ",
        "venue_id": hall.id,
        "responsible_id": user.id,
        "languages": ["en", "de"],
        "interpretation": "whispered",
        "is_side_programme": "y",
        "capacity": "12",
        "reply_by": "2026-05-01",
        "description_de": "Erst\r\nZweit",
    }

    page = organiser.post(
        f"/visits/{visit.slug}/events/add", data=DINNER | given, follow_redirects=True
    )

    german = organiser.get(f"/visits/{visit.slug}", headers={"Accept-Language": "de"}).text
    assert "Essen &lt;b&gt;🍽&lt;/b&gt;" in german
    assert "Saved: Dinner" in page.text
    [event] = load(select(Event))
    assert (event.title_de, event.description_de) == ("Essen <b>🍽</b>", "Erst\nZweit")
    assert (event.visit_id, event.venue_id, event.responsible_id) == (visit.id, hall.id, user.id)
    assert (event.languages, event.interpretation, event.capacity) == ("en de", "whispered", 12)
    assert event.starts == dt.datetime(2026, 5, 4, 17, tzinfo=dt.UTC)
    assert (event.end_zone, event.sequence, event.lock_version) == (None, 0, 1)
    assert event.reply_by == dt.date(2026, 5, 1)


def test_organiser_adds_a_free_standing_event_that_is_internal_at_first(load, organiser):
    form = organiser.get("/events/add").text

    answer = organiser.post("/events/add", data=DINNER | {"audience": "internal"})

    assert 'checked id="audience-2" name="audience" type="radio" value="internal"' in form
    [event] = load(select(Event))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/events/{event.id}")
    assert event.visit_id is None
    assert organiser.get(f"/events/{event.id}").status_code == 200


def test_a_new_item_begins_on_the_day_that_one_comes_from(save, organiser):
    address = f"/visits/{save(make_visit()).slug}/events/add"

    assert organiser.get(f"{address}?day=2026-05-06").text.count('value="2026-05-06"') == 2
    assert organiser.get(f"{address}?day=nonsense").text.count('value="2026-05-04"') == 2


def test_whole_days_are_kept_without_an_hour_and_include_the_last(save, load, organiser):
    given = {"is_whole_day": "y", "start_time": "", "end_time": "", "end_date": "2026-05-05"}

    organiser.post(f"/visits/{save(make_visit()).slug}/events/add", data=DINNER | given)

    [event] = load(select(Event))
    assert (event.starts_at, event.ends_at) == (dt.datetime(2026, 5, 4), dt.datetime(2026, 5, 5))
    assert event.ends == dt.datetime(2026, 5, 5, 22, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"title_de": ""}, "title_de", "Please fill this in."),
        ({"title_de": "\u0007 "}, "title_de", "Please fill this in."),
        ({"title_de": "x" * 10_000}, "title_de", "Please use at most 200 characters."),
        ({"start_time": ""}, "start_time", "Enter a date and time."),
        ({"end_date": ""}, "end_date", "Enter a date and time."),
        ({"start_date": "soon"}, "start_date", "There is no such day."),
        ({"end_time": "19:00"}, "end_time", "An event must end after it starts."),
        ({"end_date": "2026-05-03"}, "end_time", "An event must end after it starts."),
        (
            {"start_time": "12:00", "end_time": "12:30", "start_zone": "Europe/London"}
            | {"end_zone": "Europe/Berlin"},
            "end_time",
            "An event must end after it starts.",
        ),
        (
            {"start_date": "2026-03-29", "start_time": "02:30", "end_date": "2026-03-29"},
            "start_time",
            "there is no such time that day.",
        ),
        (
            {"start_date": "2026-03-28", "end_date": "2026-03-29", "end_time": "02:30"},
            "end_time",
            "there is no such time that day.",
        ),
        (
            {"is_whole_day": "y", "end_date": "2026-05-03"},
            "end_date",
            "The last day must not be before the first.",
        ),
        ({"start_date": "1960-01-01"}, "start_time", "An event must lie between 1971 and 2099."),
        ({"start_zone": "Atlantis/Capital"}, "start_zone", "Not a valid choice."),
        ({"venue_id": "4711"}, "venue_id", "Not a valid choice."),
        ({"kind": "orgy"}, "kind", "Invalid Choice"),
        ({"capacity": "0"}, "capacity", "Please enter a number from 1."),
        ({"is_highlight": "y"}, "is_highlight", "Only an event that everybody may see"),
        (
            {"is_highlight": "y", "audience": "public", "slug": "Not An Address"},
            "slug",
            "An address has small letters",
        ),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_saved(
    save, load, organiser, given, field, sentence
):
    address = f"/visits/{save(make_visit()).slug}/events/add"
    typed = DINNER | {"internal_notes": "KEPT <i>", "title_en": "Kept"} | given

    page = organiser.post(address, data=typed)

    assert page.status_code == 422
    assert sentence in page.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]
    assert "KEPT &lt;i&gt;" in page.text
    assert 'value="Kept"' in page.text
    assert load(select(Event)) == []


def test_bad_input_is_told_in_german_too(save, organiser):
    given = DINNER | {"end_time": "18:00"}

    page = organiser.post(
        f"/visits/{save(make_visit()).slug}/events/add",
        data=given,
        headers={"Accept-Language": "de"},
    )

    assert "Ein Termin muss nach seinem Beginn enden." in page.text
    assert "<title>Fehler:" in page.text


def test_an_hour_that_comes_twice_is_asked_about_at_its_place_and_kept(save, load, organiser):
    address = f"/visits/{save(make_visit()).slug}/events/add"
    night = {"start_date": "2026-10-25", "end_date": "2026-10-25"}
    night |= {"start_time": "02:30", "end_time": "04:00"}
    assert "start_turn" not in organiser.get(address).text

    asked = organiser.post(address, data=DINNER | night)
    saved = organiser.post(address, data=DINNER | night | {"start_turn": "1"})

    assert asked.status_code == 422
    assert "Please say which one is meant." in asked.text
    assert 'id="start_turn-0"' in asked.text
    assert "end_turn" not in asked.text
    assert saved.status_code == 303
    [event] = load(select(Event))
    assert (event.start_fold, event.starts.hour) == (1, 1)


def test_an_event_within_the_hour_that_comes_twice_may_end_earlier_on_the_clock(
    save, load, organiser
):
    night = {"start_date": "2026-10-25", "end_date": "2026-10-25"}
    night |= {"start_time": "02:45", "end_time": "02:15", "start_turn": "0", "end_turn": "1"}

    organiser.post(f"/visits/{save(make_visit()).slug}/events/add", data=DINNER | night)

    [event] = load(select(Event))
    assert event.ends - event.starts == dt.timedelta(minutes=30)


def test_the_form_says_times_in_words_on_both_clocks(save, organiser):
    visit = make_visit()
    make_delegation(visit, municipality=make_municipality("Elk River", zone="America/Chicago"))
    event = dinner(visit=visit)
    save(visit)

    page = organiser.get(f"/visits/{visit.slug}/events/{event.id}/edit").text

    assert "Mon, May 4, 2026, 7:00 PM CEST, in Elk River 12:00 PM CDT" in page


def test_second_of_two_editors_sees_both_versions_and_overwrites_nothing(save, load, organiser):
    event = save(dinner(visit=make_visit()))
    address = f"/visits/{event.visit.slug}/events/{event.id}/edit"
    edit(organiser, event, title_en="First", start_time="18:00")

    late = organiser.post(address, data=DINNER | {"title_en": "Second", "lock_version": "1"})

    assert late.status_code == 409
    assert page_of(late).count("<fieldset") == 1  # the title
    assert page_of(late).count("<tr") == 2  # head, and the hour, which is kept
    assert "First" in late.text
    assert "Second" in late.text
    assert [event.title_en for event in load(select(Event))] == ["First"]


def test_a_lost_csrf_token_shows_the_form_with_all_that_was_typed(app, save, load, organiser):
    app.config["WTF_CSRF_ENABLED"] = True
    address = f"/visits/{save(make_visit()).slug}/events/add"

    page = organiser.post(address, data=DINNER | {"internal_notes": "KEPT"})

    assert page.status_code == 400
    assert "KEPT</textarea>" in page.text
    assert load(select(Event)) == []


def test_foreign_and_unknown_events_are_not_found(save, organiser):
    mine, other, free = make_visit(), make_visit(), make_event()
    event, gone = make_event(visit=other), make_event(visit=mine, deleted_at=LONG_AGO)
    save(mine, other, free)

    for address in (
        f"/visits/{mine.slug}/events/{event.id}",
        f"/visits/{mine.slug}/events/{free.id}/edit",
        f"/visits/{mine.slug}/events/{gone.id}",
        f"/visits/{mine.slug}/events/4711",
        f"/events/{event.id}",
        "/visits/nowhere/events/add",
        "/visits/nowhere",
    ):
        assert organiser.get(address).status_code == 404, address


def test_a_reader_reads_and_changes_nothing(save, load, reader):
    event = save(dinner(visit=make_visit()))
    place = f"/visits/{event.visit.slug}"

    assert reader.get(f"{place}/events/{event.id}").status_code == 200
    assert "/events/add" not in reader.get(place).text
    assert reader.get(f"{place}/events/add").status_code == 403
    assert reader.post(f"{place}/events/{event.id}/edit", data=DINNER).status_code == 403


def test_a_highlight_gets_its_address_once_from_the_german_title(save, load, organiser):
    save(make_event(slug="grosses-essen", is_highlight=True, audience=Audience.PUBLIC))
    event = save(dinner(visit=make_visit()))
    public = {"audience": "public", "is_highlight": "y"}

    edit(organiser, event, title_de="Großes Essen", **public)
    edit(organiser, event, title_de="Kleines Essen", lock_version="2", **public)

    assert load(select(Event.slug).where(Event.id == event.id)) == ["grosses-essen-2"]


def test_a_new_address_keeps_the_old_one_and_one_may_go_back(save, load, organiser):
    public = {"audience": "public", "is_highlight": "y"}
    event = dinner(visit=make_visit(), audience="public", is_highlight=True, slug="alt")
    save(event)

    edit(organiser, event, slug="neu", **public)
    assert load(select(OldSlug.slug)) == ["alt"]

    edit(organiser, event, slug="alt", lock_version="2", **public)
    assert load(select(OldSlug.slug)) == ["neu"]


def test_an_address_that_another_highlight_has_or_had_is_refused(save, load, organiser):
    other = make_event(slug="fest", is_highlight=True, audience=Audience.PUBLIC)
    save(other)
    save(OldSlug(slug="altes-fest", event_id=other.id))
    address = f"/visits/{save(make_visit()).slug}/events/add"

    for slug in ("fest", "altes-fest", "add"):
        page = organiser.post(address, data=DINNER | {"slug": slug})
        assert page.status_code == 422
        assert "Another page has or had this address." in page.text


def test_programme_tells_venue_guests_languages_dress_and_who_may_see_it(save, reader):
    visit = make_visit()
    make_delegation(visit, municipality=make_municipality("Elk River", zone="America/Chicago"))
    event = dinner(
        visit=visit,
        venue=make_venue(room="Ratssaal"),
        audience=Audience.INTERNAL,
        is_side_programme=True,
        languages="de en",
        dress_en="Business",
        description_en="Three courses.",
    )
    make_guest(make_person(), event)
    make_guest(make_person(), event, reply=Reply.DECLINED)
    save(visit)

    page = page_of(reader.get(f"/visits/{visit.slug}"))

    for told in (
        "Town hall, Ratssaal",
        "1 guest<",
        "Internal only",
        "Side program",
        "DE/EN",
        "Business",
        "Three courses.",
        'class="ev internal"',
        "12:00 PM</span></time>",
    ):
        assert told in page, told


def test_next_day_is_written_out_on_both_clocks(save, reader):
    visit = make_visit()
    make_delegation(visit, municipality=make_municipality("Auckland", zone="Pacific/Auckland"))
    make_event("2026-05-04 19:00", "2026-05-05 01:00", visit=visit)
    save(visit)

    page = page_of(reader.get(f"/visits/{visit.slug}"))

    assert 'until Tue <span class="nb">1:00 AM' in page
    assert 'Tue <span class="nb">5:00 AM' in page


def test_programme_shows_one_day_if_the_address_names_it(save, reader):
    visit = make_visit()
    make_event(title_en="Tea", visit=visit)
    make_event("2026-05-05 10:00", "2026-05-05 11:00", title_en="Talk", visit=visit)
    save(visit)

    def shown(query):
        page = reader.get(f"/visits/{visit.slug}{query}").text
        return [title for title in ("Tea", "Talk") if f">{title}</a></h4>" in page]

    assert shown("") == shown("?day=nonsense") == ["Tea", "Talk"]
    assert shown("?day=2026-05-05") == ["Talk"]
    assert shown("?day=2026-05-06") == []


def test_empty_programme_says_how_to_begin(save, organiser, reader):
    address = f"/visits/{save(make_visit()).slug}"

    assert "No schedule yet. Start with the arrival." in organiser.get(address).text
    german = reader.get(address, headers={"Accept-Language": "de"}).text
    assert "Noch kein Programm. Beginnen Sie mit der Ankunft." in german


def test_now_stands_between_what_was_and_what_comes(app, save, reader):
    app.config["TODAY"] = dt.date(2026, 5, 4)
    visit = make_visit()
    make_event("2026-05-04 00:00", "2026-05-04 00:01", title_en="Before", visit=visit)
    make_event("2026-05-05 23:59", "2026-05-06 01:00", title_en="After", visit=visit)
    save(visit)

    page = reader.get(f"/visits/{visit.slug}").text

    assert page.count('id="now"') == 1
    assert page.index(">Before<") < page.index('id="now"') < page.index(">After<")


def test_programme_names_whom_to_call(save, reader):
    visit = make_visit(in_charge=make_user("Svenja Brandt", phone="02371 217-1"))
    make_event(visit=visit, responsible=make_user("Tom Hagen", phone="0171 000 000"))
    save(visit)

    page = reader.get(f"/visits/{visit.slug}").text

    assert 'href="tel:02371217-1"' in page
    assert "Tom Hagen" in page


def test_page_of_an_event_counts_its_guests_by_reply(save, reader):
    event = make_event(visit=make_visit())
    for reply in (Reply.ACCEPTED, Reply.ACCEPTED, Reply.OPEN):
        make_guest(make_person(), event, reply=reply)
    save(event)

    page = page_of(reader.get(f"/visits/{event.visit.slug}/events/{event.id}"))

    assert "<dt>Accepted</dt><dd>2</dd>" in page
    assert "<dt>Open</dt><dd>1</dd>" in page
    assert "Declined" not in page


def test_list_has_free_standing_events_and_highlights_and_leaves_out_the_rest(app, save, reader):
    app.config["TODAY"] = dt.date(2026, 5, 4)
    visit = make_visit()
    values = {"audience": Audience.PUBLIC, "is_highlight": True}
    save(
        make_event(title_en="Free"),
        make_event(title_en="Shown", visit=visit, slug="shown", **values),
        make_event(title_en="Hidden", visit=visit),
        make_event("2026-05-03 10:00", "2026-05-03 11:00", title_en="Yesterday"),
        make_event(title_en="Gone", deleted_at=LONG_AGO),
    )

    def listed(query=""):
        page = reader.get(f"/events{query}").text
        names = ("Free", "Shown", "Hidden", "Yesterday", "Gone")
        return [name for name in names if f">{name}</a>" in page]

    assert listed() == ["Free", "Shown"]
    assert listed("?show=past") == ["Yesterday"]
    assert listed("?only=highlights") == ["Shown"]
    assert listed("?only=others") == ["Free"]
    assert listed("?q=FRE") == ["Free"]
    assert "No event matches." in reader.get("/events?q=nothing").text


def test_list_pages_at_fifty_rows(save, reader):
    save(*(make_event("2096-05-04 10:00", "2096-05-04 11:00") for _ in range(51)))

    assert reader.get("/events").text.count('class="c-name"') == 50
    assert reader.get("/events?page=2").text.count('class="c-name"') == 1


@pytest.mark.parametrize("count", [1, 5])
def test_programme_needs_nine_queries(save, reader, count_queries, count):
    visit = make_visit()
    make_delegation(visit, municipality=make_municipality())
    ada = make_person()
    for number in range(count):
        user = make_user(person=make_person())
        event = make_event(
            visit=visit, venue=make_venue(f"Room {number}"), responsible=user, picture=None
        )
        make_guest(ada, event)
        free = make_event(title_en="Elsewhere")
        make_guest(ada, free)
        save(free)
    save(visit)

    with count_queries() as queries:
        page = reader.get(f"/visits/{visit.slug}").text

    assert page.count("<article") == count
    assert page.count("Elsewhere") == 2 * count * count
    # user, visit, events, rivals, guests of both, names; head: delegations, people, home
    assert len(queries) == 9


@pytest.mark.parametrize("count", [1, 5])
def test_list_needs_three_queries(save, reader, count_queries, count):
    for number in range(count):
        event = make_event(
            "2096-05-04 10:00",
            "2096-05-04 11:00",
            visit=make_visit(),
            venue=make_venue(),
            municipality=make_municipality(f"City {number}"),
            audience=Audience.PUBLIC,
            is_highlight=True,
            slug=f"event-{number}",
        )
        save(event)

    with count_queries() as queries:
        page = reader.get("/events").text

    assert page.count('class="c-name"') == count
    assert len(queries) == 3  # user, count, events


def test_new_event_is_for_guests_in_a_visit_and_internal_without_one():
    assert new_event(NOW, "UTC", make_visit(id=3)).audience is Audience.GUESTS
    assert new_event(NOW, "UTC").audience is Audience.INTERNAL


def picture_file():
    """Return a small JPEG as a browser uploads it."""
    stream = io.BytesIO()
    Image.new("RGB", (40, 20), "green").save(stream, "JPEG")
    return io.BytesIO(stream.getvalue()), "river.jpg"


HIGHLIGHT = {"audience": "public", "is_highlight": "y"}
TOLD = {"picture_alt_de": "Ein Fluss", "picture_alt_en": "A river"}


def test_a_highlight_gets_its_picture_with_words_in_both_languages(save, load, organiser):
    address = f"/visits/{save(make_visit()).slug}/events/add"

    answer = organiser.post(
        address, data=DINNER | HIGHLIGHT | TOLD | {"picture_file": picture_file()}
    )

    assert answer.status_code == 303
    [picture] = load(select(Picture))
    assert (picture.width, picture.alt_de, picture.alt_en) == (40, "Ein Fluss", "A river")
    assert 'alt="A river"' in organiser.get("/en/highlights/essen").text


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        (TOLD | {"picture_file": (io.BytesIO(b"<svg/>"), "x.svg")}, "file", "cannot be read"),
        ({"picture_alt_de": "Ein Fluss"}, "alt_en", "Please say what the picture shows."),
    ],
)
def test_a_picture_that_is_none_or_is_not_told_in_words_is_refused(
    save, load, organiser, given, field, sentence
):
    address = f"/visits/{save(make_visit()).slug}/events/add"

    page = organiser.post(
        address, data=DINNER | HIGHLIGHT | {"picture_file": picture_file()} | given
    )

    assert page.status_code == 422
    assert sentence in page.text.partition(f'id="picture_{field}-error"')[2][:600]
    assert (load(select(Event)), load(select(Picture))) == ([], [])


def test_an_embargo_is_kept_on_the_clock_of_the_office(save, load, organiser):
    address = f"/visits/{save(make_visit()).slug}/events/add"
    given = {"public_date": "2096-05-01", "public_time": "12:00", "start_zone": "America/Chicago"}

    answer = organiser.post(address, data=DINNER | HIGHLIGHT | given)

    assert answer.status_code == 303
    [event] = load(select(Event))
    assert event.public_from == dt.datetime(2096, 5, 1, 10, tzinfo=dt.UTC)
    form = organiser.get(f"{address.removesuffix('add')}{event.id}/edit").text
    assert 'value="2096-05-01"' in form
    assert 'value="12:00"' in form
    page = organiser.get(f"{address.removesuffix('add')}{event.id}").text
    assert "Public from Tue, May 1, 2096, 12:00 PM CEST." in page
    assert "Public page" not in page


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ({"public_date": "2026-05-01"}, dt.datetime(2026, 4, 30, 22, tzinfo=dt.UTC)),
        (
            {"public_date": "2026-10-25", "public_time": "02:30"},
            dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC),  # the second time it shows this
        ),
        ({}, None),
    ],
)
def test_an_embargo_ends_at_midnight_or_at_its_hour(save, load, organiser, given, moment):
    address = f"/visits/{save(make_visit()).slug}/events/add"

    organiser.post(address, data=DINNER | HIGHLIGHT | given)

    assert load(select(Event.public_from)) == [moment]


def test_what_is_no_highlight_has_no_embargo_whatever_was_typed(save, load, organiser):
    address = f"/visits/{save(make_visit()).slug}/events/add"
    wrong = {"public_date": "soon", "public_time": "12:00"}

    assert organiser.post(address, data=DINNER | wrong).status_code == 303
    assert load(select(Event.public_from)) == [None]


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"public_time": "12:00"}, "public_time", "Enter a date and time."),
        ({"public_date": "soon"}, "public_date", "There is no such day."),
        ({"public_date": "2026-05-01", "public_time": "x"}, "public_time", "Not a valid time"),
        (
            {"public_date": "2026-03-29", "public_time": "02:30"},
            "public_date",
            "there is no such time that day.",
        ),
        ({"public_date": "1960-01-01"}, "public_date", "must lie between 1971 and 2099."),
    ],
)
def test_an_embargo_that_is_no_moment_is_told_at_its_field(
    save, load, organiser, given, field, sentence
):
    address = f"/visits/{save(make_visit()).slug}/events/add"

    page = organiser.post(address, data=DINNER | HIGHLIGHT | given | {"title_en": "Kept"})

    assert page.status_code == 422
    assert sentence in page.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]
    assert 'value="Kept"' in page.text
    assert load(select(Event)) == []


def test_a_deleted_event_leaves_every_page_and_comes_back_with_undo(save, load, organiser):
    event = save(dinner(visit=make_visit(), slug="essen", audience="public", is_highlight=True))
    programme_page = f"/visits/{event.visit.slug}"
    page = organiser.get(f"{programme_page}/events/{event.id}").text
    assert f"/bin/events/{event.id}/delete?" in page

    organiser.post(f"/bin/events/{event.id}/delete")
    assert "Dinner</a>" not in organiser.get(programme_page).text
    assert organiser.get("/highlights/essen").status_code == 404

    organiser.post(f"/bin/events/{event.id}/restore")
    assert "Dinner</a>" in organiser.get(programme_page).text
    assert [event.sequence for event in load(select(Event))] == [2]
