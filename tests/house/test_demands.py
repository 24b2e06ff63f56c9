"""Every demand on feeds, and every statement of acceptance, has tests named after it that can fail.

Whether a test is right nobody can tell by its text; whether it speaks of what is demanded, asserts
something and is not skipped, one can.
"""

import ast
import re
from pathlib import Path

import pytest

from tests.house import asserting
from tests.house.demands import OF_FEEDS, OF_GUESTS

TESTS = Path(__file__).parents[1]
OF_FEEDS_TOO = ("test_feed", "test_subscri", "test_log")  # how modules about feeds are called
NUMBERS = re.compile(r"^test_((?:[a-z]\d\d_)+)")
SILENT = {  # words that tell nothing
    *(
        "all",
        "also",
        "and",
        "are",
        "but",
        "each",
        "event",
        "events",
        "feed",
        "feeds",
        "for",
        "from",
    ),
    *("has", "have", "her", "his", "into", "its", "not", "one", "only", "test", "that", "the"),
    *("this", "was", "what", "when", "which", "who", "with", "without"),
}


def demands_of(name):
    """Return the numbers that a test is named after."""
    found = NUMBERS.match(name)
    return found[1].strip("_").split("_") if found else []


def stems(text):
    """Return how the words of a text that tell something begin."""
    return {word[:4] for word in re.findall(r"[a-z]{3,}", text.lower()) if word not in SILENT}


def is_about_feeds(path):
    return path.name.startswith(OF_FEEDS_TOO)


def named_in(source, sentences, knows_all):
    """Return the tests of a module that are named after demands; after any if it knows all."""
    return [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        and demands_of(node.name)
        and (knows_all or sentences.keys() & set(demands_of(node.name)))
    ]


def faults(source, sentences, knows_all=True):
    """Return what is wrong with the tests of a module that are named after demands."""
    module, found = asserting.Module(source), []
    for test in named_in(source, sentences, knows_all):
        said = stems(f"{test.name} {ast.get_docstring(test) or ''}")
        for number in demands_of(test.name):
            if number not in sentences:
                found.append(f"{test.name}: no demand has this number")
            elif not stems(sentences[number]) & said:
                found.append(f"{test.name}: does not speak of “{sentences[number]}”")
        found += [f"{test.name}: {fault}" for fault in asserting.faults(test, module)]
    return found


def modules():
    """Return the modules that have tests named after demands, and the sentences of those."""
    found = {}
    for path in sorted(TESTS.glob("*/test_*.py")):
        sentences = OF_FEEDS if is_about_feeds(path) else OF_GUESTS
        if named_in(path.read_text(), sentences, is_about_feeds(path)):
            found[path] = sentences
    return found


MODULES = modules()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_what_is_named_after_a_demand_speaks_of_it_and_can_fail(path):
    assert faults(path.read_text(), MODULES[path], is_about_feeds(path)) == []


def items_of(path, session):
    """Return the tests of a module that pytest finds, each with its parameters."""
    return pytest.Module.from_parent(session, path=path).collect()


def demands_that_run(items):
    """Return the demands with a test that is neither skipped nor expected to fail."""
    return {
        number
        for item in items
        if not any(next(item.iter_markers(name), None) for name in ("skip", "skipif", "xfail"))
        for number in demands_of(item.originalname)
    }


@pytest.mark.parametrize("sentences", [OF_FEEDS, OF_GUESTS], ids=["feeds", "guests"])
def test_every_demand_has_a_test_that_runs(sentences, request):
    paths = [path for path, spoken in MODULES.items() if spoken is sentences]
    items = [item for path in paths for item in items_of(path, request.session)]

    assert sentences.keys() - demands_that_run(items) == set()


GOOD = """
def test_z01_a_rose_is_a_rose(client):
    assert client.get("/rose").text == "rose"


def check(answer):
    assert answer.text == "rose"


def test_z01_rose_that_a_helper_checks(client):
    check(client.get("/rose"))


class Rose:
    def check(self):
        assert self.colour == "red"


def test_z01_rose_that_is_checked_by_a_method(rose):
    rose.check()


def test_z01_name_says_little(client):
    '''A rose stays what it is.'''
    with pytest.raises(ValueError):
        client.get("/thorn")
"""


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("def test_z01_a_rose(client):\n    client.get('/rose')", "asserts nothing"),
        ("def test_z01_a_rose(client):\n    client.get('/')\n    assert True", "asserts nothing"),
        ("def test_z01_a_rose(client):\n    client.get('/')\n    assert 1 == 1", "asserts nothing"),
        ("def test_z01_a_rose(client):\n    pass", "does nothing"),
        ("def test_z01_a_rose(rose):\n    assert rose", "does nothing"),
        (
            "def test_z01_a_rose(rose):\n    with pytest.raises(OSError):\n        rose",
            "does nothing",
        ),
        ("def test_z01_a_tulip(client):\n    assert client.get('/')", "does not speak of"),
        ("def test_z02_a_rose(client):\n    assert client.get('/')", "no demand has this number"),
        (
            "def see(it):\n    print(it)\n\n\ndef test_z01_a_rose(client):\n    see(client)",
            "asserts nothing",
        ),
    ],
)
def test_faults_are_found(body, fault):
    sentences = {"z01": "A rose is a rose."}

    assert faults(GOOD, sentences) == []
    assert fault in "\n".join(faults(body, sentences))


def test_what_is_skipped_or_has_no_parameters_does_not_run(request, tmp_path):
    path = tmp_path / "test_of_marks.py"
    path.write_text(
        "import pytest\n\n\n"
        "def test_z01_runs(): pass\n\n\n"
        "@pytest.mark.skip\ndef test_z03_is_skipped(): pass\n\n\n"
        "@pytest.mark.skipif(True, reason='x')\ndef test_z04_is_skipped(): pass\n\n\n"
        "@pytest.mark.xfail(strict=True, reason='x')\ndef test_z05_fails(): pass\n\n\n"
        "@pytest.mark.parametrize('one', [1])\ndef test_z06_runs(one): pass\n\n\n"
        "@pytest.mark.parametrize('one', [pytest.param(1, marks=pytest.mark.skip)])\n"
        "def test_z07_is_skipped(one): pass\n\n\n"
        "def test_z08_is_hidden(): pass\n\n\ntest_z08_is_hidden = None\n"
    )

    assert demands_that_run(items_of(path, request.session)) == {"z01", "z06"}
