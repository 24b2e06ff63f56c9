"""What is expected of outputs lies in tests/expected; write it anew with WRITE_EXPECTED=1."""

import io
import os
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

FOLDER = Path(__file__).parent / "expected"

#: Letters that another typesetter smooths otherwise, or sets half a point aside, differ by less
#: than 15 in the mean of a few points; a table that lies a millimeter lower differs by 50.
TOLERANCE = 30


def expect_text(name, text):
    """Compare a text with the expected one."""
    path = FOLDER / name
    if os.environ.get("WRITE_EXPECTED"):
        path.write_text(text)
    assert text == path.read_text(), f"If {name} should look like this now: WRITE_EXPECTED=1"


def expect_picture(name, content):
    """Compare a PNG, gray and a little blurred, with the expected one point by point."""
    path, seen = FOLDER / name, small(content)
    if os.environ.get("WRITE_EXPECTED"):
        path.parent.mkdir(exist_ok=True)
        seen.save(path, optimize=True)
    with Image.open(path) as expected:
        assert seen.size == expected.size, name
        found = difference(seen, expected)
    assert found < TOLERANCE, f"{name} differs by {found}; if it should: WRITE_EXPECTED=1"


def small(content):
    """Return a picture as it is kept: 8 bits of gray, half as wide."""
    with Image.open(io.BytesIO(content)) as picture:
        return picture.convert("L").reduce(2)


def difference(one, other):
    """Return by how much two pictures differ where they differ most, from 0 to 255."""
    blurred = (picture.filter(ImageFilter.BoxBlur(1)) for picture in (one, other))
    return ImageChops.difference(*blurred).getextrema()[1]
