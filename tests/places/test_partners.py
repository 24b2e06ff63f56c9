"""Partner cities: the list, the form, partnerships, the public portrait."""

import datetime as dt
import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from planner.languages import Bilingual, translate
from planner.models import (
    Direction,
    Fact,
    Municipality,
    NetworkMember,
    OldSlug,
    Partnership,
    Picture,
    RoleName,
    VisitStatus,
)
from planner.rules import RuleBroken
from planner.rules.places.partners import (
    facts_in_lines,
    parse_facts,
    partners_of,
    read_facts,
    timeline,
)
from planner.rules.places.places import check_name_is_new, check_one_home
from tests.factories import (
    make_delegation,
    make_event,
    make_municipality,
    make_network,
    make_organisation,
    make_picture,
    make_visit,
)

TODAY = dt.date(2027, 4, 12)
ENTRY = {
    "name": "Elk River",
    "state": "Minnesota",
    "country": "US",
    "zone": "America/Chicago",
    "population": "24000",
    "website": "https://elk-river.example",
    "is_public": "y",
    "portrait_de": "Eine Stadt am Mississippi.",
    "portrait_en": "A city on the Mississippi.",
    "facts_de": "Energie: Wind und Sonne\nPendler: 60 %",
    "facts_en": "Energy: wind and sun\nCommuters: 60 %",
    "lock_version": "0",
}


@pytest.fixture
def app(app):
    """An application on a day of which the tests speak."""
    app.config["TODAY"] = TODAY
    return app


def photo(colour="navy"):
    stream = io.BytesIO()
    Image.new("RGB", (600, 400), colour).save(stream, "JPEG")
    return io.BytesIO(stream.getvalue()), "photo.jpg"


def files(app):
    from_folder = app.config["MEDIA_FOLDER"]
    return sorted(path.name for path in Path(from_folder).glob("*"))


# rules


def test_facts_are_told_line_by_line_in_two_languages():
    facts = parse_facts(
        Bilingual("Energie: Wind\n\nFluss: Mississippi", "Energy: wind\nSchools: 9\nRiver: yes")
    )

    assert [(fact.label_de, fact.text_de, fact.label_en, fact.text_en) for fact in facts] == [
        ("Energie", "Wind", "Energy", "wind"),
        ("", "", "Schools", "9"),
        ("Fluss", "Mississippi", "River", "yes"),
    ]
    assert [fact.position for fact in facts] == [1, 2, 3]
    assert facts_in_lines(facts, "de") == "Energie: Wind\n\nFluss: Mississippi"
    assert facts_in_lines(facts, "en") == "Energy: wind\nSchools: 9\nRiver: yes"
    assert parse_facts(Bilingual()) == []


@pytest.mark.parametrize("line", ["Energie", "Energie:", ": Wind", ":"])
def test_line_that_is_no_fact_is_named(line):
    with pytest.raises(RuleBroken) as broken:
        read_facts(f"Fluss: Mississippi\n{line}")

    assert broken.value.message.values == {"number": 2}


def test_facts_are_few():
    assert len(read_facts("\n".join(["a: b"] * 20))) == 20
    with pytest.raises(RuleBroken, match="at most"):
        read_facts("\n".join(["a: b"] * 21))


def test_partners_are_those_on_the_other_side_the_oldest_first():
    lyon, bern, oslo = (make_municipality(name, id=n) for n, name in enumerate(("L", "B", "O"), 1))
    rows = [
        Partnership(one=lyon, other=bern, since=None),
        Partnership(one=lyon, other=oslo, since=2001),
        Partnership(one=bern, other=oslo, since=1990),
    ]

    assert [partner.municipality.name for partner in partners_of(lyon, rows)] == ["O", "B"]
    assert [partner.municipality.name for partner in partners_of(oslo, rows)] == ["B", "L"]


def test_name_is_new_in_its_state():
    others = [make_municipality("Münster", state="Nordrhein-Westfalen", country="DE")]

    assert check_name_is_new("Münster", "Hessen", others) is None
    for name in ("Münster", "MÜNSTER", "Munster"):
        with pytest.raises(RuleBroken, match="here already"):
            check_name_is_new(name, "nordrhein-westfalen", others)


