"""German grammar: titles of offices in the accusative, what they are of in the genitive (P-18)."""

ADJECTIVES = ("ender", "licher", "ischer", "tändiger")  # stellvertretender, ehrenamtlicher
ORDINALS = {"Erster", "Zweiter", "Dritter", "Vierter", "Fünfter"}
NOUNS_LIKE_ADJECTIVES = ("ordneter", "auftragter", "Beamter", "Gesandter", "Delegierter")
WEAK_NOUNS = ("ent", "endant", "andant", "ist", "oge", "Diplomat", "Prälat")  # Präsident
FEMININE = ("stadt", "gemeinde", "universität", "hochschule", "kammer", "republik")
GENITIVES = {"Bistum": "s", "Erzbistum": "s", "Königreich": "s", "Land": "es", "Saarland": "es",
             "Bundesland": "es", "Freistaat": "es", "Bundesstaat": "es"}  # fmt: skip
CIRCLE = "kreis"  # Märkischer Kreis, Rhein-Sieg-Kreis, Kirchenkreis
GENITIVE_ENDINGS = ("", "s", "es")


def declined(title: str) -> str:
    """Return a masculine title in the accusative or dative: Präsidenten, Ersten Beigeordneten.

    An envelope has it so (P-18); the two cases are the same but for the article.
    What follows the noun stays as it is: Präsident des Landtags.
    """
    words = title.split(" ")
    for place, word in enumerate(words):
        if word.islower() and not is_adjective(word):
            break
        words[place] = declined_word(word)
    return " ".join(words)


def is_adjective(word: str) -> bool:
    """Tell whether a word is declined as an adjective is."""
    return word in ORDINALS or word.endswith((*ADJECTIVES, *NOUNS_LIKE_ADJECTIVES))


def declined_word(word: str) -> str:
    """Return a word in the accusative: Vorsitzenden, Präsidenten, Landrat."""
    if is_adjective(word):
        return word.removesuffix("r") + "n"
    if word.endswith(WEAK_NOUNS):
        return word + ("n" if word.endswith("e") else "en")
    return word


def in_genitive(body: str) -> str:
    """Return a German body in the genitive, with its article; "" if nobody knows its gender."""
    first, *rest = body.split(" ")
    if first.lower().endswith(FEMININE):
        return f"der {body}"
    if first in GENITIVES:
        return " ".join(["des", first + GENITIVES[first], *rest])
    if first.lower().endswith(CIRCLE):
        return " ".join(["des", f"{first}es", *rest])
    if first.endswith("er") and rest and rest[0].lower().endswith(CIRCLE):
        return " ".join(["des", first.removesuffix("r") + "n", f"{rest[0]}es", *rest[1:]])
    return ""
