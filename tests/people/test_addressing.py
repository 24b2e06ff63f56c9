"""Forms of address: by the rules of the person's country, unless the person wants another."""

import datetime as dt

import pytest

from planner.models import AddressForm, AddressOverride, Branch, Gender, Level, Style
from planner.rules.people.addressing.addressing import (
    confirmed_term,
    forms_of_address,
    is_to_confirm,
)
from planner.rules.people.addressing.german_grammar import declined
from planner.rules.people.addressing.office_titles import title_with_body
from tests.factories import make_office, make_organisation, make_person, make_term

DAY = dt.date(2026, 5, 4)
F, H, N = Gender.FRAU, Gender.HERR, Gender.NEITHER


def office(title_en, feminine, masculine, spoken=("", "", "", ""), neutral="", **values):
    """Return an office; spoken: the German words for a woman, a man and neither, and English."""
    names = ("spoken_de_feminine", "spoken_de_masculine", "spoken_de_neutral", "spoken_en")
    titles = {"title_de_feminine": feminine, "title_de_masculine": masculine}
    return make_office(
        title_en,
        **titles,
        title_de_neutral=neutral or feminine,
        **dict(zip(names, spoken, strict=True)),
        **values,
    )


MAYOR = "Bürgermeisterin", "Bürgermeister", "", "Mayor"
OFFICES = {
    "mayor": lambda: office("Mayor", *MAYOR[:2], MAYOR, "Bürgermeisteramt"),
    "us_mayor": lambda: office("Mayor", *MAYOR[:2], MAYOR, style=Style.THE_HONORABLE),
    "deputy": lambda: office(
        "First Deputy Mayor",
        "1. stellvertretende Bürgermeisterin",
        "1. stellvertretender Bürgermeister",
        MAYOR,
    ),
    "department": lambda: office("Deputy Chief Executive", "Beigeordnete", "Erster Beigeordneter"),
    "premier": lambda: office(
        "Minister-President",
        "Ministerpräsidentin",
        "Ministerpräsident",
        ("Ministerpräsidentin", "Ministerpräsident", "", "Minister-President"),
        level=Level.STATE,
    ),
    "landrat": lambda: office(
        "District Administrator", "Landrätin", "Landrat", ("Landrätin", "Landrat", "", ""),
        level=Level.DISTRICT,
    ),
    "bundestag": lambda: office(
        "Member of the Bundestag",
        "Mitglied des Bundestages",
        "Mitglied des Bundestages",
        ("Abgeordnete", "Abgeordneter", "", ""),
        level=Level.FEDERAL,
        branch=Branch.LEGISLATIVE,
    ),
    "senator": lambda: office(
        "State Senator",
        "Senatorin",
        "Senator",
        ("Senatorin", "Senator", "", "Senator"),
        "Mitglied des Senats",
        level=Level.STATE,
        branch=Branch.LEGISLATIVE,
        style=Style.THE_HONORABLE,
    ),
    "commissioner": lambda: office(
        "Commissioner of Commerce",
        "Wirtschaftsministerin",
        "Wirtschaftsminister",
        ("Ministerin", "Minister", "", "Commissioner"),
        level=Level.STATE,
        is_elected=False,
        to_confirm=True,
    ),
    "city_administrator": lambda: office(
        "City Administrator", "Verwaltungsleiterin", "Verwaltungsleiter", is_elected=False
    ),
    "ambassador": lambda: office(
        "Ambassador",
        "Botschafterin",
        "Botschafter",
        ("Botschafterin", "Botschafter", "", "Ambassador"),
        level=Level.INTERNATIONAL,
        is_elected=False,
        style=Style.EXZELLENZ,
    ),
    "untranslated": lambda: office("", "Oberdeichgräfin", "Oberdeichgraf"),
}  # fmt: skip
PEOPLE = {  # key: given and family name, gender, country, office and of what, other values
    "vogelsang": ("Katrin Vogelsang", F, "DE", "mayor", "Iserlohn", {"academic_title": "Dr."}),
    "joithe": ("Michael Joithe", H, "DE", "mayor", "Iserlohn", {}),
    "berger": ("Kim Berger", N, "DE", "mayor", "Iserlohn", {}),
    "osthoff": ("Friedrich Osthoff", H, "DE", "deputy", "Iserlohn", {}),
    "dahl": ("Peter Dahl", H, "DE", "department", "Iserlohn", {"academic_title": "Dr."}),
    "wagner": ("Paul Wagner", H, "DE", "premier", "Nordrhein-Westfalen", {}),
    "moser": ("Eva Moser", F, "AT", "mayor", "Linz", {}),
    "frei": ("Urs Frei", H, "CH", "landrat", "Glarus", {}),
    "goldberg": ("Miriam Goldberg", F, "DE", "bundestag", "", {"post_nominals": "MdB"}),
    "kaya": ("Deniz Kaya", H, "DE", "", "", {"academic_title": "Dr."}),
    "lind": ("Anna Lind", F, "", "", "", {"academic_title": "Dr."}),
    "heide": ("Anna Heide", F, "DE", "", "", {
        "academic_title": "Prof. Dr.", "name_prefix": "von der",
        "function_de": "Rektorin", "function_en": "President"}),
    "quist": ("Robin Quist", N, "DE", "", "", {"academic_title": "Prof. Dr."}),
    "student": ("Jan Mai", H, "DE", "", "", {
        "function_de": "Studierender", "function_en": "Student"}),
    "senjem": ("David Senjem", H, "US", "senator", "Minnesota Senate", {"post_nominals": "Ph.D."}),
    "arnold": ("Grace Arnold", F, "US", "commissioner", "State of Minnesota", {}),
    "lindqvist": ("James R. Lindqvist", H, "US", "us_mayor", "Elk River", {}),
    "jones": ("Sam Jones", N, "US", "senator", "Minnesota Senate", {}),
    "thompson": ("Maya Thompson", F, "US", "city_administrator", "Elk River", {}),
    "olson": ("Hannah Olson", F, "US", "", "", {"post_nominals": "Ph.D."}),
    "dordevic": ("Petar Đorđević", H, "US", "", "", {
        "post_nominals": "P.E.", "function_de": "Leiter Netze",
        "function_en": "Director of Grid Operations"}),
    "reed": ("Alex Reed", N, "US", "", "", {}),
    "envoy": ("Cleo Ward", F, "US", "ambassador", "United States", {}),
    "dupont": ("Jean Dupont", H, "FR", "ambassador", "Frankreich", {}),
    "rossi": ("Carla Rossi", F, "IT", "ambassador", "Italien", {}),
    "sato": ("Ren Sato", N, "JP", "ambassador", "Japan", {}),
    "adler": ("Nina Adler", F, "DE", "ambassador", "Deutschland", {}),
    "lyon": ("Marie Petit", F, "FR", "mayor", "Lyon", {}),
    "paris": ("Luc Roux", H, "FR", "", "", {
        "function_de": "Architekt", "function_en": "Architect"}),
    "deich": ("Ole Hansen", H, "DE", "untranslated", "Husum", {}),
    "nameless": ("", H, "DE", "", "", {"family_name": "Groß"}),
}  # fmt: skip


