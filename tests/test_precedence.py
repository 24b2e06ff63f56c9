"""Precedence: the order of guests, and the sentence that says why."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.languages import translate
from planner.models import Branch, GuestRole, Level
from planner.rules.precedence import Claim, Key, ranked


def claim(id, name="Ada Lindqvist", role=GuestRole.GUEST, **values):
    *given_names, family = name.split()
    sort_name = f"{family}, {' '.join(given_names)}".casefold()
    return Claim(id=id, name=name, sort_name=sort_name, role=role, **values)


def mayor(id, name, since=dt.date(2020, 11, 1), **values):
    office = {"level": Level.MUNICIPAL, "branch": Branch.EXECUTIVE, "since": since}
    return claim(id, name, **office | values)


def order(claims):
    return [(rank.position, rank.claim.id) for rank in ranked(claims)]


def reasons(app, claims, language="en"):
    with app.test_request_context():
        return [translate(rank.reason, language) for rank in ranked(claims)]


def test_guests_of_honour_come_first_then_hosts_then_offices():
    claims = [
        mayor(1, "Edda Minister", level=Level.FEDERAL),
        mayor(2, "Hanna Host", role=GuestRole.HOST),
        claim(3, "Gero Honour", role=GuestRole.GUEST_OF_HONOUR),
    ]

    assert order(claims) == [(1, 3), (2, 2), (3, 1)]


def test_higher_level_goes_before_lower_and_no_office_comes_last():
    claims = [claim(0, "Nora None")] + [
        mayor(number, f"Ada L{number}", level=level)
        for number, level in enumerate(reversed(Level), start=1)
    ]

    assert [id for _, id in order(claims)] == [6, 5, 4, 3, 2, 1, 0]


def test_legislature_goes_before_executive_of_the_same_level():
    minister = mayor(1, "Ada Minister", level=Level.STATE, branch=Branch.EXECUTIVE)
    member = mayor(2, "Zoe Member", level=Level.STATE, branch=Branch.LEGISLATIVE)

    assert order([minister, member]) == [(1, 2), (2, 1)]


def test_longer_in_office_goes_first_and_an_unknown_date_last():
    claims = [
        mayor(1, "Ada Unknown", since=None),
        mayor(2, "Ben Young", since=dt.date(2025, 11, 1)),
        mayor(3, "Cleo Old", since=dt.date(2009, 10, 21)),
    ]

    assert order(claims) == [(1, 3), (2, 2), (3, 1)]


def test_companion_follows_its_partner_and_shares_the_rank():
    claims = [
        mayor(1, "Ada Mayor"),
        claim(2, "Zoe Companion", role=GuestRole.COMPANION, companion_of=1),
        mayor(3, "Ben Mayor", since=dt.date(2024, 1, 1)),
        claim(4, "Abel Companion", role=GuestRole.COMPANION, companion_of=1),
    ]

    assert order(claims) == [(1, 1), (1, 4), (1, 2), (2, 3)]


def test_companion_whose_partner_is_not_on_the_list_ranks_alone():
    claims = [claim(1, "Zoe Companion", companion_of=99), claim(2, "Ada Adler")]

    assert order(claims) == [(1, 2), (2, 1)]


def test_two_who_accompany_each_other_are_both_on_the_list():
    claims = [claim(1, "Zoe", companion_of=2), claim(2, "Ada", companion_of=1)]

    assert order(claims) == [(1, 2), (1, 1)]


@pytest.mark.parametrize(
    ("before", "after", "key", "english", "german"),
    [
        (
            claim(1, role=GuestRole.GUEST_OF_HONOUR),
            claim(2, role=GuestRole.HOST),
            Key.ROLE,
            "Hosts come directly after the guests of honor.",
            "Gastgebende folgen direkt auf die Ehrengäste.",
        ),
        (
            claim(1, role=GuestRole.HOST),
            mayor(2, "Ben Mayor"),
            Key.ROLE,
            "Guests of honor and hosts go before all others.",
            "Ehrengäste und Gastgebende gehen allen anderen vor.",
        ),
        (
            mayor(1, "Ada Member", level=Level.STATE),
            mayor(2, "Ben Mayor"),
            Key.LEVEL,
            "The level of the office decides. First: State level (Ada Member). "
            "Then: Municipal level.",
            "Die Ebene des Amtes entscheidet. Zuerst: Landesebene (Ada Member). "
            "Dann: Kommunale Ebene.",
        ),
        (
            mayor(1, "Ben Mayor"),
            claim(2),
            Key.LEVEL,
            "Holds no office on this day, so comes after those who do.",
            "Hat an diesem Tag kein Amt und steht daher nach denen, die eines haben.",
        ),
        (
            mayor(1, "Ada Chair", branch=Branch.LEGISLATIVE),
            mayor(2, "Ben Mayor"),
            Key.BRANCH,
            "Same level as Ada Chair, so the branch decides. First: Legislature. Then: Executive.",
            "Gleiche Ebene wie Ada Chair, daher entscheidet der Bereich. Zuerst: Legislative. "
            "Dann: Exekutive.",
        ),
        (
            mayor(1, "Zoe Old", since=dt.date(2009, 1, 1)),
            mayor(2, "Ben Mayor"),
            Key.SINCE,
            "Same level and branch as Zoe Old, but later in office.",
            "Gleiche Ebene und gleicher Bereich wie Zoe Old, aber später ins Amt gekommen.",
        ),
        (
            mayor(1, "Zoe Old"),
            mayor(2, "Ben Mayor", since=None),
            Key.SINCE,
            "Same level and branch as Zoe Old, but since when is not recorded.",
            "Gleiche Ebene und gleicher Bereich wie Zoe Old, aber der Beginn der Amtszeit ist "
            "nicht erfasst.",
        ),
        (
            claim(2, "Ada Adler"),
            claim(1, "Ada Baum"),
            Key.NAME,
            "Same rank as Ada Adler, so the alphabet decides.",
            "Gleicher Rang wie Ada Adler, daher entscheidet das Alphabet.",
        ),
        (
            claim(1),
            claim(2),
            Key.ENTRY,
            "Same rank and name as Ada Lindqvist, but entered later.",
            "Gleicher Rang und Name wie Ada Lindqvist, aber später erfasst.",
        ),
        (
            claim(1),
            claim(2, companion_of=1),
            Key.PARTNER,
            "Comes with Ada Lindqvist and shares the rank.",
            "Kommt mit Ada Lindqvist und teilt den Rang.",
        ),
    ],
)
def test_each_neighbour_says_which_key_decided(app, before, after, key, english, german):
    ranks = ranked([after, before])

    assert [rank.claim for rank in ranks] == [before, after]
    assert ranks[1].key is key
    assert reasons(app, [after, before])[1] == english
    assert reasons(app, [after, before], "de")[1] == german


@pytest.mark.parametrize(
    ("first", "sentence"),
    [
        (claim(1, role=GuestRole.GUEST_OF_HONOUR), "Guests of honor come first."),
        (claim(1, role=GuestRole.HOST), "There is no guest of honor, so hosts come first."),
        (mayor(1, "Ben Mayor"), "Holds the highest office on this list."),
        (claim(1), "Nobody on this list holds an office, so the alphabet decides."),
    ],
)
def test_the_first_of_all_has_a_reason_too(app, first, sentence):
    assert reasons(app, [first]) == [sentence]


def test_who_takes_the_place_of_another_says_of_whom(app):
    deputy = mayor(1, "Ben Deputy", in_place_of="Ada Mayor")

    assert reasons(app, [deputy]) == [
        "Takes the place of Ada Mayor. Holds the highest office on this list."
    ]


OFFICES = st.fixed_dictionaries(
    {
        "level": st.sampled_from(Level),
        "branch": st.sampled_from(Branch),
        "since": st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2003, 1, 1)),
    }
)
PEOPLE = st.fixed_dictionaries(
    {
        "id": st.integers(1, 12),
        "name": st.just("Somebody"),
        "sort_name": st.sampled_from(["adler, a", "baum, b", "celik, c"]),
        "role": st.sampled_from(GuestRole),
        "companion_of": st.none() | st.integers(1, 12),
    }
)
CLAIMS = st.lists(
    st.builds(lambda person, office: Claim(**person, **office), PEOPLE, st.just({}) | OFFICES),
    max_size=12,
    unique_by=lambda claim: claim.id,
)


@settings(deadline=None)
@given(CLAIMS, st.randoms())
def test_order_is_total_and_does_not_depend_on_that_of_the_rows(claims, random):
    shuffled = random.sample(claims, len(claims))

    ranks = ranked(claims)

    assert ranked_plainly(shuffled) == [(rank.claim, rank.position, rank.key) for rank in ranks]
    assert sorted(rank.claim.id for rank in ranks) == sorted(claim.id for claim in claims)


def ranked_plainly(claims):
    return [(rank.claim, rank.position, rank.key) for rank in ranked(claims)]


@settings(deadline=None)
@given(CLAIMS)
def test_companions_stand_between_their_partner_and_the_next_rank(claims):
    ranks = ranked(claims)

    for rank in ranks:
        if rank.is_companion:
            party = [other.claim.id for other in ranks if other.position == rank.position]
            partner = party.index(rank.claim.companion_of)
            assert partner < party.index(rank.claim.id)
    assert [rank.position for rank in ranks] == sorted(rank.position for rank in ranks)
    leaders = [rank.position for rank in ranks if not rank.is_companion]
    assert leaders == list(range(1, len(leaders) + 1))
