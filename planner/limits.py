"""Limits: how often somebody may try."""

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, strategy="moving-window")


def account_tried():
    """Return the account that somebody tries to sign in to, however it is written."""
    return request.form.get("email", "").strip().lower()


sign_in_limits = (
    limiter.shared_limit("5 per minute", "account", key_func=account_tried, methods=["POST"]),
    limiter.shared_limit("30 per minute", "address", methods=["POST"]),
)


def init_app(app):
    """Count the tries where the settings say."""
    app.config["RATELIMIT_HEADERS_ENABLED"] = True
    limiter.init_app(app)
