"""Forms of users: sign in, change the password, choose language and theme, keep accounts."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, EmailField, PasswordField, RadioField, StringField
from wtforms.validators import Email, EqualTo, Length

from planner.forms import LINE, NOT_BLANK, Form, one_line
from planner.forms.choices import SelectChoice
from planner.languages import NATIVE_NAMES
from planner.models import RoleName, Theme

LENGTH = Length(min=12, max=200, message=lazy_gettext("Please use at least 12 characters."))
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
        [NOT_BLANK, LINE],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(Form):
    """Change one's own password."""

    current_password = PasswordField(
        lazy_gettext("Current password"),
        [NOT_BLANK, LINE],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = PasswordField(
        lazy_gettext("New password"),
        [NOT_BLANK, LENGTH],
        description=lazy_gettext("At least 12 characters; three or four words are a good start."),
        render_kw={"autocomplete": "new-password"},
    )
    new_password_again = PasswordField(
        lazy_gettext("New password, once more"),
        [NOT_BLANK, LINE, EqualTo("new_password", lazy_gettext("The two are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )


class AccountForm(Form):
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
    """Add a user; the password is made by the planner and shown once."""

    name = StringField(lazy_gettext("Name"), [NOT_BLANK, LINE], filters=[one_line])
    email = EmailField(
        lazy_gettext("E-mail address"),
        [NOT_BLANK, LINE, Email(lazy_gettext("This is no e-mail address."))],
        filters=[lambda text: text.strip().lower() if text else text],
    )
    role = RadioField(
        lazy_gettext("Role"), choices=ROLE_CHOICES, coerce=RoleName, default=RoleName.READER
    )


class UserChangeForm(Form):
    """Change what a user may do."""

    name = StringField(lazy_gettext("Name"), [NOT_BLANK, LINE], filters=[one_line])
    role = RadioField(lazy_gettext("Role"), choices=ROLE_CHOICES, coerce=RoleName)
    active = BooleanField(lazy_gettext("May sign in"))