def person(key, **term):
    """Return one of the people above; term: what is special about the office's term."""
    name, gender, country, held, body, values = PEOPLE[key]
    given_name, _, family_name = name.rpartition(" ")
    known = {"given_name": given_name, "family_name": family_name} | values
    known |= {"gender": gender, "country": country}
    if held:
        known["terms"] = [make_term(OFFICES[held](), body_de=body, body_en=body, **term)]
    return make_person(**known)


def form_of(somebody, language, form):
    return forms_of_address(somebody, DAY, language)[AddressForm(form)]


@pytest.mark.parametrize(
    ("key", "language", "form", "text", "rule"),
    [
        # German rules (T-10: accusative first, no "An", her own office)
        ("vogelsang", "de", "envelope", "Bürgermeisterin, Iserlohn\nFrau Dr. Katrin Vogelsang",
         "P-18, P-21"),
        ("vogelsang", "de", "salutation", "Sehr geehrte Frau Bürgermeisterin,", "P-20, P-21"),
        ("vogelsang", "de", "oral", "Frau Bürgermeisterin", "P-20, P-21"),
        ("vogelsang", "de", "place_card", "Dr. Katrin Vogelsang", "P-21, D-10"),
        ("vogelsang", "de", "tent_card", "Dr. Katrin Vogelsang\nBürgermeisterin", "P-21, D-10"),
        ("vogelsang", "de", "programme", "Dr. Katrin Vogelsang, Bürgermeisterin, Iserlohn",
         "P-21, D-10"),
        ("joithe", "de", "salutation", "Sehr geehrter Herr Bürgermeister,", "P-20"),
        ("berger", "de", "envelope", "Bürgermeisteramt, Iserlohn\nKim Berger", "P-18"),
        ("berger", "de", "salutation", "Guten Tag Kim Berger,", "P-20"),
        ("berger", "de", "oral", "Kim Berger", "P-20"),
        ("osthoff", "de", "envelope",
         "1. stellvertretenden Bürgermeister, Iserlohn\nHerrn Friedrich Osthoff", "P-18"),
        ("osthoff", "de", "salutation", "Sehr geehrter Herr Bürgermeister,", "P-20"),
        ("dahl", "de", "envelope", "Ersten Beigeordneten, Iserlohn\nHerrn Dr. Peter Dahl", "P-18"),
        ("dahl", "de", "salutation", "Sehr geehrter Herr Dr. Dahl,", "P-20"),
        ("wagner", "de", "envelope",
         "Ministerpräsidenten, Nordrhein-Westfalen\nHerrn Paul Wagner", "P-18"),
        ("moser", "de", "envelope", "Bürgermeisterin, Linz\nFrau Eva Moser", "P-18, P-21"),
        ("frei", "de", "oral", "Herr Landrat", "P-20"),
        ("goldberg", "de", "oral", "Frau Abgeordnete", "P-20, P-21"),
        ("goldberg", "de", "envelope", "Mitglied des Bundestages\nFrau Miriam Goldberg",
         "P-18, P-21"),
        ("kaya", "de", "salutation", "Sehr geehrter Herr Dr. Kaya,", "P-20"),
        ("lind", "de", "envelope", "Frau Dr. Anna Lind", "P-18"),
        ("heide", "de", "envelope", "Frau Prof. Dr. Anna von der Heide\nRektorin", "P-18"),
        ("heide", "de", "salutation", "Sehr geehrte Frau Professorin von der Heide,", "P-20"),
        ("quist", "de", "salutation", "Guten Tag Prof. Robin Quist,", "P-20"),
        ("student", "de", "envelope", "Herrn Jan Mai\nStudierenden", "P-18"),
        ("nameless", "de", "salutation", "Sehr geehrter Herr Groß,", "P-20"),
        # Germans in English: no honorific of another country
        ("joithe", "en", "envelope", "Mr. Michael Joithe\nMayor, Iserlohn", ""),
        ("joithe", "en", "salutation", "Dear Mayor Joithe,", ""),
        ("vogelsang", "en", "envelope", "Dr. Katrin Vogelsang\nMayor, Iserlohn", ""),
        ("heide", "en", "salutation", "Dear Professor von der Heide,", ""),
        ("berger", "en", "oral", "Mayor Berger", ""),
        ("deich", "en", "envelope", "Mr. Ole Hansen\nOberdeichgraf, Husum", ""),
        ("deich", "en", "salutation", "Dear Mr. Hansen,", ""),
        # American rules (T-09: six different forms)
        ("senjem", "en", "envelope",
         "The Honorable David Senjem\nState Senator, Minnesota Senate", "P-22, P-23, P-24"),
        ("senjem", "en", "salutation", "Dear Senator Senjem:", "P-22, P-23, P-24, P-25"),
        ("senjem", "en", "oral", "Senator", "P-22, P-25"),
        ("senjem", "en", "place_card", "Senator Senjem", "P-22, D-10"),
        ("senjem", "en", "tent_card", "David Senjem\nState Senator", "P-22, D-10"),
        ("senjem", "en", "programme",
         "The Honorable David Senjem, State Senator, Minnesota Senate", "P-22, P-23, P-24, D-10"),
        ("jones", "en", "salutation", "Dear Senator Jones:", "P-22, P-23, P-24, P-25"),
        ("lindqvist", "en", "envelope",
         "The Honorable James R. Lindqvist\nMayor, Elk River", "P-22, P-23, P-24"),
        ("arnold", "en", "envelope",
         "Ms. Grace Arnold\nCommissioner of Commerce, State of Minnesota", "P-22, P-24, P-26"),
        ("arnold", "en", "salutation", "Dear Ms. Arnold:", "P-22, P-24, P-26"),
        ("arnold", "en", "oral", "Commissioner Arnold", "P-22, P-26"),
        ("thompson", "en", "oral", "Ms. Thompson", "P-22"),
        ("olson", "en", "envelope", "Hannah Olson, Ph.D.", "P-22, P-24"),
        ("olson", "en", "salutation", "Dear Dr. Olson:", "P-22, P-24"),
        ("dordevic", "en", "salutation", "Dear Mr. Đorđević:", "P-22, P-24"),
        ("dordevic", "en", "tent_card", "Petar Đorđević\nDirector of Grid Operations",
         "P-22, D-10"),
        ("reed", "en", "salutation", "Dear Alex Reed:", "P-22, P-24"),
        ("envoy", "en", "envelope", "The Honorable Cleo Ward\nAmbassador, United States",
         "P-22, P-23, P-24"),
        # Americans in German: the envelope by their rules, the letter in German
        ("senjem", "de", "envelope", "The Honorable David Senjem\nSenator, Minnesota Senate",
         "P-22, P-23, P-24"),
        ("senjem", "de", "salutation", "Sehr geehrter Herr Senator,",
         "P-20, P-22, P-23, P-24, P-25"),
        ("arnold", "de", "envelope",
         "Frau Grace Arnold\nWirtschaftsministerin, State of Minnesota",
         "P-18, P-21, P-22, P-24, P-26"),
        ("reed", "de", "salutation", "Guten Tag Alex Reed,", "P-20, P-22, P-24"),
        # other countries (P-22): Exzellenz, or neutral forms
        ("dupont", "de", "envelope",
         "Seiner Exzellenz\ndem Botschafter, Frankreich\nHerrn Jean Dupont", "P-18, P-22"),
        ("dupont", "de", "salutation", "Exzellenz,", "P-20, P-22"),
        ("dupont", "en", "salutation", "Your Excellency,", "P-22"),
        ("dupont", "en", "programme", "His Excellency Jean Dupont, Ambassador, Frankreich",
         "P-22, D-10"),
        ("rossi", "de", "envelope",
         "Ihrer Exzellenz\nder Botschafterin, Italien\nFrau Carla Rossi", "P-18, P-21, P-22"),
        ("rossi", "de", "place_card", "Botschafterin, Italien", "P-21, P-22, D-10"),
        ("sato", "de", "envelope", "Exzellenz\nBotschafterin, Japan\nRen Sato", "P-18, P-22"),
        ("sato", "en", "envelope", "H.E. Ren Sato\nAmbassador, Japan", "P-22"),
        ("adler", "de", "salutation", "Sehr geehrte Frau Botschafterin,", "P-20, P-21"),
        ("lyon", "de", "envelope", "Frau Marie Petit\nBürgermeisterin, Lyon", "P-18, P-21, P-22"),
        ("lyon", "en", "salutation", "Dear Mayor Petit,", "P-22"),
        ("paris", "en", "programme", "Luc Roux, Architect", "P-22, D-10"),
    ],
)  # fmt: skip
def test_form_follows_the_rules_of_the_country(key, language, form, text, rule):
    assert form_of(person(key), language, form) == (text, False, rule)


