"""`make audit` never says that all is well when it could not ask."""

import json

import pytest

from tests.house import audit
from tests.house.audit import Answer, answer_of_npm, answer_of_pip, lines, verdict

ASKED = {"name": "flask", "version": "3.1.3", "vulns": []}
FAULTY = {"name": "old", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "alembic", "skip_reason": "Dependency not found on PyPI and could not be ..."}
COUNT = {"dependencies": {"total": 3}}


@pytest.mark.parametrize(
    ("packages", "answer", "code"),
    [
        ([ASKED], Answer(1, (), ()), 0),
        ([ASKED, FAULTY], Answer(2, ("old 1.0: PYSEC-1, mended in 1.1",), ()), 1),
        ([ASKED, SKIPPED], Answer(1, (), ("alembic",)), 2),
        ([FAULTY, SKIPPED], Answer(1, ("old 1.0: PYSEC-1, mended in 1.1",), ("alembic",)), 1),
        ([], Answer(0, (), ("all packages",)), 2),
    ],
)
def test_packages_that_were_skipped_are_no_clean_ones(packages, answer, code):
    found = answer_of_pip(json.dumps({"dependencies": packages, "fixes": []}))

    assert found == answer
    assert verdict([found]) == code


@pytest.mark.parametrize(
    "output", ["", "Traceback", "[]", '{"message": "405 Method Not Allowed", "statusCode": 405}']
)
@pytest.mark.parametrize("answer_of", [answer_of_pip, answer_of_npm])
def test_error_is_no_answer(answer_of, output):
    assert verdict([answer_of(output)]) == 2


@pytest.mark.parametrize(
    ("found", "code"), [({}, 0), ({"ical.js": {"severity": "high", "name": "ical.js"}}, 1)]
)
def test_faults_that_npm_knows_count(found, code):
    answer = answer_of_npm(json.dumps({"vulnerabilities": found, "metadata": COUNT}))

    assert (answer.asked, verdict([answer])) == (3, code)


def test_program_that_is_not_there_has_asked_nobody():
    assert verdict([answer_of_pip(audit.output_of("no-such-program"))]) == 2


def test_what_could_not_be_asked_is_told():
    told = "\n".join(lines("requirements.txt", Answer(1, (), ("a", "b", "c", "d"))))

    assert "1 packages asked about, 0 known faults" in told
    assert "No advisories were reached for a, b, c and 1 more" in told
    assert "is not known" in told
