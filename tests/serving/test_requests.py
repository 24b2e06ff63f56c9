"""What a request may be: its size and shape, and what the application is told of it."""

import contextlib
import tempfile
import threading
import time

import pytest

from tests.job_runs import wait_until
from tests.serving.clients import QUICK, everything, served

TOO_LARGE = QUICK.body + 1
CHUNKED = (
    b"POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
)


def test_body_that_says_it_is_too_large_is_refused_before_it_comes():
    head = f"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: {TOO_LARGE}\r\n\r\n".encode()
    with served() as server, server.connect(head) as client:
        answer = client.recv(65536)

    assert answer.startswith(b"HTTP/1.1 413")
    assert answer.endswith(b"refused")


def test_body_that_becomes_too_large_is_refused():
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    with served() as server:
        answer = server.raw(CHUNKED + piece * 20 + b"0\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 413")


def test_who_has_sent_too_much_can_still_read_why():
    with served() as server:
        answer = server.ask("/echo", "POST", b"x" * 5 * QUICK.body)

    assert (answer.status, answer.text) == (413, b"refused")


def test_body_without_room_on_the_disk_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with served() as server:
        answers = [server.ask("/echo", "POST", b"x" * size).status for size in (500, 50_000)]

    assert answers == [200, 507]


@pytest.mark.parametrize("size", [0, 1, 1000, 1001, 300_000, QUICK.body])
def test_body_arrives_as_it_was_sent(size):
    body = bytes(range(250)) * (size // 250 + 1)
    with served() as server:
        answer = server.ask("/echo", "POST", body[:size])

    assert (answer.status, answer.text) == (200, body[:size])
    assert answer.headers["X-Length"] == str(size)


def test_body_in_chunks_is_whole_and_has_a_length():
    with served() as server:
        answer = server.raw(CHUNKED + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")

    assert b"x-length: 5\r\n" in answer
    assert answer.endswith(b"abcde")


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /echo HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 50_000,
        b"GET /echo HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 300_000,
        b"GET /" + b"e" * 300_000,
        CHUNKED + b"1\r\nx\r\n" * 50_000,
        CHUNKED + b"1\r\nx\r\n0\r\n" + b"A: b\r\n" * 50_000,
    ],
    ids=["many headers", "long header", "long address", "tiny chunks", "trailers"],
)
def test_head_without_an_end_ends_the_connection(sent):
    with served() as server, server.connect() as client:
        with contextlib.suppress(ConnectionError):
            client.sendall(sent)
        answer = everything(client)

    assert answer[:12] in (b"", b"HTTP/1.1 431")  # nothing, where the client still sends


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nabcd",
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 400 + b"\r\n\r\n",
    ],
    ids=["TLS", "bytes", "two lengths", "length and chunks", "negative", "huge"],
)
def test_what_is_no_request_is_refused_and_the_server_goes_on(sent):
    with served() as server:
        answer = server.raw(sent)
        after = server.ask("/echo")

    assert answer[:12] in (b"", b"HTTP/1.1 400")
    assert after.status == 200


