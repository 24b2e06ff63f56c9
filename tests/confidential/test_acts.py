"""Hide a visit, open it again, name users, take over what is left; on both databases."""

import datetime as dt

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from planner.clock import utc_now
from planner.db import session
from planner.models import (
    Audience,
    Event,
    OldSlug,
    Role,
    RoleName,
    User,
    Visit,
    VisitReader,
    VisitTakeover,
)
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.services.programme.confidentiality import (
    dismiss_takeovers,
    name_reader,
    open_visit,
    remove_reader,
    restrict_visit,
    take_over,
)
from planner.services.programme.events import save_event
from planner.services.programme.visits import add_visit, save_visit
from tests.factories import make_event, make_highlight, make_user, make_visit

NOW = dt.datetime(2026, 5, 4, 10, tzinfo=dt.UTC)
TYPED = {
    **{"title_de": "Besuch", "title_en": "", "zone": "Europe/Berlin", "status": "confirmed"},
    **{"first_day": dt.date(2026, 5, 4), "last_day": dt.date(2026, 5, 5), "is_public": False},
}


@pytest.fixture
def app(tidy_app):
    yield tidy_app
    session.rollback()
    for model in (OldSlug, VisitTakeover, VisitReader):
        session.execute(delete(model))
    session.execute(update(Visit).values(in_charge_id=None))
    session.connection().execute(
        delete(Event.__table__), execution_options={"seen_by_calendars": True}
    )
    session.commit()


@pytest.fixture
def user_named(app):
    """Return a function that saves a user with a role."""

    def user_named(name, role=RoleName.ORGANISER, **values):
        user = make_user(name, **values)
        user.roles = [session.scalar(select(Role).where(Role.name == role))]
        session.add(user)
        session.commit()
        return user

    return user_named


@pytest.fixture
def ada(user_named):
    return user_named("Ada")


@pytest.fixture
def bo(user_named):
    return user_named("Bo")


def saved(row):
    session.add(row)
    session.commit()
    return row


def names(visit):
    """Return the names of the users who are named at a visit."""
    found = select(User.name).join(VisitReader, VisitReader.user_id == User.id)
    return sorted(session.scalars(found.where(VisitReader.visit_id == visit.id)))


def restricted(visit, user):
    return restrict_visit(visit, seen=visit.lock_version, user=user, now=NOW)


def test_a_hidden_visit_is_of_who_hid_it_and_who_is_in_charge_and_not_public(app, ada, bo):
    visit = saved(make_visit(is_public=True, in_charge=bo, slug="lyon"))
    feast = saved(make_highlight(visit=visit))
    session.add_all(
        [OldSlug(slug="formerly", visit_id=visit.id), OldSlug(slug="fair", event_id=feast.id)]
    )
    session.commit()

    restricted(visit, ada)

    assert (visit.is_confidential, visit.is_public, names(visit)) == (True, False, ["Ada", "Bo"])
    assert (feast.is_highlight, feast.slug) == (False, None)
    assert "lyon" not in visit.slug
    assert session.scalars(select(OldSlug.slug)).all() == []


def test_it_is_of_all_again_once_it_is_opened_and_nobody_is_named(app, ada):
    visit = saved(make_visit())
    restricted(visit, ada)

    open_visit(visit, seen=visit.lock_version)

    assert (visit.is_confidential, names(visit)) == (False, [])


def test_two_who_change_it_at_once_are_told(app, ada):
    visit = saved(make_visit())
    seen = visit.lock_version
    restricted(visit, ada)

    with pytest.raises(EditConflict):
        open_visit(visit, seen=seen)
    with pytest.raises(EditConflict):
        restrict_visit(visit, seen=seen, user=ada, now=NOW)
    assert visit.is_confidential


def test_no_database_takes_a_visit_that_is_public_and_confidential(app):
    with pytest.raises(IntegrityError):
        saved(make_visit(is_public=True, is_confidential=True))
    session.rollback()


