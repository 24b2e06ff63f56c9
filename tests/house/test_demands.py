"""Every demand on feeds, and every statement of acceptance, has a test named after it."""

import re
from pathlib import Path

import pytest

DEMANDS = {  # i12 waits for the mails
    *("c09", "c10", "c11", "e01", "e04", "e10", "e16", "e17", "e18", "t11", "t12"),
    *("r01", "r02", "r03", "r04", "r05", "r06", "r07", "r08", "r09"),
    *("h05", "h06", "h17", "h18", "h19", "h20"),
    *("s01", "s02", "s05", "s06", "s07", "s08", "s09", "s10", "p03", "p04", "p05", "p06"),
}
FILES = "feed", "subscri", "log"
ACCEPTED = {  # of names, offices, forms of address, precedence, representation and merges
    *("t01", "t02", "t03", "t04", "t05", "t08", "t09", "t10", "t23"),
}
NAMED = re.compile(r"^def test_((?:[a-z]\d\d_)+)", re.MULTILINE)


def test_every_demand_has_a_test_named_after_it():
    here = Path(__file__).parents[1]
    files = [file for start in FILES for file in here.glob(f"*/test_{start}*.py")]
    found = [names for file in files for names in NAMED.findall(file.read_text())]
    named = {name for names in found for name in names.strip("_").split("_")}

    assert named == DEMANDS


@pytest.mark.parametrize("statement", sorted(ACCEPTED))
def test_every_acceptance_statement_has_a_test_named_after_it(statement):
    files = Path(__file__).parents[1].glob("*/test_*.py")

    assert any(f"def test_{statement}_" in file.read_text() for file in files)
