"""Languages: a message is written once, in English, and translated where it meets its reader."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from babel import negotiate_locale
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, gettext, ngettext

LANGUAGE_BY_ADDRESS = {"public", "public_feeds"}  # blueprints registered once per language


class Text(NamedTuple):
    """What somebody wrote, and in which language."""

    text: str
    language: str


class Bilingual(NamedTuple):
    """A text as somebody wrote it in each language; a missing one gives the next that there is.

    A field is a language, and nothing else names them: see LANGUAGES.
    """

    de: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        """Tell whether there is a text in any language."""
        return any(self)

    def in_language(self, language: str | None = None) -> Text:
        """Return the text in a language, or in that of the reader of this page."""
        wanted = language or reader_language()
        for known in IN_TURN[wanted]:
            if text := getattr(self, known):
                return Text(text, known)
        return Text("", wanted)

    @classmethod
    def made(cls, in_language: Callable[[str], str]) -> "Bilingual":
        """Return what a function gives for each language."""
        return cls(**{language: in_language(language) for language in cls._fields})

    @classmethod
    def alike(cls, text: str) -> "Bilingual":
        """Return a text that is the same in each language."""
        return cls.made(lambda _: text)


LANGUAGES = Bilingual._fields
NATIVE_NAMES = {"de": "Deutsch", "en": "English"}
IN_TURN = {  # by language: it, then those in which a text may be known instead
    first: (first, *(other for other in LANGUAGES if other != first)) for first in LANGUAGES
}


class Message:
    """A sentence for a user that nobody has translated yet; pybabel finds the first argument."""

    def __init__(self, msgid: str, **values: object) -> None:
        self.msgid = msgid
        self.values = values


class Messages(Message):
    """A sentence that depends on a number; pybabel finds the first two arguments."""

    def __init__(self, singular: str, plural: str, number: int, **values: object) -> None:
        super().__init__(singular, **values)
        self.plural = plural
        self.number = number


def translate(message: Message | Bilingual, language: str | None = None) -> str:
    """Return a message, or what somebody wrote, in the language, or in that of the reader."""
    if isinstance(message, Bilingual):
        return message.in_language(language).text
    with force_locale(language or reader_language()):
        values = {
            name: translate(value, language) if isinstance(value, Message | Bilingual) else value
            for name, value in message.values.items()
        }
        if isinstance(message, Messages):
            return str(ngettext(message.msgid, message.plural, message.number, **values))
        return str(gettext(message.msgid, **values))


def message_to_json(message: Message | Bilingual) -> str:
    """Return a message as a text that waits in the database for its reader."""
    return json.dumps(_as_data(message), default=str)


def message_from_json(text: str) -> Message | Bilingual:
    """Return a stored message; raises ValueError, LookupError or TypeError if it is none."""
    return _as_message(json.loads(text))


def _as_data(message: Message | Bilingual) -> dict[str, Any]:
    if isinstance(message, Bilingual):
        return message._asdict()
    values = {
        name: {"message": _as_data(value)} if isinstance(value, Message | Bilingual) else value
        for name, value in message.values.items()
    }
    number = [message.plural, message.number] if isinstance(message, Messages) else []
    return {"msgid": message.msgid, "plural": number, "values": values}


def _as_message(data: dict[str, Any]) -> Message | Bilingual:
    if "msgid" not in data:
        return Bilingual(**data)
    values = {
        name: _as_message(value["message"]) if isinstance(value, dict) else value
        for name, value in data["values"].items()
    }
    kind: Callable[..., Message] = Messages if data["plural"] else Message
    return kind(data["msgid"], *data["plural"], **values)


def reader_language() -> str:
    """Return the language of the page that is being made."""
    return str(get_locale() or LANGUAGES[0])


def accepted_language() -> str:
    """Return the language that the reader's browser asks for, or that of the office."""
    wanted = [tag.replace("-", "_") for tag in request.accept_languages.values()]
    default: str = current_app.config["DEFAULT_LANGUAGE"]
    return negotiate_locale(wanted, LANGUAGES, sep="_") or default


def _language_of_request() -> str:
    """Return what the address says, else the user's setting, else what the browser asks for."""
    default: str = current_app.config["DEFAULT_LANGUAGE"]
    if not has_request_context():
        return default
    first_part = request.path.split("/")[1]
    if first_part in LANGUAGES:
        return first_part
    if request.blueprint in LANGUAGE_BY_ADDRESS:
        return default
    return g.get("chosen_language") or accepted_language()


def init_app(app: Flask) -> None:
    """Let each page speak the language of its reader."""
    Babel(app, locale_selector=_language_of_request)
    app.context_processor(lambda: {"language": reader_language()})