def test_the_rules_say_so_before_the_database_does(app, ada):
    visit = saved(make_visit())
    restricted(visit, ada)

    with pytest.raises(RuleBroken, match="is not shown on a public page"):
        save_visit(visit, TYPED | {"is_public": True}, seen=visit.lock_version)
    with pytest.raises(RuleBroken, match="cannot be a highlight"):
        save_event(
            make_event(visit_id=visit.id),
            {"is_highlight": True, "audience": Audience.PUBLIC, "title_de": "Fest"},
            seen=None,
        )


def test_its_address_stays_whatever_somebody_writes(app, ada):
    visit = saved(make_visit())
    restricted(visit, ada)
    slug = visit.slug

    save_visit(visit, TYPED | {"slug": "lyon"}, seen=visit.lock_version)

    assert visit.slug == slug


def test_a_title_like_that_of_a_confidential_visit_gets_no_number(app, ada):
    hidden = make_visit(title_de="Lyon")
    add_visit(hidden, TYPED | {"title_de": "Lyon", "is_confidential": True}, user=ada, now=NOW)
    shown = add_visit(make_visit(slug=None), TYPED | {"title_de": "Lyon"})

    assert names(hidden) == ["Ada"]
    assert shown.slug == "lyon"


def test_whoever_is_put_in_charge_is_named(app, ada, bo):
    visit = saved(make_visit())
    restricted(visit, ada)

    save_visit(visit, TYPED | {"in_charge_id": bo.id}, seen=visit.lock_version)

    assert names(visit) == ["Ada", "Bo"]


def test_users_are_named_once_and_only_who_may_read_visits(app, ada, bo, user_named):
    visit = saved(make_visit())
    restricted(visit, ada)
    gone, door = user_named("Cy", active=False), user_named("Di", RoleName.DOOR)

    name_reader(visit, bo.id, user=ada, now=NOW)
    name_reader(visit, bo.id, user=ada, now=NOW)

    assert names(visit) == ["Ada", "Bo"]
    for other in (gone.id, door.id, 10**6):
        with pytest.raises(NotFound):
            name_reader(visit, other, user=ada, now=NOW)


def test_the_last_who_can_sign_in_and_the_one_in_charge_stay(app, ada, bo, user_named):
    visit = saved(make_visit(in_charge=bo))
    restricted(visit, ada)
    with pytest.raises(RuleBroken, match="in charge"):
        remove_reader(visit, bo.id)
    visit.in_charge = None
    session.commit()

    remove_reader(visit, bo.id)
    with pytest.raises(NotFound):
        remove_reader(visit, bo.id)
    with pytest.raises(RuleBroken, match="has to stay named"):
        remove_reader(visit, ada.id)
    name_reader(visit, bo.id, user=ada, now=NOW)
    bo.active = False
    session.commit()
    with pytest.raises(RuleBroken, match="has to stay named"):
        remove_reader(visit, ada.id)

    assert names(visit) == ["Ada", "Bo"]


def test_a_visit_is_taken_over_once_nobody_who_is_named_can_sign_in(app, ada, user_named):
    visit = saved(make_visit())
    restricted(visit, ada)
    root = user_named("Root", RoleName.ADMINISTRATOR)
    with pytest.raises(RuleBroken, match="can still sign in"):
        take_over(visit.id, user=root, now=utc_now())
    ada.active = False
    session.commit()

    take_over(visit.id, user=root, now=NOW)

    [taken] = session.scalars(select(VisitTakeover))
    assert (names(visit), taken.user_id, taken.taken_at) == (["Ada", "Root"], root.id, NOW)
    told = dict(session.execute(select(VisitReader.user_id, VisitReader.told_until)).all())
    assert told == {ada.id: 0, root.id: taken.id}
    dismiss_takeovers(ada)
    assert set(session.scalars(select(VisitReader.told_until))) == {taken.id}


def test_a_visit_of_all_or_of_none_is_not_taken_over(app, ada):
    for number in (saved(make_visit()).id, 10**6):
        with pytest.raises(NotFound):
            take_over(number, user=ada, now=NOW)