def test_there_is_one_home():
    home, other = make_municipality("Lyon"), make_municipality("Bern")

    assert check_one_home(home, home) is None
    assert check_one_home(other, None) is None
    with pytest.raises(RuleBroken, match="only one"):
        check_one_home(other, home)


def test_timeline_has_the_next_visit_and_the_last_one_first():
    days = [(2025, 1), (2026, 1), (2027, 4), (2027, 9), (2028, 1)]
    visits = [
        make_visit(first_day=dt.date(year, month, 10), last_day=dt.date(year, month, 12))
        for year, month in days
    ]
    visits[1].status = VisitStatus.CANCELLED

    found = timeline(reversed(visits), TODAY)

    assert found.coming == visits[2:]  # one of them ends today
    assert found.past == visits[:1]


# the list


def test_list_says_partner_since_network_and_next_visit(reader, save):
    home = make_municipality("Iserlohn", is_home=True, country="DE", state="NRW")
    town = make_municipality("Elk River", country="US", state="Minnesota")
    network = make_network(members=[NetworkMember(municipality=town)])
    save(Partnership(one=home, other=town, since=2019), network)
    day = {"first_day": dt.date(2027, 5, 11), "last_day": dt.date(2027, 5, 14)}
    visit = make_visit(title_en="Spring visit", **day)
    save(make_delegation(visit, municipality=town))
    later = {"first_day": dt.date(2027, 9, 1), "last_day": dt.date(2027, 9, 2)}
    save(make_visit(title_en="Autumn visit", host=town, direction=Direction.OUTGOING, **later))

    page = reader.get("/partners").text

    assert page.index("Iserlohn") < page.index("Elk River, since 2019")
    assert "Iserlohn, since 2019" in page
    assert "Towns of the Rivers" in page
    assert "Spring visit" in page
    assert "May 11 – 14, 2027" in page.replace("\u2009", " ").replace("\u00a0", " ")
    assert "Autumn visit" not in page
    assert "United States" in page


@pytest.mark.parametrize(
    "change",
    [
        {"status": VisitStatus.CANCELLED},
        {"status": VisitStatus.OVER},
        {"deleted_at": dt.datetime(2027, 1, 1, tzinfo=dt.UTC)},
        {"last_day": dt.date(2027, 4, 11), "first_day": dt.date(2027, 4, 1)},
    ],
)
def test_next_visit_is_one_that_will_be(reader, save, change):
    town = make_municipality()
    day = {"first_day": dt.date(2027, 5, 11), "last_day": dt.date(2027, 5, 14)}
    save(make_visit(title_en="Nonesuch", host=town, **day | change))

    assert "Nonesuch" not in reader.get("/partners").text


def test_visit_of_an_organisation_counts_for_its_municipality(reader, save):
    town = make_municipality()
    visit = make_visit(title_en="Students", first_day=TODAY, last_day=TODAY)
    save(make_delegation(visit, organisation=make_organisation(municipality=town)))

    assert "Students" in reader.get("/partners").text


@pytest.mark.parametrize("sought", ["Munst", "münster", "muenster", "WESTFALEN", "munster west"])
def test_list_is_searched_in_any_spelling(reader, save, sought):
    save(make_municipality("Münster", state="Nordrhein-Westfalen"), make_municipality("Lyon"))

    page = reader.get("/partners", query_string={"q": sought}).text

    assert "Münster" in page
    assert "Lyon" not in page


def test_search_without_a_hit_can_be_cleared(reader, save):
    save(make_municipality("Lyon"))

    page = reader.get("/partners?q=Oslo").text

    assert "No municipality matches this search." in page
    assert 'href="/partners"' in page


def test_empty_list_says_what_belongs_here(organiser, reader):
    assert "Add municipality" in organiser.get("/partners").text
    assert "Add municipality" not in reader.get("/partners").text


def test_list_is_sorted_as_the_address_says(reader, save):
    save(make_municipality("Bern", country="CH"), make_municipality("Lyon", country="FR"))

    def order(address):
        page = reader.get(address).text
        return page.index("Bern") < page.index("Lyon")

    assert order("/partners")
    assert not order("/partners?sort=-name")
    assert not order("/partners?sort=-country")
    assert order("/partners?sort=nonsense")


