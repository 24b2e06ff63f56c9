"""What surrounds every page: navigation, languages, static addresses, security headers."""

import functools
import hashlib
import secrets
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from flask import current_app, g, get_flashed_messages, request, url_for
from flask import session as cookie
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.routing import RequestRedirect

from planner import dates
from planner.addresses import blueprint_in_language, in_any_language, query_values, url_values
from planner.connections import is_database_closed
from planner.languages import (
    IN_TURN,
    LANGUAGE_BY_ADDRESS,
    LANGUAGES,
    NATIVE_NAMES,
    Message,
    reader_language,
    translate,
)
from planner.machine.disks import disk_notices
from planner.models import RoleName, Theme, User
from planner.rules.devices import kind_of_device
from planner.rules.people import people
from planner.rules.permissions import Permission, may
from planner.web.access import signed_in_user
from planner.web.cookies import cookie_is_read
from planner.web.icons import icon
from planner.web.qr_codes import qr_code

NAVIGATION = (
    ("overview.show", Message("Overview"), "layout-dashboard", Permission.USE_ACCOUNT),
    ("visits.index", Message("Visits"), "luggage", Permission.READ_VISITS),
    ("people.index", Message("People"), "contact", Permission.READ_PEOPLE),
    ("partners.index", Message("Partner cities"), "handshake", Permission.READ_VISITS),
    ("events.index", Message("Events & Highlights"), "megaphone", Permission.READ_VISITS),
)
FOOTER = (
    ("IMPRINT_URL", Message("Imprint")),
    ("PRIVACY_URL", Message("Privacy")),
    ("ACCESSIBILITY_URL", Message("Accessibility")),
)


class KnownReader(NamedTuple):
    """What pages show of whoever is signed in, without asking the database once more."""

    id: int
    name: str
    email: str
    role: RoleName
    theme: Theme
    hours_12: bool | None


def remember_reader():
    """Note what is known of the reader, for a page that cannot ask; the cookie keeps the looks."""
    if not cookie_is_read() or not (user := signed_in_user()):
        return
    g.known_reader = KnownReader(
        user.id, user.name, user.email, user.role, user.theme, user.hours_12
    )
    looks = {"language": user.language, "theme": str(user.theme)}
    if cookie.get("shown") != looks:
        cookie["shown"] = looks


def shown_reader() -> User | KnownReader | None:
    """Return whoever is signed in; where nobody may ask any more, what is known already."""
    return g.get("known_reader") if is_database_closed() else signed_in_user()


def shown_theme(user: User | KnownReader | None) -> str:
    """Return the colours of the page: those of the account, or those this browser saw last."""
    if user:
        return user.theme
    known = cookie.get("shown", {}) if is_database_closed() and cookie_is_read() else {}
    return known.get("theme", Theme.AUTO)


def navigation():
    """Return (label, address, icon, current?) of each main page that the reader may open."""
    user = shown_reader()
    if not user:
        return []
    inside = request.path.split("/")[1]
    return [
        (translate(label), url_for(endpoint), name, inside == endpoint.split(".")[0])
        for endpoint, label, name, permission in NAVIGATION
        if endpoint in current_app.view_functions and may(user, permission)
    ]


def other_languages():
    """Return for each language the address or the button that shows this page in it."""
    if cookie_is_read():
        address = url_for("account.language")
        return {code: {"address": address, "method": "post"} for code in LANGUAGES}
    blueprint, _, view = (request.endpoint or "").rpartition(".")
    public = in_any_language(blueprint)
    if public not in LANGUAGE_BY_ADDRESS:
        return {}  # the page of a secret address speaks the language of its feed
    return {
        code: {
            "address": url_for(
                f"{blueprint_in_language(public, code)}.{view}", **request.view_args
            ),
            "method": "get",
        }
        for code in LANGUAGES
    }


@functools.cache
def digest(path, _modified):
    """Return a short hash of a static file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def static(filename):
    """Return the address of a static file, another one for every version of it."""
    path = Path(current_app.static_folder, filename)
    version = digest(path, path.stat().st_mtime_ns) if path.is_file() else "missing"
    return url_for("static", filename=filename, v=version)


def csp_nonce():
    """Return the nonce of this page's style element."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return g.csp_nonce


def may_user(name):
    """Tell templates whether the reader has a permission."""
    user = shown_reader()
    return bool(user) and may(user, Permission[name])


def bilingual(told):
    """Return a bilingual text; where it is in another language, it says so (model rule 3)."""
    text, language = told.in_language()
    if language == reader_language() or not text:
        return text
    return Markup('<span lang="{}">{}</span>').format(language, text)


def template_context():
    """Return what every template may use."""
    config, user = current_app.config, shown_reader()
    language = reader_language()
    sees_disks = user and may(user, Permission.CHANGE_SETTINGS)
    return {
        "user": user,
        "may": may_user,
        "nav": navigation(),
        "other_language": other_languages(),
        "theme": shown_theme(user),
        "hours_12": user.hours_12 if user else None,
        "office_name": config["OFFICE_NAME"],
        "office_unit": config[f"OFFICE_UNIT_{language.upper()}"],
        "disk_notices": [translate(one) for one in (disk_notices(config) if sees_disks else ())],
        "theme_css": config["THEME_CSS"],
        "home_address": url_for(
            "overview.show" if user else blueprint_in_language("public", language) + ".highlights"
        ),
        "sign_in_address": url_for("account.sign_in"),
        "sign_out_address": url_for("account.sign_out"),
        "settings_address": url_for("settings.index"),
        "footer_links": [
            (translate(label), config[name]) for name, label in FOOTER if config[name]
        ],
    }


def theme_origin():
    """Return the origin of the city's own style sheet, which the policy lets in."""
    return "/".join(current_app.config["THEME_CSS"].split("/")[:3])


def add_security_headers(response):
    """Add the security headers of every answer; 304 leaves those that the reader has."""
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        return response
    style, script = f"style-src 'self' {theme_origin()}".rstrip(), "script-src 'self'"
    if nonce := g.get("csp_nonce"):
        style, script = f"{style} 'nonce-{nonce}'", f"{script} 'nonce-{nonce}'"
    headers = {
        "Content-Security-Policy": (
            f"default-src 'none'; {script}; {style}; img-src 'self' data:; font-src 'self'; "
            "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if current_app.config["PUBLIC_URL"].startswith("https:"):
        headers["Strict-Transport-Security"] = "max-age=31536000"
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif cookie_is_read():
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def make_redirect_relative(response):
    """Let the router's own redirects, such as /en to /en/, stay on whichever host this is."""
    if isinstance(request.routing_exception, RequestRedirect):
        path = response.location.partition("://")[2].partition("/")[2]
        response.location = "/" + path.lstrip("/")
    return response


def flashed_messages(**wanted):
    """Return what there is to tell the reader; pages that are open to all read no cookie."""
    return get_flashed_messages(**wanted) if cookie_is_read() else []


def init_app(app):
    """Give templates their words and every answer its headers."""
    app.before_request(remember_reader)
    app.context_processor(template_context)
    app.jinja_env.globals.update(
        bilingual=bilingual,
        csp_nonce=csp_nonce,
        csrf_token=generate_csrf,
        dates=dates,
        get_flashed_messages=flashed_messages,
        icon=icon,
        kind_of_device=kind_of_device,
        LANGUAGES=NATIVE_NAMES,
        IN_TURN=IN_TURN,
        people=people,
        place=url_values,
        qr_code=qr_code,
        query_values=query_values,
        static=static,
    )
    app.after_request(add_security_headers)
    app.after_request(make_redirect_relative)
