"""Countries by their codes in ISO 3166-1, and the zones of the tz database."""

from functools import cache
from zoneinfo import available_timezones

from planner.dates import locale
from planner.spelling import unaccented

NO_COUNTRIES = {  # what CLDR names besides: reserved codes, unions, codes for tests
    *("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"),
}
REGIONS = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe"),
    *("Indian", "Pacific"),
}


@cache
def countries(language: str) -> dict[str, str]:
    """Return the names of all countries by their codes, in the order of the names."""
    names = {
        code: name
        for code, name in locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    }
    return dict(sorted(names.items(), key=lambda item: unaccented(item[1])))


def country_name(code: str, language: str) -> str:
    """Return the name of a country, or the code where there is none."""
    return countries(language).get(code, code)


@cache
def zones() -> list[str]:
    """Return the names of time zones that name a place; others are abbreviations or old."""
    return sorted(name for name in available_timezones() if name.partition("/")[0] in REGIONS)


def zone_place(zone: str) -> str:
    """Return the place in the name of a zone: "Indiana, Knox"."""
    return zone.partition("/")[2].replace("/", ", ").replace("_", " ")
