"""Rules of people: how names are written and sorted."""

import unicodedata

LETTERS = str.maketrans(
    {"ß": "ss", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Ø": "O", "ø": "o", "Æ": "Ae", "æ": "ae",
     "Œ": "Oe", "œ": "oe", "Þ": "Th", "þ": "th", "ð": "d", "ı": "i"}
)  # fmt: skip


def sort_name(person):
    """Return what a name is sorted by: plain lower letters, without title and prefix (P-28)."""
    return f"{plain(person.family_name)}, {plain(person.given_name)}"


def plain(text):
    """Return text in lower case and without accents: Öztürk as ozturk, Łódź as lodz (e-13)."""
    letters = unicodedata.normalize("NFKD", text.translate(LETTERS))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def full_name(person):
    """Return the name as it is spoken and printed: "Prof. Dr. Anna von der Heide, Ph.D."."""
    parts = person.academic_title, person.given_name, person.name_prefix, person.family_name
    name = " ".join(part for part in parts if part)
    return f"{name}, {person.post_nominals}" if person.post_nominals else name


def list_name(person):
    """Return the name as alphabetical lists print it: "Heide, Prof. Dr. Anna von der"."""
    rest = person.academic_title, person.given_name, person.name_prefix
    return f"{person.family_name}, {' '.join(part for part in rest if part)}"


def office_title(office, gender, language):
    """Return the title of an office as its holder bears it (P-21)."""
    if language == "en":
        return office.title_en
    titles = {"frau": office.title_de_feminine, "herr": office.title_de_masculine}
    return titles.get(gender, office.title_de_neutral)


def terms_on(person, day):
    """Return the terms that a person holds on a day, the latest first (T-01)."""
    held = [
        term
        for term in person.terms
        if (term.since is None or term.since <= day) and (term.until is None or day <= term.until)
    ]
    return sorted(
        held, key=lambda term: (term.since is None, term.since and -term.since.toordinal())
    )
