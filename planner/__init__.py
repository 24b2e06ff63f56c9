"""Plan the visits of delegations: events, guests, highlights, calendars, print."""

import datetime as dt
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from planner import (
    access,
    addresses,
    cli,
    db,
    errors,
    frame,
    languages,
    limits,
    log,
    settings,
    views,
    worker,
)
from planner.revisions import listener

CHECKOUT = Path(__file__).resolve().parent.parent


def create_app(given=None):
    """Build the application from instance/config.py, or from the settings of a test."""
    app = Flask(
        __name__,
        instance_path=str(CHECKOUT / "instance"),
        template_folder=str(CHECKOUT / "templates"),
    )
    app.config.from_mapping(given or {})
    app.config.from_mapping(
        settings.read(app.instance_path)
        if given is None
        else settings.checked(given, app.instance_path, {})
    )
    configure(app)
    app.url_map.converters["int"] = addresses.RowIdConverter
    app.url_map.merge_slashes = False  # a mistyped secret address is a 404 like any other
    for part in (log, db, listener, languages, access, limits, frame, errors):
        part.init_app(app)
    for blueprint in views.blueprints:
        app.register_blueprint(blueprint)
    views.register_public(app)
    for command in (*cli.commands, worker.command):
        app.cli.add_command(command)
    return app


def configure(app):
    """Set what Flask itself wants to know, out of our own settings."""
    app.config.from_mapping(
        MAX_CONTENT_LENGTH=(app.config["MAX_UPLOAD_MB"] + 1) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        PERMANENT_SESSION_LIFETIME=dt.timedelta(hours=app.config["SESSION_HOURS"]),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_NAME="planner",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,  # it would write a cookie on public pages too
        SESSION_COOKIE_SECURE=app.config["PUBLIC_URL"].startswith("https:"),
        WTF_CSRF_ENABLED=True,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)
