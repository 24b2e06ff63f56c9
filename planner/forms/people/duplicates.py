"""What forms in which one types a person in say about who that may be."""

from planner.forms import Form, line
from planner.forms.bounds import LINE, NumberField
from planner.models import Gender
from planner.rules.people.duplicates import TypedPerson

GENDERS = {gender.value: gender for gender in Gender}


class HintForm(Form):
    """What is typed so far, right or wrong, into whichever form asks for a person."""

    given_name = line("")
    name_prefix = line("")
    family_name = line("")
    gender = line("")
    email = line("")
    organisation_id = NumberField()


def typed_person(form: Form) -> TypedPerson:
    """Return what a form says about a person; not every form asks for everything.

    Of what is too long for its field the beginning is enough to look for.
    """
    typed = {name: form[name].data for name in TypedPerson._fields if name in form}
    words = ("given_name", "name_prefix", "family_name", "email")
    return TypedPerson(
        **{name: (typed.get(name) or "")[: LINE.max] for name in words},
        gender=GENDERS.get(typed.get("gender") or "", Gender.NEITHER),
        organisation_id=typed.get("organisation_id"),
    )
