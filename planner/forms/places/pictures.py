"""The part of a form that takes a picture; the row of the form has a `picture` or none."""

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, ValidationError

from planner.forms import LINE, ExtraValidators, Form, Joined, LazyText, one_line, typed_text
from planner.forms.bounds import CAPTION
from planner.models import Picture

AGAIN = lazy_gettext("Please choose the picture: a browser forgets it when an entry is refused.")

PICTURE_FIELDS = (
    *("picture_file", "picture_alt_de", "picture_alt_en", "picture_credit", "picture_removed"),
    "picture_again",
)


def caption(label: LazyText) -> StringField:
    """Return a field for what a picture shows."""
    return StringField(label, [CAPTION], filters=[one_line])


class PictureFields(Form):
    """Ask for a picture, what it shows in both languages, and whose it is; part of a form."""

    picture_file = FileField(lazy_gettext("Picture"))
    picture_alt_de = caption(lazy_gettext("What it shows (German)"))
    picture_alt_en = caption(lazy_gettext("What it shows (English)"))
    picture_credit = StringField(
        lazy_gettext("Picture credit"),
        [LINE],
        filters=[one_line],
        description=lazy_gettext("Who took it, such as: City of Iserlohn"),
    )
    picture_removed = BooleanField(lazy_gettext("Take this picture away"))
    picture_again = HiddenField(
        filters=[lambda sent: "1" if sent else None]
    )  # a file was sent before, and no page could carry it

    picture: Picture | None = None  # the one that the row has

    def values_of_row(self, row: object) -> dict[str, object]:
        """Return the words of the picture that the row has, and keep the picture itself."""
        values = super().values_of_row(row)
        if picture := getattr(row, "picture", None):
            self.picture, self.stored_files = picture, {"picture_file": str(picture.id)}
            values |= {f"picture_alt_{code}": text for code, text in picture.alt._asdict().items()}
            values["picture_credit"] = picture.credit
        return values

    def values(self) -> dict[str, object]:
        """Return what was entered for the row, without what belongs to its picture."""
        return {
            name: value
            for name, value in super().values().items()
            if not name.startswith("picture_")
        }

    def joined(self) -> Joined:
        """Return what belongs together; a new picture takes its words along."""
        if self.picture_file.data or self.picture_removed.data:
            return (*super().joined(), PICTURE_FIELDS)
        return super().joined()

    @property
    def keeps_picture(self) -> bool:
        """Whether the row has a picture once the form is saved."""
        kept = self.picture and not self.picture_removed.data
        return bool(self.picture_file.data or kept)

    def validate(self, extra_validators: ExtraValidators | None = None) -> bool:
        """Tell whether every entry is right; if another one is wrong, ask for the file again."""
        is_right = super().validate(extra_validators)
        if not is_right and self.picture_file.data and not self.picture_file.errors:
            self.picture_file.errors = [AGAIN]
        return is_right

    def validate_picture_file(self, _field: FileField) -> None:
        """Refuse words without a picture, or without the one that was sent before."""
        typed = typed_text(self, "picture_alt") or self.picture_credit.data
        is_lost = self.picture_again.data and not self.picture_file.data
        is_bare = typed and not self.keeps_picture and not self.is_outdated
        if (is_bare or is_lost) and not self.picture_removed.data:
            self.picture_again.data = None  # said once: who then sends no file means it
            raise ValidationError(AGAIN)

    def validate_picture_alt_de(self, field: StringField) -> None:
        """Refuse a picture without words for those who cannot see it, of a row that is as seen."""
        if self.keeps_picture and not field.data and not self.is_outdated:
            raise ValidationError(lazy_gettext("Please say what the picture shows."))

    validate_picture_alt_en = validate_picture_alt_de
