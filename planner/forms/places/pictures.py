"""The part of a form that takes a picture; the row of the form has a `picture` or none."""

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField, ValidationError
from wtforms.validators import Length

from planner.forms import LINE, one_line, typed_text

ALT = Length(max=300, message=lazy_gettext("Please use at most 300 characters."))
AGAIN = lazy_gettext("Please choose the picture: a browser forgets it when an entry is refused.")


class PictureFields:
    """A picture, what it shows in both languages, and whose it is; put it before Form."""

    picture_file = FileField(lazy_gettext("Picture"))
    picture_alt_de = StringField(lazy_gettext("What it shows (German)"), [ALT], filters=[one_line])
    picture_alt_en = StringField(lazy_gettext("What it shows (English)"), [ALT], filters=[one_line])
    picture_credit = StringField(
        lazy_gettext("Picture credit"),
        [LINE],
        filters=[one_line],
        description=lazy_gettext("Who took it, such as: City of Iserlohn"),
    )
    picture_removed = BooleanField(lazy_gettext("Take this picture away"))

    picture = None  # the one that the row has

    def process(self, formdata=None, obj=None, data=None, extra_filters=None, **values):
        """Fill the fields from the picture of the row."""
        if picture := getattr(obj, "picture", None):
            self.picture = picture
            values |= {
                **{f"picture_alt_{code}": text for code, text in picture.alt._asdict().items()},
                "picture_credit": picture.credit,
            }
        super().process(formdata, obj, data, extra_filters, **values)

    def values(self) -> dict[str, object]:
        """Return what was entered for the row but the picture, which views.pictures draws."""
        return {
            name: value
            for name, value in super().values().items()
            if not name.startswith("picture_")
        }

    @property
    def keeps_picture(self):
        """Tell whether there will be a picture."""
        kept = self.picture and not self.picture_removed.data
        return bool(self.picture_file.data or kept)

    def validate(self, extra_validators=None):
        """Say at the file that it must be chosen once more, since another entry is wrong."""
        right = super().validate(extra_validators)
        if not right and self.picture_file.data and not self.picture_file.errors:
            self.picture_file.errors = [AGAIN]
        return right

    def validate_picture_file(self, field):
        """Refuse words without a picture."""
        typed = typed_text(self, "picture_alt") or self.picture_credit.data
        if typed and not self.keeps_picture and not self.picture_removed.data:
            raise ValidationError(AGAIN)

    def validate_picture_alt_de(self, field):
        """Refuse a picture that is not told in words to those who cannot see it."""
        if self.keeps_picture and not field.data:
            raise ValidationError(lazy_gettext("Please say what the picture shows."))

    validate_picture_alt_en = validate_picture_alt_de