@pytest.mark.parametrize("language", ["de", "en"])
def test_t09_six_forms_of_a_senator_differ(language):
    texts = [form.text for form in forms_of_address(person("senjem"), DAY, language).values()]

    assert len(set(texts)) == len(AddressForm) == 6


@pytest.mark.parametrize(
    ("key", "language", "form", "text"),
    [
        ("senjem", "en", "envelope",
         "David Senjem, Ph.D.\nActing State Senator, Minnesota Senate"),
        ("senjem", "en", "salutation", "Dear Dr. Senjem:"),
        ("lindqvist", "en", "oral", "Mr. Lindqvist"),
        ("lindqvist", "en", "programme", "James R. Lindqvist, Acting Mayor, Elk River"),
        ("wagner", "de", "envelope",
         "Ministerpräsidenten (kommissarisch), Nordrhein-Westfalen\nHerrn Paul Wagner"),
        ("vogelsang", "de", "salutation", "Sehr geehrte Frau Dr. Vogelsang,"),
        ("dupont", "en", "salutation", "Dear Mr. Dupont,"),
    ],
)  # fmt: skip
def test_p27_who_only_acts_has_no_honorific(key, language, form, text):
    made = form_of(person(key, is_acting=True), language, form)

    assert made.text == text
    assert "P-27" in made.rule


