"""Presence and what is new, on SQLite and on PostgreSQL."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from planner.clock import utc_now
from planner.models import Editing, Guest, HistoryEntry, Role, RoleName, UserSession
from planner.rules.users import hash_token
from tests.factories import make_event, make_guest, make_user, make_visit


@pytest.fixture(scope="module")
def dinner(either_app):
    """An event of a visit, with a guest."""
    with either_app.extensions["sessionmaker"](expire_on_commit=False) as session:
        dinner = make_event(visit=make_visit(slug="lyon"))
        session.add(make_guest(event=dinner))
        session.commit()
    return dinner


@pytest.fixture(scope="module")
def browsers(either_app):
    """Two browsers of colleagues."""
    return [browser(either_app, name) for name in ("Svenja Brandt", "Jonas Reuter")]


def browser(app, name):
    """Return a browser in which somebody new is signed in."""
    with app.extensions["sessionmaker"](expire_on_commit=False) as session:
        role = session.scalar(select(Role).where(Role.name == RoleName.ORGANISER))
        user = make_user(name=name, roles=[role])
        session.add(
            UserSession(user=user, token_hash=hash_token(name), started_at=utc_now(), agent="")
        )
        session.commit()
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with client.session_transaction("/overview") as cookie:
        cookie.update(_user_id=str(user.id), token=name, _fresh=True)
    return client


def test_presence_is_noted_once_and_polled(either_app, browsers, dinner):
    svenja, jonas = browsers
    for _ in range(2):
        assert svenja.post(f"/editing/event/{dinner.id}").status_code == 200

    told = jonas.get(f"/polls/editing/event/{dinner.id}.json").json["text"]

    assert "Svenja Brandt, since" in told
    assert svenja.post(f"/editing/event/{dinner.id}/end").status_code == 204
    with either_app.extensions["sessionmaker"]() as session:
        assert len(session.scalars(select(Editing)).all()) == 1


def test_what_is_new_is_told_until_it_is_known(either_app, browsers, dinner):
    svenja, jonas = browsers
    with either_app.extensions["sessionmaker"]() as session:
        guest = session.scalars(select(Guest.id)).one()
    polls = [f"/polls/visits/{dinner.visit_id}/changes.json"]
    polls.append(f"/polls/events/{dinner.id}/changes.json")
    later = (utc_now() + dt.timedelta(seconds=9)).isoformat().replace("+", "%2B")
    reply = f"/visits/lyon/events/{dinner.id}/guests/{guest}/reply?seen=open"

    assert svenja.post(reply, data={"reply": "declined"}).status_code == 303

    with either_app.extensions["sessionmaker"]() as session:
        session.execute(update(HistoryEntry).values(at=utc_now() - dt.timedelta(seconds=5)))
        session.commit()
    for poll in polls:
        news = jonas.get(f"{poll}?after=0")
        assert "Svenja Brandt noted the reply" in news.json["entries"][-1]["text"]
        assert jonas.get(f"{poll}?after={news.headers['Live-Mark']}").status_code == 204
        assert jonas.get(f"{poll}?since={later}").status_code == 204
