"""Acts on places: what they write, and that a refused one writes nothing."""

import pytest
from sqlalchemy import delete, func, select

from planner.db import session
from planner.languages import Bilingual
from planner.models import (
    Fact,
    Municipality,
    Network,
    NetworkMember,
    OldSlug,
    Organisation,
    Partnership,
    Picture,
    Sector,
    Venue,
)
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.services.places import partners, places
from planner.services.places.pictures import PictureChange
from tests.acts import read
from tests.factories import (
    make_event,
    make_municipality,
    make_network,
    make_organisation,
    make_picture,
    make_venue,
)

TOWN = {"name": "Lyon", "state": "", "country": "FR", "zone": "Europe/Paris", "is_home": False}
MAKE = {
    Municipality: make_municipality,
    Network: make_network,
    Organisation: make_organisation,
    Venue: make_venue,
}


def save_town(row=None, seen=0, **entered):
    """Save a municipality as its form does."""
    given = {"slug": None, "facts": Bilingual(), "picture": PictureChange()}
    given |= {name: entered.pop(name) for name in given if name in entered}
    row = row or Municipality(zone="UTC")
    return partners.save_municipality(row, TOWN | entered, seen=seen, **given)


def save_place(row, seen):
    """Save a place of any kind under another name."""
    if isinstance(row, Municipality):
        return save_town(row, seen, name="Other")
    if isinstance(row, Network):
        return places.save_network(row, {"name": "Other"}, member_ids=[], seen=seen)
    if isinstance(row, Venue):
        return places.save_venue(row, {"name_de": "Other"}, seen=seen)
    return places.save_organisation(row, {"name_de": "Other"}, seen=seen)


def named(model):
    """Select the names of all rows of a kind."""
    return select(model.name_de if hasattr(model, "name_de") else model.name).order_by(model.id)


def test_new_municipality_gets_an_address_and_its_facts(save, within, load):
    save(make_municipality("Lyon", slug="lyon", state="Rhône"))

    save_town(facts=Bilingual("Energie: Wind", "Energy: wind"))

    assert load(select(Municipality.slug).order_by(Municipality.id)) == ["lyon", "lyon-2"]
    assert load(select(Fact.text_en)) == ["wind"]


def test_old_address_of_a_municipality_is_kept_until_it_has_it_again(save, within, load):
    row = save(make_municipality("Lyon", slug="lyon"))

    save_town(read(row), seen=1, slug="lugdunum")
    assert load(select(OldSlug.slug)) == ["lyon"]
    save_town(read(row), seen=2, slug="lyon")

    assert load(select(Municipality.slug)) == ["lyon"]
    assert load(select(OldSlug.slug)) == ["lugdunum"]


def test_one_save_of_a_municipality_is_one_version(save, within, load):
    row = save(make_municipality("Lyon", slug="lyon", picture=make_picture()))

    save_town(
        read(row), seen=1, slug="x", facts=Bilingual("A: b"), picture=PictureChange(None, True)
    )

    assert load(select(Municipality.lock_version)) == [2]
    assert load(select(Picture)) == []


@pytest.mark.parametrize(
    ("entered", "field", "sentence"),
    [
        ({"name": "BERN", "country": "CH"}, "name", "is here already"),
        ({"is_home": True}, "is_home", "The office is at home in"),
        ({"slug": "bern"}, "slug", "Another page has or had this address"),
        ({"slug": "Bern!"}, "slug", "An address has small letters"),
        ({"country": "FR", "name": "Nice"}, "name", "is here already"),
    ],
)
def test_municipality_that_is_like_another_is_refused_at_its_field(
    save, within, load, entered, field, sentence
):
    save(make_municipality("Bern", slug="bern", country="CH", state="", is_home=True))
    save(make_municipality("Nice", state=""))
    row = save(make_municipality("Lyon", slug="lyon"))

    with pytest.raises(RuleBroken, match=sentence) as refused:
        save_town(read(row), seen=1, **entered)

    assert refused.value.field == field
    assert load(named(Municipality)) == ["Bern", "Nice", "Lyon"]
    assert load(select(Municipality.slug).where(Municipality.is_home)) == ["bern"]
    assert load(select(OldSlug)) == []


def test_home_and_name_may_stay_those_of_the_same_municipality(save, within, load):
    row = save(make_municipality("Lyon", slug="lyon", state="", is_home=True))

    save_town(read(row), seen=1, slug="lyon", is_home=True)

    assert load(select(Municipality.is_home)) == [True]


def test_network_has_the_members_that_are_wanted(save, within, load):
    towns = [save(make_municipality(name)).id for name in ("Bern", "Lyon", "Oslo")]
    network = save(make_network(members=[NetworkMember(municipality_id=towns[0])]))

    places.save_network(read(network), {"name": "Cities"}, member_ids=towns[1:], seen=1)

    assert load(named(Network)) == ["Cities"]
    assert sorted(load(select(NetworkMember.municipality_id))) == towns[1:]
    assert load(select(Network.lock_version)) == [2]


def test_network_is_new_however_its_name_is_written(save, within, load):
    save(make_network("Towns"))

    with pytest.raises(RuleBroken, match="is here already") as refused:
        places.save_network(Network(), {"name": "TOWNS"}, member_ids=[], seen=0)

    assert refused.value.field == "name"
    assert load(named(Network)) == ["Towns"]


def test_new_network_gets_a_slug_that_is_free(save, within, load):
    save(make_network("Towns!", slug="towns"))

    places.save_network(Network(), {"name": "Towns"}, member_ids=[], seen=0)

    assert load(select(Network.slug).order_by(Network.id)) == ["towns", "towns-2"]


