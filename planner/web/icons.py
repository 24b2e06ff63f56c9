"""Icons: Lucide drawings that pages carry inline, so that no file has to be fetched for them."""

from functools import cache

from lucide import get_icon_list, lucide_icon
from markupsafe import Markup


@cache
def icon(name, size=20):
    """Return the drawing as SVG that screen readers skip: the word beside it says the same."""
    if name not in _names():
        raise LookupError(f"Lucide draws no icon {name!r}.")
    drawing = " ".join(lucide_icon(name, width=size, height=size).split())
    return Markup(drawing.replace("<svg", '<svg aria-hidden="true" focusable="false"', 1))


@cache
def _names():
    return frozenset(get_icon_list())
