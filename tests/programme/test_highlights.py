"""Highlights: what the public pages tell everybody."""

import datetime as dt

import pytest

from planner.clock import SECOND, utc_now
from planner.models import Audience, OldSlug, Status, VisitStatus
from tests.factories import (
    LONG_AGO,
    make_event,
    make_guest,
    make_municipality,
    make_person,
    make_picture,
    make_user,
    make_venue,
    make_visit,
)

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def today(app):
    """Every test here takes place on the fourth of May."""
    app.config["TODAY"] = dt.date(2026, 5, 4)


def make_highlight(title="Fest", day="2026-05-20", **values):
    defaults = {
        "title_de": title,
        "title_en": title,
        "slug": title.lower(),
        "audience": Audience.PUBLIC,
        "is_highlight": True,
    }
    return make_event(f"{day} 19:00", f"{day} 22:00", **defaults | values)


def shown(client, address="/"):
    page = client.get(address).text
    titles = ("Fest", "Messe", "Lauf", "Markt", "Tee", "Rat")
    return [title for title in titles if f">{title}</a>" in page or f"<s>{title}</s>" in page]


def test_everybody_sees_highlights_of_no_visit_and_of_visits_that_are_no_draft(save, client):
    draft = make_visit(status=VisitStatus.DRAFT)
    save(
        make_highlight("Fest"),
        make_highlight("Messe", visit=make_visit()),
        make_highlight("Lauf", visit=draft),
        make_highlight("Markt", visit=make_visit(deleted_at=LONG_AGO)),
        make_highlight("Tee", deleted_at=LONG_AGO),
        make_event(title_de="Rat", audience=Audience.PUBLIC),
    )

    assert shown(client) == ["Fest", "Messe"]
    assert client.get("/highlights/fest").status_code == 200
    for slug in ("lauf", "markt", "tee", "nowhere"):
        assert client.get(f"/highlights/{slug}").status_code == 404


def test_nobody_sees_a_highlight_before_its_embargo_ends(save, client):
    noon = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
    lyon, porto = make_municipality("Lyon", slug="lyon", is_public=True), make_municipality("Porto")
    secret = make_highlight(
        "Fest", public_from=noon + DAY, municipality=porto, picture=make_picture(alt_de="GEHEIM")
    )
    save(
        secret,
        make_highlight("Messe", public_from=noon - DAY, municipality=lyon),
        make_highlight("Lauf", "2026-03-01", public_from=noon + DAY),
        make_highlight("Markt", public_from=noon + DAY, municipality=lyon, kind="tour"),
    )
    save(OldSlug(slug="altes-fest", event_id=secret.id))

    assert shown(client) == shown(client, "/partners/lyon") == ["Messe"]
    assert shown(client, "/?show=past") == []
    for slug, status in (("fest", 404), ("altes-fest", 404), ("messe", 200)):
        assert client.get(f"/highlights/{slug}").status_code == status
    page = client.get("/").text
    for untold in ("GEHEIM", "Porto", 'name="kind"'):
        assert untold not in page


def test_a_highlight_is_public_from_the_second_at_which_its_embargo_ends(app, save, client):
    app.config["TODAY"] = None
    save(make_highlight("Fest", "2096-05-20", public_from=utc_now() - SECOND))
    save(make_highlight("Messe", "2096-05-20", public_from=utc_now() + DAY))

    assert shown(client) == ["Fest"]


def test_nothing_internal_is_told(save, client):
    event = make_highlight(
        internal_notes="MARKER-NOTES",
        responsible=make_user("MARKER-USER", phone="MARKER-PHONE"),
        capacity=4711,
        visit=make_visit(title_de="MARKER-VISIT", title_en="MARKER-VISIT", notes="MARKER"),
    )
    make_guest(make_person("MARKER", "MARKER"), event)
    save(event)

    for address in ("/", "/en/", "/highlights/fest", "/en/highlights/fest"):
        page = client.get(address).text
        assert "MARKER" not in page
        assert "4711" not in page


