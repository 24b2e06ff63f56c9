"""Ask whether anything that is installed has a known fault; `make audit` runs it.

It ends with 0 if there is none, 1 if there is one, and 2 if that could not be asked for everything:
a machine that reaches no advisories learns nothing, and must not say that all is well.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from planner.machine.paths import CHECKOUT

PYTHON_LOCKS = ("requirements.txt", "requirements-test.txt", "requirements-build.txt")
PIP_AUDIT = (
    *("pip-audit", "--require-hashes", "--disable-pip", "--format", "json"),
    *("--progress-spinner", "off", "--requirement"),
)
NPM_AUDIT = ("npm", "audit", "--json", "--package-lock-only")
SHOWN = 3  # of the packages that could not be asked about
CLEAN, FAULTY, UNASKED = 0, 1, 2


class Answer(NamedTuple):
    """What somebody said of the packages of a lock file."""

    asked: int  # of so many packages they knew something
    faults: tuple[str, ...]  # in a line each
    unasked: tuple[str, ...]  # the names of those of which they could say nothing


def main() -> int:
    """Ask about all lock files, say what was answered, and return the code to end with."""
    answers = {name: answer_of_pip(output_of(*PIP_AUDIT, name)) for name in PYTHON_LOCKS}
    answers["package-lock.json"] = answer_of_npm(output_of(*NPM_AUDIT))
    for name, answer in answers.items():
        print("\n".join(lines(name, answer)))
    return verdict(answers.values())


def output_of(program, *arguments):
    """Return what a program of the virtual environment writes to standard output."""
    path = Path(sys.executable).with_name(program)
    try:
        done = subprocess.run(
            [path, *arguments], cwd=CHECKOUT, capture_output=True, text=True, timeout=300
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def answer_of_pip(output):
    """Return what pip-audit has found out; one that says nothing has asked nobody.

    It calls packages that it could ask nobody about "skipped", and says that all is well.
    """
    try:
        packages = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Answer(0, (), ("all packages",))
    unasked = tuple(one["name"] for one in packages if "skip_reason" in one)
    known = [one for one in packages if "skip_reason" not in one]
    faults = tuple(
        f"{one['name']} {one['version']}: {fault['id']}, mended in "
        f"{', '.join(fault.get('fix_versions') or ['no version yet'])}"
        for one in known
        for fault in one.get("vulns", ())
    )
    return Answer(len(known), faults, unasked if packages else ("all packages",))


def answer_of_npm(output):
    """Return what npm has found out; an error of its server is no answer."""
    try:
        report = json.loads(output)
        found, total = report["vulnerabilities"], report["metadata"]["dependencies"]["total"]
    except (ValueError, KeyError, TypeError):
        return Answer(0, (), ("all packages",))
    return Answer(total, tuple(f"{name}: {one['severity']}" for name, one in found.items()), ())


def lines(name, answer):
    """Yield what to print about a lock file."""
    yield f"{name}: {answer.asked} packages asked about, {len(answer.faults)} known faults."
    yield from (f"  {fault}" for fault in answer.faults)
    if answer.unasked:
        names = ", ".join(answer.unasked[:SHOWN])
        more = len(answer.unasked) - SHOWN
        yield f"  No advisories were reached for {names}{f' and {more} more' if more > 0 else ''}:"
        yield "  whether they have faults is not known."


def verdict(answers):
    """Return the code to end with: faults weigh more than what could not be asked."""
    answers = list(answers)
    if any(answer.faults for answer in answers):
        return FAULTY
    return UNASKED if any(answer.unasked for answer in answers) else CLEAN


if __name__ == "__main__":
    sys.exit(main())
