"""A paper becomes a tagged PDF, whatever was typed into it."""

import dataclasses
import datetime as dt
import io

import pikepdf
import pypdfium2
import pytest

from planner.languages import Text
from planner.printing.guests.guest_entries import Entry, Group
from planner.printing.guests.guests import Captions, Count, GuestList
from planner.printing.paper import Fact, Letterhead, Sheet
from planner.printing.typesetting import typesetting
from planner.printing.typesetting.compiler import MISSING, clusters, without_controls
from planner.printing.typesetting.typesetting import TypesettingFailed

NOON = dt.datetime(2027, 4, 12, 12, 0, tzinfo=dt.UTC)
SHEET = Sheet(
    language="de",
    letterhead=Letterhead("Stadt Iserlohn", "Protokoll", "#17407f"),
    initials="IS",
    title="Gästeliste",
    other_title=Text("Guest list", "en"),
    subject=Text("Besuch aus Elk River", "de"),
    occasion="12.–15. Mai 2027",
    class_line="Intern – enthält personenbezogene Daten",
    facts=(Fact("Stand", "Mo., 12. Apr. 2027, 14:00 Uhr MESZ"),),
    version_line="Stand 12. Apr. 2027 · Fassung 3FA9C2",
    page_words="Seite {page} von {pages}",
)
WORDS = Captions(
    replies="Antworten",
    people="Personen",
    without_companions="ohne Begleitung",
    empty="Noch keine Gäste.",
    unprintable="Nicht darstellbare Zeichen in:",
    columns=(
        ("number", "Nr."),
        ("name", "Name und Amt"),
        ("organisation", "Organisation"),
        ("role", "Rolle"),
        ("reply", "Antwort"),
    ),
)


def entry(number, name, *companions, lines=(), organisation="Stadt Iserlohn", tone="ok"):
    return Entry(
        number=str(number),
        name=name,
        lines=tuple(Text(line, "de") for line in lines),
        organisations=(Text(organisation, "de"),),
        country="DE",
        role="Gast",
        reply="Zugesagt",
        reply_note="",
        tone=tone,
        companions=companions,
    )


def typeset(*entries, heading="", groups=None, sheet=SHEET):
    one = (Group(Text(heading, "de"), f"{len(entries)} Personen", entries),) if entries else ()
    counts = (Count("Eingeladen", len(entries), 0), Count("Zugesagt", 0, 0))
    paper = GuestList(sheet, WORDS, counts, groups or one)
    return typesetting.pdf("guests/print_list.typ", dataclasses.asdict(paper), NOON)


def pages(document):
    """Return the words of each page, on one line; a hyphen at the end of a line is U+FFFE."""
    return [
        " ".join(page.get_textpage().get_text_range().replace("\ufffe", "-").split())
        for page in pypdfium2.PdfDocument(document)
    ]


def fonts(document):
    """Return the names of the fonts, without the six letters of the subset."""
    opened = pikepdf.open(io.BytesIO(document))
    return {
        str(font.BaseFont).partition("+")[2].removesuffix("-Identity-H")
        for page in opened.pages
        for font in page.Resources.Font.values()
    }


def test_only_our_typeface_is_used_for_names_of_europe():
    document = typeset(entry(1, "Łódź, Đorđević, Özdemir"), entry(2, "Ιωάννα Шевченко"))

    assert fonts(document) == {"SourceSansPro-Regular", "SourceSansPro-Semibold"}
    assert "Łódź, Đorđević, Özdemir" in pages(document)[0]


def test_paper_says_class_page_and_version_on_each_page():
    words = pages(typeset(*[entry(number, "Anna Özdemir") for number in range(1, 40)]))

    assert len(words) == 2
    for number, page in enumerate(words, start=1):
        assert "Intern – enthält personenbezogene Daten" in page
        assert f"Seite {number} von 2" in page
        assert "Fassung 3FA9C2" in page
        assert "Nr. Name und Amt Organisation Rolle Antwort" in page


def test_class_stands_in_the_text_too_where_screen_readers_find_it():
    assert pages(typeset(entry(1, "Anna")))[0].count(SHEET.class_line) == 2


def test_character_that_no_font_has_becomes_a_sign_and_a_note_names_the_row():
    document = typeset(
        entry(1, "Anna Özdemir"),
        entry(2, "王小明 Wang", entry("", "Li 李")),
        entry(3, "Erik", organisation="Team 🎉"),
    )

    assert f"{MISSING * 3} Wang" in pages(document)[0]
    assert pages(document)[0].endswith(
        f"Nicht darstellbare Zeichen in: 2 {MISSING * 3} Wang; 2 Li {MISSING}; 3 Erik "
        "Intern – enthält personenbezogene Daten Stand 12. Apr. 2027 · Fassung 3FA9C2 "
        "Seite 1 von 1"
    )


