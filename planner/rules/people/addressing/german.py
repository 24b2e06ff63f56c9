"""German forms of address: Germany's, and those of Austria and Switzerland (P-18 to P-21)."""

from planner.models import AddressForm
from planner.rules.people.addressing.addressee import Addressee
from planner.rules.people.addressing.forms_of_address import FormsOfAddress
from planner.rules.people.addressing.office_titles import title_line
from planner.rules.people.addressing.person_names import joined


class GermanForms(FormsOfAddress):
    """The forms of people whose own language is that of German letters."""

    def envelope(self, to: Addressee) -> str:
        """Return the lines of an envelope: in German, the office comes first (P-18, variant A)."""
        if to.language == "en" or to.term is None:
            return super().envelope(to)
        return joined(title_line(to, in_letter=True), self.name_on_envelope(to), by="\n")

    def rules(self, to: Addressee, form: AddressForm) -> set[str]:
        """Return the numbers of the rules that had a say, without that of foreigners (P-22)."""
        return super().rules(to, form) - {"P-22"}
