"""The modules of the pages: what they add to pages that work without them."""

import pytest
from flask import Blueprint, flash, redirect, render_template_string, request
from playwright.sync_api import expect
from wtforms import DateField, Form, PasswordField, SelectChoice, SelectField, StringField
from wtforms.fields import TimeField

from planner.web.access import SessionOver, open_to_all
from tests.browser.screens import NO_JAVASCRIPT, PATIENCE, PHONE
from tests.conftest import build

NAMES = ["Amina Osman", "Erik Thorsgaard", "Linda Wiśniewska"]
LIST = """{% extends "base.html" %}{% block title %}Guests{% endblock %}
{% from "macros/tables.html" import cell, choice, no_hit, here, region, sort_column, tools %}
{% block main %}
{% call tools("Search") %}
{{ choice("sort", "Order", [("name", "A to Z"), ("-name", "Z to A")], sort) }}
{% endcall %}
{% call region("%s guests" % names | length) %}
{% if names %}
<table class="list" role="table" aria-label="Guests">
<thead role="rowgroup"><tr role="row">{{ sort_column("Name", "name", sort) }}</tr></thead>
<tbody role="rowgroup">{% for name in names %}<tr role="row">
<th scope="row" role="rowheader" class="c-name">{{ name }}</th></tr>{% endfor %}</tbody></table>
{% else %}{{ no_hit("Nobody.", here(q=none)) }}{% endif %}
{% endcall %}{% endblock %}"""
FORM = """{% extends "base.html" %}{% block title %}Event{% endblock %}
{% from "macros/forms.html" import field, form_page, group, when %}
{% block main %}{% call form_page(form, "Save", action=action) %}{% call group("When") %}
{{ field(form.title) }}{{ field(form.password) }}
{{ when("Start", form.day, form.time, form.zone, home=("Europe/Berlin", "Iserlohn"),
        away=("America/Chicago", "Elk River")) }}
{% endcall %}{% endcall %}{% endblock %}"""
PARTS = """{% extends "base.html" %}{% block title %}Visit{% endblock %}
{% from "macros/parts.html" import copy_field, dialog, dialog_link %}
{% block main %}{{ dialog_link("subscribe", "Subscribe", "/sample/list") }}{% endblock %}
{% block dialogs %}{% call dialog("subscribe", "Subscribe to this calendar") %}
{{ copy_field("address", "Address", "https://planner.example/feeds/secret.ics") }}
{% endcall %}{% endblock %}"""


class EventForm(Form):
    title = StringField("Title")
    password = PasswordField("Password", render_kw={"autocomplete": "off"})
    day = DateField("Day")
    time = TimeField("Time")
    zone = SelectField("Zone", choices=[SelectChoice(n) for n in ("Europe/Berlin", "Asia/Kolkata")])


@pytest.fixture
def app(settings):
    """An application with sample pages of our own under /sample."""
    app = build(settings)
    bp = Blueprint("sample", __name__, url_prefix="/sample")
    app.extensions["posts"] = []

    @bp.get("/list")
    @open_to_all("a test")
    def listing():
        sort, wanted = request.args.get("sort", "name"), request.args.get("q", "").lower()
        names = sorted((n for n in NAMES if wanted in n.lower()), reverse=sort == "-name")
        return render_template_string(LIST, names=names, sort=sort)

    @bp.route("/form", methods=["GET", "POST"])
    @open_to_all("a test")
    def form():
        if request.method == "POST":
            app.extensions["posts"].append(request.form["title"])
            if "over" in request.args:
                raise SessionOver
            flash("Saved.")
            return redirect("/sample/form", 303)
        shown = EventForm(data={"zone": "Europe/Berlin"})
        return render_template_string(FORM, form=shown, action=request.args.get("to", ""))

    @bp.get("/parts")
    @open_to_all("a test")
    def parts():
        return render_template_string(PARTS)

    app.register_blueprint(bp)
    return app


def test_typing_filters_the_list_and_says_how_many_are_left(page):
    page.goto("/sample/list")

    page.get_by_label("Search").press_sequentially("osman")
    page.get_by_text("1 guests").wait_for(state="attached")

    expect(page.get_by_role("rowheader")).to_have_text(["Amina Osman"])
    page.wait_for_url("**/sample/list?q=osman&sort=name")
    expect(page.locator("main > [role=status]")).to_have_text("1 guests")
    assert page.evaluate("document.activeElement.id") == "filter-q"


def test_clearing_the_filter_empties_the_field(page):
    page.goto("/sample/list?q=zzz")

    page.locator(".empty a").click()
    page.get_by_role("rowheader").first.wait_for()

    expect(page.get_by_label("Search")).to_have_value("")


def test_sorting_keeps_the_focus_on_its_heading(page):
    page.goto("/sample/list")

    page.get_by_role("link", name="Name").press("Enter")
    page.locator("[aria-sort=descending]").wait_for()

    expect(page.get_by_role("rowheader")).to_have_text(NAMES[::-1])
    assert page.evaluate("document.activeElement.textContent").strip() == "Name"


