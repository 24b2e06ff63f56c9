"""Two hundred who send a head and seven bytes of a body, and keep silent."""

import contextlib
import socket
import statistics
from collections.abc import Sequence

from faults.browsers import Browser
from faults.findings import Finding, Scale, at_most, none_of
from faults.planners import planner_on

SENDERS = 200
POLLS = 200
FEED = "/highlights.ics"
SLOW = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nseven77"


def run(scale: Scale) -> Sequence[Finding]:
    """Poll with and without them."""
    with planner_on("sqlite") as planner, contextlib.ExitStack() as slow:
        planner.start()
        browser = Browser(planner.port)
        etag = browser.ask(FEED).headers["etag"]
        alone = [browser.ask(FEED, If_None_Match=etag) for _ in range(POLLS)]
        for _ in range(SENDERS):
            sender = slow.enter_context(socket.create_connection(("127.0.0.1", planner.port)))
            sender.sendall(SLOW)
        beside = [browser.ask(FEED, If_None_Match=etag) for _ in range(POLLS)]
    before = statistics.median(one.seconds for one in alone) * 1000
    after = statistics.median(one.seconds for one in beside) * 1000
    wrong = [one.status for one in beside if one.status != 304]
    return [
        none_of(f"{SENDERS} slow senders: polls without an answer", wrong, POLLS),
        at_most("median of a poll beside them, against alone", after / before, 2.0, "times"),
        at_most("slowest poll beside them", max(one.seconds for one in beside) * 1000, 500, "ms"),
    ]
