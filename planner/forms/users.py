"""Forms of users: sign in, change the password, choose language and theme, keep accounts."""

from collections.abc import Iterable, Iterator

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import Email, EqualTo, Length

from planner.forms import LINE, NOT_BLANK, Form, VersionedForm, one_line
from planner.forms.choices import NamedRow, SelectChoice, id_or_none, optional_choices
from planner.languages import NATIVE_NAMES
from planner.models import RoleName, Theme
from planner.rules.passwords import LONGEST

PASSWORD_LENGTH = Length(
    max=LONGEST, message=lazy_gettext("Please use at most 200 characters.")
)  # the rest of what makes a password good is a rule
ROLE_CHOICES = [
    SelectChoice(RoleName.ORGANISER, lazy_gettext("Organizer: plans visits and events")),
    SelectChoice(RoleName.ASSISTANT, lazy_gettext("Assistant: keeps guest lists and replies")),
    SelectChoice(RoleName.READER, lazy_gettext("Reader: looks up")),
    SelectChoice(RoleName.DOOR, lazy_gettext("Door: check-in only")),
    SelectChoice(RoleName.ADMINISTRATOR, lazy_gettext("Administrator: everything")),
]
ROLES = {choice.value: choice.label for choice in ROLE_CHOICES}
CLOCKS: dict[str | bool, bool] = {
    "12": True,
    "24": False,
    True: True,
    False: False,
}  # the form's words, the user's


def email_field() -> EmailField:
    """Return a field for the address by which somebody signs in."""
    return EmailField(
        lazy_gettext("E-mail address"),
        [NOT_BLANK, LINE, Email(lazy_gettext("This is no e-mail address."))],
        filters=[lambda text: text.strip().lower() if text else text],
    )


class SignInForm(Form):
    """Sign in with e-mail address and password."""

    email = EmailField(
        lazy_gettext("E-mail address"),
        [NOT_BLANK, LINE],
        filters=[one_line],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        lazy_gettext("Password"),
        [NOT_BLANK, PASSWORD_LENGTH],
        render_kw={"autocomplete": "current-password"},
    )


class NewPasswordForm(Form):
    """Choose a password, twice the same."""

    new_password = PasswordField(
        lazy_gettext("New password"),
        [NOT_BLANK, PASSWORD_LENGTH],
        description=lazy_gettext(
            "At least 12 characters. Three or four words that have nothing to do with each other"
            " are good; all characters and blanks are allowed."
        ),
        render_kw={"autocomplete": "new-password"},
    )
    new_password_again = PasswordField(
        lazy_gettext("New password, once more"),
        [
            NOT_BLANK,
            PASSWORD_LENGTH,
            EqualTo("new_password", lazy_gettext("The two are not the same.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class PasswordForm(NewPasswordForm):
    """Change one's own password."""

    current_password = PasswordField(
        lazy_gettext("Current password"),
        [NOT_BLANK, PASSWORD_LENGTH],
        render_kw={"autocomplete": "current-password"},
    )
    order = ("current_password", "new_password", "new_password_again")

    def __iter__(self) -> Iterator[Field]:
        """Go through the fields, the current password first."""
        rest = [field for name, field in self._fields.items() if name not in self.order]
        return iter([*(self._fields[name] for name in self.order), *rest])


class AccountForm(VersionedForm):
    """Choose how the planner speaks and looks."""

    name = StringField(
        lazy_gettext("Name"),
        [NOT_BLANK, LINE],
        filters=[one_line],
        render_kw={"autocomplete": "name"},
    )
    phone = StringField(
        lazy_gettext("Phone"), [LINE], filters=[one_line], render_kw={"autocomplete": "tel"}
    )
    language = RadioField(
        lazy_gettext("Language"),
        choices=[
            SelectChoice("", lazy_gettext("as my browser asks")),
            *(SelectChoice(code, name) for code, name in NATIVE_NAMES.items()),
        ],
        coerce=lambda text: text or None,
    )
    hours_12 = RadioField(
        lazy_gettext("Clock"),
        choices=[
            SelectChoice("", lazy_gettext("as the language has it")),
            SelectChoice("24", lazy_gettext("24 hours: 14:30")),
            SelectChoice("12", lazy_gettext("12 hours: 2:30 PM")),
        ],
        coerce=CLOCKS.get,
    )
    theme = RadioField(
        lazy_gettext("Colors"),
        choices=[
            SelectChoice(Theme.AUTO, lazy_gettext("as my device")),
            SelectChoice(Theme.LIGHT, lazy_gettext("light")),
            SelectChoice(Theme.DARK, lazy_gettext("dark")),
        ],
        coerce=Theme,
    )


class UserForm(Form):
    """Add a user, who chooses a password at a link."""

    name = StringField(lazy_gettext("Name"), [NOT_BLANK, LINE], filters=[one_line])
    email = email_field()
    role = RadioField(
        lazy_gettext("Role"), choices=ROLE_CHOICES, coerce=RoleName, default=RoleName.READER
    )


class DeleteUserForm(Form):
    """Delete an account, and say who leads what its user has led."""

    successor_id = SelectField(lazy_gettext("Who takes over"), coerce=id_or_none)

    def set_choices(self, users: Iterable[NamedRow]) -> None:
        """Let the user choose among those who can take over."""
        self.successor_id.choices = optional_choices(users)


class UserChangeForm(VersionedForm):
    """Change what a user may do, and by which address."""

    name = StringField(lazy_gettext("Name"), [NOT_BLANK, LINE], filters=[one_line])
    email = email_field()
    role = RadioField(lazy_gettext("Role"), choices=ROLE_CHOICES, coerce=RoleName)
    active = BooleanField(
        lazy_gettext("May sign in"),
        description=lazy_gettext(
            "Who may not is signed out everywhere; links to choose a password and calendars of this"
            " user's own end too. All that the user entered stays."
        ),
    )
