"""The mutations that `make mutants` tries can be made, and whoever tries them tells the truth."""

import ast
from collections import Counter

import pytest

from tests.house import mutants
from tests.house.mutants import MUTANTS, OF_RULES, PROJECT, Mutant, Outcome, WrongMutant

ROSE = Mutant("planner/rose.py", "return 1", "return 2", "test_rose.py")


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: f"{one.where}: {one.text}")
def test_mutation_can_be_made_and_names_tests_that_are_there(mutant):
    name, _, test = mutant.tests.partition("[")[0].partition("::")
    tree = ast.parse((PROJECT / "tests" / name).read_text())

    assert mutants.file_of(mutant, PROJECT).is_file()
    assert mutant.wrong != mutant.text
    assert not test or test in {getattr(node, "name", "") for node in tree.body}


def test_twenty_mutations_are_of_the_rules_and_none_is_there_twice():
    assert len(OF_RULES) >= 20
    assert all(mutant.where.startswith("planner/rules/") for mutant in OF_RULES)
    assert Counter((mutant.where, mutant.text) for mutant in MUTANTS).most_common(1)[0][1] == 1


@pytest.fixture
def project(tmp_path):
    """A program of one function, and tests of which one notices what the function returns."""
    for name, text in (
        ("planner/__init__.py", ""),
        ("planner/rose.py", "def rose():\n    return 1\n\n\ndef tulip():\n    return 3\n"),
        ("tests/__init__.py", ""),
        ("tests/test_rose.py", "from planner.rose import rose\n\n\n"
         "def test_rose():\n    assert rose() == 1\n"),
    ):  # fmt: skip
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "project" / "setup.cfg").write_text(
        "[tool:pytest]\npythonpath = .\nmarkers =\n    browser: one\n    postgres: other\n"
    )
    return tmp_path / "project"


def test_killed_and_surviving_mutations_are_told_apart_and_the_project_stays(project):
    survivor = ROSE._replace(text="return 3", wrong="return 4")
    before = (project / "planner" / "rose.py").read_text()

    mutants.check_green(project, [ROSE, survivor])
    outcomes = [mutants.try_one(one, project) for one in (ROSE, survivor)]

    assert [outcome.is_killed for outcome in outcomes] == [True, False]
    assert (project / "planner" / "rose.py").read_text() == before


def test_tests_that_fail_without_a_mutation_prove_nothing(project):
    (project / "planner" / "rose.py").write_text("def rose():\n    return 10\n")

    with pytest.raises(WrongMutant, match="fail without any mutation"):
        mutants.check_green(project, [ROSE])


@pytest.mark.parametrize(
    ("mutant", "sentence"),
    [
        (ROSE._replace(text="return 7"), "0 times, not once: write this mutation"),
        (ROSE._replace(text="return"), "2 times, not once"),
        (ROSE._replace(where="planner/gone.py"), "0 times, not once"),
        (ROSE._replace(where="planner", text="return"), "2 times, not once"),
        (ROSE._replace(tests="test_gone.py"), "cannot be asked"),
    ],
)
def test_mutation_that_cannot_be_tried_is_an_error_and_not_killed(project, mutant, sentence):
    with pytest.raises(WrongMutant, match=sentence):
        mutants.try_one(mutant, project)


@pytest.mark.parametrize(
    ("killed", "code", "summary"), [(True, 0, "0 of 1 mutations"), (False, 1, "1 of 1 mutations")]
)
def test_survivor_makes_the_command_fail(monkeypatch, capsys, killed, code, summary):
    monkeypatch.setattr(mutants, "MUTANTS", [ROSE])
    monkeypatch.setattr(mutants, "check_green", lambda: None)
    monkeypatch.setattr(mutants, "try_one", lambda mutant: Outcome(mutant, killed, 1.5))

    assert mutants.main() == code
    told = capsys.readouterr().out
    assert ("killed     1.5 s" in told) == killed
    assert ("SURVIVED   1.5 s" in told) != killed
    assert summary in told


def test_mutation_that_is_gone_makes_the_command_fail_with_a_sentence(monkeypatch, capsys):
    def fail():
        raise WrongMutant("write it anew")

    monkeypatch.setattr(mutants, "check_green", fail)

    assert mutants.main() == 2
    assert "write it anew" in capsys.readouterr().err
