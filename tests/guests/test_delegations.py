"""Delegations: order, leader, companions, and who joins them."""

import datetime as dt

import pytest
from sqlalchemy import select

from planner.models import (
    Branch,
    Delegate,
    Delegation,
    DelegationOrder,
    Level,
    Person,
    Scheme,
    SchemeEntry,
    SchemeVersion,
)
from planner.rules import RuleBroken
from planner.rules.guests.delegations import (
    RankingContext,
    check_companion,
    choose_leader,
    delegates_in_order,
    move_delegate,
    possible_moves,
)
from tests.factories import (
    LONG_AGO,
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_municipality,
    make_office,
    make_organisation,
    make_person,
    make_term,
    make_visit,
)
from tests.guests.test_guests import text_of

DAY = dt.date(2026, 5, 4)
AS_SENT, LEADER_THEN_ALPHABET, BY_SCHEME = DelegationOrder


def party(*names, **values):
    """Return delegates in the order of their sender; a dot before a name: comes with the last."""
    found = []
    for number, name in enumerate(names, start=1):
        person = make_person("A.", name.lstrip("."), terms=[])
        person.sort_name = name.lstrip(".").casefold()
        delegate = make_delegate(person, number, id=number, delegation_id=1, is_leader=False)
        if name.startswith("."):
            delegate.companion_of_id = next(
                one.id for one in reversed(found) if not one.companion_of_id
            )
        found.append(delegate)
    return found


def names(delegates):
    return [delegate.person.family_name for delegate in delegates]


def sent(delegates):
    return names(delegates_in_order(delegates, AS_SENT, RankingContext(DAY)))


def test_list_of_the_sender_stays_as_it_is_but_companions_follow():
    delegates = party("Olsen", "Berg", ".Wife", "Adams")
    delegates[2].position, delegates[3].position = 4, 3

    assert sent(delegates) == ["Olsen", "Berg", "Wife", "Adams"]


def test_leader_comes_first_and_the_rest_by_alphabet():
    delegates = party("Olsen", "Berg", "Adams", "Young", ".Zimmer")
    choose_leader(delegates[3], True, delegates)

    assert names(delegates_in_order(delegates, LEADER_THEN_ALPHABET, RankingContext(DAY))) == [
        *("Young", "Zimmer", "Adams", "Berg", "Olsen")
    ]


def test_scheme_puts_the_higher_office_first():
    delegates = party("Adams", ".Zimmer", "Olsen")
    senator = make_office("Senator", level=Level.STATE, branch=Branch.LEGISLATIVE)
    delegates[2].person.terms = [make_term(senator)]

    assert names(delegates_in_order(delegates, BY_SCHEME, RankingContext(DAY))) == [
        "Olsen",
        "Adams",
        "Zimmer",
    ]


def test_companion_of_somebody_who_left_stands_alone():
    _, companion, other = party("Berg", ".Wife", "Olsen")

    assert sent([companion, other]) == ["Wife", "Olsen"]


@pytest.mark.parametrize(
    ("moved", "step", "expected"),
    [
        ("Olsen", 1, ["Berg", "Wife", "Son", "Olsen", "Adams"]),
        ("Adams", -1, ["Olsen", "Adams", "Berg", "Wife", "Son"]),
        ("Berg", 1, ["Olsen", "Adams", "Berg", "Wife", "Son"]),
        ("Wife", 1, ["Olsen", "Berg", "Son", "Wife", "Adams"]),
        ("Olsen", -1, ["Olsen", "Berg", "Wife", "Son", "Adams"]),
        ("Wife", -1, ["Olsen", "Berg", "Wife", "Son", "Adams"]),
        ("Son", 1, ["Olsen", "Berg", "Wife", "Son", "Adams"]),
    ],
)
def test_companions_move_with_their_partner_and_never_away(moved, step, expected):
    delegates = party("Olsen", "Berg", ".Wife", ".Son", "Adams")
    delegate = next(one for one in delegates if one.person.family_name == moved)

    move_delegate(delegate, step, delegates)

    assert sent(delegates) == expected
    assert sorted(one.position for one in delegates) == [1, 2, 3, 4, 5]


def test_room_to_move_ends_at_the_first_and_the_last():
    delegates = party("Olsen", "Berg", ".Wife", ".Son")

    assert possible_moves(delegates) == {
        1: (False, True),
        2: (True, False),
        3: (False, True),
        4: (True, False),
    }


