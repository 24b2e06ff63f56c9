"""Who writes an entry waits for nobody who has locked a user or a person that it names."""

import threading

import pytest
from sqlalchemy import select

from planner.confidentiality import reading_as
from planner.db import act, session
from planner.models import HistoryEntry, Role, RoleName
from planner.queries.people.people import person_locked
from planner.queries.users import administrators_locked, user_locked
from tests.factories import make_guest, make_user

LOCKS = {
    "user": lambda guest, user: user_locked(user.id),
    "administrators": lambda guest, user: administrators_locked(),
    "person": lambda guest, user: person_locked(guest.person_id),
}


@pytest.mark.parametrize("lock", LOCKS)
def test_entry_is_written_while_somebody_has_locked_whom_it_names(postgres_app, lock):
    with postgres_app.extensions["sessionmaker"](expire_on_commit=False) as other:
        user, guest = make_user(), make_guest()
        roles = {role.name: role for role in other.scalars(select(Role))}
        user.roles = [roles.get(RoleName.ADMINISTRATOR) or Role(name=RoleName.ADMINISTRATOR)]
        other.add_all([user, guest])
        other.commit()

    def seat():
        with postgres_app.app_context(), reading_as(user.id), act("seat") as own:
            own.get_one(type(guest), guest.id).seat = "7"

    thread = threading.Thread(target=seat)
    with act("lock") as own:
        assert own.scalars(LOCKS[lock](guest, user)).all()
        thread.start()
        thread.join(timeout=20)
        is_held_up = thread.is_alive()
    thread.join()

    assert not is_held_up
    [entry] = session.scalars(select(HistoryEntry))
    assert (entry.act, entry.user_id) == ("seat", user.id)
