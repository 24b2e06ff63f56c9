"""What every screen must pass: axe, reflow, text spacing, visible focus, forced colours."""

import contextlib
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_OPTIONS = {"runOnly": AXE_RULES, "resultTypes": ["violations"], "preload": False}
FIND_VIOLATIONS = "options => axe.run(document, options).then(({violations}) => violations)"
QUESTIONS = Path(__file__).with_name("checks.js").read_text()


def check_axe(page, **options):
    """Find nothing against WCAG 2.0 to 2.2 (A, AA) and best practice.

    Only the rule about locked orientation reads style sheets (preload); they are the same for all
    pages, so that one page is asked with them.
    """
    with _asking(page) as ask:
        ask("unstick")
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(FIND_VIOLATIONS, AXE_OPTIONS | options)
        ask("stick")
    _refuse(
        f"{rule['id']} ({rule['help']}): {', '.join(str(node['target']) for node in rule['nodes'])}"
        for rule in found
    )


def check_reflow(page, width=320):
    """Need no sideways scrolling on a screen of 320 px, which is 1280 px at 400 % (WCAG 1.4.10)."""
    with _asking(page) as ask, _viewport(page, width):
        wide = ask("tooWide", width)
    _refuse(f"beyond {width} px: {what}" for what in wide)


def check_text_spacing(page):
    """Lose no text at 200 % and with WCAG's text spacing (WCAG 1.4.4, 1.4.12)."""
    with _asking(page) as ask, _viewport(page, 1280):
        ask("space")
        wide, cut = ask("tooWide", 1280), ask("cutOff")
        ask("unspace")
    _refuse([f"beyond the screen: {what}" for what in wide] + [f"cut off: {what}" for what in cut])


def check_focus_visible(page):
    """Tab through the page: the skip link first, at each stop an outline that nothing covers."""
    with _asking(page) as ask:
        stops = _stops(page, ask)
    found = [f"no outline: {stop['name']}" for stop in stops if not stop["outlined"]]
    found += [f"covered: {stop['name']}" for stop in stops if stop["covered"]]
    if not stops or not stops[0]["target"]:
        found.append(f"the first stop is no skip link: {stops[0]['name'] if stops else 'none'}")
    _refuse(found)


def check_forced_colors(page):
    """Keep the shape of controls and the outline where the system sets all colours."""
    page.emulate_media(forced_colors="active")
    with _asking(page) as ask:
        found = [f"no border: {what}" for what in ask("withoutBorder")]
        found += [f"own colours: {what}" for what in ask("keptColours")]
        found += [
            f"no outline: {stop['name']}" for stop in _stops(page, ask) if not stop["outlined"]
        ]
    page.emulate_media(forced_colors="none")
    _refuse(found)


def _stops(page, ask):
    """Return where the Tab key stops.

    The first stop and the way out behind the last are walked with the key itself, the stops
    between by moving the focus within the page: a thousand times faster, and nothing is painted.
    """
    ask("toTheTop")
    page.keyboard.press("Tab")
    stops = ask("walk")
    if stops:
        page.keyboard.press("Tab")
        assert ask("stop") in (None, stops[0]), "Tab does not leave the page"
    return stops


@contextlib.contextmanager
def _asking(page):
    """Give a function that calls one of the questions by name."""
    questions = page.evaluate_handle(QUESTIONS)
    yield lambda name, *values: questions.evaluate(
        f"(questions, values) => questions.{name}(...values)", values
    )
    questions.dispose()


@contextlib.contextmanager
def _viewport(page, width):
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": before["height"]})
    yield
    page.set_viewport_size(before)


def _refuse(found):
    if found := list(found):
        raise AssertionError("\n".join(found))
