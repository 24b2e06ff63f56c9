"""The people of the example: invented, but for two past guests of whom only the office is told."""

import datetime as dt

from planner.models import Branch, Gender, Level, Office, Person, Style, Term

F, H, N = Gender.FRAU, Gender.HERR, Gender.NEITHER
SHIPPED = {  # key: English title and style of an office that every planner begins with
    "mayor": ("mayor", Style.NONE),
    "us_mayor": ("mayor", Style.THE_HONORABLE),
    "deputy": ("first deputy mayor", Style.NONE),
    "group": ("council group chair", Style.NONE),
    "department": ("deputy chief executive", Style.NONE),
    "landrat": ("district administrator", Style.NONE),
    "landtag": ("member of the state parliament", Style.NONE),
    "bundestag": ("member of the bundestag", Style.NONE),
    "consul": ("consul general", Style.NONE),
    "council": ("council member", Style.THE_HONORABLE),
    "senator": ("state senator", Style.THE_HONORABLE),
}
PEOPLE = {
    # key: title, given, prefix, family, after, gender, country, languages, organisation,
    #      office and since, or function de and en
    "lindqvist": ("", "James R.", "", "Lindqvist", "", H, "US", "en", "elk_river",
                  ("us_mayor", 2021)),
    "osman": ("Dr.", "Amina", "", "Osman", "", F, "US", "en so", "elk_river", ("council", 2023)),
    "thorsgaard": ("", "Erik", "", "Thorsgaard", "", H, "US", "en", "schools",
                   ("Schulrat", "School Superintendent")),
    "wisniewska": ("", "Linda", "", "Wiśniewska", "", F, "US", "en pl", "sisters",
                   ("Vorsitzende", "Chair")),
    "thompson": ("", "Maya", "", "Thompson", "", F, "US", "en", "elk_river",
                 ("Leiterin der Verwaltung", "City Administrator")),
    "herrera": ("", "Carlos", "", "Herrera Ortiz", "", H, "US", "en es", "elk_river",
                ("Umweltbeauftragter", "Environmental Manager")),
    "becker": ("", "Susan", "", "Becker-Nguyen", "", F, "US", "en de", "medical",
               ("Geschäftsführerin", "Chief Executive")),
    "dordevic": ("", "Petar", "", "Đorđević", "P.E.", H, "US", "en sr", "power",
                 ("Leiter Netze", "Director of Grid Operations")),
    "olson": ("", "Hannah", "", "Olson", "Ph.D.", F, "US", "en de", "umn",
              ("Klimaforscherin", "Climate Scientist")),
    "obrien": ("", "Thomas", "", "O’Brien", "", H, "US", "en", "data",
               ("Leiter des Rechenzentrums", "Data Center Director")),
    "lodz": ("", "Jacob", "", "Łodziński", "", H, "US", "en", "sisters",
             ("Schatzmeister", "Treasurer")),
    "berg": ("", "Emily", "van den", "Berg", "", F, "US", "en nl", "umn",
             ("Studierende", "Student Fellow")),
    "lindqvist_k": ("", "Karen", "", "Lindqvist", "", F, "US", "en", None, ("", "")),
    "hassan": ("", "Abdi", "", "Hassan", "", H, "US", "en so", None, ("", "")),
    "vogelsang": ("Dr.", "Katrin", "", "Vogelsang", "", F, "DE", "de en", "city", ("mayor", 2020)),
    "vogelsang_t": ("", "Thomas", "", "Vogelsang", "", H, "DE", "de", None, ("", "")),
    "stennert": ("", "Marco", "", "Stennert", "", H, "DE", "de en", "county", ("landrat", 2020)),
    "demirci": ("", "Ayşe", "", "Demirci", "", F, "DE", "de tr en", "landtag", ("landtag", 2022)),
    "goldberg": ("", "Miriam", "", "Goldberg", "", F, "DE", "de en", "bundestag",
                 ("bundestag", 2021)),
    "moreno": ("", "Patricia", "", "Moreno", "", F, "US", "en de", "consulate", ("consul", 2025)),
    "osthoff": ("", "Friedrich", "", "Osthoff", "", H, "DE", "de", "council", ("deputy", 2020)),
    "osthoff_r": ("", "Renate", "", "Osthoff", "", F, "DE", "de", None, ("", "")),
    "gross": ("", "Jürgen", "", "Groß", "", H, "DE", "de", "council", ("group", 2014)),
    "schulte": ("Dr.", "Birgit", "", "Schulte-Nordholt", "", F, "DE", "de en", "city",
                ("department", 2019)),
    "heide": ("Prof. Dr.", "Anna", "von der", "Heide", "", F, "DE", "de en", "university",
              ("Rektorin", "President")),
    "ozdemir": ("", "Murat", "", "Özdemir", "", H, "DE", "de tr en", "utilities",
                ("Geschäftsführer", "Managing Director")),
    "kroeger": ("", "Sabine", "", "Kröger", "", F, "DE", "de en", "chamber",
                ("Präsidentin", "President")),
    "jaeger": ("", "Claudia", "", "Jäger", "", F, "DE", "de en", "city",
               ("Klimaschutzmanagerin", "Climate Protection Manager")),
    "lukasik": ("", "Hans-Peter", "", "Łukasik", "", H, "DE", "de pl", "friends",
                ("Vorsitzender", "Chair")),
    "thiele": ("", "Johannes", "", "Thiele", "", H, "DE", "de", "church",
               ("Superintendent", "Superintendent")),
    "woerner": ("", "Stefan", "", "Wörner", "", H, "DE", "de en", "paper",
                ("Redakteur", "Editor")),
    "brueggemann": ("", "Lena", "", "Brüggemann", "", F, "DE", "de en", None,
                    ("Dolmetscherin", "Interpreter")),
    "keller": ("", "Jonas", "", "Keller", "", H, "DE", "de en", None,
               ("Dolmetscher", "Interpreter")),
    "hoppe": ("", "Dieter", "", "Hoppe", "", H, "DE", "de", None, ("Busfahrer", "Bus driver")),
    "petrenko": ("", "Olha", "", "Petrenko", "", F, "DE", "uk de en", "university",
                 ("Studierende", "Student")),
    "brandt": ("", "Svenja", "", "Brandt", "", F, "DE", "de en", "city",
               ("Protokoll", "Protocol Officer")),
    "senjem": ("", "David", "", "Senjem", "", H, "US", "", "senate", ("senator", None)),
    "arnold": ("", "Grace", "", "Arnold", "", F, "US", "", "state", ("commissioner", None)),
}  # fmt: skip
BODIES = {  # of what somebody holds an office, where it is no municipality
    "landrat": ("Märkischer Kreis", "Märkischer Kreis"),
    "landtag": ("Nordrhein-Westfalen", "North Rhine-Westphalia"),
    "consul": ("Vereinigte Staaten", "United States"),
    "senator": ("Senat von Minnesota", "Minnesota Senate"),
    "commissioner": ("Minnesota", "State of Minnesota"),
}
TOWNS = {"mayor": "Iserlohn", "deputy": "Iserlohn", "group": "Iserlohn", "department": "Iserlohn",
         "us_mayor": "Elk River", "council": "Elk River"}  # fmt: skip
