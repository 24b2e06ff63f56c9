"""Forms of second factors: type a code, name a passkey, choose which roles need one."""

from flask_babel import lazy_gettext
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import Length

from planner.forms import LINE, NOT_BLANK, Form, VersionedForm, one_line
from planner.forms.bounds import ChecksField
from planner.forms.users import PASSWORD_LENGTH, ROLE_CHOICES
from planner.models import RoleName

CODE = Length(max=40, message=lazy_gettext("This is longer than a code."))
ANSWER = Length(max=20_000, message=lazy_gettext("The passkey was not accepted."))
FOR_CODES = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class SecondStepForm(Form):
    """Sign in with a code, after the password."""

    code = StringField(
        lazy_gettext("Code"),
        [NOT_BLANK, CODE],
        filters=[one_line],
        description=lazy_gettext("Six digits from your app, or one of your recovery codes."),
        render_kw=FOR_CODES,
    )


class AppForm(Form):
    """Add an authenticator app: its secret travels encrypted until the app shows a right code."""

    setup = HiddenField(filters=[one_line], validators=[ANSWER])
    code = StringField(
        lazy_gettext("Six digits that the app shows"),
        [NOT_BLANK, CODE],
        filters=[one_line],
        render_kw={**FOR_CODES, "inputmode": "numeric"},
    )


class PasskeyForm(Form):
    """Answer with a passkey."""

    credential = HiddenField(filters=[one_line], validators=[ANSWER])


class NewPasskeyForm(PasskeyForm):
    """Add a passkey, with a name by which its user knows it."""

    name = StringField(
        lazy_gettext("Name"),
        [NOT_BLANK, LINE],
        filters=[one_line],
        description=lazy_gettext("By which you know it again: service phone, blue key."),
        render_kw={"autocomplete": "off"},
    )


class ConfirmForm(Form):
    """Type the password once more before something that would help a thief."""

    current_password = PasswordField(
        lazy_gettext("Current password"),
        [NOT_BLANK, PASSWORD_LENGTH],
        render_kw={"autocomplete": "current-password"},
    )


class SecondFactorRolesForm(VersionedForm):
    """Choose which roles need a second factor; its version is that of all roles."""

    roles = ChecksField(
        lazy_gettext("Roles that need a second factor"),
        choices=ROLE_CHOICES,
        coerce=RoleName,
        description=lazy_gettext(
            "Who has such a role and no second factor sets one up at the next page, before "
            "anything else."
        ),
    )
