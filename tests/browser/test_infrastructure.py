"""The checks checked: each passes a good page and finds what is wrong with a bad one."""

import pytest
from flask import Flask, Response, abort, request
from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.checks import (
    check_axe,
    check_focus_visible,
    check_forced_colors,
    check_reflow,
    check_text_spacing,
)
from tests.browser.screens import DARK, DESKTOP, ENGLISH, NO_JAVASCRIPT, PHONE, Screen

GOOD = """<!doctype html><html lang="en"><head><title>Guests</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css"></head><body>
<a class="skip" href="#main">To the content</a>
<header><nav aria-label="Main"><a href="/">Guests</a></nav></header>
<main id="main"><h1>Guests</h1>
<p>Nobody has been invited to the reception in the town hall so far.</p>
<form method="post"><label for="name">Name</label> <input id="name" autocomplete="name">
<label for="day">Day</label> <input type="date" id="day">
<button>Save</button></form>{}</main></body></html>"""
CSS = """
:focus-visible { outline: 3px solid #0b57d0; outline-offset: 2px }
.skip { position: absolute; top: -4rem } .skip:focus { top: 0 }
button, input, a { min-height: 24px; display: inline-block }
.bar { position: sticky; bottom: 0; background: #fff }
.narrow { width: 160px; overflow: hidden; white-space: nowrap }
.wide { width: 60rem } .bare { outline: none !important } .flat { border: 0 }
.cover { position: fixed; inset: 0; background: #fff } .pale { color: #bbb }
.dressed { forced-color-adjust: none; color: #000; background: #fff }
"""


@pytest.fixture
def app():
    """An application of our own small pages, with the policy that pages of the program have."""
    app = Flask(__name__)
    pages = {}
    app.extensions["pages"] = pages
    app.add_url_rule(
        "/page.css", view_func=lambda: Response(CSS, mimetype="text/css"), endpoint="css"
    )
    app.add_url_rule(
        "/page.js",
        view_func=lambda: Response(pages["js"], mimetype="text/javascript"),
        endpoint="js",
    )

    @app.route("/", methods=["GET", "POST"])
    def page():
        return GOOD.format(pages.get("more", "")), 422 if request.method == "POST" else 200

    @app.get("/broken")
    def broken():
        abort(500)

    @app.get("/language")
    def language():
        return GOOD.format(f"<p>{request.accept_languages.best}</p>")

    @app.after_request
    def restrict(response):
        response.headers["Content-Security-Policy"] = "default-src 'self'; img-src 'self' data:"
        return response

    return app


@pytest.fixture
def show(app, page):
    """Return a function that opens the good page with something more in it."""

    def show(more="", js=""):
        app.extensions["pages"].update(more=more, js=js)
        page.goto("/")
        return page

    return show


@pytest.mark.parametrize("page", [DESKTOP, DARK, PHONE], indirect=True, ids=str)
@pytest.mark.parametrize(
    "check",
    [check_axe, check_reflow, check_text_spacing, check_focus_visible, check_forced_colors],
)
def test_a_good_page_passes_on_every_screen(show, check):
    check(show('<div class="bar"><button>Next</button></div>'))


@pytest.mark.parametrize(
    ("check", "more", "message"),
    [
        (check_axe, "<p class=pale>Pale</p>", "color-contrast"),
        (check_axe, "<input>", "label"),
        (check_axe, "<h4>Too deep</h4>", "heading-order"),
        (check_reflow, "<p class=wide>Wide</p>", "the page is"),
        (check_text_spacing, "<p class=narrow>Cut at the end</p>", 'cut off: p.narrow "Cut'),
        (check_text_spacing, "<p class=wide>Wide</p>", "beyond the screen"),
        (check_focus_visible, "<button class=bare>Bare</button>", 'no outline: button.bare "Bare"'),
        (check_focus_visible, "<div class=cover></div>", "covered: button"),
        (check_forced_colors, "<button class=flat>Flat</button>", "no border: button.flat"),
        (check_forced_colors, "<p class=dressed>Black</p>", "own colours: p.dressed"),
    ],
)
def test_each_check_finds_what_is_wrong(show, check, more, message):
    page = show(more)

    with pytest.raises(AssertionError, match=message):
        check(page)


def test_a_page_without_a_skip_link_is_refused(app, page):
    app.add_url_rule("/bare", view_func=lambda: "<!doctype html><title>x</title><button>A</button>")
    page.goto("/bare")

    with pytest.raises(AssertionError, match="the first stop is no skip link: button"):
        check_focus_visible(page)


def test_a_page_that_holds_the_focus_is_refused(show):
    hold = "document.querySelector('.last').onkeydown = event => event.preventDefault()"
    page = show("<button class=last>Last</button><script src=/page.js></script>", hold)

    with pytest.raises(AssertionError, match="Tab does not leave the page"):
        check_focus_visible(page)


