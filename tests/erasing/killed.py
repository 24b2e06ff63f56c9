"""A process that lets others empty the trash and kills each of them, until nothing is left to do.

`python -m tests.erasing.killed` reads settings and a seed, and says how many it has killed.
"""

import datetime as dt
import json
import os
import random
import signal
import sys
import time

from planner import create_app
from planner.services.erasing.nightly import empty_trash


def begin(app, now):
    """Begin to empty the trash in a process of its own; return its number."""
    if pid := os.fork():
        return pid
    with app.app_context():
        empty_trash(now=now, step=lambda: time.sleep(0.002))
    os._exit(0)


def kill_until_done(settings, now, chance):
    """Kill one process after another; return how many died before they were done."""
    app, killed = create_app(settings), 0
    while True:
        pid = begin(app, now)
        time.sleep(chance.uniform(0.01, 0.1 + killed / 50))
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        if os.WIFEXITED(status):
            return killed
        killed += 1


if __name__ == "__main__":
    order = json.load(sys.stdin)
    moment = dt.datetime.fromisoformat(order["now"])
    print(kill_until_done(order["settings"], moment, random.Random(order["seed"])))