def test_arabic_and_hebrew_names_are_printed():
    document = typeset(entry(1, "مريم الحسيني"), entry(2, "דוד לוי"))

    assert MISSING not in pages(document)[0]
    assert "Nicht darstellbare" not in pages(document)[0]
    assert fonts(document) >= {"DejaVuSansMono-Bold", "LibertinusSerif-Semibold"}


def test_control_characters_are_dropped():
    assert (
        without_controls("A\x00n\x07na\nB\u202ecd\ud800\u2028e\tf\u00a0g") == "Anna Bcd e f\u00a0g"
    )
    assert "Anna Bo" in pages(typeset(entry(1, "An\x07na\u202e\nBo")))[0]


def test_marks_stay_with_their_letter():
    assert clusters("e\u0301a👩\u200d🌾 \u0301") == ["e\u0301", "a", "👩\u200d🌾", " ", "\u0301"]


@pytest.mark.parametrize("marks", ["\u06dc", "\u030e\u0611\u0947\u05af"])
def test_marks_that_no_font_can_combine_do_not_stop_the_list(marks):
    assert (
        "Anna Özdemir" in pages(typeset(entry(1, f"x {marks}{marks}"), entry(2, "Anna Özdemir")))[0]
    )


@pytest.mark.parametrize("name", ["W" * 200, "Donaudampfschifffahrtskapitän" * 7, "Anna Bo " * 25])
def test_name_of_200_characters_stays_inside_its_column(name):
    document = typeset(entry(1, name, organisation=name, lines=[name]))
    page = pypdfium2.PdfDocument(document)[0].get_textpage()
    boxes = [page.get_rect(index) for index in range(page.count_rects())]

    assert max(right for _, _, right, _ in boxes) < 595 - 17 / 25.4 * 72 + 1
    assert "Zugesagt" in pages(document)[0]


def test_name_is_not_broken_at_a_syllable():
    name = "Prof. Dr. Anna-Katharina Müller-Lüdenscheidt von der Heidenreichstein"

    assert name in pages(typeset(entry(1, name)))[0]


@pytest.mark.parametrize("before", range(18, 30))
def test_group_heading_never_stands_alone_at_the_foot_of_a_page(before):
    first = tuple(entry(number, "Anna Özdemir") for number in range(1, before + 1))
    groups = (
        Group(Text("Ehrengäste", "de"), "", first),
        Group(Text("Delegation", "de"), "", (entry(before + 1, "Bo Łódź"),)),
    )

    words = pages(typeset(groups=groups))

    assert [("Delegation" in page) for page in words] == [("Bo Łódź" in page) for page in words]


@pytest.mark.parametrize("before", range(18, 30))
def test_companion_is_never_parted_from_the_partner_by_a_page_break(before):
    first = [entry(number, "Anna Özdemir") for number in range(1, before + 1)]

    words = pages(typeset(*first, entry(before + 1, "Bo Łódź", entry("", "Kim Łódź"))))

    assert [("Bo Łódź" in page) for page in words] == [("Kim Łódź" in page) for page in words]


def test_no_row_is_split_over_two_pages():
    lines = ["Erste Zeile", "Zweite Zeile", "Dritte Zeile"]

    words = pages(typeset(*[entry(number, "Anna", lines=lines) for number in range(1, 60)]))

    assert len(words) > 2
    assert [page.count("Erste") for page in words] == [page.count("Dritte") for page in words]


def test_same_paper_gives_the_same_bytes():
    assert typeset(entry(1, "Anna Özdemir")) == typeset(entry(1, "Anna Özdemir"))


def test_subject_of_10000_characters_leaves_room_for_the_list():
    sheet = dataclasses.replace(SHEET, subject=Text("Sehr lang " * 1000, "de"))

    words = pages(typeset(entry(1, "Anna Özdemir"), sheet=sheet))

    assert len(words) == 1
    assert "Anna Özdemir" in words[0]


def test_late_compiler_is_ended_with_a_clear_message():
    with pytest.raises(TypesettingFailed, match="not ready"):
        typesetting.pdf("guests/print_list.typ", {}, NOON, time_limit=0.01)


def test_refused_document_says_what_the_compiler_said():
    with pytest.raises(TypesettingFailed, match='contain key "sheet"') as failed:
        typesetting.pdf("guests/print_list.typ", {}, NOON)

    assert failed.value.message.msgid.startswith("The PDF could not be made.")
