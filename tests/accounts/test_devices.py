"""Where somebody is signed in, who has tried to, and how long that is kept."""

import datetime as dt

import pytest
from sqlalchemy import event, select, update

from planner.clock import utc_now
from planner.models import KnownDevice, ResetLink, RoleName, SignIn, UserSession
from planner.rules.devices import kind_of_device
from planner.services.accounts import sign_ins
from planner.services.accounts.sign_ins import purge_access, purge_sign_ins, remember_device
from tests.conftest import PASSWORD
from tests.factories import LONG_AGO

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1"
PIXEL = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
MARK = "marker-of-a-stranger"


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (FIREFOX, ("Firefox", "Windows")),
        (EDGE, ("Edge", "Windows")),
        (IPHONE, ("Safari", "iPhone")),
        (PIXEL, ("Chrome", "Android")),
        ("curl/8.5", ("", "")),
        ("", ("", "")),
    ],
)
def test_device_is_told_by_its_kind_alone(agent, kind):
    assert kind_of_device(agent) == kind


def attempt(app, user, password=PASSWORD, agent=FIREFOX):
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    browser.post(
        "/sign-in",
        data={"email": getattr(user, "email", user), "password": password},
        headers={"User-Agent": agent},
    )
    return browser


def test_page_lists_ones_own_devices_and_marks_this_one(app, user_with):
    user, other = user_with(RoleName.READER), user_with(RoleName.READER)
    mine = attempt(app, user)
    attempt(app, user, agent=IPHONE)
    attempt(app, other, agent=PIXEL)

    page = mine.get("/account/devices").text

    assert page.count("Firefox on Windows") == 2, "the session, and the sign-in"
    assert page.count("Safari on iPhone") == 2
    assert "Chrome on Android" not in page
    assert page.index("Firefox on Windows") < page.index("this device")
    assert page.count("this device") == 1
    assert "2 browsers are known as yours." in page


def test_one_device_is_signed_out_or_all_others_and_nobody_elses(app, user_with, load):
    user = user_with(RoleName.READER)
    mine, phone, tablet = (attempt(app, user) for _ in range(3))
    foreign = attempt(app, user_with(RoleName.READER))
    of_phone, of_foreign = load(select(UserSession.id).order_by(UserSession.id))[1::2]

    address = "/account/devices/{}/sign-out"
    assert mine.post(address.format(of_foreign)).status_code == 404
    assert mine.post(address.format(of_phone)).status_code == 303
    assert [one.get("/overview").status_code for one in (mine, phone, tablet)] == [200, 302, 200]
    assert mine.post("/account/devices/sign-out").status_code == 303

    assert [one.get("/overview").status_code for one in (mine, tablet, foreign)] == [200, 302, 200]


def test_own_device_may_be_signed_out_too(app, user_with, load):
    mine = attempt(app, user_with(RoleName.READER))

    mine.post(f"/account/devices/{load(select(UserSession.id))[0]}/sign-out")

    assert mine.get("/overview").status_code == 302


def test_known_devices_are_forgotten(app, user_with, load):
    user, other = user_with(RoleName.READER), user_with(RoleName.READER)
    mine = attempt(app, user)
    attempt(app, other)

    mine.post("/account/devices/forget")

    assert load(select(KnownDevice.user_id)) == [other.id]


def test_only_the_latest_devices_of_a_user_are_known(app, user_with, within, load):
    user = user_with(RoleName.READER)
    for days in range(sign_ins.MOST_DEVICES + 3):
        remember_device(user, "", now=utc_now() + dt.timedelta(days))

    assert len(load(select(KnownDevice))) == sign_ins.MOST_DEVICES
    assert min(load(select(KnownDevice.expires_at))) > utc_now() + dt.timedelta(402)


def test_log_says_who_when_and_on_what_but_nothing_that_a_stranger_typed(
    app, administrator, user_with, load
):
    user = user_with(RoleName.READER, name="Zoë")
    attempt(app, user)
    attempt(app, user, "wrong", agent=f"{MARK} (iPhone) Safari/1")
    attempt(app, f"{MARK}@planner.example", MARK, agent="curl")

    logged = [(one.user_id, one.succeeded, one.browser, one.system) for one in load(select(SignIn))]
    assert logged == [
        (user.id, True, "Firefox", "Windows"),
        (user.id, False, "Safari", "iPhone"),
        (None, False, "", ""),
    ]
    page = administrator.get("/settings/users/sign-ins").text
    assert [page.count(word) for word in ("Zoë", "refused", "unknown address")] == [2, 2, 1]
    own = administrator.get(f"/settings/users/{user.id}/sign-ins").text
    assert own.count("refused") == 1
    assert MARK not in page + own