def test_question_about_the_whole_server_reaches_the_application():
    with served() as server:
        answer = server.raw(b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        [environ] = server.application.asked

    assert answer.startswith(b"HTTP/1.1 200")
    assert environ["PATH_INFO"] == "*"


def test_application_is_told_what_was_asked():
    head = (
        b"GET /echo/caf%C3%A9%2Fa?b=%20c HTTP/1.1\r\nHost: planner.example\r\nCookie: a=1\r\n"
        b"Cookie: b=2\r\nX-Forwarded-For: 1.2.3.4\r\nX_Forwarded_For: 6.6.6.6\r\nAccept: a\r\n"
        b"Accept: b\r\nConnection: close\r\n\r\n"
    )
    with served() as server:
        server.raw(head)
        [environ] = server.application.asked

    wanted = {
        "PATH_INFO": "/echo/caf\xc3\xa9/a",
        "QUERY_STRING": "b=%20c",
        "HTTP_HOST": "planner.example",
        "HTTP_COOKIE": "a=1; b=2",
        "HTTP_ACCEPT": "a,b",
        "HTTP_X_FORWARDED_FOR": "1.2.3.4",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
    }
    assert {key: environ[key] for key in wanted} == wanted
    assert "CONTENT_LENGTH" not in environ


def test_pipelined_requests_are_answered_in_their_order():
    one = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n{}\r\n{}"
    sent = "".join(one.format("Connection: close\r\n" if n == 5 else "", n) for n in range(6))
    with served() as server:
        answer = server.raw(sent.encode())

    assert [part[:1] for part in answer.split(b"\r\n\r\n")[1:]] == [b"%d" % n for n in range(6)]


def test_too_many_pipelined_requests_end_the_connection():
    sent = b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n" * 100
    with served() as server:
        server.application.goes_on.clear()
        answer = server.raw(sent)
        server.application.goes_on.set()
        assert server.ask("/echo").status == 200
        assert len(server.application.asked) < 20

    assert answer == b""


def test_old_clients_get_whole_answers_without_chunks():
    with served() as server:
        answer = server.raw(b"GET /stream HTTP/1.0\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")

    assert b"chunked" not in head
    assert b"content-length: 20000000\r\n" in head
    assert body == b"y" * 20_000_000


def test_client_that_waits_for_the_word_is_told_to_go_on():
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    with served() as server, server.connect(head) as client:
        told = client.recv(65536)
        client.sendall(b"abc")
        answer = client.recv(65536)

    assert told == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert answer.endswith(b"abc")


def test_client_that_goes_away_in_the_middle_of_a_body_reaches_no_application():
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"
    with served() as server:
        server.connect(head).close()
        wait_until(lambda: not server.server.server_state.connections, 5)
        assert server.application.asked == []


def test_client_that_went_away_while_all_threads_were_busy_is_not_answered():
    wait = b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"
    with served() as server, contextlib.ExitStack() as open_ones:
        server.application.goes_on.clear()
        for _ in range(QUICK.threads):
            open_ones.enter_context(server.connect(wait))
        wait_until(lambda: len(server.application.asked) == QUICK.threads, 5)
        connections = server.server.server_state.connections
        impatient = [server.connect(b"GET /echo HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(10)]
        wait_until(lambda: len(connections) == QUICK.threads + 10, 5)
        time.sleep(0.2)
        for client in impatient:
            client.close()
        wait_until(lambda: len(connections) == QUICK.threads, 5)
        server.application.goes_on.set()
        assert server.ask("/echo").status == 200
        assert len(server.application.asked) == QUICK.threads + 1


def test_answer_is_given_back_when_its_reader_leaves():
    with served() as server:
        with server.connect(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n") as client:
            client.recv(65536)
        wait_until(lambda: server.application.closed == 1, 5)


def test_question_without_an_answer_body_gets_its_head():
    with served() as server:
        answer = server.raw(b"HEAD /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"\r\n\r\n")
    assert b"content-length: 8000000" in answer


def test_error_of_an_application_is_logged_by_its_name_only(caplog):
    with served() as server:
        answer = server.ask("/broken")

    assert (answer.status, answer.text) == (500, b"Internal Server Error")
    assert "ValueError" in caplog.text
    assert "Lovelace" not in caplog.text


def test_server_that_ends_finishes_what_is_running():
    with served() as server, contextlib.ExitStack() as open_ones:
        server.application.goes_on.clear()
        working = open_ones.enter_context(server.connect(b"GET /wait HTTP/1.0\r\n\r\n"))
        slow = open_ones.enter_context(
            server.connect(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")
        )
        wait_until(lambda: server.application.asked, 5)
        server.server.should_exit = True
        answered = threading.Timer(0.5, server.application.goes_on.set)
        answered.start()
        answers = everything(slow), everything(working)
        server.thread.join(5)

    assert answers[0] == b""
    assert answers[1].startswith(b"HTTP/1.1 200")
    assert not server.thread.is_alive()
