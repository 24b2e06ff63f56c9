"""How long a line of a template may be."""

from tests.house.template_lines import LONGEST, PROJECT, too_long


def test_no_line_of_a_template_a_script_or_a_style_is_too_long():
    assert list(too_long(PROJECT)) == []


def test_a_line_that_is_too_long_is_named_with_its_place_and_its_length(tmp_path):
    for name in ("templates/guests/list.html", "templates/card_sheet.typ", "planner/static/job.js"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{'ü' * LONGEST}\n{'ü' * (LONGEST + 1)}\n", encoding="utf-8")

    assert list(too_long(tmp_path)) == [
        "planner/static/job.js:2: 121 characters, at most 120",
        "templates/card_sheet.typ:2: 121 characters, at most 120",
        "templates/guests/list.html:2: 121 characters, at most 120",
    ]
