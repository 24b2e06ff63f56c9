"""The alphabet of lists: by names without accents, in the language of the reader (P-28)."""


def by_name(model, language="de"):
    """Return what puts the rows of a model under their names."""
    return getattr(model, f"sort_{language}"), model.id
