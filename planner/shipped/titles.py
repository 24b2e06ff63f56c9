"""Offices that the exchange meets, with their titles, rank and spoken words.

What protocol.md does not settle (P-26) or does not tell is marked "please confirm".
"""

from typing import NamedTuple

from planner.models import Branch, Level, Style

NONE, HONORABLE, EXZELLENZ = Style.NONE, Style.THE_HONORABLE, Style.EXZELLENZ
MEMBER = ("Abgeordnete", "Abgeordneter", "")  # P-20
NAME_ALONE = ("", "", "")


SINGULAR = {  # one holder at a time, in each place or body; deputies by their order
    *("Federal President", "President of the Bundestag", "Federal Chancellor"),
    *("President of the Bundesrat", "President of the Federal Constitutional Court"),
    *("U.S. President", "U.S. Vice President", "President of the State Parliament"),
    *("Minister-President", "Governor", "Lieutenant Governor", "Secretary of State"),
    *("President of the Regional Government", "District Administrator", "County Board Chair"),
    *("County Administrator", "Lord Mayor", "Mayor", "City Administrator", "Council President"),
    *("First Deputy Mayor", "Second Deputy Mayor", "Third Deputy Mayor"),
    *("First Deputy Chief Executive", "President of the Chamber of Industry and Commerce"),
    *("President of the Chamber of Crafts", "President of the University"),
    *("Rector of the University", "Chancellor of the University"),
}


class Shipped(NamedTuple):
    """An office; spoken: the words of a woman, of a man and in English, "" for the name alone."""

    feminine: str
    masculine: str
    neutral: str
    english: str
    spoken: tuple[str, str, str] = NAME_ALONE
    style: Style = NONE
    to_confirm: bool = False
    deputy_number: int | None = None
    key: str = ""  # for one whose English title another has, or that had another title before


def by_title(feminine, masculine, neutral, english, spoken_en="", **values):
    """Return an office whose holder is spoken to by the German title itself (P-20, P-21)."""
    spoken = feminine, masculine, spoken_en
    return Shipped(feminine, masculine, neutral, english, spoken, **values)


def unsure(feminine, masculine, neutral, english, spoken_en="", **values):
    """Return an office, spoken to by its title, whose forms rest on no source."""
    return by_title(feminine, masculine, neutral, english, spoken_en, to_confirm=True, **values)


def neutral(title, english, spoken=NAME_ALONE, style=NONE):
    """Return an office whose German title is the same for a woman, a man and nobody."""
    return Shipped(title, title, title, english, spoken, style)


def member(of_what, english):
    """Return the office of a member of a parliament."""
    return neutral(f"Mitglied {of_what}", english, MEMBER)


def deputy(number, place, english):
    """Return an honorary deputy mayor (P-12): spoken to as "Bürgermeisterin", "Deputy Mayor"."""
    return Shipped(
        f"{place} stellvertretende Bürgermeisterin",
        f"{place}r stellvertretender Bürgermeister",
        f"{place} Stellvertretung im Bürgermeisteramt",
        f"{english} Deputy Mayor",
        (*MAYOR[:2], "Deputy Mayor"),
        deputy_number=number,
    )


