"""What people see while the database does not answer, and after it."""

import threading
import time
from collections.abc import Callable, Sequence

from faults.browsers import Answer, Browser
from faults.findings import Finding, at_most, none_of
from faults.planners import Planner

MARK = "Typed before the outage"
PUBLIC = ("/", "/highlights.ics", "/en/highlights.ics")
SAVE = "/settings/organisations/add"
CLIENTS = 8


class Outage:
    """People at a planner: what they hear while something is wrong."""

    def __init__(self, planner: Planner, signed_in: Browser) -> None:
        self.planner, self.signed_in = planner, signed_in
        self.typed = signed_in.form(SAVE) | {"name_en": MARK, "state": MARK}
        for path in PUBLIC:  # once before: what is served from memory was there
            Browser(planner.port).ask(path)
        self.public: list[Answer] = []
        self.saves: list[Answer] = []
        self.pages: list[Answer] = []

    def last(self, seconds: float, is_over: Callable[[], bool] = lambda: False) -> None:
        """Let people ask for so long, or until it is over."""
        deadline = time.monotonic() + seconds
        numbers = iter(range(10**6))

        def ask() -> None:
            while time.monotonic() < deadline and not is_over():
                number = next(numbers)
                self.public.append(Browser(self.planner.port).ask(PUBLIC[number % len(PUBLIC)]))
                self.pages.append(self.signed_in.copy().ask("/overview"))
                name = {"name_de": f"{MARK} {number}"}
                self.saves.append(self.signed_in.copy().post(SAVE, self.typed | name))

        threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def back(self, patience: float = 30.0) -> float:
        """Return the seconds until something can be saved again."""
        began = time.monotonic()
        number = 0
        while time.monotonic() - began < patience:
            number += 1
            name = {"name_de": f"After it {number}"}
            if self.signed_in.copy().post(SAVE, self.typed | name).status == 303:
                break
            time.sleep(0.2)
        return time.monotonic() - began

    def findings(self, name: str, longest: float = 12.0) -> Sequence[Finding]:
        """Return what was asked."""
        everything = [*self.public, *self.saves, *self.pages]
        odd = [one.status for one in everything if one.status in {0, 500}]
        unserved = [one.status for one in self.public if one.status != 200]
        refused = [one for one in self.saves if one.status != 303]
        untold = [one.status for one in refused if one.status not in {503, 507}]
        lost = [one.status for one in refused if MARK not in one.text]
        seconds = max(one.seconds for one in everything)
        return [
            none_of(f"{name}: answers of 500, or none", odd, len(everything)),
            none_of(f"{name}: public pages and feeds not served", unserved, len(self.public)),
            none_of(f"{name}: saves refused by another status than 503", untold, len(refused)),
            none_of(f"{name}: typed text lost", lost, len(refused)),
            at_most(f"{name}: slowest answer", seconds, longest, "seconds"),
        ]