PHONES = {
    "brandt": "+49 2371 000-100", "brueggemann": "+49 171 0000001", "hoppe": "+49 171 0000002"
}  # fmt: skip


def people(here, offices):
    """Return the people, each under a short name, with those of the offices that they hold."""
    held = {key: offices[name] for key, name in SHIPPED.items()} | {"commissioner": commissioner()}
    return {key: person(key, row, here, held) for key, row in PEOPLE.items()}


def commissioner():
    """Return the office of a past guest; its form of address is not settled (P-26)."""
    return Office(
        title_de_feminine="Wirtschaftsministerin",
        title_de_masculine="Wirtschaftsminister",
        title_de_neutral="Wirtschaftsministerium",
        title_en="Commissioner of Commerce",
        level=Level.STATE,
        branch=Branch.EXECUTIVE,
        is_elected=False,
        spoken_de_feminine="Ministerin",
        spoken_de_masculine="Minister",
        spoken_en="Commissioner",
        to_confirm=True,
    )


def person(key, row, here, offices):
    """Return a person with an office, or with what the person does."""
    title, given, prefix, family, after, gender, country, languages, organisation, does = row
    made = Person(
        academic_title=title,
        given_name=given,
        name_prefix=prefix,
        family_name=family,
        post_nominals=after,
        gender=gender,
        country=country,
        languages=languages,
        organisation=here.get(("organisation", organisation)),
        phone=PHONES.get(key, ""),
    )
    if does[0] in offices:
        made.terms = [term(offices[does[0]], *does, here)]
    else:
        made.function_de, made.function_en = does
    return made


def term(held, key, year, here):
    """Return the term of an office that began in a year, or nobody says when."""
    body_de, body_en = BODIES.get(key, ("", ""))
    return Term(
        office=held,
        body_de=body_de,
        body_en=body_en,
        municipality=here.get(("town", TOWNS.get(key))),
        since=dt.date(year, 11, 1) if year else None,
    )
