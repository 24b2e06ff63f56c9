"""What the office has written about the meetings of the example before the guests come."""

from typing import NamedTuple

from planner.models import PointKind
from planner.rules.programme.briefings import set_points


class BriefingText(NamedTuple):
    """The briefing of an event; the office writes it in its own language."""

    aim: str
    outcome: str
    raised: tuple[str, ...] = ()
    avoided: tuple[str, ...] = ()


BRIEFINGS = {  # by the English title
    "Welcome dinner": BriefingText(
        "Die Gäste kommen an und lernen ihre Gegenüber kennen.",
        "Jeder Gast kennt die Person, die ihn in den nächsten Tagen begleitet.",
        (
            "Dank an den Freundeskreis: Er bringt elf Gäste in Familien unter.",
            "Bürgermeister Lindqvist war 1998 als Austauschschüler in Hagen.",
        ),
        ("Lange Reden: Die Gäste sind seit 20 Stunden wach.",),
    ),
    "Reception at the town hall and entry in the Golden Book": BriefingText(
        "Die Stadt ehrt die Delegation, und die Partnerschaft wird öffentlich sichtbar.",
        "Eintrag aller Gäste ins Goldene Buch; Ankündigung des Gegenbesuchs.",
        (
            "Zehn Jahre Netzwerk: vom ersten Besuch bis zur gemeinsamen Wärmeplanung.",
            "Dank an Frau Wiśniewska, die den Partnerschaftsausschuss mitgegründet hat.",
            "Einladung an alle, am Podium in der Hochschule teilzunehmen.",
        ),
        (
            "Die Bürgermeisterwahl in Elk River: Sie liegt in der Zeit des Gegenbesuchs.",
            "Zusagen über Geld: Der Haushaltsausschuss tagt erst am Nachmittag.",
        ),
    ),
    "Lunch given by the county": BriefingText(
        "Der Kreis stellt sich als Partner für Förderanträge vor.",
        "Eine Ansprechperson beim Kreis für das gemeinsame Vorhaben.",
        ("Welche Landesmittel bis Herbst offen sind.", "Wer den Antrag schreibt."),
    ),
    "Expert talk: heat from forest and waste water": BriefingText(
        "Beide Städte erfahren, was beim Nachbarn mit Abwasserwärme und Altholz gelungen ist "
        "und was nicht.",
        "Eine Liste von drei Vorhaben, die beide Städte bis zum Gegenbesuch vergleichbar messen, "
        "und je eine verantwortliche Person.",
        (
            "Erfahrungen aus Elk River: Hallenbad mit Abwärme, Batteriespeicher.",
            "Was das Heizkraftwerk nach der Umstellung auf Altholz wirklich spart.",
            "Gemeinsame Messgrößen: Frau Olson schlägt vier vor.",
            "Studierende beider Hochschulen werten die Daten aus.",
            "Wie oft sich die Fachleute abstimmen: Vorschlag alle zwei Monate per Video.",
        ),
        (
            "Vergleiche der Strompreise: Die Abgaben sind zu verschieden.",
            "Das Rechenzentrum am Seilersee: Das Verfahren läuft noch.",
        ),
    ),
    "Gala evening of the partner cities": BriefingText(
        "Dank an alle, die den Austausch tragen.",
        "Persönliche Gespräche; keine Beschlüsse.",
        ("Frau Becker-Nguyen spricht Deutsch und hat in Aachen studiert.",),
    ),
    "Panel: small cities, large effects": BriefingText(
        "Die Bürgerschaft erfährt aus erster Hand, was der Austausch bringt.",
        "Mindestens zwanzig Interessierte für die Jugendbegegnung tragen sich ein.",
        (
            "Ein Beispiel je Stadt, das jeder kennt: Hallenbad und Heizkraftwerk.",
            "Frage an die Jugend: Was soll in zehn Jahren anders sein?",
        ),
        ("Parteipolitik in beiden Ländern; die Moderation leitet weiter.",),
    ),
    "Closing: what we will do next": BriefingText(
        "Aus Gesprächen werden Verabredungen.",
        "Ein unterschriebenes Blatt mit drei Vorhaben, Verantwortlichen und Terminen; ein "
        "Termin für den Gegenbesuch im nächsten Mai.",
        (
            "Die drei Vorhaben aus dem Fachgespräch, eines nach dem anderen.",
            "Partnerschule für Elk River: Herr Thorsgaard sucht bis Juni.",
            "Gegenbesuch: zwei Wochen zur Wahl, Unterbringung in Familien.",
        ),
        ("Neue Themen: Wer eines hat, schickt es nach.",),
    ),
}


def add_briefings(events):
    """Give events their aims and their points."""
    by_title = {event.title_en: event for event in events}
    for title, written in BRIEFINGS.items():
        event = by_title[title]
        event.aim, event.desired_outcome = written.aim, written.outcome
        set_points(event, PointKind.RAISE, list(written.raised))
        set_points(event, PointKind.AVOID, list(written.avoided))
