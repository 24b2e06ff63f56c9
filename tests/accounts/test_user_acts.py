"""Acts on users and their sessions: what they write, and that a refused one writes nothing."""

import datetime as dt

import pytest
from argon2 import PasswordHasher
from sqlalchemy import delete, func, select, update

from planner.db import act, session
from planner.models import KnownDevice, Person, ResetLink, RoleName, SignIn, User, UserSession
from planner.rules import NotFound, RuleBroken
from planner.rules.users import hash_token
from planner.services.accounts import sessions, users
from planner.services.accounts.passwords import hashed_password, password_is_right
from planner.services.accounts.reset_links import make_link
from planner.services.accounts.sign_ins import remember_device
from tests.conftest import PASSWORD
from tests.factories import LONG_AGO, make_person, make_user

NOW = dt.datetime(2026, 5, 4, 8, 0, tzinfo=dt.UTC)
OTHER = "another good passphrase"
BY_FLASK_SECURITY = {  # passwords, and what version 0.2 stored for them
    PASSWORD: "$argon2id$v=19$m=65536,t=3,p=4$NkZoLSVESGktpVTKWWuttQ"
    "$4RRl06oGbKhwVThpxjraAIYil3H6+RL1ksBkEUP2LN0",
    "Grüße ﬁnden wir gut": "$argon2id$v=19$m=65536,t=3,p=4$BWDMGSOkdI5RKgUAIISQcg"
    "$SEsFeKGNzWytBex4wP8/iQX5V1zGnJ1Blw30dEOShLk",
}


@pytest.fixture
def ada(user_with):
    """A reader with the password of all tests."""
    return user_with(RoleName.READER, email="ada@planner.example")


def signed_in(user_id):
    return UserSession(user_id=user_id, token_hash=f"{user_id}", started_at=LONG_AGO, agent="")


def sign_in(password=PASSWORD, email="ada@planner.example"):
    return sessions.begin_session(email, password, agent="Browser " * 100, now=NOW)[:2]


def test_session_begins_with_a_token_of_which_only_the_hash_is_stored(ada, within, load):
    user, token = sign_in(email=" ADA@planner.example")

    [begun] = load(select(UserSession))
    [logged] = load(select(SignIn))
    assert (logged.user_id, logged.at, logged.succeeded) == (ada.id, NOW, True)
    assert (user.id, begun.user_id) == (ada.id, ada.id)
    assert (begun.token_hash, begun.started_at) == (hash_token(token), NOW)
    assert begun.agent == ("Browser " * 100)[:200]


@pytest.mark.parametrize(
    "wrong",
    [{"password": "wrong"}, {"email": "ben@planner.example"}, {"email": "off@planner.example"}],
)
def test_session_does_not_begin_with_what_is_wrong(ada, user_with, within, load, wrong):
    user_with(RoleName.READER, email="off@planner.example", active=False)

    with pytest.raises(RuleBroken, match="E-mail address or password is wrong") as refused:
        sign_in(**wrong)

    assert refused.value.field == "password"
    assert load(select(UserSession)) == []
    assert [one.succeeded for one in load(select(SignIn))] == [False]


@pytest.mark.parametrize("change", [{"password": "changed"}, {"active": False}])
def test_session_does_not_begin_if_the_account_has_changed_while_we_hashed(
    ada, within, load, meanwhile, change
):
    meanwhile(update(User).values(change))

    with pytest.raises(RuleBroken, match="E-mail address or password is wrong"):
        sign_in()

    assert load(select(UserSession)) == []
    assert {name: getattr(load(select(User))[0], name) for name in change} == change


def test_hash_made_under_other_settings_is_made_anew_at_sign_in(app, ada, within, load):
    other = PasswordHasher(time_cost=2, memory_cost=32).hash(PASSWORD)
    with app.extensions["sessionmaker"]() as own:
        own.get_one(User, ada.id).password = other
        own.commit()

    sign_in()

    [kept] = load(select(User.password))
    assert kept != other
    assert not app.extensions["password_hasher"].check_needs_rehash(kept)
    assert sign_in()[0].id == ada.id


@pytest.mark.parametrize(("password", "stored"), BY_FLASK_SECURITY.items())
def test_password_hashed_by_former_versions_goes_on_working(
    user_with, app, within, load, monkeypatch, password, stored
):
    monkeypatch.setitem(app.extensions, "password_hasher", PasswordHasher())
    user = user_with(RoleName.READER, email="ben@planner.example")
    with act("try_it") as own:
        own.get_one(User, user.id).password = stored

    assert sign_in(password, "ben@planner.example")[0].id == user.id
    assert load(select(User.password)) == [stored], "and it is no weaker than what is made now"
    with pytest.raises(RuleBroken):
        sign_in(password + "x", "ben@planner.example")


@pytest.mark.parametrize("stored", ["", "x", "$argon2id$v=19$m=32,t=1,p=4$AAAA"])
def test_what_is_no_hash_opens_nothing(ada, within, stored):
    with act("try_it") as own:
        own.get_one(User, ada.id).password = stored

    with pytest.raises(RuleBroken, match="E-mail address or password is wrong"):
        sign_in()


