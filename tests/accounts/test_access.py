"""Who may open what."""

import pytest

from planner.models import RoleName
from planner.rules.permissions import GRANTS, Permission


def test_every_view_names_its_permission(app):
    unguarded = {
        name for name, view in app.view_functions.items() if not hasattr(view, "permission")
    }

    assert unguarded == {"static"}


def filled(rule):
    """Return an address of a rule with an id or a slug that no row has."""
    return (
        rule.rule.replace("<slug>", "nowhere")
        .replace("<token>", "guess")
        .replace("<filename>", "nothing")
    )


def test_every_guarded_page_sends_a_visitor_to_sign_in_and_refuses_a_form(app, client):
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if not isinstance(getattr(view, "permission", None), Permission):
            continue
        with app.test_request_context():
            values = {
                name: "nowhere" if "slug" in name or name == "token" else 1
                for name in rule.arguments
            }
            address = rule.build(values, append_unknown=False)[1]
        if "GET" in rule.methods:
            got = client.get(address)
            assert got.status_code == 302, address
            assert got.headers["Location"].startswith("/sign-in?next="), address
        if "POST" in rule.methods:
            assert client.post(address, data={"title": "kept"}).status_code == 403, address


def test_a_form_without_sign_in_shows_what_was_typed_but_no_password(client):
    answer = client.post("/account", data={"name": "Zoë <b>", "password": "MARKER"})

    assert answer.status_code == 403
    assert "Zoë &lt;b&gt;" in answer.text
    assert "MARKER" not in answer.text
    assert "/sign-in?next=/account" in answer.text


def test_roles_hold_only_rights_that_exist_and_the_administrator_holds_all():
    assert set(GRANTS) == set(RoleName)
    assert GRANTS[RoleName.ADMINISTRATOR] == set(Permission)


@pytest.mark.parametrize("language", ["de", "en"])
def test_denied_says_who_can_grant_the_right(app, sign_in, language):
    app.config["OFFICE_EMAIL"] = "protocol@planner.example"
    door = sign_in(RoleName.DOOR)

    page = door.get("/overview", headers={"Accept-Language": language})

    assert page.status_code == 200


def test_unknown_address_is_a_page_in_the_readers_language(client):
    page = client.get("/nowhere", headers={"Accept-Language": "de"})

    assert page.status_code == 404
    assert "Diese Seite gibt es nicht" in page.text
    assert client.get("/en/nowhere", headers={"Accept-Language": "de"}).text.count('lang="en"')


def test_every_page_has_the_security_headers(client):
    headers = client.get("/sign-in").headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"
    assert headers["Cache-Control"] == "private, no-store"


def test_public_page_sets_and_reads_no_cookie(reader):
    headers = reader.get("/").headers

    assert {"Set-Cookie", "Vary"}.isdisjoint(headers.keys())