def test_checks_leave_the_page_as_it_was(show):
    page = show('<div class="bar"><button>Next</button></div>')
    before = page.content(), page.viewport_size, page.evaluate("document.body.scrollHeight")

    for check in (check_axe, check_reflow, check_text_spacing, check_forced_colors):
        check(page)

    assert before == (
        page.content(),
        page.viewport_size,
        page.evaluate("document.body.scrollHeight"),
    )


@pytest.mark.parametrize(
    ("more", "js", "problem"),
    [
        ("<script src=/page.js></script>", "console.error('no such guest')", "console: no such"),
        ("<script src=/page.js></script>", "throw Error('lost')", "page error: "),
        ("<p style='color: red'>Red</p>", "", "console: Applying inline style violates"),
        ("<script>let a</script>", "", "console: Executing inline script violates"),
        ("<img alt='' src=/missing.png>", "", "console: Failed to load resource"),
        ("<a href=http://127.0.0.2:9/>Elsewhere</a>", "", None),
        ("<iframe title=x src=/broken></iframe>", "", "status 500"),
    ],
)
def test_whatever_no_page_may_do_is_noted(show, problems, more, js, problem):
    page = show(more, js)
    page.evaluate("0")
    noted = list(problems)
    problems.clear()

    assert any(problem in one for one in noted) if problem else noted == []


def test_a_request_to_another_host_is_noted(app, page, problems):
    app.add_url_rule("/away", view_func=lambda: Response(status=303, headers={"Location": "/"}))
    page.goto("/")
    page.context.route("http://elsewhere.example/**", lambda route: route.fulfill(body="hello"))
    page.goto("http://elsewhere.example/")
    noted = list(problems)
    problems.clear()

    assert noted == ["request to another host: http://elsewhere.example/"]


def test_a_refused_form_and_a_missing_page_are_answers(show):
    page = show()
    page.get_by_role("button", name="Save").click()
    answer = page.goto("/nowhere")

    assert answer.status == 404


@pytest.mark.parametrize("page", [NO_JAVASCRIPT], indirect=True, ids=str)
def test_a_screen_without_javascript_runs_none(show):
    page = show("<script src=/page.js></script>", "document.title = 'changed'")

    assert page.title() == "Guests"


@pytest.mark.parametrize(("screen", "code"), [(DESKTOP, "de-DE"), (ENGLISH, "en-US")], ids=str)
def test_a_screen_asks_for_its_language(open_screen, live_server, screen, code):
    page = open_screen(screen, live_server)
    page.goto("/language")

    expect(page.get_by_text(code)).to_be_visible()


def test_screens_differ_in_what_style_sheets_ask_for(open_screen, live_server):
    page = open_screen(Screen("phone", width=390, touch=True, dark=True), live_server)
    page.goto("/")

    for query in ("(width: 390px)", "(pointer: coarse)", "(prefers-color-scheme: dark)"):
        assert page.evaluate("query => matchMedia(query).matches", query)


def test_two_applications_can_be_served_at_once(serve, app, open_screen):
    addresses = [serve(app), serve(app)]

    for address in addresses:
        assert open_screen(DESKTOP, address).goto("/").ok
    assert len(set(addresses)) == 2


def test_a_named_browser_that_does_not_run_is_an_error_in_one_line():
    with pytest.raises(
        chromium.NoChromium, match="CHROMIUM=/bin/false does not run; install"
    ) as no:
        chromium.find({"CHROMIUM": "/bin/false"})

    assert "\n" not in str(no.value)


def test_the_first_browser_on_the_path_that_runs_is_taken(tmp_path):
    for name, answer in {"chromium": "exit 1", "chromium-browser": "echo Chromium 153"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{answer}\n")
        (tmp_path / name).chmod(0o755)

    found = chromium.find({"PATH": str(tmp_path)})

    assert found == (tmp_path / "chromium-browser", {})


def test_without_any_browser_one_line_says_how_to_mend_it(tmp_path):
    lock = '{"packages": {"node_modules/@sparticuz/chromium": {"version": "1.0.0"}}}'
    (tmp_path / "package-lock.json").write_text(lock)

    with pytest.raises(chromium.NoChromium, match="no Chromium on this machine; install Chromium"):
        chromium.find({}, tmp_path)


@pytest.mark.parametrize("search", [{"PATH": "/nowhere"}, {"CHROMIUM": "npm", "PATH": "/bin"}])
def test_the_browser_of_npm_is_taken_where_there_is_no_other_or_it_is_asked_for(tmp_path, search):
    lock = '{"packages": {"node_modules/@sparticuz/chromium": {"version": "1.0.0"}}}'
    (tmp_path / "package-lock.json").write_text(lock)
    home = tmp_path / ".browser" / "1-0-0"
    home.mkdir(parents=True)
    (home / "chromium").touch()

    found = chromium.find(search, tmp_path)

    assert found.path == home / "chromium"
    assert found.environment["FONTCONFIG_PATH"] == str(home / "fonts")
