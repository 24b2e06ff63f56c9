"""The access log: what was asked and answered, without secrets and without addresses of people."""

import logging
import re
import time
from urllib.parse import quote

from flask import g, has_request_context, request

SECRET = re.compile(
    r"(/+(?:(?:\w\w/+)?feeds|set-password)/+).", re.IGNORECASE | re.DOTALL
)  # however mistyped
logger = logging.getLogger("planner.access")


def masked(path):
    """Return a path without the token of a secret address (S06), on one line whatever is in it."""
    if secret := SECRET.match(path):
        path = f"{secret[1]}***{'.ics' if path.endswith('.ics') else ''}"
    return quote(path, safe="/*")


def mask_error(record):
    """Keep the token out of the line that Flask writes about an error."""
    if has_request_context():
        record.msg = str(record.msg).replace(request.path, masked(request.path))
    return True


def start():
    """Note when the request began."""
    g.began = time.perf_counter()


def log_response(response):
    """Write one line for the answer."""
    milliseconds = (time.perf_counter() - g.get("began", time.perf_counter())) * 1000
    logger.info(
        "%s %s %s %.0f ms", request.method, masked(request.path), response.status_code, milliseconds
    )
    return response


def init_app(app):
    """Log every request to standard error."""
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    app.logger.addFilter(mask_error)
    app.before_request(start)
    app.after_request(log_response)
