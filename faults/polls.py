"""Programs that poll a feed, in a process of their own: what else is measured holds them up less.

`python -m faults.polls PORT SECONDS ETAG` prints status and seconds of each poll, as JSON.
"""

import json
import subprocess
import sys
import threading
import time

from faults.browsers import Answer, Browser

POLLERS, PAUSE = 16, 0.25
FEED = "/highlights.ics"


def begin(port: int, seconds: float, etag: str) -> subprocess.Popen[str]:
    """Begin to poll."""
    command = [sys.executable, "-m", "faults.polls", str(port), str(seconds), etag]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def heard(process: subprocess.Popen[str]) -> list[Answer]:
    """Return the answers, once all is over."""
    printed, _ = process.communicate()
    return [Answer(status, "", {}, seconds) for status, seconds in json.loads(printed)]


def main(port: str, seconds: str, etag: str) -> None:
    """Poll, and print what was heard."""
    found: list[tuple[int, float]] = []
    deadline = time.monotonic() + float(seconds)

    def poll(delay: float) -> None:
        time.sleep(delay)
        while time.monotonic() < deadline:
            answer = Browser(int(port)).ask(FEED, If_None_Match=etag)
            found.append((answer.status, answer.seconds))
            time.sleep(PAUSE)

    threads = [threading.Thread(target=poll, args=(PAUSE * n / POLLERS,)) for n in range(POLLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
