"""Of what somebody holds an office, joined to its title as one reads it aloud (P-18, P-23)."""

FEMININE = ("stadt", "gemeinde", "universität", "hochschule", "kammer", "republik")
GENITIVES = {"Bistum": "s", "Erzbistum": "s", "Königreich": "s", "Land": "es", "Saarland": "es",
             "Bundesland": "es", "Freistaat": "es", "Bundesstaat": "es"}  # fmt: skip
CIRCLE = "kreis"  # Märkischer Kreis, Rhein-Sieg-Kreis, Kirchenkreis
GENITIVE_ENDINGS = ("", "s", "es")
ALREADY = (" der ", " des ", " für ")  # a second genitive would be read as part of the first


def attached(title, body):
    """Return a title with its body as lists have it: after a comma unless it goes on by itself."""
    if not title or not body:
        return title or body
    return f"{title} {body}" if goes_on(body) else f"{title}, {body}"


def goes_on(body):
    """Tell whether a body is written as it follows the title: "of Minnesota", "für Umwelt"."""
    return body.split(" ")[0].islower()


def belonging(title, body, language):
    """Return a title with its body: "Mayor, City of Elk River", "Landrat des Märkischen Kreises".

    What the title has said already is not said twice: "Präsident des Landtags Nordrhein-Westfalen".
    """
    if not title or not body or goes_on(body):
        return attached(title, body)
    if rest := not_said_yet(title.split(" "), body.split(" ")):
        return f"{title} {rest}"
    genitive = in_genitive(body.split(" ")) if language == "de" else ""
    if not genitive or title.endswith(")") or any(word in title for word in ALREADY):
        return attached(title, body)
    return f"{title} {genitive}"


def not_said_yet(title, body):
    """Return the rest of a body whose first words are the last ones of the title, else ""."""
    for length in range(1, min(len(title), len(body))):
        *before, last = body[:length]
        said = ([*before, last + ending] for ending in GENITIVE_ENDINGS)
        if title[-length:] in said:
            return " ".join(body[length:])
    return ""


def in_genitive(body):
    """Return a German body in the genitive, with its article; "" if nobody knows its gender."""
    first, *rest = body
    if first.lower().endswith(FEMININE):
        return " ".join(["der", *body])
    if first in GENITIVES:
        return " ".join(["des", first + GENITIVES[first], *rest])
    if first.lower().endswith(CIRCLE):
        return " ".join(["des", f"{first}es", *rest])
    if first.endswith("er") and rest and rest[0].lower().endswith(CIRCLE):
        return " ".join(["des", first.removesuffix("r") + "n", f"{rest[0]}es", *rest[1:]])
    return ""