@pytest.mark.parametrize("page", [NO_JAVASCRIPT], indirect=True, ids=str)
def test_without_javascript_a_button_filters(page):
    page.goto("/sample/list")

    page.get_by_label("Search").fill("osman")
    page.locator(".tools > .no-script").click()

    expect(page.get_by_role("rowheader")).to_have_text(["Amina Osman"])


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=str)
def test_on_a_phone_rows_are_cards_and_still_a_table(page):
    page.goto("/sample/list")

    snapshot = page.get_by_role("table").aria_snapshot()

    assert 'columnheader "Name"' in snapshot
    assert 'rowheader "Amina Osman"' in snapshot
    expect(page.get_by_label("Order")).to_be_hidden()
    page.locator(".unfold").click()
    expect(page.get_by_label("Order")).to_be_visible()


BERLIN = "Europe/Berlin"
GAP = "Diese Uhrzeit gibt es nicht: Die Uhren überspringen sie."


def test_a_day_and_time_stand_beside_their_fields_in_words(page):
    page.goto("/sample/form")

    def words(day, time, zone=BERLIN):
        page.get_by_label("Zone").select_option(zone)
        page.get_by_label("Day").fill(day)
        page.get_by_label("Time").fill(time)
        return page.locator("[data-when] output").inner_text().replace("\u00a0", " ")

    elk_river = ", in Elk River "
    assert words("2027-05-13", "14:30") == (
        "Do., 13. Mai 2027, 14:30 Uhr MESZ" + elk_river + "7:30 AM CDT"
    )
    assert words("2027-05-13", "04:30") == (
        "Do., 13. Mai 2027, 04:30 Uhr MESZ" + elk_river + "Mi., 12. Mai 2027, 9:30 PM CDT"
    )
    assert words("2027-05-13", "14:30", "Asia/Kolkata") == (
        "Do., 13. Mai 2027, 14:30 Uhr IST" + elk_river + "4:00 AM CDT"
    )
    assert words("2027-05-13", "") == "Do., 13. Mai 2027"
    assert words("", "14:30") == ""


def test_words_know_the_weeks_in_which_clocks_change(page):
    page.goto("/sample/form")

    def words(day, time):
        page.get_by_label("Day").fill(day)
        page.get_by_label("Time").fill(time)
        return page.locator("[data-when] output").inner_text().replace("\u00a0", " ")

    assert words("2027-03-20", "14:30").endswith("14:30 Uhr MEZ, in Elk River 8:30 AM CDT")
    assert words("2027-10-31", "12:00").endswith("12:00 Uhr MEZ, in Elk River 6:00 AM CDT")
    assert words("2027-10-31", "02:30").startswith("So., 31. Okt. 2027, 02:30 Uhr MESZ")
    assert words("2027-03-28", "02:30") == GAP


def wait_until(page, condition):
    """Wait until something is so: a page is there before its module has run."""
    for _ in range(PATIENCE // 50):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def test_what_was_typed_comes_back_after_the_session_was_over(page, take_over, organiser):
    take_over(page, organiser)
    page.goto("/sample/form?to=/sample/form%3Fover")
    page.get_by_label("Title").fill("Tour <b>")
    page.get_by_label("Password").fill("hush")
    page.locator(".submit .primary").click()
    page.locator("[data-session-over]").wait_for(state="attached")
    wait_until(page, "sessionStorage.getItem('planner-entry')?.includes('waiting')")

    kept = page.evaluate("sessionStorage.getItem('planner-entry')")
    page.goto("/sample/list")
    page.goto("/sample/form?to=/sample/form%3Fover")

    expect(page.get_by_label("Title")).to_have_value("Tour <b>")
    expect(page.get_by_label("Password")).to_have_value("")
    assert "hush" not in kept
    assert "csrf_token" not in kept
    assert page.evaluate("sessionStorage.getItem('planner-entry')") is None


def test_what_was_answered_is_not_kept(page, take_over, organiser):
    take_over(page, organiser)
    page.goto("/sample/form")
    page.get_by_label("Title").fill("Tour")
    page.locator(".submit .primary").click()
    page.get_by_text("Saved.").wait_for()

    expect(page.get_by_label("Title")).to_have_value("")
    wait_until(page, "sessionStorage.getItem('planner-entry') === null")


def test_an_impatient_double_click_posts_once(app, page):
    page.goto("/sample/form")
    page.get_by_label("Title").fill("Tour")

    page.locator(".submit .primary").dblclick()
    page.get_by_text("Saved.").wait_for()

    assert app.extensions["posts"] == ["Tour"]


def test_a_dialog_opens_by_enter_and_gives_the_focus_back(page):
    page.goto("/sample/parts")
    link = page.get_by_role("link", name="Subscribe")

    link.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent").strip() == "Subscribe"


def test_a_dialog_is_closed_where_the_browser_knows_no_commands(page):
    page.add_init_script("delete HTMLButtonElement.prototype.commandForElement")
    page.goto("/sample/parts")
    page.get_by_role("link", name="Subscribe").click()
    page.evaluate(
        "document.querySelector('dialog').addEventListener('command', e => e.preventDefault())"
    )

    page.locator("dialog header button").click()

    expect(page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize("page", [NO_JAVASCRIPT], indirect=True, ids=str)
def test_without_javascript_the_link_to_a_dialog_leads_to_its_page(page):
    page.goto("/sample/parts")

    page.get_by_role("link", name="Subscribe").click()

    page.wait_for_url("**/sample/list")


def test_the_address_is_copied(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/sample/parts")
    page.get_by_role("link", name="Subscribe").click()

    page.locator("[data-copy]").click()
    page.get_by_text("Kopiert").wait_for()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "https://planner.example/feeds/secret.ics"
