"""Find the lines of templates, scripts and styles that are too long to be read at one glance."""

import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[2]
LONGEST = 120
PLACES = ("templates/**/*.*", "planner/static/*.js", "planner/static/*.css")


def too_long(project: Path) -> Iterator[str]:
    """Yield "file:line: length" of each line with more characters than the house rule allows."""
    for path in sorted(path for place in PLACES for path in project.glob(place) if path.is_file()):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if len(line) > LONGEST:
                name = path.relative_to(project).as_posix()
                yield f"{name}:{number}: {len(line)} characters, at most {LONGEST}"


if __name__ == "__main__":
    sys.exit("\n".join(too_long(PROJECT)) or None)
