"""Languages that people speak, by their codes in ISO 639-1."""

from functools import cache

from planner.dates import locale
from planner.spelling import unaccented

OFTEN = ("de", "en")
NO_LONGER_USED = {"mo", "sh", "tl"}  # codes that others have replaced


@cache
def spoken_languages(language: str) -> dict[str, str]:
    """Return the names of languages by their codes: German and English first, then by name."""
    names = {
        code: name
        for code, name in locale(language).languages.items()
        if len(code) == 2 and code not in NO_LONGER_USED
    }
    by_name = sorted(names, key=lambda code: (code not in OFTEN, unaccented(names[code])))
    return {code: names[code] for code in by_name}


def language_names(codes: str, language: str) -> str:
    """Return the names of some languages in their order: "English, German" for "en de"."""
    names = spoken_languages(language)
    return ", ".join(names.get(code, code) for code in codes.split())
