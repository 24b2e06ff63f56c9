"""Feeds over HTTP: the bytes, or 304 to those who have them (RFC 9110, H01 to H17)."""

import gzip
import hashlib
import re
from http import HTTPStatus

from flask import Response

PLAIN = "text/plain"
UNPACKING_FAILS = re.compile("Microsoft Outlook|Microsoft Office")
SECRET_HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",  # S03
    "Referrer-Policy": "no-referrer",  # S04
}


def served(body, last_modified, request, *, public):
    """Return a calendar, or 304 if the client's copy has the same bytes."""
    packed = may_be_packed(request)
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.set_etag(hashlib.sha256(body).hexdigest() + "-gzip" * packed)
    response.last_modified = last_modified
    response.headers["Cache-Control"] = f"{'public' if public else 'private'}, max-age=300"
    response.headers["Vary"] = "Accept-Encoding"
    if not public:
        response.headers.update(SECRET_HEADERS)
    response.make_conditional(request)
    if packed and response.status_code == HTTPStatus.OK:
        response.data = gzip.compress(body, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    return response


def may_be_packed(request):
    """Tell whether the client asks for gzip by its name; Outlook fails on it (H09)."""
    wanted = any(name == "gzip" and quality > 0 for name, quality in request.accept_encodings)
    return wanted and not UNPACKING_FAILS.search(request.user_agent.string)


def options(response):
    """Return the answer to a program that probes for a calendar server: no body (H15)."""
    response.status_code = HTTPStatus.NO_CONTENT
    response.data = b""
    return response


def download(body, last_modified, request, filename):
    """Return a calendar as a file to keep, under an ASCII name (H13)."""
    response = served(body, last_modified, request, public=True)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}.ics"'
    return response


def refused(status, sentence):
    """Return an error as text: no client takes it for a calendar (H17)."""
    response = Response(sentence + "\n", status, mimetype=PLAIN, headers=SECRET_HEADERS)
    response.headers["Cache-Control"] = "no-store"
    return response