@pytest.mark.parametrize(
    ("key", "language", "form", "text"),
    [
        ("senjem", "en", "envelope", "The Honorable David Senjem"),
        ("senjem", "en", "salutation", "Dear Senator Senjem:"),
        ("senjem", "en", "oral", "Senator Senjem"),
        ("senjem", "en", "tent_card", "David Senjem"),
        ("senjem", "de", "salutation", "Sehr geehrter Herr Senator,"),
        ("lindqvist", "en", "envelope", "The Honorable James R. Lindqvist"),
        ("lindqvist", "en", "salutation", "Dear Mr. Lindqvist:"),
    ],
)
def test_p25_former_official_is_still_the_honorable(key, language, form, text):
    made = form_of(person(key, until=dt.date(2024, 1, 1)), language, form)

    assert made.text == text
    assert "P-25" in made.rule


def test_p25_who_was_honorable_once_still_is_in_a_lesser_office():
    somebody = person("thompson")
    former = make_term(OFFICES["us_mayor"](), until=dt.date(2024, 1, 1), body_en="Hanover")
    somebody.terms.append(former)

    made = form_of(somebody, "en", "envelope")

    assert made.text == "The Honorable Maya Thompson\nCity Administrator, Elk River"
    assert "P-25" in made.rule
    assert form_of(somebody, "en", "oral").text == "Ms. Thompson"
    former.is_acting = True
    assert form_of(somebody, "en", "envelope").text.startswith("Ms. Maya Thompson")