@pytest.mark.parametrize("number", [1, 5])
def test_list_needs_the_same_queries_however_long_it_is(reader, save, count_queries, number):
    home = save(make_municipality("Iserlohn", is_home=True))
    for one in range(number):
        town = make_municipality(f"Town {one}")
        network = make_network(f"Network {one}", members=[NetworkMember(municipality=town)])
        save(town, network)
        save(Partnership(one_id=home.id, other_id=town.id), make_visit(host=town))

    with count_queries() as queries:
        reader.get("/partners")

    assert len(queries) == 6


def test_second_page_begins_with_the_fifty_first(reader, save):
    save(*(make_municipality(f"Town {number:02}") for number in range(51)))

    page = reader.get("/partners?page=2").text

    assert "Town 50" in page
    assert "Town 49" not in page


# the form


def test_organiser_adds_a_municipality(organiser, load):
    answer = organiser.post("/partners/add", data=ENTRY)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/partners")
    [row] = load(select(Municipality))
    assert (row.slug, row.name, row.state, row.country) == (
        *("elk-river", "Elk River", "Minnesota", "US"),
    )
    assert (row.zone, row.population, row.is_home, row.is_public) == (
        *("America/Chicago", 24000, False, True),
    )
    facts = load(select(Fact).order_by(Fact.position))
    assert [(fact.label_en, fact.text_de) for fact in facts] == [
        ("Energy", "Wind und Sonne"),
        ("Commuters", "60 %"),
    ]


def test_second_place_of_a_name_gets_its_own_address(organiser, save, load):
    save(make_municipality("Elk River", slug="elk-river", state="Idaho", country="US"))

    organiser.post("/partners/add", data=ENTRY)

    assert "elk-river-2" in load(select(Municipality.slug))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"name": "x" * 10_000}, "at most 200 characters"),
        ({"country": "ZZ"}, "Not a valid choice"),
        ({"country": ""}, "Please fill this in."),
        ({"country": "Germany"}, "Not a valid choice"),
        ({"zone": "Europe/Iserlohn"}, "Not a valid choice"),
        ({"zone": "UTC+1"}, "Not a valid choice"),
        ({"population": "-1"}, "0 or more"),
        ({"population": "many"}, "Please write a whole number"),
        ({"population": "9" * 30}, "0 or more"),
        ({"website": "javascript:alert(1)"}, "https://example.org"),
        ({"website": "elk-river.example"}, "https://example.org"),
        ({"facts_de": "no colon here"}, "Line 1"),
        ({"portrait_en": "x" * 10_001}, "at most 10,000"),
        ({"picture_alt_de": "Fluss"}, "choose the picture"),
    ],
)
def test_wrong_entry_is_refused_and_kept(organiser, load, change, sentence):
    answer = organiser.post("/partners/add", data=ENTRY | {"state": "MARKER"} | change)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "MARKER" in answer.text
    assert load(select(Municipality)) == []


def test_text_is_shown_as_it_was_typed(organiser, client, load):
    odd = "<b>Straße</b> 🎉 & \x07Łódź"
    organiser.post("/partners/add", data=ENTRY | {"portrait_en": odd, "facts_en": f"Sign: {odd}"})

    page = client.get("/en/partners/elk-river").text

    assert page.count("&lt;b&gt;Straße&lt;/b&gt; 🎉 &amp; Łódź") >= 2
    assert "<b>Straße" not in page


def test_same_name_in_the_same_state_is_refused_at_the_field(organiser, save, load):
    save(make_municipality("Elk River", state="Minnesota", country="US"))

    answer = organiser.post("/partners/add", data=ENTRY | {"name": "elk river "})

    assert answer.status_code == 422
    assert "elk river in Minnesota is here already." in answer.text
    assert len(load(select(Municipality))) == 1


def test_second_home_is_refused_at_the_field(organiser, save, load):
    save(make_municipality("Iserlohn", is_home=True))

    answer = organiser.post("/partners/add", data=ENTRY | {"is_home": "y"})

    assert answer.status_code == 422
    assert "The office is at home in Iserlohn: there is only one." in answer.text
    assert len(load(select(Municipality))) == 1