MAYOR = ("Bürgermeisterin", "Bürgermeister", "Mayor")
AMERICAN_MAYOR = Shipped(
    *("Bürgermeisterin", "Bürgermeister", "Bürgermeisteramt", "Mayor", MAYOR, HONORABLE),
    key="american-mayor",
)
ELECTED = {  # by level and branch
    (Level.INTERNATIONAL, Branch.LEGISLATIVE): [
        member("des Europäischen Parlaments", "Member of the European Parliament"),
    ],
    (Level.FEDERAL, Branch.LEGISLATIVE): [
        by_title("Präsidentin des Deutschen Bundestages", "Präsident des Deutschen Bundestages",
                 "Präsidium des Deutschen Bundestages", "President of the Bundestag")._replace(
                     spoken=("Präsidentin", "Präsident", "President")),
        by_title("Präsidentin des Bundesrates", "Präsident des Bundesrates",
                 "Präsidium des Bundesrates", "President of the Bundesrat")._replace(
                     spoken=("Präsidentin", "Präsident", "President")),
        member("des Deutschen Bundestages", "Member of the Bundestag"),
        Shipped("US-Senatorin", "US-Senator", "Mitglied des US-Senats", "U.S. Senator",
                ("Senatorin", "Senator", "Senator"), HONORABLE),
        neutral("Mitglied des US-Repräsentantenhauses", "U.S. Representative",
                ("Abgeordnete", "Abgeordneter", "Representative"), HONORABLE),
    ],
    (Level.FEDERAL, Branch.EXECUTIVE): [
        by_title("Bundespräsidentin", "Bundespräsident", "Bundespräsidialamt",
                 "Federal President", "President"),
        by_title("Bundeskanzlerin", "Bundeskanzler", "Bundeskanzleramt", "Federal Chancellor",
                 "Chancellor"),
        unsure("Präsidentin der Vereinigten Staaten", "Präsident der Vereinigten Staaten",
               "Präsidialamt der Vereinigten Staaten", "U.S. President")._replace(
                   spoken=("Präsidentin", "Präsident", "President"), style=HONORABLE),
        unsure("Vizepräsidentin der Vereinigten Staaten", "Vizepräsident der Vereinigten Staaten",
               "Vizepräsidialamt der Vereinigten Staaten", "U.S. Vice President")._replace(
                   spoken=("Vizepräsidentin", "Vizepräsident", "Vice President"), style=HONORABLE),
    ],
    (Level.FEDERAL, Branch.JUDICIAL): [
        by_title("Präsidentin des Bundesverfassungsgerichts",
                 "Präsident des Bundesverfassungsgerichts",
                 "Präsidium des Bundesverfassungsgerichts",
                 "President of the Federal Constitutional Court")._replace(
                     spoken=("Präsidentin", "Präsident", "President")),
    ],
    (Level.STATE, Branch.LEGISLATIVE): [
        Shipped("Präsidentin des Landtags", "Präsident des Landtags", "Präsidium des Landtags",
                "President of the State Parliament", ("Präsidentin", "Präsident", "President")),
        Shipped("Vizepräsidentin des Landtags", "Vizepräsident des Landtags",
                "Vizepräsidium des Landtags", "Vice President of the State Parliament",
                ("Vizepräsidentin", "Vizepräsident", "")),
        member("des Landtags", "Member of the State Parliament"),
        Shipped("Senatorin", "Senator", "Mitglied des Senats", "State Senator",
                ("Senatorin", "Senator", "Senator"), HONORABLE),
        neutral("Mitglied des Repräsentantenhauses", "State Representative",
                ("Abgeordnete", "Abgeordneter", "Representative"), HONORABLE),
    ],
    (Level.STATE, Branch.EXECUTIVE): [
        by_title("Ministerpräsidentin", "Ministerpräsident", "Amt der Ministerpräsidentin oder "
                 "des Ministerpräsidenten", "Minister-President", "Minister-President"),
        by_title("Gouverneurin", "Gouverneur", "Gouverneursamt", "Governor", "Governor",
                 style=HONORABLE),
        unsure("Vizegouverneurin", "Vizegouverneur", "Amt der Vizegouverneurin oder des "
               "Vizegouverneurs", "Lieutenant Governor", "Lieutenant Governor", style=HONORABLE),
        Shipped("Secretary of State des Bundesstaates", "Secretary of State des Bundesstaates",
                "Amt des Secretary of State", "Secretary of State", ("", "", "Secretary"),
                HONORABLE, to_confirm=True),
    ],
    (Level.DISTRICT, Branch.EXECUTIVE): [
        by_title("Landrätin", "Landrat", "Landratsamt", "District Administrator"),
        unsure("Stellvertretende Landrätin", "Stellvertretender Landrat",
               "Stellvertretung im Landratsamt", "Deputy District Administrator")._replace(
                   spoken=("Landrätin", "Landrat", "")),
    ],
    (Level.DISTRICT, Branch.LEGISLATIVE): [
        member("des Kreistags", "District Council Member")._replace(spoken=NAME_ALONE),
        Shipped("Vorsitzende des County-Rats", "Vorsitzender des County-Rats",
                "Vorsitz des County-Rats", "County Board Chair", ("", "", "Commissioner"),
                HONORABLE, to_confirm=True),
        neutral("Mitglied des County-Rats", "County Commissioner",
                ("", "", "Commissioner"), HONORABLE),
    ],
    (Level.MUNICIPAL, Branch.EXECUTIVE): [
        by_title("Oberbürgermeisterin", "Oberbürgermeister", "Oberbürgermeisteramt",
                 "Lord Mayor", "Lord Mayor"),
        AMERICAN_MAYOR._replace(style=NONE, key=""),
        AMERICAN_MAYOR,
        deputy(1, "Erste", "First"),
        deputy(2, "Zweite", "Second"),
        deputy(3, "Dritte", "Third"),
    ],
    (Level.MUNICIPAL, Branch.LEGISLATIVE): [
        Shipped("Fraktionsvorsitzende", "Fraktionsvorsitzender", "Fraktionsvorsitz",
                "Council Group Chair"),
        neutral("Ratsmitglied", "City Councilor"),
        Shipped("Ratspräsidentin", "Ratspräsident", "Ratspräsidium", "Council President",
                ("Ratspräsidentin", "Ratspräsident", "Council President"), HONORABLE),
        neutral("Ratsmitglied", "Council Member", ("", "", "Council Member"), HONORABLE),
    ],
    (Level.MUNICIPAL, Branch.ADMINISTRATION): [
        by_title("Erste Beigeordnete", "Erster Beigeordneter", "Amt der allgemeinen Vertretung",
                 "First Deputy Chief Executive")._replace(
                     spoken=("Beigeordnete", "Beigeordneter", "")),
        by_title("Beigeordnete", "Beigeordneter", "Beigeordnetenamt", "Deputy Chief Executive"),
    ],
    (Level.OTHER, Branch.OTHER): [
        unsure("Präsidentin der Industrie- und Handelskammer",
               "Präsident der Industrie- und Handelskammer",
               "Präsidium der Industrie- und Handelskammer",
               "President of the Chamber of Industry and Commerce")._replace(
                   spoken=("Präsidentin", "Präsident", "")),
        unsure("Präsidentin der Handwerkskammer", "Präsident der Handwerkskammer",
               "Präsidium der Handwerkskammer", "President of the Chamber of Crafts")._replace(
                   spoken=("Präsidentin", "Präsident", "")),
        unsure("Rektorin", "Rektor", "Rektorat", "Rector of the University", "Rector"),
        unsure("Bischöfin", "Bischof", "Bischofsamt", "Bishop", "Bishop"),
        unsure("Präses", "Präses", "Präsesamt", "President of the Regional Church"),
        unsure("Superintendentin", "Superintendent", "Superintendentur", "Superintendent of the "
               "Church District"),
    ],
}  # fmt: skip
APPOINTED = {
    (Level.FEDERAL, Branch.EXECUTIVE): [
        by_title("Bundesministerin", "Bundesminister", "Bundesministerium", "Federal Minister",
                 "Minister"),
        Shipped("Parlamentarische Staatssekretärin", "Parlamentarischer Staatssekretär",
                "Parlamentarisches Staatssekretariat", "Parliamentary State Secretary",
                ("Staatssekretärin", "Staatssekretär", "")),
        Shipped("Ministerin der Vereinigten Staaten", "Minister der Vereinigten Staaten",
                "Ministerium der Vereinigten Staaten", "U.S. Secretary",
                ("Ministerin", "Minister", "Secretary"), HONORABLE),
    ],
    (Level.FEDERAL, Branch.DIPLOMATIC): [
        by_title("Botschafterin", "Botschafter", "Botschaft", "Ambassador", "Ambassador",
                 style=EXZELLENZ),
        unsure("Generalkonsulin", "Generalkonsul", "Generalkonsulat", "Consul General",
               "Consul General"),
        unsure("Konsulin", "Konsul", "Konsulat", "Consul", "Consul"),
        unsure("Honorarkonsulin", "Honorarkonsul", "Honorarkonsulat", "Honorary Consul",
               "Consul")._replace(spoken=("Konsulin", "Konsul", "Consul")),
    ],
    (Level.STATE, Branch.EXECUTIVE): [
        by_title("Ministerin", "Minister", "Ministerium", "State Minister", "Minister"),
        Shipped("Commissioner", "Commissioner", "Commissioner", "State Commissioner",
                ("", "", "Commissioner"), to_confirm=True),  # P-26
        Shipped("Secretary eines Bundesstaates", "Secretary eines Bundesstaates",
                "Ministerium eines Bundesstaates", "State Secretary (U.S. state cabinet)",
                ("", "", "Secretary"), to_confirm=True),
    ],
    (Level.STATE, Branch.ADMINISTRATION): [
        by_title("Staatssekretärin", "Staatssekretär", "Staatssekretariat", "State Secretary"),
        by_title("Regierungspräsidentin", "Regierungspräsident", "Regierungspräsidium",
                 "President of the Regional Government"),
    ],
    (Level.DISTRICT, Branch.ADMINISTRATION): [
        Shipped("Leiterin der County-Verwaltung", "Leiter der County-Verwaltung",
                "Leitung der County-Verwaltung", "County Administrator"),
    ],
    (Level.MUNICIPAL, Branch.ADMINISTRATION): [
        Shipped("Leiterin der Stadtverwaltung", "Leiter der Stadtverwaltung",
                "Leitung der Stadtverwaltung", "City Administrator"),
    ],
    (Level.OTHER, Branch.ADMINISTRATION): [
        unsure("Präsidentin der Universität", "Präsident der Universität",
               "Präsidium der Universität", "President of the University", "President")._replace(
                   spoken=("Präsidentin", "Präsident", "President")),
        unsure("Kanzlerin der Universität", "Kanzler der Universität",
               "Kanzleramt der Universität", "Chancellor of the University", "Chancellor")._replace(
                   spoken=("Kanzlerin", "Kanzler", "Chancellor")),
    ],
    (Level.OTHER, Branch.OTHER): [
        unsure("Hauptgeschäftsführerin der Kammer", "Hauptgeschäftsführer der Kammer",
               "Hauptgeschäftsführung der Kammer", "Chief Executive of the Chamber")._replace(
                   spoken=NAME_ALONE),
        unsure("Pfarrerin", "Pfarrer", "Pfarramt", "Pastor", "Pastor"),
        unsure("Dechantin", "Dechant", "Dekanat", "Dean")._replace(spoken=("", "Dechant", "")),
    ],
}  # fmt: skip