def test_former_office_counts_neither_in_germany_nor_before_it_is_over():
    over, coming = dt.date(2024, 1, 1), dt.date(2030, 1, 1)

    assert form_of(person("joithe", until=over), "de", "salutation").text == (
        "Sehr geehrter Herr Joithe,"
    )
    assert form_of(person("senjem", since=coming), "en", "salutation").text == "Dear Dr. Senjem:"


def test_p19_of_several_offices_the_highest_is_used():
    somebody = person("goldberg")
    somebody.terms.append(make_term(OFFICES["deputy"](), body_de="Iserlohn"))

    assert form_of(somebody, "de", "oral") == ("Frau Abgeordnete", False, "P-19, P-20, P-21")


def test_t01_office_of_the_day_is_used():
    somebody = person("joithe", until=dt.date(2025, 12, 31))
    somebody.terms.append(make_term(OFFICES["landrat"](), since=dt.date(2026, 1, 1)))

    then = forms_of_address(somebody, dt.date(2024, 1, 1), "de")
    now = forms_of_address(somebody, DAY, "de")

    assert then[AddressForm.ORAL].text == "Herr Bürgermeister"
    assert now[AddressForm.ORAL].text == "Herr Landrat"


def test_who_holds_no_office_is_written_to_at_the_organisation():
    somebody = person("paris")
    somebody.organisation = make_organisation(name_de="Bauhaus", name_en="")

    assert form_of(somebody, "en", "envelope").text == "Mr. Luc Roux\nArchitect\nBauhaus"


def test_t09_override_wins_in_its_language_only():
    somebody = person("senjem")
    wanted = {"form": AddressForm.ORAL, "text": "Dave", "language": "en"}
    somebody.address_overrides = [AddressOverride(**wanted)]

    assert form_of(somebody, "en", "oral") == ("Dave", True, "")
    assert form_of(somebody, "de", "oral").text == "Herr Senator"
    assert not form_of(somebody, "en", "salutation").is_override


@pytest.mark.parametrize(
    ("key", "term", "confirm"),
    [
        ("senjem", {}, True),
        ("senjem", {"until": dt.date(2024, 1, 1)}, True),
        ("senjem", {"form_confirmed_on": dt.date(2026, 1, 1)}, False),
        ("arnold", {}, True),
        ("thompson", {}, False),
        ("joithe", {}, False),
        ("olson", {}, False),
    ],
)
def test_p23_form_of_an_american_office_is_to_be_confirmed(key, term, confirm):
    somebody = person(key, **term)

    assert is_to_confirm(somebody, DAY) is confirm
    assert (confirmed_term(somebody, DAY) is not None) is ("form_confirmed_on" in term)