def test_organiser_changes_a_municipality_and_its_old_address_redirects(
    organiser, client, save, load
):
    organiser.post("/partners/add", data=ENTRY)
    [row] = load(select(Municipality))
    change = {"population": "25000", "slug": "elk-river-mn", "lock_version": row.lock_version}
    change |= {"facts_de": "", "facts_en": "Energy: sun"}

    answer = organiser.post(f"/partners/{row.id}/edit", data=ENTRY | change)

    assert answer.status_code == 303
    [after] = load(select(Municipality))
    assert (after.population, after.slug) == (25000, "elk-river-mn")
    assert [fact.label_en for fact in load(select(Fact))] == ["Energy"]
    moved = client.get("/en/partners/elk-river")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/en/partners/elk-river-mn")
    assert client.get("/partners/elk-river").headers["Location"] == "/partners/elk-river-mn"


def test_address_that_is_had_again_no_longer_redirects(organiser, client, save, load):
    row = save(make_municipality(slug="new"))
    save(OldSlug(slug="old", municipality_id=row.id))

    organiser.post(f"/partners/{row.id}/edit", data=ENTRY | {"slug": "old", "lock_version": "1"})

    assert client.get("/partners/old").status_code == 200
    assert client.get("/partners/new").headers["Location"] == "/partners/old"
    assert [old.slug for old in load(select(OldSlug))] == ["new"]


@pytest.mark.parametrize("slug", ["lyon", "formerly-lyon", "add", "No Address", ""])
def test_address_of_another_is_refused(organiser, save, load, slug):
    lyon, row = save(make_municipality(slug="lyon")), save(make_municipality("Bern", slug="bern"))
    save(OldSlug(slug="formerly-lyon", municipality_id=lyon.id))

    answer = organiser.post(
        f"/partners/{row.id}/edit", data=ENTRY | {"slug": slug, "lock_version": "1"}
    )

    assert answer.status_code == 422
    assert set(load(select(Municipality.slug))) == {"lyon", "bern"}


def test_second_of_two_editors_sees_both_versions(organiser, save, load):
    row = save(make_municipality("Elk River", slug="elk-river", population=1))
    entry = ENTRY | {"slug": "elk-river", "lock_version": "1"}
    organiser.post(f"/partners/{row.id}/edit", data=entry)

    answer = organiser.post(f"/partners/{row.id}/edit", data=entry | {"population": "777"})

    assert answer.status_code == 409
    assert "777" in answer.text
    assert "24000" in answer.text
    assert load(select(Municipality))[0].population == 24000


def test_change_of_nothing_but_facts_is_kept_by_another_editor(organiser, save):
    row = save(make_municipality("Elk River", slug="elk-river"))
    entry = ENTRY | {"slug": "elk-river", "lock_version": "1"}
    organiser.post(f"/partners/{row.id}/edit", data=entry)
    organiser.post(
        f"/partners/{row.id}/edit", data=entry | {"lock_version": "2", "facts_en": "Sun: yes"}
    )

    answer = organiser.post(f"/partners/{row.id}/edit", data=entry | {"lock_version": "2"})

    assert answer.status_code == 303
    assert "Sun: yes" in organiser.get(f"/partners/{row.id}/edit").text


@pytest.mark.parametrize("role", [RoleName.READER, RoleName.ASSISTANT, RoleName.DOOR])
def test_only_who_keeps_places_changes_them(sign_in, save, load, role):
    row = save(make_municipality("Lyon"))
    browser = sign_in(role)

    for address in ("/partners/add", f"/partners/{row.id}/edit", f"/partners/{row.id}/delete"):
        assert browser.get(address).status_code == 403
        assert browser.post(address, data=ENTRY).status_code == 403

    assert [one.name for one in load(select(Municipality))] == ["Lyon"]


@pytest.mark.parametrize("ending", ["edit", "delete", "partnerships/add", "partnerships/7/edit"])
def test_unknown_municipality_is_not_found(organiser, ending):
    assert organiser.get(f"/partners/7/{ending}").status_code == 404


# the picture


