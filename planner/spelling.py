"""Spelling: the plain forms under which names are sorted and found, however people type them."""

import functools
import re
import unicodedata

LETTERS = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Ø": "O", "ø": "o", "Æ": "Ae",
     "æ": "ae", "Œ": "Oe", "œ": "oe", "Þ": "Th", "þ": "th", "Ð": "D", "ð": "d", "Ħ": "H", "ħ": "h",
     "Ŧ": "T", "ŧ": "t", "ı": "i", "'": "", "’": "", "‘": "", "ʼ": "", "ʻ": ""}
)  # fmt: skip
TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
ONE_LETTER = re.compile("(?<=[aou])e")
PHONETIC_RULES = (  # what is heard alike: Maier and Meyer, Schmidt and Schmitt, Karl and Carl
    (ONE_LETTER, ""),
    (re.compile("[ae][iy]"), "ei"),
    (re.compile("ph"), "f"),
    (re.compile("[td]h|dt"), "t"),
    (re.compile("ck|c(?!h)"), "k"),
    (re.compile("y"), "i"),
    (re.compile(r"(?<=..)(.)\1"), r"\1"),
)
WORD = re.compile(r"[\w'’‘ʼʻ\u0300-\u036f]+")


def unaccented(text: str) -> str:
    """Return text in lower case and without accents: Öztürk as ozturk, Łódź as lodz (e-13)."""
    letters = unicodedata.normalize("NFKD", text.translate(LETTERS))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def spellings(word: str) -> list[str]:
    """Return a word as people look for it: Öztürk as ozturk or oeztuerk."""
    composed = unicodedata.normalize("NFC", word).casefold()
    return list(dict.fromkeys((unaccented(word), unaccented(composed.translate(TWO_LETTERS)))))


def all_spellings(text: str) -> list[str]:
    """Return the plain spellings under which the same name may be stored already."""
    written = spellings(text)
    return list(dict.fromkeys([*written, *(ONE_LETTER.sub("", form) for form in written)]))


def split_words(text: str) -> list[str]:
    """Return the words of a text, without commas, hyphens, brackets and what else divides them."""
    return WORD.findall(text)


def sort_form(
    given_name: str, name_prefix: str, family_name: str, with_prefix: bool = False
) -> str:
    """Return what a name is sorted by, everywhere (P-28): "heide, anna, von-der" (DIN 5007).

    With its prefix it is "von-der-heide, anna". A comma comes before a hyphen and both before all
    letters, so that Berg, Zoe stands before Berg Dahl, Ada and Bergmann, Ada.
    """
    family = name_sort_form(f"{name_prefix} {family_name}" if with_prefix else family_name)
    prefix = "" if with_prefix else name_sort_form(name_prefix)
    return ", ".join([family, name_sort_form(given_name), *([prefix] if prefix else [])])


def name_sort_form(name: str) -> str:
    """Return a part of a name as it is filed: its plain words, joined by hyphens."""
    return "-".join(split_words(unaccented(name)))


def search_form(*texts: str) -> str:
    """Return the plain words that a search looks into, in all their spellings.

    Oeztuerk gives ozturk as well, since lists from abroad have no umlauts.
    """
    forms: dict[str, None] = {}
    for word in split_words(" ".join(texts)):
        forms |= dict.fromkeys(all_spellings(word))
    return " ".join(forms)


@functools.lru_cache(maxsize=1 << 15)
def phonetic_key(word: str) -> str:
    """Return a plain word as it is heard, so that other spellings of a name give the same."""
    for letters, heard in PHONETIC_RULES:
        word = letters.sub(heard, word)
    return word