def test_t10_german_letter_to_a_woman_minister():
    """Accusative first line, her own form of the office; her husband has no title of hers."""
    minister = office(
        "State Minister", "Ministerin", "Minister", ("Ministerin", "Minister", "", "")
    )
    names = {"gender": F, "country": "DE", "terms": [make_term(minister, body_de="für Umwelt")]}
    her = make_person("Sibel", "Aydın", academic_title="Dr.", **names)
    husband = make_person("Cem", "Aydın", gender=H, country="DE")

    letter = [form_of(her, "de", form).text for form in ("envelope", "salutation")]
    his = [form_of(husband, "de", form).text for form in ("envelope", "salutation")]

    assert letter == [
        "Ministerin für Umwelt\nFrau Dr. Sibel Aydın",
        "Sehr geehrte Frau Ministerin,",
    ]
    assert his == ["Herrn Cem Aydın", "Sehr geehrter Herr Aydın,"]
    her.gender = H
    assert form_of(her, "de", "envelope").text == "Minister für Umwelt\nHerrn Dr. Sibel Aydın"


@pytest.mark.parametrize(
    ("title", "body", "german", "english"),
    [
        ("Mayor", "of Elk River", "Mayor of Elk River", "Mayor of Elk River"),
        ("Landrat", "Märkischer Kreis", "Landrat des Märkischen Kreises",
         "Landrat, Märkischer Kreis"),
        ("Landrat", "Rhein-Sieg-Kreis", "Landrat des Rhein-Sieg-Kreises",
         "Landrat, Rhein-Sieg-Kreis"),
        ("Bürgermeister", "Stadt Hemer", "Bürgermeister der Stadt Hemer",
         "Bürgermeister, Stadt Hemer"),
        ("Präsident des Landtags", "Landtag Hessen", "Präsident des Landtags Hessen",
         "Präsident des Landtags Hessen"),
        ("Botschafter", "Finnland", "Botschafter, Finnland", "Botschafter, Finnland"),
        ("Leiterin der Stadtverwaltung", "Stadt Bern", "Leiterin der Stadtverwaltung, Stadt Bern",
         "Leiterin der Stadtverwaltung, Stadt Bern"),
        ("Ministerpräsident", "Saarland", "Ministerpräsident des Saarlandes",
         "Ministerpräsident, Saarland"),
        ("Rektorin", "", "Rektorin", "Rektorin"),
        ("", "Stadt Bern", "Stadt Bern", "Stadt Bern"),
    ],
)  # fmt: skip
def test_office_and_its_body_are_joined_as_one_reads_them(title, body, german, english):
    assert title_with_body(title, body, "de") == german
    assert title_with_body(title, body, "en") == english


def test_degree_is_told_once_and_recognized_however_it_is_written():
    field = make_person("Joan", "Field", academic_title="Dr.", post_nominals="Ph.D.", gender=F)
    polish = make_person("Łucja", "Nowak", academic_title="dr", gender=F, country="PL")

    assert form_of(field, "de", "envelope").text == "Frau Joan Field, Ph.D."
    assert form_of(field, "de", "salutation").text == "Sehr geehrte Frau Dr. Field,"
    assert form_of(polish, "en", "salutation").text == "Dear Dr. Nowak,"


def test_german_place_card_has_neither_frau_nor_herr():
    assert form_of(person("thompson"), "de", "place_card").text == "Maya Thompson"  # D-10
    assert form_of(person("thompson"), "en", "place_card").text == "Ms. Thompson"


@pytest.mark.parametrize(
    ("title", "accusative"),
    [
        ("Landrat", "Landrat"),
        ("Präsident des Landtags", "Präsidenten des Landtags"),
        ("Mitglied im Parlament", "Mitglied im Parlament"),
        ("Regierender Bürgermeister", "Regierenden Bürgermeister"),
        ("Fraktionsvorsitzender", "Fraktionsvorsitzenden"),
        ("Leiter Netze", "Leiter Netze"),
        ("Ständiger Vertreter", "Ständigen Vertreter"),
        ("Superintendent", "Superintendenten"),
        ("Generalkonsul", "Generalkonsul"),
        ("", ""),
    ],
)
def test_p18_first_line_is_in_the_accusative(title, accusative):
    assert declined(title) == accusative