def test_picture_is_kept_and_shown_with_its_words(app, organiser, client, load):
    words = {"picture_alt_de": "Der Fluss", "picture_alt_en": "The river", "picture_credit": "City"}

    answer = organiser.post("/partners/add", data=ENTRY | words | {"picture_file": photo()})

    assert answer.status_code == 303
    [picture] = load(select(Picture))
    assert (picture.width, picture.height, picture.alt_de) == (600, 400, "Der Fluss")
    assert len(files(app)) == 3
    page = client.get("/en/partners/elk-river").text
    assert 'alt="The river"' in page
    assert f"/media/{picture.name}-small.webp 480w" in page
    assert 'width="600" height="400"' in page
    assert "Picture: City" in page
    assert 'alt="Der Fluss"' in client.get("/partners/elk-river").text


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"GIF89a"])
def test_upload_that_is_no_picture_is_refused_at_the_field(app, organiser, load, content):
    words = {"picture_alt_de": "Fluss", "picture_alt_en": "River"}
    upload = {"picture_file": (io.BytesIO(content), "photo.png")}

    answer = organiser.post("/partners/add", data=ENTRY | words | upload)

    assert answer.status_code == 422
    assert "cannot be read as a picture" in answer.text
    assert "A city on the Mississippi." in answer.text
    assert load(select(Municipality)) == []
    assert files(app) == []


def test_upload_above_the_limit_is_refused(app, organiser, load):
    app.config["MAX_UPLOAD_MB"] = 0
    words = {"picture_alt_de": "Fluss", "picture_alt_en": "River"}

    answer = organiser.post("/partners/add", data=ENTRY | words | {"picture_file": photo()})

    assert answer.status_code == 422
    assert "larger than 0 MB" in answer.text
    assert load(select(Municipality)) == []


def test_upload_far_above_the_limit_is_a_page_that_says_so(app, organiser):
    app.config["MAX_CONTENT_LENGTH"] = 100_000
    upload = {"picture_file": (io.BytesIO(b"x" * 200_000), "a.jpg")}

    answer = organiser.post("/partners/add", data=ENTRY | upload)

    assert answer.status_code == 413
    assert "Please send a smaller file." in answer.text


@pytest.fixture
def pictured(organiser, load):
    """Return a function that changes the picture of a municipality that has one."""
    words = {"picture_alt_de": "Der Fluss", "picture_alt_en": "The river"}
    organiser.post("/partners/add", data=ENTRY | words | {"picture_file": photo()})

    def change(**entry):
        [row] = load(select(Municipality))
        entry = {f"picture_{name}": value for name, value in entry.items()}
        version = {"slug": row.slug, "lock_version": row.lock_version}
        return organiser.post(f"/partners/{row.id}/edit", data=ENTRY | words | version | entry)

    return change


def test_words_of_a_picture_can_be_changed(pictured, load):
    assert pictured(alt_en="A wide river", credit="Ada").status_code == 303

    [picture] = load(select(Picture))
    assert (picture.alt_en, picture.credit) == ("A wide river", "Ada")


def test_new_picture_takes_the_place_of_the_old_one(app, pictured, load):
    before = files(app)

    assert pictured(file=photo("olive")).status_code == 303

    assert len(load(select(Picture))) == 1
    assert len(files(app)) == 3
    assert files(app) != before


def test_picture_that_is_taken_away_is_gone(app, pictured, load):
    assert pictured(removed="y").status_code == 303

    assert load(select(Picture)) == []
    assert files(app) == []


def test_same_picture_again_stays(app, pictured, load):
    before = files(app)

    assert pictured(file=photo()).status_code == 303

    assert len(load(select(Picture))) == 1
    assert files(app) == before


def test_files_stay_while_another_picture_shows_the_same(app, pictured, save, load):
    [picture] = load(select(Picture))
    save(make_picture(name=picture.name))
    before = files(app)

    assert pictured(removed="y").status_code == 303

    assert files(app) == before


# partnerships


@pytest.fixture
def towns(save):
    """Two municipalities."""
    return save(make_municipality("Iserlohn", is_home=True)), save(make_municipality("Elk River"))


def test_partnership_is_added_from_either_side(organiser, towns, load):
    home, town = towns
    entry = {"partner_id": home.id, "since": "2019", "about_en": "Energy", "lock_version": "0"}

    answer = organiser.post(f"/partners/{town.id}/partnerships/add", data=entry)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/partners/{town.id}/edit")
    [row] = load(select(Partnership))
    assert (row.one_id, row.other_id, row.since, row.about_en) == (home.id, town.id, 2019, "Energy")