def test_there_is_one_leader_at_most():
    one, two = delegates = party("Olsen", "Berg")
    choose_leader(one, True, delegates)

    choose_leader(two, True, delegates)
    assert [delegate.is_leader for delegate in delegates] == [False, True]

    choose_leader(two, False, delegates)
    assert [delegate.is_leader for delegate in delegates] == [False, False]


@pytest.mark.parametrize(
    ("companion", "partner"),
    [("Olsen", "Olsen"), ("Olsen", "Wife"), ("Berg", "Olsen"), ("Olsen", "Elsewhere")],
)
def test_companion_is_neither_oneself_nor_part_of_a_chain(companion, partner):
    delegates = party("Olsen", "Berg", ".Wife", "Elsewhere")
    delegates[3].delegation_id = 2
    found = {delegate.person.family_name: delegate for delegate in delegates}

    with pytest.raises(RuleBroken):
        check_companion(found[companion], found[partner], delegates)


def test_somebody_may_travel_with_somebody():
    one, two, *_ = delegates = party("Olsen", "Berg", "Adams", ".Wife")

    check_companion(one, two, delegates)


@pytest.fixture
def delegation(save):
    """A delegation of three: Olsen, Berg and Adams, in this order."""
    visit = make_visit(slug="lyon")
    people = [make_person("A.", name) for name in ("Olsen", "Berg", "Adams")]
    delegates = [make_delegate(person, number) for number, person in enumerate(people, start=1)]
    return save(make_delegation(visit, delegates=delegates))


def address_of(delegation, *more):
    return "/".join(["/visits/lyon/delegations", str(delegation.id), *map(str, more)])


def listed(page):
    """Return the family names on the page of a delegation, in its order."""
    table = page.text[page.text.index("<tbody") :]
    found = {name: table.find(f"A. {name}<") for name in ("Olsen", "Berg", "Adams", "Young")}
    return sorted((name for name in found if found[name] >= 0), key=found.get)


def test_added_delegation_is_shown(save, organiser, load):
    place, works = make_municipality("Elk River", state="Minnesota"), make_organisation()
    save(make_visit(slug="lyon"), place, works)
    entry = {
        "name_de": "Fachleute",
        "name_en": "Experts",
        "municipality_id": place.id,
        "organisation_id": works.id,
        "ordering": "leader_then_alphabet",
        "lock_version": "0",
    }

    page = organiser.post("/visits/lyon/delegations/add", data=entry, follow_redirects=True)

    assert page.status_code == 200
    assert "Elk River, Minnesota · Public utilities" in page.text
    assert "Nobody is in this delegation yet." in page.text
    [saved] = load(select(Delegation))
    assert {name: getattr(saved, name) for name in entry} == entry | {"lock_version": 1}


@pytest.mark.parametrize(
    ("entry", "field", "sentence"),
    [
        ({"name_de": " "}, "name_de", "Please fill this in."),
        ({"name_en": "x" * 10_000}, "name_en", "Please use at most 200 characters."),
        ({"municipality_id": "4711"}, "municipality_id", "Not a valid choice."),
        ({"ordering": "random"}, "ordering", "Invalid Choice: could not coerce."),
    ],
)
def test_wrong_delegation_is_refused_at_its_field(save, organiser, load, entry, field, sentence):
    save(make_visit(slug="lyon"))
    right = {"name_de": "Fachleute", "ordering": "as_sent", "lock_version": "0"}

    page = organiser.post("/visits/lyon/delegations/add", data=right | entry)

    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert sentence in page.text
    assert load(select(Delegation)) == []