def test_own_sign_ins_are_shown_to_oneself_alone(app, user_with):
    user = user_with(RoleName.READER)
    attempt(app, user_with(RoleName.READER), "wrong", agent=PIXEL)

    assert "Chrome on Android" not in attempt(app, user).get("/account/devices").text


@pytest.mark.parametrize("number", [1, 5])
def test_pages_of_sign_ins_ask_as_often_for_many_as_for_one(
    app, administrator, user_with, count_queries, number
):
    for _ in range(number):
        attempt(app, user_with(RoleName.READER))

    with count_queries() as queries:
        administrator.get("/settings/users/sign-ins")
    assert len(queries) == 3  # user, count, rows
    with count_queries() as queries:
        administrator.get("/account/devices")
    assert len(queries) == 5  # user, sessions, known devices, count, rows


def test_that_a_browser_is_in_use_is_noted_once(app, reader, load, count_queries):
    with app.extensions["sessionmaker"]() as own:
        own.execute(update(UserSession).values(last_seen_at=LONG_AGO))
        own.commit()

    reader.get("/overview")
    [seen] = load(select(UserSession.last_seen_at))
    assert utc_now() - seen < dt.timedelta(minutes=1)
    with count_queries() as queries:
        reader.get("/overview")

    assert not [query for query in queries if query.startswith("UPDATE")]


def test_page_is_answered_though_that_cannot_be_noted(app, reader, engine, load):
    with app.extensions["sessionmaker"]() as own:
        own.execute(update(UserSession).values(last_seen_at=LONG_AGO))
        own.commit()
    engine.dispose()
    event.listen(engine, "connect", wait_for_nobody)

    with app.extensions["sessionmaker"]() as writer:
        writer.execute(update(UserSession).values(agent="locked"))
        answer = reader.get("/overview")
    event.remove(engine, "connect", wait_for_nobody)

    assert answer.status_code == 200
    assert load(select(UserSession.last_seen_at)) == [LONG_AGO]


def wait_for_nobody(connection, _record):
    connection.execute("PRAGMA busy_timeout=10")


def test_sign_ins_are_kept_for_90_days_and_few_of_strangers(
    app, user_with, within, save, load, monkeypatch
):
    monkeypatch.setattr(sign_ins, "MOST_UNKNOWN", 2)
    user, now = user_with(RoleName.READER), utc_now()

    def tried(days, user_id):
        at = now - dt.timedelta(days)
        return SignIn(user_id=user_id, at=at, succeeded=False, browser="", system="")

    save(*(tried(days, user.id) for days in (89, 90, 91)))
    save(*(tried(days, None) for days in (1, 2, 3, 91)))

    purge_sign_ins(now)

    kept = [(one.user_id, (now - one.at).days) for one in load(select(SignIn))]
    assert sorted(kept, key=str) == [(user.id, 89), (user.id, 90), (None, 1), (None, 2)]


def test_what_is_over_is_deleted(app, user_with, within, save, load):
    user, now = user_with(RoleName.READER), utc_now()
    ago, hours = now - dt.timedelta(seconds=1), dt.timedelta(hours=app.config["SESSION_HOURS"])

    def begun(at, **values):
        return UserSession(user_id=user.id, token_hash=f"{at}{values}", started_at=at, agent="",
                           **values)  # fmt: skip

    known = {"user_id": user.id}
    save(
        *(begun(now - hours), begun(now - hours + dt.timedelta(seconds=1))),
        *(begun(now - dt.timedelta(minutes=m), is_pending=True) for m in (9, 10)),
        *(KnownDevice(token_hash=f"{at}", expires_at=at, **known) for at in (ago, now + hours)),
        ResetLink(token_hash="x", expires_at=ago, **known),
    )

    purge_access(now)

    assert [len(load(select(kind))) for kind in (UserSession, KnownDevice, ResetLink)] == [2, 1, 0]
