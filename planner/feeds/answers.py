"""Feeds over HTTP: the bytes, or 304 to those who have them (RFC 9110, H01 to H17)."""

import hashlib

from flask import Response

PLAIN = "text/plain"
SECRET_HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",  # S03
    "Referrer-Policy": "no-referrer",  # S04
}


def served(body, last_modified, request, *, public):
    """Return a calendar, or 304 if the client's copy has the same bytes."""
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.set_etag(hashlib.sha256(body).hexdigest())
    response.last_modified = last_modified
    response.headers["Cache-Control"] = f"{'public' if public else 'private'}, max-age=300"
    if not public:
        response.headers.update(SECRET_HEADERS)
    return response.make_conditional(request)


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