def test_delegation_is_changed_unless_somebody_else_was_faster(delegation, organiser, load):
    entry = {"name_de": "Fachleute", "ordering": "by_scheme", "lock_version": "1"}
    first = organiser.post(address_of(delegation, "edit"), data=entry)

    second = organiser.post(address_of(delegation, "edit"), data=entry | {"name_de": "Gäste"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert load(select(Delegation.name_de)) == ["Fachleute"]


def test_page_lists_delegates_with_their_functions_leader_and_companions(
    save, delegation, organiser
):
    olsen, berg, adams = delegation.delegates
    berg.is_leader, berg.function_de, berg.function_en = True, "Leiter", "Director"
    adams.companion_of_id = olsen.id
    mayor = make_term(make_office("Mayor"), body_en="Lyon", person_id=olsen.person_id)
    save(*delegation.delegates, mayor)

    page = organiser.get(address_of(delegation))

    assert listed(page) == ["Olsen", "Adams", "Berg"]
    assert "Mayor, Lyon" in page.text
    assert "Director" in page.text
    assert page.text.count("Leader</span>") == 1
    assert "Companion of A. Olsen" in page.text


def test_page_shows_the_printed_functions_in_both_languages(save, delegation, organiser):
    olsen, berg, adams = delegation.delegates
    olsen.function_de, olsen.function_en = "Leiterin", "Director"
    berg.function_de = "Wärmewende"
    adams.person.function_de, adams.person.function_en = "Lehrer", "Teacher"
    save(olsen, berg, adams)

    words = text_of(organiser.get(address_of(delegation)))

    assert "A. Olsen EN Director DE Leiterin" in words
    assert "A. Berg EN not translated DE Wärmewende" in words
    assert "A. Adams EN Teacher DE Lehrer" in words


def test_order_is_chosen_on_the_page_which_says_what_each_means(delegation, organiser, load):
    page = organiser.get(address_of(delegation))
    entry = {"ordering": "leader_then_alphabet", "lock_version": "1"}

    answer = organiser.post(address_of(delegation, "order"), data=entry)

    assert "Order: As the sender has ordered it" in text_of(page)
    assert "The leader first, all others by family name." in text_of(page)
    assert answer.headers["Location"] == f"{address_of(delegation)}#order"
    assert listed(organiser.get(address_of(delegation))) == ["Adams", "Berg", "Olsen"]


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        ({"ordering": "random", "lock_version": "1"}, 400),
        ({"lock_version": "1"}, 400),
        ({"ordering": "by_scheme", "lock_version": "7"}, 409),
    ],
)
def test_wrong_order_is_refused(delegation, organiser, load, entry, status):
    assert organiser.post(address_of(delegation, "order"), data=entry).status_code == status
    assert load(select(Delegation.ordering)) == [AS_SENT]


def test_order_by_scheme_is_that_of_the_visit(save, delegation, organiser):
    mayor, senator = make_office("Mayor"), make_office("Senator", level=Level.STATE)
    save(mayor, senator)
    scheme = Scheme(name_de="Umgekehrt", name_en="Reversed")
    entries = [
        SchemeEntry(position=1, office_id=mayor.id),
        SchemeEntry(position=2, office_id=senator.id),
    ]
    version = SchemeVersion(
        scheme=scheme, number=1, as_of=DAY, tie_breakers="since", entries=entries
    )
    olsen, berg, _ = delegation.delegates
    save(
        make_term(senator, person_id=olsen.person_id),
        make_term(mayor, person_id=berg.person_id),
        version,
    )
    delegation.ordering = BY_SCHEME
    save(delegation)

    by_default = listed(organiser.get(address_of(delegation)))
    delegation.visit.scheme_version_id = version.id
    save(delegation.visit)

    assert by_default == ["Olsen", "Berg", "Adams"]
    assert listed(organiser.get(address_of(delegation))) == ["Berg", "Olsen", "Adams"]


def test_page_speaks_german(save, delegation, organiser):
    delegation.delegates[0].is_leader = True
    save(delegation.delegates[0])
    organiser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"

    page = organiser.get(address_of(delegation))

    assert "Wie vom Absender geordnet" in page.text
    assert "Leitung</span>" in page.text
    assert 'aria-label="A. Berg nach oben"' in page.text


def test_delegate_moves_and_the_focus_stays_on_the_button(delegation, organiser):
    *_, adams = delegation.delegates

    answer = organiser.post(address_of(delegation, "move"), data={"up": adams.id})
    assert answer.headers["Location"] == f"{address_of(delegation)}#up-{adams.id}"
    assert listed(organiser.get(address_of(delegation))) == ["Olsen", "Adams", "Berg"]

    answer = organiser.post(address_of(delegation, "move"), data={"up": adams.id})
    assert answer.headers["Location"] == f"{address_of(delegation)}#delegate-{adams.id}"
    assert listed(organiser.get(address_of(delegation))) == ["Adams", "Olsen", "Berg"]


@pytest.mark.parametrize(
    ("values", "status"),
    [({}, 400), ({"up": "4711"}, 404), ({"up": "x"}, 404), ({"sideways": "1"}, 400)],
)
def test_wrong_move_is_refused(delegation, organiser, values, status):
    assert organiser.post(address_of(delegation, "move"), data=values).status_code == status


def test_order_that_is_not_the_senders_has_no_buttons_to_move(save, delegation, organiser):
    delegation.ordering = LEADER_THEN_ALPHABET
    save(delegation)

    page = organiser.get(address_of(delegation))

    assert listed(page) == ["Adams", "Berg", "Olsen"]
    assert 'name="up"' not in page.text