def pend(user, *, begun=NOW):
    """Begin a pending session, and return its token."""
    with act("pend") as own:
        return sessions.add_session(own, own.get_one(User, user.id), "", begun, is_pending=True)


def test_second_step_makes_a_session_with_another_token_of_the_pending_one(ada, within, load):
    pending = pend(ada)

    token = sessions.complete_session(ada_of(ada), pending, agent="Firefox", now=NOW)

    [begun] = load(select(UserSession))
    assert (begun.token_hash, begun.agent) == (hash_token(token), "Firefox")
    assert (begun.is_pending, token != pending) == (False, True)


def test_pending_session_is_completed_once_in_time_and_by_its_user(ada, user_with, within, load):
    ben, late = user_with(RoleName.READER), NOW + sessions.PENDING_FOR
    pending, full = pend(ada), sign_in()[1]

    for user, token, now in ((ben, pending, NOW), (ada, pending, late), (ada, full, NOW)):
        with pytest.raises(NotFound):
            sessions.complete_session(ada_of(user), token, agent="", now=now)
    sessions.complete_session(ada_of(ada), pending, agent="", now=NOW)
    with pytest.raises(NotFound):
        sessions.complete_session(ada_of(ada), pending, agent="", now=NOW)

    assert [begun.is_pending for begun in load(select(UserSession))] == [False, False]


def test_hash_made_under_the_settings_of_now_is_kept(ada, within, load):
    before = load(select(User.password))

    sign_in()

    assert load(select(User.password)) == before


def test_password_is_the_same_however_a_keyboard_writes_its_letters(user_with, within, load):
    """A Mac sends u and two dots where others send ü; a phone may offer ﬁ for fi."""
    composed, decomposed, plain = "Grüße ﬁnden", "Gru\u0308ße ﬁnden", "Grüße finden"
    user = user_with(RoleName.READER, email="ada@planner.example")

    for kept, typed in ((composed, decomposed), (decomposed, plain), (plain, composed)):
        stored = hashed_password(kept)
        with act("try_it") as own:
            own.get_one(User, user.id).password = stored
        assert sign_in(typed)[0].id == user.id, (kept, typed)

    assert len(load(select(UserSession))) == 3


def test_only_the_session_of_the_token_ends_and_only_ones_own(ada, user_with, within, load):
    ben = user_with(RoleName.READER)
    _, first = sign_in()
    _, second = sign_in()

    sessions.end_session(ben, first)
    assert len(load(select(UserSession))) == 2
    sessions.end_session(ada, first)
    sessions.end_session(ada, "")

    assert load(select(UserSession.token_hash)) == [hash_token(second)]


def test_changed_password_ends_all_sessions_but_the_new_one(ada, within, load):
    user, _ = sign_in()

    token = sessions.change_password(user, PASSWORD, OTHER, agent="", now=NOW)

    assert load(select(UserSession.token_hash)) == [hash_token(token)]
    assert load(select(User.must_change_password)) == [False]
    assert sign_in(OTHER)[0].id == ada.id


def test_password_is_not_changed_by_whoever_does_not_know_it(ada, within, load):
    user, token = sign_in()
    before = load(select(User.password))

    with pytest.raises(RuleBroken, match="This is not your password") as refused:
        sessions.change_password(user, "wrong", OTHER, agent="", now=NOW)

    assert refused.value.field == "current_password"
    assert load(select(User.password)) == before
    assert load(select(UserSession.token_hash)) == [hash_token(token)]


def test_password_is_not_changed_if_it_was_changed_meanwhile(ada, within, load, meanwhile):
    user, token = sign_in()
    meanwhile(update(User).values(password=hashed_password(OTHER)))

    with pytest.raises(RuleBroken, match="This is not your password"):
        sessions.change_password(user, PASSWORD, "a third good passphrase", agent="", now=NOW)

    assert password_is_right(load(select(User))[0], OTHER)
    assert load(select(UserSession.token_hash)) == [hash_token(token)]


def test_added_user_has_a_role_and_must_change_the_password(within, load):
    added = users.add_user("Ben", " BEN@planner.example", RoleName.ASSISTANT, PASSWORD)

    [user] = load(select(User))
    assert (user.id, user.name, user.email) == (added.id, "Ben", "ben@planner.example")
    assert (added.role, user.must_change_password) == (RoleName.ASSISTANT, True)
    assert password_is_right(user, PASSWORD)


def test_address_of_an_account_is_taken(ada, within, load):
    with pytest.raises(RuleBroken, match="There is an account with this e-mail address") as refused:
        users.add_user("Ben", "ADA@planner.example", RoleName.READER, PASSWORD)

    assert refused.value.field == "email"
    assert load(select(func.count(User.id))) == [1]


def test_address_is_taken_within_another_act_too(ada, within, load, slow_acts):
    def add_all(*addresses):
        with act("add_all"):
            for address in addresses:
                users.insert_user("Ben", address, RoleName.READER)

    with pytest.raises(RuleBroken, match="There is an account with this e-mail address"):
        add_all("ben@planner.example", "ada@planner.example")

    assert load(select(func.count(User.id))) == [1]


