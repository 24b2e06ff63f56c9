"""What gets installed is named, hashed and from nowhere in particular."""

import configparser
import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[2]
PYTHON_LOCKS = [f"requirements{part}.txt" for part in ("", "-test", "-build", "-bench", "-audit")]


@pytest.mark.parametrize("name", [*PYTHON_LOCKS, "package-lock.json"])
def test_a_lock_file_names_no_host(name):
    assert "://" not in (PROJECT / name).read_text()


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_requirement_is_pinned_and_has_hashes(name):
    for requirement, hashes in locked(name):
        assert re.fullmatch(r"==[0-9][^*]*", str(requirement.specifier)), requirement
        assert hashes, requirement


def test_every_package_of_npm_has_its_hash():
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]

    assert [name for name in packages if name and not packages[name].get("integrity")] == []


@pytest.mark.parametrize("group", ["dependencies", "devDependencies"])
def test_engine_and_browser_are_locked_as_asked_for(group):
    asked = json.loads((PROJECT / "package.json").read_text())[group]
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]

    assert asked == packages[""][group]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in asked} == asked


def version(requirement):
    """Return name and version of a locked package, on whatever machine it is wanted."""
    return requirement.name, str(requirement.specifier)


@pytest.mark.parametrize(
    "name", ["requirements-test.txt", "requirements-bench.txt", "requirements-audit.txt"]
)
def test_tests_and_benchmarks_run_with_what_the_program_runs_with(name):
    assert {version(one) for one, _ in locked("requirements.txt")} <= {
        version(one) for one, _ in locked(name)
    }


@pytest.mark.parametrize(
    ("name", "section", "option"),
    [
        ("requirements.txt", "options", "install_requires"),
        ("requirements-test.txt", "options.extras_require", "test"),
        ("requirements-bench.txt", "options.extras_require", "bench"),
        ("requirements-audit.txt", "options.extras_require", "audit"),
    ],
)
def test_the_lock_fits_what_setup_cfg_asks_for(name, section, option):
    metadata = configparser.ConfigParser()
    metadata.read(PROJECT / "setup.cfg")
    pins = {canonicalize_name(one.name): str(one.specifier)[2:] for one, _ in locked(name)}

    for line in metadata[section][option].strip().splitlines():
        asked = Requirement(line)
        assert asked.specifier.contains(pins[canonicalize_name(asked.name)]), line


def test_the_build_backend_is_the_locked_one():
    build = tomllib.loads((PROJECT / "pyproject.toml").read_text())["build-system"]

    assert build["requires"] == [str(one) for one, _ in locked("requirements-build.txt")]


def locked(name):
    """Return the requirements of a lock file, each with its hashes."""
    text = (PROJECT / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return [
        (Requirement(line.partition("--hash")[0]), re.findall(r"sha256:[0-9a-f]{64}", line))
        for line in lines
    ]