def test_the_next_event_is_large_and_the_others_stand_by_month(save, client):
    save(
        make_highlight("Fest", "2026-06-20", picture=make_picture()),
        make_highlight("Messe", "2026-05-05", status=Status.CANCELLED),
        make_highlight("Lauf", "2026-05-06", picture=make_picture(alt_en="Runners")),
        make_highlight("Markt", "2026-06-21"),
    )

    page = client.get("/en/").text

    feature = page.partition('class="feature"')[2].partition("</article>")[0]
    assert ">Lauf</a>" in feature
    assert 'alt="Runners"' in feature
    assert page.count(">Lauf</a>") == 1
    order = ["May 2026", "Messe", "June 2026", ">Fest<", ">Markt<"]
    assert sorted(order, key=page.index) == order


def test_what_is_cancelled_is_struck_through_and_told_in_a_word(save, client):
    save(make_highlight(status=Status.CANCELLED))

    for address, word in (("/", "Abgesagt"), ("/en/", "Cancelled")):
        page = client.get(address).text
        assert "<s>Fest</s></a>" in page
        assert word in page
    page = client.get("/en/highlights/fest").text
    assert "Cancelled" in page
    assert "Add to my calendar" not in page


def test_what_is_tentative_is_told_in_a_word(save, client):
    save(make_highlight(status=Status.TENTATIVE))

    assert "Vorläufig" in client.get("/").text
    assert "Tentative" in client.get("/en/highlights/fest").text


def test_today_counts_as_coming_until_midnight_and_whole_days_to_their_last(save, client):
    last_day = make_event(
        "2026-05-01 00:00",
        "2026-05-04 00:00",
        title_de="Messe",
        title_en="Messe",
        slug="messe",
        is_whole_day=True,
        audience=Audience.PUBLIC,
        is_highlight=True,
    )
    save(make_highlight("Fest", "2026-05-04"), last_day, make_highlight("Lauf", "2026-05-03"))

    page = client.get("/en/").text

    assert page.index(">Messe<") < page.index("Past highlights") < page.index(">Lauf<")
    assert page.index(">Fest<") < page.index("Past highlights")


def test_past_highlights_are_few_at_first_and_all_on_a_page_of_their_own(save, client):
    for number in range(1, 9):
        save(make_highlight(f"Fest {number}", f"2026-03-0{number}", slug=f"fest-{number}"))
    save(make_highlight("Messe", "2026-03-09", status=Status.CANCELLED))

    first, all_of_them = client.get("/en/").text, client.get("/en/?show=past").text

    assert first.count('<li class="tile">') == 6
    assert ">Fest 8<" in first
    assert ">Fest 2<" not in first
    assert all_of_them.count("/en/highlights/fest-") == 8
    assert "Messe" not in first + all_of_them


def test_filters_live_in_the_address(save, client):
    lyon, porto = make_municipality("Lyon", slug="lyon"), make_municipality("Porto", slug="porto")
    save(
        make_highlight("Fest", municipality=lyon, kind="meal"),
        make_highlight("Messe", municipality=porto, kind="meal"),
        make_highlight("Lauf", municipality=lyon, kind="tour"),
    )

    assert shown(client, "/?city=lyon") == ["Fest", "Lauf"]
    assert shown(client, "/?kind=meal") == ["Fest", "Messe"]
    assert shown(client, "/?city=lyon&kind=tour") == ["Lauf"]
    assert shown(client, "/?kind=nonsense") == ["Fest", "Messe", "Lauf"]
    assert "No event matches." in client.get("/en/?city=nowhere").text
    assert '<option value="lyon" selected>Lyon' in client.get("/en/?city=lyon").text


def test_filter_offers_only_what_leads_to_something(save, client):
    save(make_municipality("Porto"), make_highlight(municipality=make_municipality("Lyon")))

    page = client.get("/en/").text

    assert "Lyon</option>" in page
    assert "Porto" not in page
    assert 'name="kind"' not in page


