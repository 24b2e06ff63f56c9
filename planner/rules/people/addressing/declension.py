"""German titles of offices in the accusative and dative, which are the same but for the article."""

ADJECTIVES = ("ender", "licher", "ischer", "tändiger")  # stellvertretender, ehrenamtlicher
ORDINALS = {"Erster", "Zweiter", "Dritter", "Vierter", "Fünfter"}
NOUNS_LIKE_ADJECTIVES = ("ordneter", "auftragter", "Beamter", "Gesandter", "Delegierter")
WEAK_NOUNS = ("ent", "endant", "andant", "ist", "oge", "Diplomat", "Prälat")  # Präsident


def declined(title):
    """Return a masculine title as an envelope has it: Präsidenten, Ersten Beigeordneten (P-18).

    What follows the noun stays as it is: Präsident des Landtags.
    """
    words = title.split(" ")
    for place, word in enumerate(words):
        if word.islower() and not is_adjective(word):
            break
        words[place] = declined_word(word)
    return " ".join(words)


def is_adjective(word):
    """Tell whether a word is declined as an adjective is."""
    return word in ORDINALS or word.endswith((*ADJECTIVES, *NOUNS_LIKE_ADJECTIVES))


def declined_word(word):
    """Return a word in the accusative: Vorsitzenden, Präsidenten, Landrat."""
    if is_adjective(word):
        return word.removesuffix("r") + "n"
    if word.endswith(WEAK_NOUNS):
        return word + ("n" if word.endswith("e") else "en")
    return word