def test_venue_and_organisation_are_added(save, within, load):
    places.save_venue(Venue(), {"name_de": "Rathaus", "capacity": 7}, seen=0)
    values = {"name_de": "Kammer", "sector": Sector.BUSINESS}
    places.save_organisation(Organisation(), values, seen=0)

    assert [(row.name_de, row.capacity) for row in load(select(Venue))] == [("Rathaus", 7)]
    assert [(row.name_de, row.sector) for row in load(select(Organisation))] == [
        ("Kammer", Sector.BUSINESS)
    ]


@pytest.mark.parametrize("model", [Venue, Organisation])
def test_place_in_a_municipality_that_is_gone_is_refused_with_a_sentence(save, within, load, model):
    row = save(MAKE[model]())
    store = {Venue: places.save_venue, Organisation: places.save_organisation}[model]

    with pytest.raises(RuleBroken, match="Someone else has saved this") as refused:
        store(read(row), {"name_de": "Other", "municipality_id": 99}, seen=1)

    assert refused.value.field == "name_de"
    assert load(named(model)) != ["Other"]


def test_network_with_a_member_that_is_gone_is_refused_with_a_sentence(within, load):
    with pytest.raises(RuleBroken, match="Someone else has saved this") as refused:
        places.save_network(Network(), {"name": "Towns"}, member_ids=[99], seen=0)

    assert refused.value.field == "name"
    assert load(named(Network)) == []


@pytest.mark.parametrize("model", MAKE)
def test_older_version_of_a_place_is_a_conflict(save, within, load, model):
    row = save(MAKE[model]())
    before = load(named(model))

    for seen in (0, 2, None):
        with pytest.raises(EditConflict):
            save_place(read(row), seen)

    assert load(named(model)) == before
    assert load(select(model.lock_version)) == [1]


@pytest.mark.parametrize("model", MAKE)
def test_place_that_is_gone_is_neither_saved_nor_deleted(app, save, within, load, model):
    for act in (lambda one: save_place(one, 1), places.delete_place):
        loaded = read(save(MAKE[model]()))
        session.rollback()
        with app.extensions["sessionmaker"]() as other:
            other.execute(delete(model))
            other.commit()
        with pytest.raises(NotFound):
            act(loaded)

    assert load(select(model)) == []


@pytest.mark.parametrize("model", MAKE)
def test_place_that_nothing_uses_is_deleted_alone(save, within, load, model):
    row, _ = save(MAKE[model]()), save(MAKE[model]("Another"))

    places.delete_place(read(row))

    assert load(named(model)) == ["Another"]


def test_deleted_municipality_takes_its_picture_along(save, within, load):
    row = save(make_municipality(picture=make_picture()))

    places.delete_place(read(row))

    assert load(select(Municipality)) == []
    assert load(select(Picture)) == []


def test_place_that_is_used_stays(save, within, load):
    venue = make_venue()
    save(make_event(venue=venue))

    with pytest.raises(RuleBroken, match="It stays, because it is in use"):
        places.delete_place(read(venue))

    assert load(select(func.count(Venue.id))) == [1]


@pytest.fixture
def towns(save):
    """Three municipalities, of which the first two are partners."""
    towns = [save(make_municipality(name)) for name in ("Bern", "Lyon", "Oslo")]
    save(Partnership(one_id=towns[0].id, other_id=towns[1].id, since=2019))
    return [town.id for town in towns]


def pairs(load):
    """Return the partnerships that are stored."""
    return [
        (row.one_id, row.other_id, row.since)
        for row in load(select(Partnership).order_by(Partnership.id))
    ]


def test_partnership_is_stored_in_the_order_of_the_ids(towns, within, load):
    partners.add_partnership(towns[2], towns[0], {"since": 2020})

    assert pairs(load) == [(towns[0], towns[1], 2019), (towns[0], towns[2], 2020)]


def test_partners_are_partners_once(towns, within, load):
    with pytest.raises(RuleBroken, match="Someone else has saved this"):
        partners.add_partnership(towns[1], towns[0], {"since": 2020})

    assert pairs(load) == [(towns[0], towns[1], 2019)]


def test_partnership_with_nobody_is_not_found(towns, within, load):
    with pytest.raises(NotFound):
        partners.add_partnership(towns[1], 99, {"since": 2020})

    assert len(pairs(load)) == 1


def test_partnership_is_changed_and_forgotten_by_either_side(towns, within, load):
    partners.save_partnership(towns[1], 1, {"since": 2018}, seen=1)
    assert pairs(load) == [(towns[0], towns[1], 2018)]
    partners.delete_partnership(towns[0], 1)

    assert pairs(load) == []
    assert load(select(func.count(Municipality.id))) == [3]


def test_partnership_that_somebody_saved_meanwhile_stays(towns, within, load):
    partners.save_partnership(towns[1], 1, {"since": 2018}, seen=1)

    with pytest.raises(EditConflict):
        partners.save_partnership(towns[0], 1, {"since": 2020}, seen=1)

    assert pairs(load) == [(towns[0], towns[1], 2018)]


def test_partnership_of_others_is_not_found(towns, within, load):
    with pytest.raises(NotFound):
        partners.save_partnership(towns[2], 1, {"since": 2018}, seen=1)
    with pytest.raises(NotFound):
        partners.delete_partnership(towns[2], 1)
    with pytest.raises(NotFound):
        partners.delete_partnership(towns[0], 9)

    assert pairs(load) == [(towns[0], towns[1], 2019)]
