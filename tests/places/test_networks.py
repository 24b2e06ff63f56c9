"""Networks: exchanges between municipalities."""

import pytest
from sqlalchemy import select

from planner.models import Network, NetworkMember, RoleName
from tests.factories import make_municipality, make_network, make_visit

ENTRY = {
    "name": "Climate Smart Municipalities",
    "since": "2016",
    "website": "https://climate.example",
    "description_de": "Klimaschutz in Kommunen",
    "description_en": "Climate protection in municipalities",
    "lock_version": "0",
}


@pytest.fixture
def towns(save):
    """Three municipalities."""
    return [save(make_municipality(name)) for name in ("Bern", "Lyon", "Oslo")]


def members(load):
    return sorted(load(select(NetworkMember.municipality_id)))


def test_organiser_adds_a_network_with_members(organiser, towns, load):
    ids = [towns[0].id, towns[2].id]

    answer = organiser.post("/settings/networks/add", data=ENTRY | {"member_ids": ids})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/networks")
    [network] = load(select(Network))
    assert (network.slug, network.since) == ("climate-smart-municipalities", 2016)
    assert members(load) == ids
    page = organiser.get("/settings/networks").text
    assert "Bern, Oslo" in page


def test_members_join_and_leave(organiser, towns, save, load):
    joined = [NetworkMember(municipality_id=town.id) for town in towns[:2]]
    network = save(make_network(members=joined))
    address = f"/settings/networks/{network.id}/edit"
    entry = ENTRY | {"lock_version": "1", "member_ids": [towns[1].id, towns[2].id]}

    assert organiser.post(address, data=entry).status_code == 303
    assert members(load) == [towns[1].id, towns[2].id]

    assert organiser.post(address, data=ENTRY | {"lock_version": "2"}).status_code == 303
    assert members(load) == []


def test_change_of_members_alone_is_kept_by_another_editor(organiser, towns, save, load):
    network = save(make_network())
    address = f"/settings/networks/{network.id}/edit"
    organiser.post(address, data=ENTRY | {"lock_version": "1"})
    joining = {"lock_version": "2", "member_ids": [towns[1].id]}
    organiser.post(address, data=ENTRY | joining)

    answer = organiser.post(address, data=ENTRY | {"lock_version": "2"})

    assert answer.status_code == 303
    assert members(load) == [towns[1].id]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"name": "x" * 10_000}, "at most 200 characters"),
        ({"since": "16"}, "four digits"),
        ({"website": "javascript:alert(1)"}, "https://example.org"),
        ({"member_ids": ["77"]}, "is not a valid choice"),
        ({"member_ids": ["x"]}, "could not be coerced"),
        ({"name": "towns of the RIVERS"}, "towns of the RIVERS is here already."),
    ],
)
def test_wrong_entry_is_refused_and_kept(organiser, save, load, change, sentence):
    save(make_network("Towns of the Rivers"))

    answer = organiser.post(
        "/settings/networks/add", data=ENTRY | {"description_en": "MARKER"} | change
    )

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "MARKER" in answer.text
    assert len(load(select(Network))) == 1


def test_network_is_deleted_with_its_memberships_only(organiser, towns, save, load):
    network = save(make_network(members=[NetworkMember(municipality_id=towns[0].id)]))

    assert organiser.post(f"/settings/networks/{network.id}/delete").status_code == 303

    assert load(select(Network)) == []
    assert members(load) == []


def test_network_of_a_visit_stays(organiser, save, load):
    network = make_network()
    save(make_visit(network=network))

    assert "1 visit." in organiser.get(f"/settings/networks/{network.id}/delete").text
    assert organiser.post(f"/settings/networks/{network.id}/delete").status_code == 409

    assert len(load(select(Network))) == 1


@pytest.mark.parametrize("role", [RoleName.READER, RoleName.ASSISTANT])
def test_others_look_networks_up_but_change_none(sign_in, save, role):
    network, browser = save(make_network()), sign_in(role)

    page = browser.get("/settings/networks").text
    assert "Towns of the Rivers" in page
    assert "/edit" not in page
    for address in ("add", f"{network.id}/edit", f"{network.id}/delete"):
        assert browser.post(f"/settings/networks/{address}", data=ENTRY).status_code == 403


@pytest.mark.parametrize("number", [1, 5])
def test_list_needs_the_same_queries_however_long_it_is(reader, towns, save, count_queries, number):
    for one in range(number):
        joined = [NetworkMember(municipality_id=town.id) for town in towns]
        save(make_network(f"Network {one}", members=joined))

    with count_queries() as queries:
        reader.get("/settings/networks")

    assert len(queries) == 4
