"""Each kind of feed has one row in the catalogue."""

from planner.feeds.catalogue import FEEDS, download_kinds, names_for_visit
from planner.models import FeedKind


def test_each_kind_has_one_row():
    assert sorted(one.kind for one in FEEDS) == sorted(FeedKind)


def test_kinds_of_a_visit_in_the_order_of_its_form():
    assert [kind for kind, _ in names_for_visit()] == [
        *(FeedKind.VISIT, FeedKind.GUESTS, FeedKind.PERSON),
        *(FeedKind.TRANSFERS, FeedKind.INTERPRETATION),
    ]


def test_downloads_need_no_person_and_begin_with_that_of_guests():
    assert download_kinds() == [
        *(FeedKind.GUESTS, FeedKind.VISIT, FeedKind.TRANSFERS, FeedKind.INTERPRETATION),
    ]


def test_only_feeds_for_the_office_have_internal_events():
    assert {one.kind for one in FEEDS if one.is_internal} == {FeedKind.VISIT, FeedKind.USER}