def test_given_password_ends_sessions_links_and_known_devices(ada, save, within, load):
    save(signed_in(ada.id))
    make_link(ada_of(ada), now=NOW)
    remember_device(ada_of(ada), "", now=NOW)

    users.set_password(ada_of(ada), OTHER)

    assert [load(select(kind)) for kind in (UserSession, ResetLink, KnownDevice)] == [[], [], []]
    [user] = load(select(User))
    assert password_is_right(user, OTHER)


def ada_of(user):
    """Return a user as a view has loaded it."""
    return session.get_one(User, user.id)


def test_saved_user_has_another_name_and_role(ada, within, load):
    users.save_user(ada_of(ada), name="Ada L.", role=RoleName.ORGANISER, active=False)

    [user] = load(select(User))
    assert (user.name, user.active) == ("Ada L.", False)
    assert ada_of(ada).role is RoleName.ORGANISER


def test_last_administrator_is_left_by_another_act_than_the_page(user_with, within, load):
    first, second = user_with(RoleName.ADMINISTRATOR), user_with(RoleName.ADMINISTRATOR)
    users.save_user(ada_of(first), name="First", role=RoleName.READER, active=True)

    with pytest.raises(RuleBroken, match="This is the last administrator") as refused:
        users.save_user(ada_of(second), name="Second", role=RoleName.READER, active=True)

    assert refused.value.field == "role"
    assert load(select(User.name).order_by(User.id)) == ["First", "Ada Lindqvist"]
    assert ada_of(second).role is RoleName.ADMINISTRATOR


def test_account_that_is_switched_off_ends_sessions_links_and_known_devices(
    ada, save, within, load
):
    save(signed_in(ada.id))
    make_link(ada_of(ada), now=NOW)
    remember_device(ada_of(ada), "", now=NOW)

    users.save_user(ada_of(ada), name="Ada", role=RoleName.READER, active=True)
    assert [len(load(select(kind))) for kind in (UserSession, ResetLink, KnownDevice)] == [1, 1, 1]
    users.save_user(ada_of(ada), name="Ada", role=RoleName.READER, active=False)

    assert [load(select(kind)) for kind in (UserSession, ResetLink, KnownDevice)] == [[], [], []]


def test_address_of_an_account_is_changed_to_one_that_no_other_has(ada, user_with, within, load):
    user_with(RoleName.READER, email="ben@planner.example")
    values = {"name": "Ada", "role": RoleName.READER, "active": True}

    with pytest.raises(RuleBroken, match="There is an account with this e-mail") as refused:
        users.save_user(ada_of(ada), email=" BEN@planner.example", **values)
    users.save_user(ada_of(ada), email=" A.Lindqvist@planner.example ", **values)

    assert refused.value.field == "email"
    assert load(select(User.email).order_by(User.id))[0] == "a.lindqvist@planner.example"
    assert sign_in(email="a.lindqvist@planner.example")[0].id == ada.id


def test_account_is_saved_column_by_column(ada, within, load):
    users.save_account(ada_of(ada), {"phone": "+49 1", "language": "de"})

    [user] = load(select(User))
    assert (user.name, user.phone, user.language) == ("Ada Lindqvist", "+49 1", "de")


def test_user_is_linked_with_a_person_and_unlinked(ada, save, within, load):
    person = save(make_person())

    users.link_person(ada_of(ada), person.id)
    assert load(select(User.person_id)) == [person.id]
    users.unlink_person(ada_of(ada))
    assert load(select(User.person_id)) == [None]


def test_person_has_one_account(ada, save, within, load):
    person = save(make_person())
    save(make_user("Ben Groß", person_id=person.id))

    with pytest.raises(RuleBroken, match="This person has an account already"):
        users.link_person(ada_of(ada), person.id)

    assert load(select(User.person_id).order_by(User.id)) == [None, person.id]


def test_nobody_is_linked_with_somebody_in_the_bin_or_nowhere(ada, save, within, load):
    gone = save(make_person(deleted_at=LONG_AGO))

    for person_id in (gone.id, 99):
        with pytest.raises(NotFound):
            users.link_person(ada_of(ada), person_id)

    assert load(select(User.person_id)) == [None]


ACTS = {
    "set_password": lambda user, _: users.set_password(user, OTHER),
    "save_user": lambda user, _: users.save_user(user, name="", role=RoleName.READER, active=True),
    "save_account": lambda user, _: users.save_account(user, {"phone": "+49 1"}),
    "link_person": users.link_person,
    "unlink_person": lambda user, _: users.unlink_person(user),
    "change_password": lambda user, _: sessions.change_password(
        user, PASSWORD, OTHER, agent="", now=NOW
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_acts_on_a_user_who_is_gone_find_nobody(ada, save, within, load, meanwhile, name):
    person, user = save(make_person()), ada_of(ada)
    meanwhile(delete(User).where(User.id == ada.id))

    with pytest.raises(NotFound):
        ACTS[name](user, person.id)

    assert load(select(User)) == []
    assert load(select(Person.id)) == [person.id]