@pytest.mark.parametrize("number", [1, 5])
def test_page_of_a_delegation_asks_the_database_ten_times(save, reader, count_queries, number):
    people = [
        make_person(
            f"P{n}",
            organisation=make_organisation(f"O{n}"),
            terms=[make_term(municipality=make_municipality(f"M{n}"))],
        )
        for n in range(number)
    ]
    delegates = [make_delegate(person, n) for n, person in enumerate(people)]
    visit = make_visit(slug="lyon")
    delegation = save(make_delegation(visit, delegates=delegates))
    events = [make_event(visit=visit) for _ in range(number)]
    save(*(make_guest(one, event, delegation=delegation) for one in people for event in events))

    with count_queries() as queries:
        page = reader.get(address_of(delegation))

    assert page.text.count('id="delegate-') == number
    assert len(queries) == 10


@pytest.mark.parametrize("number", [2, 5])
def test_list_of_delegations_asks_the_database_five_times(save, reader, count_queries, number):
    visit = make_visit(slug="lyon")
    save(
        *(make_delegation(visit, municipality=make_municipality(f"M{n}")) for n in range(number)),
    )

    with count_queries() as queries:
        page = reader.get("/visits/lyon/delegations")

    assert page.text.count('class="tile"') == number
    assert len(queries) == 5


def test_list_without_a_delegation_says_what_to_do(save, organiser, reader):
    save(make_visit(slug="lyon"))

    assert "/visits/lyon/delegations/add" in organiser.get("/visits/lyon/delegations").text
    assert "/visits/lyon/delegations/add" not in reader.get("/visits/lyon/delegations").text


def test_search_finds_people_and_says_who_is_in_the_delegation(save, delegation, organiser):
    save(make_person("A.", "Young"), make_person("A.", "Gone", deleted_at=LONG_AGO))

    page = organiser.get(address_of(delegation, "delegates/add?q=a"))

    assert page.text.count("already in the delegation") == 3
    assert page.text.count('name="person_id"') == 1
    assert "Gone" not in page.text
    nobody = organiser.get(address_of(delegation, "delegates/add?q=nobody"))
    assert "Nobody is found. You can add the person below." in nobody.text


def test_person_of_the_address_book_joins_as_the_last(save, delegation, organiser):
    young = save(make_person("A.", "Young"))

    answer = organiser.post(address_of(delegation, "delegates/add"), data={"person_id": young.id})

    assert answer.status_code == 303
    page = organiser.get(address_of(delegation))
    assert listed(page) == ["Olsen", "Berg", "Adams", "Young"]
    assert "Added: A. Young" in page.text


@pytest.mark.parametrize(
    ("person_id", "sentence"),
    [
        ("{olsen}", "A. Olsen is in this delegation already."),
        ("{deleted}", "Not a valid choice."),
        ("4711", "Not a valid choice."),
        ("99999999999999999999999", "Not a valid choice."),
        ("x", "Invalid Choice: could not coerce."),
        ("", "Please fill this in."),
    ],
)
def test_who_cannot_join_is_refused_at_the_field(
    save, delegation, organiser, load, person_id, sentence
):
    deleted = save(make_person("A.", "Gone", deleted_at=LONG_AGO))
    olsen = delegation.delegates[0].person_id

    page = organiser.post(
        address_of(delegation, "delegates/add"),
        data={"person_id": person_id.format(olsen=olsen, deleted=deleted.id)},
    )

    assert page.status_code == 422
    assert 'id="person_id-error"' in page.text
    assert sentence in page.text
    assert len(load(select(Delegate))) == 3


def test_who_was_taken_out_may_join_again(save, delegation, organiser, load):
    olsen = delegation.delegates[0]
    organiser.post(f"/bin/delegates/{olsen.id}/delete")
    assert listed(organiser.get(address_of(delegation))) == ["Berg", "Adams"]

    organiser.post(address_of(delegation, "delegates/add"), data={"person_id": olsen.person_id})

    assert listed(organiser.get(address_of(delegation))) == ["Berg", "Adams", "Olsen"]


def test_somebody_new_joins_and_is_in_the_address_book(save, delegation, organiser, load):
    works = save(make_organisation())
    entry = {
        "given_name": "A.",
        "family_name": "Young",
        "function_de": "Leiterin",
        "function_en": "",
        "organisation_id": works.id,
    }

    organiser.post(address_of(delegation, "delegates/add"), data=entry)

    page = organiser.get(address_of(delegation))
    assert listed(page) == ["Olsen", "Berg", "Adams", "Young"]
    assert "Leiterin" in page.text
    [person] = load(select(Person).where(Person.family_name == "Young"))
    assert {name: getattr(person, name) for name in entry} == entry