def test_pair_is_partner_once_and_nobody_is_its_own_partner(organiser, towns, save, load):
    home, town = towns
    save(Partnership(one_id=home.id, other_id=town.id))

    for own, other in ((home, town), (town, home), (home, home)):
        answer = organiser.post(
            f"/partners/{own.id}/partnerships/add", data={"partner_id": other.id}
        )
        assert answer.status_code == 422

    assert len(load(select(Partnership))) == 1


@pytest.mark.parametrize("since", ["19", "20199", "soon"])
def test_year_of_a_partnership_has_four_digits(organiser, towns, since):
    entry = {"partner_id": towns[1].id, "since": since}

    answer = organiser.post(f"/partners/{towns[0].id}/partnerships/add", data=entry)

    assert answer.status_code == 422


def test_partnership_is_changed_and_deleted(organiser, towns, save, load):
    home, town = towns
    row = save(Partnership(one_id=home.id, other_id=town.id, since=2019))
    address = f"/partners/{town.id}/partnerships/{row.id}"

    assert "Iserlohn" in organiser.get(f"{address}/edit").text
    entry = {"partner_id": home.id, "since": "2018", "lock_version": "1"}
    organiser.post(f"{address}/edit", data=entry)
    assert load(select(Partnership))[0].since == 2018
    conflict = organiser.post(f"{address}/edit", data=entry | {"since": "2020"})
    assert (conflict.status_code, load(select(Partnership))[0].since) == (409, 2018)
    assert "2018" in conflict.text
    assert "2020" in conflict.text

    assert "for good" in organiser.get(f"{address}/delete").text
    organiser.post(f"{address}/delete")
    assert load(select(Partnership)) == []


def test_partnership_of_others_is_not_found(organiser, towns, save):
    other = save(make_municipality("Oslo"))
    row = save(Partnership(one_id=towns[0].id, other_id=towns[1].id))

    assert organiser.get(f"/partners/{other.id}/partnerships/{row.id}/edit").status_code == 404
    assert organiser.post(f"/partners/{other.id}/partnerships/{row.id}/delete").status_code == 404


# delete


def test_municipality_that_nothing_refers_to_is_deleted_with_all_that_is_its(
    app, pictured, organiser, save, load
):
    [row] = load(select(Municipality))
    save(OldSlug(slug="old", municipality_id=row.id))

    assert "for good" in organiser.get(f"/partners/{row.id}/delete").text
    answer = organiser.post(f"/partners/{row.id}/delete")

    assert answer.status_code == 303
    for model in (Municipality, Fact, OldSlug, Picture):
        assert load(select(model)) == []
    assert files(app) == []


def test_municipality_in_use_stays_and_says_why(organiser, towns, save, load):
    home, town = towns
    save(Partnership(one_id=home.id, other_id=town.id), make_visit(host_id=town.id))
    save(make_network(members=[NetworkMember(municipality_id=town.id)]))
    save(make_organisation(municipality_id=town.id), make_organisation(municipality_id=town.id))

    page = organiser.get(f"/partners/{town.id}/delete").text
    assert "1 partnership, 1 network, 1 visit, 2 organizations." in page
    answer = organiser.post(f"/partners/{town.id}/delete")

    assert answer.status_code == 409
    assert len(load(select(Municipality))) == 2


# the portrait


@pytest.fixture
def portrait(save):
    """A partner city of which everything is known."""
    home = make_municipality("Iserlohn", is_home=True, zone="Europe/Berlin")
    town = make_municipality(
        "Elk River", slug="elk-river", zone="America/Chicago", country="US", population=24000
    )
    town.website, town.portrait_de, town.portrait_en = "https://elk.example", "Stadt", "City text"
    town.facts = parse_facts(Bilingual("Energie: Wind", "Energy: wind"))
    save(Partnership(one=home, other=town, since=2019, about_en="Climate protection"))
    return save(town, make_network(members=[NetworkMember(municipality_id=town.id)]))


