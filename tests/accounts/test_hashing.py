"""Hashing of passwords: never within an act, and never by more than a few at once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher

from planner.commands import first_run
from planner.db import act, is_acting
from planner.models import RoleName, User
from planner.services.accounts.passwords import (
    HashedInAct,
    HashingBusy,
    HashingQueue,
    hashed_password,
    password_is_right,
)
from tests.conftest import PASSWORD

OTHER = "another good passphrase"


def test_password_is_never_hashed_within_an_act(within):
    for hashes in (
        lambda: hashed_password(PASSWORD),
        lambda: password_is_right(None, PASSWORD),
        lambda: password_is_right(User(password="x", active=True), PASSWORD),
    ):
        with pytest.raises(HashedInAct), act("try_it"):
            hashes()


class NotingHasher(PasswordHasher):
    """A hasher that notes whether an act was open."""

    def __init__(self, noted):
        super().__init__(time_cost=1, memory_cost=32)
        self.noted = noted

    def hash(self, password, *, salt=None):
        self.noted.append(is_acting())
        return super().hash(password, salt=salt)

    def verify(self, hash, password):
        self.noted.append(is_acting())
        return super().verify(hash, password)


def test_no_door_hashes_while_others_wait_for_the_lock(app, user_with, sign_in, monkeypatch):
    noted = []
    monkeypatch.setitem(app.extensions, "password_hasher", NotingHasher(noted))
    user, browser, client = user_with(RoleName.READER), sign_in(RoleName.READER), app.test_client()
    run = app.test_cli_runner()
    choice = {"new_password": OTHER, "new_password_again": OTHER}

    client.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    client.post("/sign-in", data={"email": "nobody", "password": PASSWORD})
    browser.post("/account/password", data=choice | {"current_password": PASSWORD})
    link = run.invoke(args=["user", "link", user.email]).output.strip()
    client.post(link.removeprefix("https://planner.example"), data=choice)
    piped = ["--password-stdin"]
    run.invoke(args=["user", "set-password", user.email, *piped], input="lively otter swims\n")
    added = ["user", "add", "new@planner.example", "--role", "reader", *piped]
    run.invoke(args=added, input="lively otter swims\n")
    with app.app_context():
        first_run.add_first_rows("bababa-dedede-dididi-dododo")

    assert noted == [False] * 9


def test_so_many_hash_at_once_so_many_wait_and_the_rest_come_again():
    queue, running, most, hold = HashingQueue(2, 2, 5.0), [], [], threading.Event()

    def work():
        try:
            with queue.turn():
                running.append(1)
                most.append(len(running))
                hold.wait(5)
                running.pop()
        except HashingBusy:
            return "busy"
        return "done"

    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(work) for _ in range(7)]
        until = time.monotonic() + 5
        while sum(job.done() for job in jobs) < 3 and time.monotonic() < until:
            time.sleep(0.01)
        hold.set()
        results = [job.result() for job in jobs]

    assert sorted(results) == ["busy"] * 3 + ["done"] * 4
    assert max(most) == 2


def test_who_waits_too_long_is_told_so():
    queue = HashingQueue(1, 1, 0.05)

    with queue.turn(), ThreadPoolExecutor(1) as pool:

        def wait():
            with queue.turn():
                pass

        assert isinstance(pool.submit(wait).exception(5), HashingBusy)
    with queue.turn():
        pass  # there is room again


@pytest.mark.parametrize("address", ["/sign-in", "/account/password"])
def test_page_says_that_many_sign_in_and_keeps_what_was_typed(app, reader, monkeypatch, address):
    monkeypatch.setitem(app.extensions, "hashing_queue", HashingQueue(1, 0, 0.05))
    entry = {"email": "ada@planner.example", "password": PASSWORD, "current_password": PASSWORD}
    entry |= {"new_password": OTHER, "new_password_again": OTHER}

    with app.extensions["hashing_queue"].turn():
        answer = reader.post(address, data=entry)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "Many people are signing in just now." in answer.text
    assert PASSWORD not in answer.text
    assert OTHER not in answer.text
    assert ('value="ada@planner.example"' in answer.text) == (address == "/sign-in")
