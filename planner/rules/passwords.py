"""Rules of passwords: long, and hard to guess for whoever knows their user and the office."""

import re
import unicodedata
from collections.abc import Iterable

from zxcvbn import zxcvbn

from planner.languages import Message
from planner.rules import RuleBroken
from planner.spelling import spellings, unaccented

SHORTEST, LONGEST = 12, 200
LONGEST_ESTIMATED = 72  # the rest of a longer one can only make it harder
ENOUGH = 8  # a hundred million guesses, as a power of ten: "safely unguessable", says zxcvbn
SHORTEST_WORD = 3
# one sign per letter that it stands for: with several, zxcvbn tries all mixtures, for seconds
SIGNS = str.maketrans("@{[<!|$+", "4(((1157")
TOO_SHORT = Message("Please use at least 12 characters.")
TOO_LONG = Message("Please use at most 200 characters.")
SAME = Message("That is the password that you have now. Please choose another one.")
OF_WORDS = Message(
    "This is made of names and words that are guessed first: yours, those of the office and city."
)
EASY = Message("This is too easy to guess.")
REASONS = {  # by the pattern that zxcvbn has found
    "dictionary": Message("This is close to a word, a name or a password that many use."),
    "spatial": Message("Keys that lie side by side are easy to guess."),
    "repeat": Message("What repeats itself is easy to guess."),
    "sequence": Message("Rows such as 1234 or abcd are easy to guess."),
    "regex": Message("Dates and years are easy to guess."),
    "date": Message("Dates and years are easy to guess."),
}
FAMILIAR = """
    passwort kennwort password geheim geheimnis willkommen welcome hallo hello sonnenschein schatz
    bürgermeister bürgermeisterin oberbürgermeister oberbürgermeisterin mayor protokoll protocol
    rathaus stadt verwaltung stadtverwaltung büro office delegation besuch visit planner planer
    januar februar märz april mai juni juli august september oktober november dezember january
    february march may june july october december montag dienstag mittwoch donnerstag freitag
    samstag sonntag monday tuesday wednesday thursday friday saturday sunday frühling sommer herbst
    winter spring summer autumn admin administrator administration
"""


def check_password(password: str, known: Iterable[str], field: str) -> None:
    """Raise RuleBroken about a field if a password is too short, too long or easily guessed.

    `known` are texts that whoever guesses would try: name and address of the user, the office.
    """
    if len(password) < SHORTEST:
        raise RuleBroken(TOO_SHORT, field)
    if len(password) > LONGEST:
        raise RuleBroken(TOO_LONG, field)
    plain = unaccented(password).strip()
    rest = without_words(plain, words_of([FAMILIAR, *known]))
    estimated = zxcvbn(rest[:LONGEST_ESTIMATED].translate(SIGNS)) if rest else None
    if estimated is None or float(estimated["guesses_log10"]) < ENOUGH:
        is_of_words = rest != plain
        raise RuleBroken(OF_WORDS if is_of_words or not estimated else reason(estimated), field)


def words_of(texts: Iterable[str]) -> set[str]:
    """Return the words of texts in their plain spellings: those of three letters and more."""
    written = {word for text in texts for word in re.split(r"[\W_]+", text)}
    plain = {spelling for word in written for spelling in spellings(word)}
    return {word for word in plain if len(word) >= SHORTEST_WORD}


def without_words(text: str, words: Iterable[str]) -> str:
    """Return a text without these words, the longest first, and without blanks around it."""
    for word in sorted(words, key=lambda one: (-len(one), one)):
        text = text.replace(word, " ")
    return text.strip()


def reason(estimated: dict[str, list[dict[str, str]]]) -> Message:
    """Return why a password is easily guessed: what most of it is."""
    found = [part for part in estimated["sequence"] if part["pattern"] in REASONS]
    longest = max(found, key=lambda part: len(part["token"]), default=None)
    return REASONS[longest["pattern"]] if longest else EASY


def is_same(password: str, other: str) -> bool:
    """Tell whether two passwords differ in nothing but capitals, accents and blanks around."""
    return unaccented(normalized(password)).strip() == unaccented(normalized(other)).strip()


def normalized(password: str) -> str:
    """Return a password as it is hashed, whichever keyboard it was typed on."""
    return unicodedata.normalize("NFKD", password)
