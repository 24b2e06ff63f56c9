"""Languages: a message is written once, in English, and translated where it meets its reader."""

import json
from typing import NamedTuple

from babel import negotiate_locale
from flask import current_app, g, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, gettext, ngettext

LANGUAGES = ("de", "en")
NAMES = {"de": "Deutsch", "en": "English"}
LANGUAGE_BY_ADDRESS = {"public", "public_feeds"}  # blueprints registered once per language


class Message:
    """A sentence for a user that nobody has translated yet; pybabel finds the first argument."""

    def __init__(self, msgid, **values):
        self.msgid = msgid
        self.values = values


class Messages(Message):
    """A sentence that depends on a number; pybabel finds the first two arguments."""

    def __init__(self, singular, plural, number, **values):
        super().__init__(singular, **values)
        self.plural = plural
        self.number = number


class Written(Message):
    """What somebody wrote in both languages; a missing one gives the other."""

    def __init__(self, text_de, text_en):
        super().__init__("")
        self.texts = {"de": text_de or text_en, "en": text_en or text_de}


class Text(NamedTuple):
    """What somebody wrote, and in which language."""

    text: str
    language: str


def translate(message, language=None):
    """Return the text of a message in the language, or in that of the reader of this page."""
    if isinstance(message, Written):
        return message.texts[language or reader_language()]
    with force_locale(language or reader_language()):
        values = {
            name: translate(value, language) if isinstance(value, Message) else value
            for name, value in message.values.items()
        }
        if isinstance(message, Messages):
            return ngettext(message.msgid, message.plural, message.number, **values)
        return gettext(message.msgid, **values)


def stored(message: Message) -> str:
    """Return a message as a text that waits in the database for its reader."""
    return json.dumps(_as_data(message), default=str)


def loaded(text: str) -> Message:
    """Return a stored message; raises ValueError, LookupError or TypeError if it is none."""
    return _as_message(json.loads(text))


def _as_data(message):
    if isinstance(message, Written):
        return {"de": message.texts["de"], "en": message.texts["en"]}
    values = {
        name: {"message": _as_data(value)} if isinstance(value, Message) else value
        for name, value in message.values.items()
    }
    number = [message.plural, message.number] if isinstance(message, Messages) else []
    return {"msgid": message.msgid, "plural": number, "values": values}


def _as_message(data):
    if "de" in data:
        return Written(data["de"], data["en"])
    values = {
        name: _as_message(value["message"]) if isinstance(value, dict) else value
        for name, value in data["values"].items()
    }
    kind = Messages if data["plural"] else Message
    return kind(data["msgid"], *data["plural"], **values)


def reader_language():
    """Return the language of the page that is being made."""
    return str(get_locale() or LANGUAGES[0])


def text_of(row, name, language=None):
    """Return a bilingual text such as title_de and title_en; a missing one gives the other."""
    first = language or reader_language()
    second = next(other for other in LANGUAGES if other != first)
    for choice in (first, second):
        if text := getattr(row, f"{name}_{choice}"):
            return Text(text, choice)
    return Text("", first)


def accepted_language():
    """Return the language that the reader's browser asks for, or that of the office."""
    wanted = [tag.replace("-", "_") for tag in request.accept_languages.values()]
    return negotiate_locale(wanted, LANGUAGES, sep="_") or current_app.config["DEFAULT_LANGUAGE"]


def _language_of_request():
    """Return what the address says, else the user's setting, else what the browser asks for."""
    if not has_request_context():
        return current_app.config["DEFAULT_LANGUAGE"]
    first_part = request.path.split("/")[1]
    if first_part in LANGUAGES:
        return first_part
    if request.blueprint in LANGUAGE_BY_ADDRESS:
        return current_app.config["DEFAULT_LANGUAGE"]
    return g.get("chosen_language") or accepted_language()


def init_app(app):
    """Let each page speak the language of its reader."""
    Babel(app, locale_selector=_language_of_request)
    app.context_processor(lambda: {"language": reader_language()})
