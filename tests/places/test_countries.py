"""Countries and time zones to choose from."""

from planner.forms.choices import is_web_address
from planner.rules.places.countries import countries, country_name, zone_place, zones


def test_countries_are_named_and_sorted_in_each_language():
    german, english = countries("de"), countries("en")

    assert (german["US"], english["US"]) == ("Vereinigte Staaten", "United States")
    assert list(german).index("AT") < list(german).index("ZW")
    assert list(german.values()).index("Österreich") < list(german.values()).index("Peru")
    assert german.keys() == english.keys()


def test_only_countries_are_countries():
    assert countries("en").keys().isdisjoint({"EU", "UN", "ZZ", "XA", "001"})
    assert country_name("ZZ", "en") == "ZZ"


def test_zones_are_named_after_places():
    assert {"Europe/Berlin", "America/Chicago", "Asia/Kolkata"} <= set(zones())
    assert {"UTC", "EST5EDT", "Etc/GMT+6", "posixrules", "US/Central"}.isdisjoint(zones())
    assert zone_place("America/Indiana/Knox") == "Indiana, Knox"
    assert zone_place("America/New_York") == "New York"


def test_web_address_begins_with_http_and_names_a_host():
    assert is_web_address("https://elk-river.example/city?x=1")
    assert is_web_address("http://stadt.example")
    for wrong in ("javascript:alert(1)", "data:text/html,x", "ftp://a.example", "https://",
                  "elk-river.example", "https://[", "https://a b.example"):  # fmt: skip
        assert not is_web_address(wrong), wrong
