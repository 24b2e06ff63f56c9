"""Slugs: made from a title, unique, never reused."""

import pytest

from planner.models import Municipality, Network, OldSlug, Visit
from planner.queries.slugs import slugs_taken
from planner.rules import RuleBroken
from planner.rules.slugs import check_slug, free_slug, slug_of
from tests.factories import make_municipality, make_network, make_visit


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Besuch aus Minnesota", "besuch-aus-minnesota"),
        ("Grüße & Küsse: Straße", "gruesse-und-kuesse-strasse"),
        ("Gru\u0308ße", "gruesse"),
        ("Łódź, Đorđević, Özdemir", "lodz-dordevic-oezdemir"),
        ("  --Tag 1/2--  ", "tag-1-2"),
        ("Elk River’s Café", "elk-rivers-cafe"),
        ("🎉 王小明", "ohne-titel"),
        ("<b>fett</b>", "b-fett-b"),
    ],
)
def test_slug_is_the_title_in_letters_of_an_address(title, slug):
    assert slug_of(title) == slug


def test_long_slug_ends_after_a_whole_word():
    assert slug_of("wort " * 2000) == "-".join(["wort"] * 12)
    assert slug_of("x" * 10_000) == "x" * 60


def test_taken_slug_gets_the_next_number():
    assert free_slug("besuch", []) == "besuch"
    assert free_slug("besuch", ["besuch", "besuch-2", "besuch-4"]) == "besuch-3"


def test_slug_of_a_form_is_never_given():
    assert free_slug("add", []) == "add-2"


@pytest.mark.parametrize("slug", ["", "Besuch", "zwei  worte", "-a", "a--b", "ä", "a/b", "x" * 61])
def test_slug_by_hand_has_letters_digits_and_hyphens(slug):
    with pytest.raises(RuleBroken, match="small letters"):
        check_slug(slug, [])


@pytest.mark.parametrize("slug", ["add", "besuch"])
def test_slug_by_hand_is_free(slug):
    with pytest.raises(RuleBroken, match="has or had"):
        check_slug(slug, ["besuch"])


def test_free_slug_by_hand_is_right():
    assert check_slug("besuch-2027", ["besuch"]) is None


def test_slugs_that_a_kind_has_or_had_are_taken(save, load):
    lyon, paris = make_visit(slug="lyon"), make_visit(slug="paris")
    save(lyon, paris, town := make_municipality(slug="lyon-3"))
    save(OldSlug(slug="lyon-2", visit_id=paris.id), OldSlug(slug="lyon-4", municipality_id=town.id))

    assert set(load(slugs_taken(Visit, "lyon"))) == {"lyon", "lyon-2"}
    assert set(load(slugs_taken(Visit, "lyon", but=paris))) == {"lyon"}
    assert set(load(slugs_taken(Visit, "lyon", but=lyon))) == {"lyon-2"}
    assert set(load(slugs_taken(Municipality, "lyon"))) == {"lyon-3", "lyon-4"}


def test_slug_of_a_network_is_taken_while_it_is_there(save, load):
    network = save(make_network(slug="rivers"), make_network("Seas", slug="seas"))

    assert load(slugs_taken(Network, "riv")) == ["rivers"]
    assert load(slugs_taken(Network, "rivers", but=network)) == []
