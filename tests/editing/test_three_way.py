"""The rules by which two versions of one thing become one."""

from hypothesis import given
from hypothesis import strategies as st

from planner.rules.editing.text_changes import MOST_LINES, lines_of_both, merge_texts
from planner.rules.editing.three_way import Merge, merge_fields, merge_sets

NAMES = ("title", "start", "end", "notes")
FIELDS = st.fixed_dictionaries({name: st.integers(0, 2) for name in NAMES})
LINES = st.lists(st.sampled_from(["", "a", "b", "c", "d", "e"]), max_size=8).map("\n".join)
ITEMS = st.lists(st.integers(0, 6), unique=True)


def test_what_only_one_has_changed_is_kept_from_both():
    base = {"title": "Dinner", "start": "19:00", "notes": ""}

    merge = merge_fields(base, base | {"title": "Gala"}, base | {"start": "20:00"})

    merged = {"title": "Gala", "start": "20:00", "notes": ""}
    assert merge == Merge(merged, mine=("title",), theirs=("start",))


def test_what_both_have_changed_alike_is_no_conflict():
    base, other = {"title": "Dinner"}, {"title": "Gala"}

    assert merge_fields(base, other, other) == Merge(other, alike=("title",))


def test_what_both_have_changed_differently_is_to_choose_and_mine_until_then():
    base = {"title": "Dinner", "start": "19:00"}

    merge = merge_fields(base, base | {"title": "Gala"}, base | {"title": "Feast"})

    assert merge == Merge({"title": "Gala", "start": "19:00"}, conflicts=("title",))


def test_without_a_base_each_field_that_differs_is_to_choose():
    mine, theirs = {"title": "Gala", "start": "19:00"}, {"title": "Feast", "start": "19:00"}

    assert merge_fields(None, mine, theirs) == Merge(mine, conflicts=("title",))


def test_what_holds_the_changes_of_both_is_taken_without_asking():
    merge = merge_fields({"seats": 1}, {"seats": 2}, {"seats": 4}, lambda *_: 5)

    assert merge == Merge({"seats": 5}, blended=("seats",))


@given(FIELDS, FIELDS, FIELDS)
def test_two_random_edits_merge_as_said(base, mine, theirs):
    merge = merge_fields(base, mine, theirs)

    for name in NAMES:
        one, other = mine[name] != base[name], theirs[name] != base[name]
        assert (name in merge.mine) == (one and not other)
        assert (name in merge.theirs) == (other and not one)
        assert (name in merge.alike) == (one and other and mine[name] == theirs[name])
        assert (name in merge.conflicts) == (one and other and mine[name] != theirs[name])
        assert merge.merged[name] == (mine[name] if one else theirs[name])


@given(FIELDS, FIELDS, FIELDS)
def test_who_of_both_comes_second_makes_no_difference_but_in_conflicts(base, mine, theirs):
    one, other = merge_fields(base, mine, theirs), merge_fields(base, theirs, mine)

    assert [set(names) for names in one[1:]] == [
        set(names)
        for names in (other.theirs, other.mine, other.alike, other.blended, other.conflicts)
    ]
    for name in set(NAMES) - set(one.conflicts):
        assert one.merged[name] == other.merged[name]


@given(FIELDS, FIELDS)
def test_who_has_changed_nothing_keeps_what_is_saved(base, theirs):
    assert merge_fields(base, base, theirs).merged == theirs


@given(ITEMS, ITEMS, ITEMS)
def test_members_that_one_adds_or_takes_out_are_so_in_the_end(base, mine, theirs):
    merged = merge_sets(base, mine, theirs)

    assert len(merged) == len(set(merged))
    for item in range(7):
        wanted = [item in one for one in (mine, theirs)]
        changed = [is_in for is_in in wanted if is_in != (item in base)]
        assert (item in merged) == (changed[0] if changed else item in base)


def test_paragraphs_that_one_of_both_has_changed_are_merged():
    base = "Welcome.\n\nTour of the works.\n\nGoodbye."
    mine, theirs = base.replace("Welcome.", "Hello."), base.replace("Goodbye.", "Farewell.\nBus.")

    assert merge_texts(base, mine, theirs) == "Hello.\n\nTour of the works.\n\nFarewell.\nBus."


def test_changes_that_touch_are_not_merged():
    assert merge_texts("a\nb\nc", "x\nb\nc", "a\ny\nc") is None
    assert merge_texts("a\nb", "a\nx\nb", "a\ny\nb") is None
    assert merge_texts("", "mine", "theirs") is None
    assert merge_texts("a\nb\nc", "a\nc", "a\nB\nc") is None


def test_a_text_that_takes_too_long_to_compare_is_to_choose():
    long = "\n".join(map(str, range(MOST_LINES)))

    assert merge_texts(long, f"0\n{long}", f"{long}\n0") is None
    assert lines_of_both(f"0\n{long}", long) == f"0\n{long}"


@given(LINES, LINES)
def test_a_text_that_only_one_has_changed_is_what_that_one_wrote(base, other):
    assert merge_texts(base, other, base) == other
    assert merge_texts(base, base, other) == other


@given(LINES, LINES, LINES)
def test_merged_texts_are_the_same_whoever_comes_second(base, mine, theirs):
    assert merge_texts(base, mine, theirs) == merge_texts(base, theirs, mine)


@given(LINES, LINES)
def test_edits_of_two_parts_of_a_text_are_both_in_it(above, below):
    between = "first line between\nsecond line between"
    base = f"top\n{between}\nbottom"

    merged = merge_texts(
        base, base.replace("top", f"{above}!"), base.replace("bottom", f"{below}?")
    )

    assert merged == f"{above}!\n{between}\n{below}?"


@given(LINES, LINES)
def test_every_line_of_both_is_there_to_write_a_text_anew(mine, theirs):
    lines = lines_of_both(mine, theirs).split("\n")

    assert set(lines) == {*mine.split("\n"), *theirs.split("\n")}
