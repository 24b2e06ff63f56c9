"""People of many offices, countries and names, to be addressed in both languages.

All are invented, but for Senator David Senjem and Commissioner Grace Arnold.
"""

import datetime as dt

from planner.models import AddressForm, AddressOverride, Gender, Style
from planner.shipped.offices import shipped
from tests.factories import make_municipality, make_organisation, make_person, make_term

DAY = dt.date(2026, 5, 4)
F, H, N = Gender.FRAU, Gender.HERR, Gender.NEITHER
HONORABLE = Style.THE_HONORABLE
OVER = {"until": dt.date(2025, 12, 31)}
ACTING = {"is_acting": True}
NAMES = ("academic_title", "given_name", "name_prefix", "family_name", "post_nominals")
# name in its parts: academic title, given, prefix, family, after; gender and country;
# then the offices: English title, of what in German and English, what else is to be told
PEOPLE = {
    "Minnesota: a state senator, and a Ph.D., who is not told beside The Honorable": (
        ("", "David", "", "Senjem", "Ph.D."), H, "US",
        [("State Senator", "Senat von Minnesota", "Minnesota Senate", {})]),
    "Minnesota: a state commissioner, appointed by the governor": (
        ("", "Grace", "", "Arnold", ""), F, "US",
        [("State Commissioner", "Handelsministerium von Minnesota",
          "Minnesota Department of Commerce", {})]),
    "USA: a state senator who is neither Frau nor Herr": (
        ("", "Sam", "", "Jones", ""), N, "US",
        [("State Senator", "Senat von Minnesota", "Minnesota Senate", {})]),
    "USA: a former state senator without an office": (
        ("", "Ellen", "", "Brandt", ""), F, "US",
        [("State Senator", "Senat von Minnesota", "Minnesota Senate", OVER)]),
    "USA: a former mayor who now leads the administration of a county": (
        ("", "Walter", "", "Krause", ""), H, "US",
        [("Mayor", "Stadt Elk River", "City of Elk River", OVER | {"style": HONORABLE}),
         ("County Administrator", "Sherburne County", "Sherburne County", {})]),
    "USA: a governor": (
        ("", "Denise", "", "Holm", ""), F, "US",
        [("Governor", "von Minnesota", "of Minnesota", {})]),
    "USA: a lieutenant governor": (
        ("", "Carl", "", "Ness", ""), H, "US",
        [("Lieutenant Governor", "von Minnesota", "of Minnesota", {})]),
    "USA: a state representative": (
        ("", "Hodan", "", "Warsame", ""), F, "US",
        [("State Representative", "Repräsentantenhaus von Minnesota",
          "Minnesota House of Representatives", {})]),
    "USA: a mayor with a middle initial": (
        ("", "James R.", "", "Lindqvist", ""), H, "US",
        [("Mayor", "", "", {"municipality": "Elk River", "style": HONORABLE})]),
    "USA: an acting mayor": (
        ("", "Peter", "", "Dalton", ""), H, "US",
        [("Mayor", "", "", {"municipality": "Elk River", "style": HONORABLE} | ACTING)]),
    "USA: a council member with a doctorate": (
        ("Dr.", "Amina", "", "Osman", ""), F, "US",
        [("Council Member", "Stadtrat von Elk River", "Elk River City Council", {})]),
    "USA: a city administrator, merely appointed": (
        ("", "Maya", "", "Thompson", ""), F, "US",
        [("City Administrator", "", "", {"municipality": "Elk River"})]),
    "USA: a county commissioner": (
        ("", "Raymond", "", "Fisk", ""), H, "US",
        [("County Commissioner", "Sherburne County", "Sherburne County", {})]),
    "USA: the president of a university": (
        ("Dr.", "Joan", "", "Whitfield", "Ph.D."), F, "US",
        [("President of the University", "Universität von Minnesota",
          "University of Minnesota", {})]),
    "USA: a member of the federal Senate": (
        ("", "Laura", "", "Stanton", ""), F, "US",
        [("U.S. Senator", "für Minnesota", "for Minnesota", {})]),
    "USA: a consul general of the United States": (
        ("", "Patricia", "", "Moreno", ""), F, "US",
        [("Consul General", "Generalkonsulat Düsseldorf", "Consulate General Düsseldorf", {})]),
    "USA: the ambassador of the United States": (
        ("", "Cleo", "", "Ward", ""), F, "US",
        [("Ambassador", "der Vereinigten Staaten von Amerika", "of the United States", {})]),
    "USA: no office, a Serbian name, an engineer": (
        ("", "Petar", "", "Đorđević", "P.E."), H, "US", ("Leiter Netze", "Director of Grids")),
    "USA: no office, a double name without hyphen": (
        ("", "Carlos", "", "Herrera Ortiz", ""), H, "US",
        ("Umweltbeauftragter", "Environmental Manager")),
    "USA: no office, an apostrophe": (
        ("", "Thomas", "", "O’Brien", ""), H, "US", ("", "")),
    "USA: no office, a prefix, neither Frau nor Herr": (
        ("", "Emily", "van den", "Berg", ""), N, "US", ("", "")),
    "Germany: a mayor with a doctorate": (
        ("Dr.", "Katrin", "", "Vogelsang", ""), F, "DE",
        [("Mayor", "Stadt Iserlohn", "City of Iserlohn", {})]),
    "Germany: a mayor of a place that the planner knows": (
        ("", "Björn", "", "Weiß", ""), H, "DE",
        [("Mayor", "", "", {"municipality": "Hemer"})]),
    "Germany: a mayor who is neither Frau nor Herr": (
        ("", "Kim", "", "Berger", ""), N, "DE",
        [("Mayor", "Stadt Iserlohn", "City of Iserlohn", {})]),
    "Germany: a lord mayor": (
        ("", "Henriette", "", "Raabe", ""), F, "DE",
        [("Lord Mayor", "Stadt Hagen", "City of Hagen", {})]),
    "Germany: the first honorary deputy mayor": (
        ("", "Friedrich", "", "Osthoff", ""), H, "DE",
        [("First Deputy Mayor", "Stadt Iserlohn", "City of Iserlohn", {})]),
    "Germany: the first head of department": (
        ("Dr.", "Peter", "", "Dahl", ""), H, "DE",
        [("First Deputy Chief Executive", "Stadt Iserlohn", "City of Iserlohn", {})]),
    "Germany: chair of a council group, also a member of the state parliament (P-19)": (
        ("", "Jürgen", "", "Groß", "MdL"), H, "DE",
        [("Council Group Chair", "Rat der Stadt Iserlohn", "Iserlohn City Council", {}),
         ("Member of the State Parliament", "Landtag Nordrhein-Westfalen",
          "State Parliament of North Rhine-Westphalia", {})]),
    "Germany: a member of the Bundestag": (
        ("", "Miriam", "", "Goldberg", "MdB"), F, "DE", [("Member of the Bundestag", "", "", {})]),
    "Germany: a member of the European Parliament": (
        ("", "Ulrich", "", "Tamm", "MdEP"), H, "DE",
        [("Member of the European Parliament", "", "", {})]),
    "Germany: a district administrator": (
        ("", "Marco", "", "Stennert", ""), H, "DE",
        [("District Administrator", "Märkischer Kreis", "Märkischer Kreis", {})]),
    "Germany: the president of a regional government": (
        ("", "Helga", "", "Ostrowski", ""), F, "DE",
        [("President of the Regional Government", "Bezirksregierung Arnsberg",
          "of Arnsberg", {})]),
    "Germany: the president of a state parliament": (
        ("", "Andreas", "", "Kühn", ""), H, "DE",
        [("President of the State Parliament", "Landtag Nordrhein-Westfalen",
          "State Parliament of North Rhine-Westphalia", {})]),
    "Germany: a minister-president": (
        ("", "Paul", "", "Wagner", ""), H, "DE",
        [("Minister-President", "Land Nordrhein-Westfalen", "North Rhine-Westphalia", {})]),
    "Germany: a minister of a state": (
        ("", "Sibel", "", "Aydın", ""), F, "DE",
        [("State Minister", "für Umwelt", "for the Environment", {})]),
    "Germany: an acting federal minister": (
        ("", "Ruth", "", "Lehmkuhl", ""), F, "DE",
        [("Federal Minister", "für Verkehr", "for Transport", ACTING)]),
    "Germany: a former mayor (no office is left)": (
        ("", "Otto", "", "Breuer", ""), H, "DE",
        [("Mayor", "Stadt Iserlohn", "City of Iserlohn", OVER)]),
    "Germany: the rector of a university, a noble name": (
        ("Prof. Dr.", "Anna", "von der", "Heide", ""), F, "DE",
        [("Rector of the University", "Universität Siegen", "University of Siegen", {})]),
    "Germany: a professor who is neither Frau nor Herr": (
        ("Prof. Dr.-Ing.", "Robin", "", "Quist", ""), N, "DE", ("", "")),
    "Germany: a bishop": (
        ("Dr.", "Clemens", "", "Hartwig", ""), H, "DE",
        [("Bishop", "Bistum Essen", "Diocese of Essen", {})]),
    "Germany: a superintendent of the Protestant church": (
        ("", "Johannes", "", "Thiele", ""), H, "DE",
        [("Superintendent of the Church District", "Kirchenkreis Iserlohn",
          "of Iserlohn", {})]),
    "Germany: the president of a chamber, a double name": (
        ("", "Sabine", "", "Kröger-Łukasik", ""), F, "DE",
        [("President of the Chamber of Industry and Commerce",
          "Industrie- und Handelskammer Hagen", "of Hagen", {})]),
    "Germany: an honorary consul": (
        ("", "Heinz", "", "Vollmer", ""), H, "DE",
        [("Honorary Consul", "des Königreichs der Niederlande", "of the Netherlands", {})]),
    "Germany: no office, at an organization": (
        ("", "Murat", "", "Özdemir", ""), H, "DE",
        ("Geschäftsführer", "Managing Director", "Stadtwerke Iserlohn", "Iserlohn Utilities")),
    "Germany: no office, a student": (
        ("", "Jan", "", "Mai", ""), H, "DE", ("Studierender", "Student")),
    "Unknown country: one name only": (("", "", "", "Suryani", ""), F, "", ("", "")),
    "Unknown country: nothing but one name, neither Frau nor Herr": (
        ("", "", "", "Prince", ""), N, "", ("", "")),
    "Austria: a mayor with an Austrian title": (
        ("Mag.", "Eva", "", "Moser", ""), F, "AT",
        [("Mayor", "", "", {"municipality": "Linz"})]),
    "Switzerland: a lord mayor with prefix": (
        ("", "Luca", "de", "Rossi", ""), H, "CH",
        [("Lord Mayor", "Stadt Biel", "City of Biel", {})]),
    "France: a mayor": (
        ("", "Marie-Claire", "", "Lefèvre", ""), F, "FR",
        [("Mayor", "", "", {"municipality": "Lyon"})]),
    "France: an ambassador": (
        ("", "Jean", "de", "Montreuil", ""), H, "FR",
        [("Ambassador", "der Französischen Republik", "of the French Republic", {})]),
    "France: an acting ambassador, who is no Excellency": (
        ("", "Luc", "", "Roux", ""), H, "FR",
        [("Ambassador", "der Französischen Republik", "of the French Republic", ACTING)]),
    "Poland: a mayor of a city with a Polish name": (
        ("dr", "Łucja", "", "Wiśniewska", ""), F, "PL",
        [("Lord Mayor", "", "", {"municipality": "Łódź"})]),
    "Poland: a consul general": (
        ("", "Grzegorz", "", "Brzęczyszczykiewicz", ""), H, "PL",
        [("Consul General", "der Republik Polen", "of the Republic of Poland", {})]),
    "The Netherlands: a mayor with prefix": (
        ("", "Willem", "van 't", "Hoff", ""), H, "NL",
        [("Mayor", "", "", {"municipality": "Almelo"})]),
    "Japan: an ambassador who is neither Frau nor Herr": (
        ("", "Ren", "", "Satō", ""), N, "JP",
        [("Ambassador", "von Japan", "of Japan", {})]),
    "Italy: an ambassador": (
        ("", "Carla", "", "Ricci", ""), F, "IT",
        [("Ambassador", "der Italienischen Republik", "of the Italian Republic", {})]),
    "Türkiye: no office, a dotless letter": (
        ("Doç. Dr.", "Işıl", "", "Yıldız", ""), F, "TR", ("Klimaforscherin", "Climate Scientist")),
    "Czechia: the rector of a university": (
        ("prof.", "Jiří", "", "Dvořák", "CSc."), H, "CZ",
        [("Rector of the University", "Universität Brünn", "University of Brno", {})]),
    "Wishes of her own: spoken to and named otherwise than by rule": (
        ("", "Margaret", "", "Okafor", ""), F, "US",
        [("Mayor", "", "", {"municipality": "Northfield", "style": HONORABLE})]),
}  # fmt: skip
WISHES = {
    "Margaret Okafor": {
        ("en", AddressForm.ORAL): "Mayor Maggie",
        ("en", AddressForm.TENT_CARD): "Maggie Okafor\nMayor",
        ("de", AddressForm.SALUTATION): "Liebe Maggie,",
    }
}


def person_to_address(told):
    """Return one of the people above."""
    name, gender, country, roles = PEOPLE[told]
    person = make_person(**dict(zip(NAMES, name, strict=True)), gender=gender, country=country)
    if isinstance(roles, tuple):
        person.function_de, person.function_en, *organisation = roles
        person.organisation = (
            make_organisation(organisation[0], name_en=organisation[1]) if organisation else None
        )
    else:
        person.terms = [term(*role) for role in roles]
    wishes = WISHES.get(f"{person.given_name} {person.family_name}", {})
    person.address_overrides = [
        AddressOverride(language=language, form=form, text=text)
        for (language, form), text in wishes.items()
    ]
    return person


def term(title, body_de, body_en, more):
    """Return the term of a shipped office."""
    values = dict(more)
    style = values.pop("style", Style.NONE)
    if place := values.pop("municipality", None):
        values["municipality"] = make_municipality(place)
    offices = [one for one in shipped().values() if one.title_en == title]
    office = next(one for one in offices if one.style is style or len(offices) == 1)
    return make_term(office, body_de=body_de, body_en=body_en, **values)