def test_portrait_tells_what_everybody_may_know(client, portrait):
    page = client.get("/en/partners/elk-river").text

    for text in ("Elk River", "since 2019", "24,000", "Towns of the Rivers", "City text", "wind",
                 "Climate protection", "https://elk.example", "Iserlohn", "CDT", "CEST",
                 "United States"):  # fmt: skip
        assert text in page, text
    german = client.get("/partners/elk-river").text
    for text in ("seit 2019", "24.000", "Stadt", "Energie", "MESZ", "Vereinigte Staaten"):
        assert text in german, text


def test_portrait_names_no_partner_that_is_not_public(client, portrait, save):
    hidden = save(make_municipality("SECRET", is_public=False))
    first, second = sorted((hidden.id, portrait.id))
    save(Partnership(one_id=first, other_id=second, about_en="SECRET"))

    page = client.get("/en/partners/elk-river").text

    assert "SECRET" not in page
    assert "Partner of Iserlohn" in page


def test_portrait_shows_two_clocks_where_they_differ(client, portrait, save):
    save(make_municipality("Saerbeck", slug="saerbeck", zone="Europe/Berlin"))

    assert client.get("/en/partners/elk-river").text.count('class="clock"') == 2
    assert client.get("/en/partners/saerbeck").text.count('class="clock"') == 1


def test_portrait_sets_and_reads_no_cookie(reader, portrait):
    answer = reader.get("/en/partners/elk-river")

    assert {"Set-Cookie", "Vary"}.isdisjoint(answer.headers.keys())
    assert reader.user.email not in answer.text


def test_timeline_shows_public_visits_only(client, portrait, save):
    def visit(title, year, **values):
        days = {"first_day": dt.date(year, 5, 1), "last_day": dt.date(year, 5, 3)}
        values = {"is_public": True} | days | values
        save(make_delegation(make_visit(title_en=title, **values), municipality_id=portrait.id))

    visit("Long ago", 2024)
    visit("Coming soon", 2027)
    visit("Called off", 2028, status=VisitStatus.CANCELLED)
    visit("SECRET never was", 2025, status=VisitStatus.CANCELLED)
    visit("SECRET internal", 2026, is_public=False)
    visit("SECRET draft", 2029, status=VisitStatus.DRAFT)
    visit("SECRET deleted", 2023, deleted_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    save(make_visit(title_en="SECRET elsewhere", is_public=True))

    page = client.get("/en/partners/elk-river").text

    assert "SECRET" not in page
    assert page.index("Called off") < page.index("Coming soon") < page.index("Long ago")


def test_nothing_internal_is_in_the_portrait(client, portrait, save):
    visit = make_visit(
        is_public=True, notes="MARKER", purpose_en="MARKER", outcomes_en="MARKER", host=None
    )
    visit.events = [make_event(title_en="MARKER", internal_notes="MARKER")]
    save(make_delegation(visit, municipality_id=portrait.id, name_en="MARKER"))

    page = client.get("/en/partners/elk-river").text

    assert "Delegation from Lyon" in page
    assert "MARKER" not in page


@pytest.mark.parametrize("slug", ["nowhere", "lyon", "Elk-River", "%00", "1"])
def test_portrait_of_who_has_none_is_not_found(client, save, slug):
    town = save(make_municipality("Lyon", slug="lyon", is_public=False))
    save(OldSlug(slug="old-lyon", municipality_id=town.id))

    for start in ("", "/en"):
        assert client.get(f"{start}/partners/{slug}").status_code == 404
        assert client.get(f"{start}/partners/old-lyon").status_code == 404


@pytest.mark.parametrize("number", [1, 5])
def test_portrait_needs_the_same_queries_however_much_it_tells(
    client, portrait, save, count_queries, number
):
    for one in range(number):
        save(make_visit(is_public=True, host_id=portrait.id))
        other = save(make_municipality(f"Town {one}"))
        save(Partnership(one_id=portrait.id, other_id=other.id, about_en="x"))
        save(make_network(f"Net {one}", members=[NetworkMember(municipality_id=portrait.id)]))

    with count_queries() as queries:
        client.get("/en/partners/elk-river")

    assert len(queries) == 7


def test_message_of_a_rule_is_german_too(app):
    with pytest.raises(RuleBroken) as broken:
        check_one_home(make_municipality("Bern"), make_municipality("Lyon"))

    with app.test_request_context():
        assert "Lyon" in translate(broken.value.message, "de")
        assert translate(broken.value.message, "de") != translate(broken.value.message, "en")
