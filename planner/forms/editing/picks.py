"""What the page of two versions sends: which of both stands in each field that both changed."""

import enum

from werkzeug.datastructures import MultiDict

PICK, FIELDS, THEIRS, OWN = "pick-", "fields-", "theirs-", "own-"  # how names of inputs begin


class Pick(enum.StrEnum):
    """Whose version one chooses."""

    MINE = "mine"
    THEIRS = "theirs"
    OWN = "own"  # neither, but words that were written anew


def with_picks(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return what was sent as the form itself would send it, each field as was chosen.

    My version stands under the name of a field. `pick-X` says which is chosen, `fields-X` for
    which fields, `theirs-F` has their version of one, and `own-X` what was written anew.
    """
    if not any(name.startswith(PICK) for name in sent):
        return sent
    plain: MultiDict[str, str] = MultiDict(
        (name, text) for name, text in sent.items(multi=True) if not is_of_page(name)
    )
    for key in (name.removeprefix(PICK) for name in sent if name.startswith(PICK)):
        names = sent.get(FIELDS + key, "").split()
        if sent[PICK + key] == Pick.THEIRS:
            for name in names:
                plain.poplist(name)
                for text in sent.getlist(THEIRS + name):
                    plain.add(name, text)
        elif sent[PICK + key] == Pick.OWN and OWN + key in sent:
            plain[names[0] if names else key] = sent[OWN + key]
    return plain


def is_of_page(name: str) -> bool:
    """Tell whether an input belongs to the page of two versions, and to no form."""
    return name.startswith((PICK, FIELDS, THEIRS, OWN))
