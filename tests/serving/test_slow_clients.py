"""Who sends slowly, reads slowly or says nothing holds up nobody, and goes after a while."""

import contextlib
import threading
from functools import partial

import pytest

from planner.serving.bounds import Lane
from tests.job_runs import wait_until
from tests.serving.clients import QUICK, SLOW_BODY, everything, is_closed, seconds, served


def test_many_bodies_that_never_come_hold_up_nobody_and_are_refused():
    with served() as server, contextlib.ExitStack() as open_ones:
        slow = [open_ones.enter_context(server.connect(SLOW_BODY)) for _ in range(60)]
        times = [seconds(lambda: server.ask("/echo")) for _ in range(20)]
        answers = [everything(one) for one in slow]

    assert max(times) < 0.5
    assert {answer[:12] for answer in answers} == {b"HTTP/1.1 408"}
    assert all(b"connection: close" in answer and b"refused" in answer for answer in answers)


def test_large_bodies_wait_for_each_other_and_nobody_else_for_them():
    large = b"POST /wait HTTP/1.0\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000
    with served() as server, contextlib.ExitStack() as open_ones:
        server.application.goes_on.clear()
        uploads = [open_ones.enter_context(server.connect(large)) for _ in range(8)]
        wait_until(lambda: server.application.asked, 5)
        times = [seconds(lambda: server.ask("/echo", "POST", b"y" * 500)) for _ in range(20)]
        begun = [one["PATH_INFO"] for one in server.application.asked].count("/wait")
        server.application.goes_on.set()
        answers = [everything(one) for one in uploads]

    assert begun == 1
    assert max(times) < 0.5
    assert [answer[-5000:] for answer in answers] == [b"x" * 5000] * 8


def test_addresses_with_threads_of_their_own_hold_up_only_each_other():
    paper = b"GET /wait/guests.pdf HTTP/1.0\r\n\r\n"
    bounds = QUICK._replace(lanes=(Lane((b".ics",), 1), Lane((b".pdf", b".png"), 2)))
    with served(bounds) as server, contextlib.ExitStack() as open_ones:
        server.application.goes_on.clear()
        for _ in range(8):
            open_ones.enter_context(server.connect(paper))
        wait_until(lambda: len(server.application.asked) == 2, 5)
        times = [seconds(partial(server.ask, path)) for path in ("/echo", "/echo/a.ics") * 5]
        begun = [one["PATH_INFO"] for one in server.application.asked].count("/wait/guests.pdf")

    assert begun == 2
    assert max(times) < 0.5


def test_body_that_drips_has_a_deadline_that_each_byte_moves_only_a_little():
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
    with served() as server, server.connect(head) as slow:
        dripping = threading.Event()

        def drip():
            with contextlib.suppress(OSError):
                while not dripping.wait(0.05):
                    slow.sendall(b"drop")

        thread = threading.Thread(target=drip)
        thread.start()
        taken = seconds(lambda: everything(slow))
        dripping.set()
        thread.join()

    assert 0.9 < taken < 5  # the deadline, and what an answer may linger


def test_body_that_comes_fast_enough_is_taken_whatever_it_lasts():
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 24000\r\n\r\n"
    pause = threading.Event()
    with served() as server, server.connect(head) as slow:
        for _ in range(8):
            slow.sendall(b"x" * 3000)
            pause.wait(0.25)
        answer = everything(slow)

    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"x" * 24000)


@pytest.mark.parametrize(
    "sent", [b"", b"\r\n", b"GET / HT", b"GET /echo HTTP/1.1\r\nHost: x\r\nA: "]
)
def test_connection_without_a_whole_head_ends(sent):
    with served() as server, server.connect(sent) as quiet:
        taken = seconds(lambda: everything(quiet))

    assert taken < 4


def test_idle_connection_ends_and_one_that_asks_again_stays():
    with served() as server, server.connect() as idle:
        idle.sendall(b"GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(65536).startswith(b"HTTP/1.1 200")
        threading.Event().wait(0.5)
        idle.sendall(b"GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(65536).startswith(b"HTTP/1.1 200")
        assert seconds(lambda: everything(idle)) < 4


@pytest.mark.parametrize("path", ["/large", "/endless"])
def test_readers_that_do_not_read_hold_no_thread_and_are_gone_after_a_while(path):
    sent = f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    bounds = QUICK._replace(reader_seconds=3)
    with served(bounds) as server, contextlib.ExitStack() as open_ones:
        for _ in range(3 * QUICK.threads):
            open_ones.enter_context(server.connect(sent))
        times = [seconds(lambda: server.ask("/echo")) for _ in range(20)]
        connections = server.server.server_state.connections
        wait_until(lambda: not connections, 10)
        if path == "/endless":
            wait_until(lambda: server.application.closed == 3 * QUICK.threads, 10)

    assert max(times) < 2.0


def test_slow_reader_who_goes_on_reading_gets_everything():
    with served() as server, server.connect(b"GET /stream HTTP/1.0\r\n\r\n") as slow:
        size = 0
        while part := slow.recv(500_000):
            size += len(part)
            threading.Event().wait(0.02)

    assert size > 20_000_000


def test_where_all_connections_are_taken_the_slowest_go():
    bounds = QUICK._replace(connections=20, quiet_seconds=60)
    with served(bounds) as server, contextlib.ExitStack() as open_ones:
        slow = [open_ones.enter_context(server.connect(b"GET /")) for _ in range(30)]
        answer = server.ask("/echo")
        closed = [is_closed(one) for one in slow]

    assert answer.status == 200
    assert closed == [True] * 11 + [False] * 19


def test_who_is_being_answered_stays_when_all_connections_are_taken():
    with served(QUICK._replace(connections=10, quiet_seconds=60)) as server:
        server.application.goes_on.clear()
        working = server.connect(b"GET /wait HTTP/1.0\r\n\r\n")
        wait_until(lambda: server.application.asked, 5)
        with contextlib.ExitStack() as open_ones, working:
            for _ in range(30):
                open_ones.enter_context(server.connect(b"GET /"))
            server.application.goes_on.set()
            answer = everything(working)

    assert answer.startswith(b"HTTP/1.1 200")
