"""Cards on tables, badges and labels: what stands on them, and that it fits."""

import io

import pikepdf
import pypdfium2
import pytest
import segno

from planner.db import session
from planner.models import Event
from planner.printing.cards.badges import MASK, Badge, badge_code
from planner.rules.printing.labels import A4, BADGE_SHEETS, LABEL_SHEETS, address_lines
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperOrder, PaperSize
from tests.expected import expect_text
from tests.factories import make_event, make_visit
from tests.printed_evening import (
    CODE,
    HARD_NAMES,
    make_dinner,
    paper_of,
    text_of_pages,
    typeset,
)

OF_GUESTS = ("place-cards", "tent-cards", "badges", "labels")
CUT = (*OF_GUESTS, "table-signs")
MM = 72 / 25.4


def cells(paper):
    """Return the cards, the badges or the labels of a paper."""
    return next(
        getattr(paper, name) for name in ("cards", "badges", "labels") if hasattr(paper, name)
    )


def boxes(document, made):
    """Return (left, top, right, bottom) in millimeters of each character on pages with cells."""
    found, opened = [], pypdfium2.PdfDocument(document)
    for number in range(-(-len(cells(made)) // (made.cut.columns * made.cut.rows))):
        page = opened[number]
        words, height = page.get_textpage(), page.get_height()
        for place in range(words.count_chars()):
            left, bottom, right, top = words.get_charbox(place)
            if right > left:
                found.append((left / MM, (height - top) / MM, right / MM, (height - bottom) / MM))
    return found


@pytest.mark.parametrize("key", CUT)
def test_cut_paper_is_as_expected(paper, evening, key):
    text = "\n".join(text_of_pages(typeset(key, paper(key, evening)))) + "\n"

    expect_text(f"{key.replace('-', '_')}_en.txt", text)


def test_cards_take_the_same_queries_for_any_number_of_guests(app, save, count_queries):
    events = []
    for guests in (1, 5):
        dinner, *invited = make_dinner(*(("Ada", f"Berg {number}") for number in range(guests)))
        dinner.visit.slug = f"visit-of-{guests}"
        events.append(save(dinner, *invited).id)

    for key in CUT:
        counted = []
        for event_id in events:
            with app.app_context():
                event = session.get(Event, event_id)
                occasion = Occasion(event.visit, event)
                with count_queries() as queries:
                    paper_of(session, key, occasion)
            counted.append(len(queries))
        assert counted[0] == counted[1] <= 12


def test_only_who_comes_has_a_card(paper, evening):
    names = [card.name for card in cells(paper("tent-cards", evening))]
    sure = [card.name for card in cells(paper("tent-cards", evening, only_accepted=True))]
    alone = [card.name for card in cells(paper("tent-cards", evening, with_companions=False))]

    assert names == ["Đorđe Łódź", "Kim Łódź", "Zoé Martin", "Ayşe Özdemir", "Pia Presse"]
    assert sure == alone == ["Đorđe Łódź", "Zoé Martin", "Ayşe Özdemir", "Pia Presse"]


def test_form_that_somebody_wants_stands_on_the_card(paper, evening):
    small = [card.name for card in cells(paper("place-cards", evening))]
    tents = [(card.name, card.below.text) for card in cells(paper("tent-cards", evening))]

    assert "Ayşe Hanım" in small
    assert ("Ayşe Özdemir", "") in tents
    assert ("Đorđe Łódź", "Senator") in tents


def test_card_says_the_same_on_both_sides(paper, save):
    dinner = save(*make_dinner(("Ada", "Berg")))
    for key in ("place-cards", "tent-cards"):
        made = paper(key, dinner)
        folded = [box for box in boxes(typeset(key, made), made) if made.cut.top < box[1] < 280]
        fold = made.cut.top + made.cut.height / 2

        above = sorted(round(fold - bottom, 1) for _, _, _, bottom in folded if bottom < fold)
        below = sorted(round(top - fold, 1) for _, top, _, _ in folded if fold < top < fold + 60)
        assert above == below != []


def test_tables_have_signs_in_the_order_of_their_numbers(paper, evening):
    signs = cells(paper("table-signs", evening))

    assert [sign.name for sign in signs] == ["Tisch 2", "Tisch 10"]


def test_badge_says_whence_somebody_comes_and_a_companion_is_a_guest(paper, evening):
    badges = {badge.name: badge for badge in cells(paper("badges", evening.visit))}

    kim, leader = badges["Kim Łódź"], badges["Zoé Martin"]
    assert (kim.role, kim.tone) == ("Guest", "guest")
    assert (leader.role, leader.organisation.text, leader.home) == (
        *("Head of delegation", "City of Lyon", "Lyon, France"),
    )
    assert badges["Đorđe Łódź"].languages == ("EN", "DE")


def test_badge_code_says_nothing_and_is_the_same_when_printed_again():
    visit, other = make_visit(id=1), make_visit(id=2)
    code = badge_code("key", visit, None, 7)

    assert CODE.fullmatch(code)
    assert code == badge_code("key", visit, make_event(id=5), 7)
    others = (
        badge_code("key", other, None, 7),
        badge_code("key", visit, None, 8),
        badge_code("another key", visit, None, 7),
        badge_code("key", None, make_event(id=1), 7),
    )
    assert len({code, *others}) == 5


def test_qr_code_holds_the_badge_code_alone(paper, evening):
    for badge in cells(paper("badges", evening)):
        expected = segno.make(badge.code, error="m", mask=MASK, micro=False).matrix
        drawn = [[0] * badge.size for _ in range(badge.size)]
        for run in badge.path.removesuffix("z").split("z"):
            corner, _, rest = run.removeprefix("M").partition("h")
            x, y = map(int, corner.split())
            for step in range(int(rest.partition("v")[0])):
                drawn[y][x + step] = 1

        assert drawn == [list(row) for row in expected]
        assert isinstance(badge, Badge)


def test_code_needs_the_key_of_the_office(organiser, evening, app):
    def codes():
        page = organiser.get(f"/visits/lyon/events/{evening.id}/print/badges?language=en").text
        return CODE.findall(page)

    before, again = codes(), codes()
    key = app.config["SECRET_KEY"]

    assert before == again
    assert len(set(before)) == 5
    made = {badge_code(key, evening.visit, evening, number) for number in range(1, 30)}
    assert set(before) <= made


def test_each_badge_has_a_picture_with_words(paper, evening):
    document = pikepdf.open(io.BytesIO(typeset("badges", paper("badges", evening))))
    words = [
        str(one.Alt)
        for one in document.objects
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure" and "/Alt" in one
    ]

    assert len(words) == 5
    assert all(word.startswith("Badge code ") for word in words)


@pytest.mark.parametrize("layout", [*BADGE_SHEETS.values(), *LABEL_SHEETS.values()])
def test_cells_of_a_sheet_lie_on_the_page(layout):
    right = layout.left + layout.columns * layout.width + (layout.columns - 1) * layout.gap
    bottom = layout.top + layout.rows * layout.height

    assert layout.left >= 0
    assert layout.top >= 0
    assert right <= layout.page[0]
    assert bottom <= layout.page[1]
    if layout.page == A4:  # in the middle, so that it can be turned round
        assert layout.left == pytest.approx(layout.page[0] - right, abs=0.02)


@pytest.mark.parametrize(
    ("key", "choice"),
    [
        ("place-cards", {}),
        ("place-cards", {"size": PaperSize.US_LETTER}),
        ("tent-cards", {}),
        ("badges", {"badges": "75x40"}),
        ("badges", {"badges": "105x74"}),
        ("labels", {"labels": "64x38"}),
    ],
)
def test_longest_names_fit_into_their_cells(paper, save, key, choice):
    country = {"country": "US", "languages": "de en fr es it"}
    people = make_dinner(*HARD_NAMES, function_de="Vorsitzende des Ausschusses " * 3, **country)
    made = paper(key, save(*people), language="de", order=PaperOrder.ALPHABET, **choice)
    document, cut = typeset(key, made), made.cut

    lefts = [cut.left + column * (cut.width + cut.gap) for column in range(cut.columns)]
    tops = [cut.top + row * cut.height for row in range(cut.rows)]
    last = cut.top + cut.rows * cut.height
    for left, top, right, bottom in boxes(document, made):
        if bottom < cut.top or top > last:
            continue  # what the sheet says about itself
        assert any(x - 0.1 <= left and right <= x + cut.width + 0.1 for x in lefts), (left, right)
        assert any(y - 0.1 <= top and bottom <= y + cut.height + 0.1 for y in tops)
    whole = "".join("".join(text_of_pages(document)).split()).replace("-", "")
    assert "Wolfeschlegelsteinhausenbergerdorff" in whole
    assert whole.count("Y") >= 200


def test_name_that_no_font_can_show_is_marked_and_the_card_told(paper, save):
    names = ("Ada", "Berg"), ("小明", "王"), ("Anna 🎉", "Özdemir")
    made = paper("badges", save(*make_dinner(*names)), order=PaperOrder.ALPHABET)
    pages = text_of_pages(typeset("badges", made))

    told = " ".join(pages[-1].split())
    assert told.startswith("Characters that cannot be printed (▯) in: 2 Anna ▯ Özdemir; 3 ▯▯ ▯ ")
    assert told.endswith("Page 2 of 2")


def test_envelopes_have_their_own_size_and_nothing_but_the_address(paper, save):
    made = paper("labels", save(*make_dinner(("Ada", "Berg"), ("Bo", "Dahl"))), labels="dl")
    document = typeset("labels", made)

    opened = pypdfium2.PdfDocument(document)
    assert [tuple(round(side / MM) for side in page.get_size()) for page in opened] == [
        (220, 110)
    ] * 2
    assert [page.strip() for page in text_of_pages(document)] == ["Ada Berg", "Bo Dahl"]


def test_address_stands_below_whom_one_writes_to_and_nothing_twice():
    envelope = "The Honorable Đorđe Łódź\nState Senator"

    assert address_lines(envelope, " Weg 7 \n\n58636 Iserlohn\n") == [
        *("The Honorable Đorđe Łódź", "State Senator", "Weg 7", "58636 Iserlohn"),
    ]
    assert address_lines(f"{envelope}\nWeg 7", "Weg 7\nParis") == [
        *envelope.split("\n"),
        "Weg 7",
        "Paris",
    ]
    assert address_lines(envelope, "") == envelope.split("\n")


def test_spreadsheet_of_labels_has_a_column_for_each_line(organiser, evening):
    table = organiser.get(f"/visits/lyon/events/{evening.id}/print/labels.csv?language=en").text

    assert table.removeprefix("\ufeff").splitlines()[0].startswith("Line 1,Line 2")
    assert "Đorđe Łódź" in table


def test_sheet_that_there_is_not_is_refused(organiser, evening):
    assert organiser.get("/visits/lyon/print/badges?badges=1x1").status_code == 422
    assert organiser.get("/visits/lyon/print/labels?labels=90x54").status_code == 422
    assert organiser.get("/visits/lyon/print/table-signs").status_code == 404


def test_city_of_a_badge_is_that_of_the_office_before_that_of_the_sender(paper, save):
    dinner = save(*make_dinner(("Ada", "Berg"), country="US"))

    assert cells(paper("badges", dinner))[0].home == "United States"