def test_nothing_announced_says_so(client):
    assert "Nothing is announced at the moment." in client.get("/en/").text
    assert "Zurzeit ist nichts angekündigt." in client.get("/").text


def test_a_missing_language_gives_the_other_with_its_name(save, client):
    save(make_highlight("Fest", title_en=""))

    assert '<span lang="de">Fest</span>' in client.get("/en/").text
    assert '<span lang="de">' not in client.get("/").text


def test_each_page_names_itself_in_both_languages_at_the_public_address(save, client):
    save(make_highlight())

    for address in ("/highlights/fest", "/en/highlights/fest"):
        page = client.get(address, headers={"Host": "evil.example"}).text
        for code, path in (("de", ""), ("en", "/en"), ("x-default", "")):
            link = f'hreflang="{code}" href="https://planner.example{path}/highlights/fest"'
            assert link in page
        assert "evil.example" not in page


def test_pages_offer_the_feed_and_each_event_in_the_language_of_the_page(save, client):
    save(make_highlight())

    german, english = client.get("/").text, client.get("/en/").text

    assert 'href="webcal://planner.example/highlights.ics"' in german
    assert 'value="https://planner.example/en/highlights.ics"' in english
    assert 'href="/highlights/fest.ics"' in german
    assert 'href="/en/highlights/fest.ics"' in english
    assert client.get("/en/highlights/fest.ics").status_code == 200


def test_an_old_address_redirects_in_its_language(save, client):
    event = save(make_highlight())
    save(OldSlug(slug="altes-fest", event_id=event.id))

    answer = client.get("/en/highlights/altes-fest")

    assert (answer.status_code, answer.headers["Location"]) == (308, "/en/highlights/fest")


def test_page_of_a_highlight_tells_what_one_needs_to_go_there(save, client):
    town = make_municipality("Iserlohn")
    event = make_highlight(
        description_en="Music & <b>dance</b>",
        venue=make_venue(
            room="Hall", address="Market 1", municipality=town, step_free_how_en="ramp on the left"
        ),
        picture=make_picture(alt_en="Dancers", credit="City of Iserlohn"),
        languages="de en",
        dress_en="festive",
    )
    save(event)

    page = client.get("/en/highlights/fest").text

    for told in (
        "Music &amp; &lt;b&gt;dance&lt;/b&gt;",
        "Wed, May 20, 2026, 7:00 PM to 10:00 PM",
        "Town hall, Hall",
        "Market 1, Iserlohn",
        "ramp on the left",
        'alt="Dancers"',
        "City of Iserlohn",
        "German, English",
        "festive",
    ):
        assert told in page, told
    assert "Mi., 20. Mai 2026, 19:00 bis 22:00 Uhr" in client.get("/highlights/fest").text


def test_a_highlight_elsewhere_says_its_time_zone(save, client):
    save(make_highlight(start_zone="America/Chicago"))

    assert "7:00 PM CDT" in client.get("/en/highlights/fest").text


def test_public_pages_set_and_read_no_cookie(save, reader):
    save(make_highlight())

    for address in ("/", "/en/", "/highlights/fest", "/highlights/nowhere"):
        headers = reader.get(address).headers
        assert {"Set-Cookie", "Vary"}.isdisjoint(headers.keys()), address


@pytest.mark.parametrize("count", [1, 5])
def test_public_page_needs_five_queries(save, client, count_queries, count):
    for number in range(count):
        values = {
            "venue": make_venue(municipality=make_municipality(f"Place {number}")),
            "municipality": make_municipality(f"City {number}"),
            "visit": make_visit(),
        }
        save(make_highlight(f"Fest {number}", picture=make_picture(), **values))
        past = {"picture": make_picture(), "municipality": make_municipality(f"Town {number}")}
        save(make_highlight(f"Lauf {number}", "2026-03-01", **past))

    with count_queries() as queries:
        page = client.get("/en/").text

    assert page.count(">Fest ") == page.count('<li class="tile">') == count
    assert len(queries) == 5  # number of those to come, they, past ones, cities, kinds
