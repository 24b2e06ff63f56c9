"""Plan the visits of delegations: events, guests, highlights, calendars, print."""

import datetime as dt
from types import TracebackType
from typing import TypeAlias

from flask import Flask, Response, send_from_directory
from werkzeug.middleware.proxy_fix import ProxyFix

from planner import addresses, constraints, db, languages, log, restriction, settings, views
from planner.commands import cli, worker
from planner.machine.paths import TEMPLATES, instance_folder
from planner.revisions import listener
from planner.services.accounts import passwords
from planner.trail import listener as trail
from planner.typefaces.cache import typeface_folder
from planner.web import (
    access,
    cookies,
    errors,
    frame,
    limits,
    presence,
    public_memory,
    refusals,
    undo_offers,
)
from planner.web.uploads import PlannerRequest

ExceptionInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class Planner(Flask):
    """The application; its static files lie in the package, and its typefaces in the cache."""

    request_class = PlannerRequest

    def send_static_file(self, filename: str) -> Response:
        """Send a static file; addresses below fonts/ are those of the typefaces."""
        folder, _, name = filename.partition("/")
        if folder != "fonts":
            return super().send_static_file(filename)
        fonts = typeface_folder(self.config["CACHE_FOLDER"])
        return send_from_directory(fonts, name, max_age=self.get_send_file_max_age(filename))

    def log_exception(self, exc_info: ExceptionInfo) -> None:
        """Log an error that nothing has caught, without the address that was asked for."""
        self.logger.error("error", exc_info=exc_info)


def create_app(given=None):
    """Build the application from the instance's config.py, or from the settings of a test."""
    app = Planner(__name__, instance_path=str(instance_folder()), template_folder=str(TEMPLATES))
    app.config.from_mapping(given or {})
    app.config.from_mapping(
        settings.read(app.instance_path)
        if given is None
        else settings.checked(given, app.instance_path, {})
    )
    configure(app)
    app.url_map.converters["int"] = addresses.RowIdConverter
    app.url_map.merge_slashes = False  # a mistyped secret address is a 404 like any other
    parts = (
        log,
        refusals,
        db,
        constraints,
        listener,
        trail,
        restriction,
        languages,
        passwords,
        cookies,
        access,
        limits,
        public_memory,
        frame,
        presence,
        undo_offers,
        errors,
    )
    for part in parts:
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
