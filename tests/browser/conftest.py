"""Fixtures for tests in a real Chromium; every page is watched for what no page may do."""

import contextlib
import os

import pytest
from playwright.sync_api import Error, expect, sync_playwright

from tests.browser import chromium as chromium_finder
from tests.browser.screens import DESKTOP, PATIENCE, watch
from tests.browser.serving import serving
from tests.requirements import do_without
from tests.routes import copied_database, planner_with_example

FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
)
PROBLEMS = pytest.StashKey[list[list]]()  # each list: what one context of the test did wrong
CONTEXTS = pytest.StashKey[list]()
expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item):
    item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Fail a test that passed, but on a page that did what no page may do."""
    result = yield
    for context in item.stash.get(CONTEXTS, ()):
        for page in context.pages:
            page.evaluate("0")  # what the page has said before has arrived with its answer
    if problems := [problem for noted in item.stash.get(PROBLEMS, ()) for problem in noted]:
        pytest.fail("\n".join(problems), pytrace=False)
    return result


@pytest.fixture(scope="session")
def chromium():
    """A Chromium without pages; without one, tests are skipped unless BROWSER_TESTS=require."""
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(chromium_finder.NODE)
    try:
        found = chromium_finder.find()
    except chromium_finder.NoChromium as missing:
        do_without("browser", missing)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=found.path, env=os.environ | found.environment, args=FLAGS
            )
        except Error as error:
            line = error.message.splitlines()[0]
            do_without("browser", f"{found.path} does not start ({line}); {chromium_finder.MEND}")
        with contextlib.closing(browser):
            yield browser


@pytest.fixture
def serve():
    """Return a function that serves an application until the test ends, and gives its address."""
    with contextlib.ExitStack() as servers:
        yield lambda app: servers.enter_context(serving(app))


@pytest.fixture
def live_server(serve, app):
    """The address of the application of this test."""
    return serve(app)


@pytest.fixture
def problems(request):
    """What the pages of this test did wrong; the test fails if anything is left in it."""
    noted = []
    request.node.stash.setdefault(PROBLEMS, []).append(noted)
    return noted


@pytest.fixture
def open_screen(request, chromium, problems):
    """Return a function that opens an empty page on a screen, for the server at an address."""
    contexts = request.node.stash.setdefault(CONTEXTS, [])

    def open_screen(screen, address):
        context = chromium.new_context(base_url=address, **screen.context_options())
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        watch(context, address, problems)
        return context.new_page()

    yield open_screen
    for context in contexts:
        context.close()


@pytest.fixture
def page(request, open_screen, live_server):
    """An empty page on the desktop, or on the screen that a test is parametrised with."""
    return open_screen(getattr(request, "param", DESKTOP), live_server)


@pytest.fixture
def take_over(live_server):
    """Return a function that gives a page the session of a test client: signed in at once."""

    def take_over(page, client):
        name = client.application.config["SESSION_COOKIE_NAME"]
        value = client.get_cookie(name).value
        page.context.add_cookies([{"name": name, "value": value, "url": live_server}])

    return take_over


@pytest.fixture(scope="module")
def planner_and_cookie(template, tmp_path_factory):
    """A planner with the example, and the cookie of its administrator."""
    app, cookie = planner_with_example(
        copied_database(template, tmp_path_factory.mktemp("example"))
    )
    yield app, cookie
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture(scope="module")
def example(planner_and_cookie):
    """A planner with the example."""
    return planner_and_cookie[0]


@pytest.fixture(scope="module")
def example_address(example):
    """The address at which the example is served."""
    with serving(example) as address:
        yield address


@pytest.fixture(scope="module")
def example_contexts(chromium):
    """Contexts that all tests of a module share, by their screens: style sheets load once."""
    contexts = {}
    yield contexts
    for context, _ in contexts.values():
        context.close()


@pytest.fixture
def open_example(request, chromium, example_contexts, planner_and_cookie, example_address):
    """Return a function that opens a page of the example; its administrator is signed in."""
    app, cookie = planner_and_cookie
    name = app.config["SESSION_COOKIE_NAME"]
    pages = []

    def open_example(screen):
        if screen not in example_contexts:
            context = chromium.new_context(base_url=example_address, **screen.context_options())
            context.set_default_timeout(PATIENCE)
            context.add_cookies([{"name": name, "value": cookie, "url": example_address}])
            watch(context, example_address, noted := [])
            example_contexts[screen] = context, noted
        context, noted = example_contexts[screen]
        noted.clear()
        request.node.stash.setdefault(PROBLEMS, []).append(noted)
        request.node.stash.setdefault(CONTEXTS, []).append(context)
        pages.append(context.new_page())
        return pages[-1]

    yield open_example
    for page in pages:
        page.close()
