"""Golden files: all forms of address of many people in both languages (P-18 to P-28)."""

import pytest

from planner.rules.people.addressing.addressing import forms_of_address
from planner.rules.people.addressing.countries import COUNTRIES
from planner.rules.people.people import full_name
from planner.rules.places.countries import countries
from tests.expected import expect_text
from tests.people_to_address import DAY, PEOPLE, person_to_address


def written(language):
    """Return the forms of all people, one below the other, as the golden file has them."""
    return "\n\n".join(entry(told, language) for told in PEOPLE) + "\n"


def entry(told, language):
    """Return who somebody is, and the six forms with their rules; line breaks are slashes."""
    person = person_to_address(told)
    lines = [f"{full_name(person)} - {told}"]
    for form, made in forms_of_address(person, DAY, language).items():
        rule = "by hand" if made.is_override else made.rule or "-"
        lines.append(f"  {form:10}  {made.text.replace(chr(10), ' / ')}  [{rule}]")
    return "\n".join(lines)


@pytest.mark.parametrize("language", ["de", "en"])
def test_forms_of_address_are_as_expected(language):
    expect_text(f"addressing/forms_of_address_{language}.txt", written(language))


def test_golden_files_have_people_of_each_country_with_forms_of_its_own():
    assert COUNTRIES.keys() <= {person_to_address(told).country for told in PEOPLE}
    assert COUNTRIES.keys() <= {"", *countries("en")}
