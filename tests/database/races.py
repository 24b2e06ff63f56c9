"""Acts that begin at the same moment, each in a thread with a connection of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor


def race(app, *acts):
    """Run acts at once; return what each has returned or raised, in their order."""
    start = threading.Barrier(len(acts))

    def run(act):
        with app.app_context():
            start.wait(timeout=30)
            try:
                return act()
            except Exception as raised:
                return raised

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def refusals(outcomes):
    """Return those outcomes of a race that were raised."""
    return [one for one in outcomes if isinstance(one, Exception)]
