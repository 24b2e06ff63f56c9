"""Run the fast tests on every supported Python that this machine has: `make pythons`.

Each gets a virtual environment of its own, .venv-3.12 for one, made anew and from the lock files.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from planner.machine.paths import CHECKOUT

SUPPORTED = ("3.11", "3.12", "3.13", "3.14")  # 3.15 is added when it is out
FAST = "not browser and not postgres and not served"
HASHED = ("install", "-qq", "--require-hashes", "--no-deps", "--only-binary", ":all:")
VERSION = "import ensurepip, sys; print('%d.%d' % sys.version_info[:2])"


def candidates() -> Iterator[Path | str]:
    """Yield what may be a Python: on the path, those of pyenv, and those that uv knows."""
    yield from filter(None, (shutil.which(f"python{version}") for version in SUPPORTED))
    home = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from sorted(home.glob("versions/*/bin/python3"))
    command = [Path(sys.executable).with_name("uv"), "python", "list", "--only-installed"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    yield from re.findall(r"^cpython-\S+ +(\S+)", listed, re.M)


def version_of(python: Path | str) -> str | None:
    """Return the version of a Python, such as 3.12; None if it makes no virtual environments."""
    try:
        asked = subprocess.run([python, "-c", VERSION], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):  # pyenv has stand-ins that only complain
        return None
    return asked.stdout.strip()


def pythons() -> dict[str, Path | str]:
    """Return the first Python of each supported version that is found."""
    found: dict[str, Path | str] = {}
    for python in candidates():
        version = version_of(python)
        if version in SUPPORTED:
            found.setdefault(version, python)
    return dict(sorted(found.items(), key=lambda one: SUPPORTED.index(one[0])))


def tested(python: Path | str, version: str, arguments: list[str]) -> str:
    """Run the tests on a Python; return what came of it in a word or two."""
    folder = CHECKOUT / f".venv-{version}"
    own = folder / "bin" / "python"
    install = [own, "-m", "pip", *HASHED]
    steps = (
        ("no environment", [python, "-m", "venv", "--clear", folder]),
        ("not installed", [*install, "-r", "requirements-build.txt"]),
        ("not installed", [*install, "-r", "requirements-test.txt"]),
        ("failed", [own, "-m", "pytest", "-q", "-m", FAST, *arguments]),
    )
    print(f"--- Python {version}: {python}", flush=True)
    for trouble, command in steps:
        if subprocess.run(command, cwd=CHECKOUT, check=False).returncode:
            return trouble
    return "passed"


def main(arguments: list[str]) -> int:
    """Test on all that are found; what came of each stands in the last lines."""
    found = pythons()
    results = {version: tested(python, version, arguments) for version, python in found.items()}
    print("---")
    for version in SUPPORTED:
        print(f"Python {version}: {results.get(version, 'not on this machine')}")
    if len(found) < 2:
        print("That is one Python at most: what others would say is not known.")
    return int(set(results.values()) != {"passed"})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["-n", "3", "--dist", "loadscope", "--no-loadscope-reorder"]))