def test_namesake_of_somebody_known_joins_only_when_one_says_so(save, delegation, organiser, load):
    save(make_person("Åsa", "Öztürk"))
    entry = {"given_name": "Asa", "family_name": "Ozturk"}

    question = organiser.post(address_of(delegation, "delegates/add"), data=entry)

    assert question.status_code == 422
    assert "Åsa Öztürk" in question.text
    assert 'id="family_name-error"' in question.text
    assert len(load(select(Delegate))) == 3
    again = organiser.post(
        address_of(delegation, "delegates/add"), data=entry | {"is_another": "y"}
    )
    assert again.status_code == 303
    assert len(load(select(Delegate))) == 4


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"family_name": ""}, "family_name"),
        ({"family_name": "x" * 10_000}, "family_name"),
        ({"function_de": "x" * 10_000}, "function_de"),
        ({"organisation_id": "4711"}, "organisation_id"),
    ],
)
def test_wrong_new_person_is_refused_at_the_field(delegation, organiser, load, entry, field):
    right = {"given_name": "A.", "family_name": "Young"}

    page = organiser.post(address_of(delegation, "delegates/add"), data=right | entry)

    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert len(load(select(Person))) == 3


def delegate_address(delegation, delegate):
    return address_of(delegation, "delegates", delegate.id)


def test_delegate_becomes_the_leader_and_nobody_else_is(save, delegation, organiser, load):
    olsen, berg, _ = delegation.delegates
    olsen.is_leader = True
    save(olsen)

    answer = organiser.post(
        delegate_address(delegation, berg),
        data={"is_leader": "y", "function_en": "Director", "notes": "🎉", "lock_version": "1"},
    )

    assert answer.headers["Location"] == f"{address_of(delegation)}#delegate-{berg.id}"
    saved = load(select(Delegate).order_by(Delegate.id))
    assert [one.is_leader for one in saved] == [False, True, False]
    assert (saved[1].function_en, saved[1].notes) == ("Director", "🎉")


def test_delegate_travels_with_another_of_the_same_delegation(save, delegation, organiser, load):
    olsen, berg, adams = delegation.delegates
    stranger = save(make_delegate(make_person(), delegation=make_delegation()))

    def travel(delegate, partner):
        entry = {"companion_of_id": partner.id, "lock_version": "1"}
        return organiser.post(delegate_address(delegation, delegate), data=entry)

    assert travel(olsen, berg).status_code == 303
    for delegate, partner, sentence in (
        (adams, olsen, "A. Olsen is a companion too: choose their partner."),
        (berg, adams, "A. Berg has companions, so cannot be one."),
        (adams, adams, "Not a valid choice."),
        (adams, stranger, "Not a valid choice."),
    ):
        page = travel(delegate, partner)
        assert page.status_code == 422
        assert 'id="companion_of_id-error"' in page.text
        assert sentence in page.text
    assert [one.companion_of_id for one in load(select(Delegate).order_by(Delegate.id))] == [
        *(berg.id, None, None, None)
    ]


def test_second_editor_of_a_delegate_sees_both_versions(delegation, organiser):
    olsen = delegation.delegates[0]
    entry = {"function_en": "Director", "lock_version": "1"}
    organiser.post(delegate_address(delegation, olsen), data=entry)

    page = organiser.post(delegate_address(delegation, olsen), data=entry | {"function_en": "Head"})

    assert page.status_code == 409
    assert "Director" in page.text
    assert "Head" in page.text


@pytest.mark.parametrize(
    "part", ["", "/edit", "/delegates/add", "/delegates/{delegate}", "/delegates/4711"]
)
def test_delegation_of_another_visit_is_not_found(save, delegation, organiser, part):
    save(make_visit(slug="paris"))
    part = part.format(delegate=delegation.delegates[0].id)

    assert organiser.get(f"/visits/paris/delegations/{delegation.id}{part}").status_code == 404
    if part.endswith("4711"):
        assert organiser.get(address_of(delegation, part.lstrip("/"))).status_code == 404


@pytest.mark.parametrize("part", ["edit", "delegates/add", "delegates/1"])
def test_reader_sees_a_delegation_but_cannot_change_it(delegation, reader, part):
    page = reader.get(address_of(delegation))

    assert page.status_code == 200
    assert "/edit" not in page.text
    assert 'name="up"' not in page.text
    assert reader.get(address_of(delegation, part)).status_code == 403
    assert reader.post(address_of(delegation, "move"), data={"up": "1"}).status_code == 403
