"""Feeds over HTTP: the bytes, or 304 to those who have them (RFC 9110, H01 to H17)."""

import datetime as dt
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Protocol, TypeVarTuple

from flask import Blueprint, Response, request
from sqlalchemy import Row
from werkzeug.http import http_date

PLAIN = "text/plain"
CALENDAR = "text/calendar; charset=utf-8"
NO_GZIP_AGENTS = re.compile("Microsoft Outlook|Microsoft Office")
SECRET_HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",  # S03
    "Referrer-Policy": "no-referrer",  # S04
}
NO_SUCH_CALENDAR = "There is no such calendar."
PAUSE = 300  # seconds after which to ask again
ENDED = "This calendar has ended."


class ServedVersion(Protocol):
    """A version of a calendar: what its headers are made of."""

    @property
    def etag(self) -> str: ...
    @property
    def modified_at(self) -> dt.datetime: ...


class Served(ServedVersion, Protocol):
    """What the address of a feed answers with."""

    @property
    def status(self) -> int: ...


Columns = TypeVarTuple("Columns")
Load = Callable[[bool], tuple[ServedVersion, bytes] | None]


def feed_response(snapshot: Served | Row[*Columns], load: Load, *, public: bool) -> Response:
    """Return a snapshot of a feed, new or as a poll has found it, or 304 to who has its bytes.

    `load` returns (snapshot, bytes), gzipped or not, or None if this address was sent them too
    often; it is called only if they are to be sent: a 304 costs less than to count it (H18).
    """
    if snapshot.status == HTTPStatus.GONE:
        return error_response(HTTPStatus.GONE, ENDED)
    gzipped = may_gzip()
    headers = headers_of(snapshot, gzipped=gzipped, public=public)
    if is_not_modified(headers["ETag"], snapshot.modified_at):
        return Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    if (loaded := load(gzipped)) is None:
        return retry_later_response(HTTPStatus.TOO_MANY_REQUESTS)
    current, body = loaded  # it may be newer by now
    headers = headers_of(current, gzipped=gzipped, public=public)
    if gzipped:
        headers["Content-Encoding"] = "gzip"
    return Response(body, headers=headers, content_type=CALENDAR)


def headers_of(
    snapshot: ServedVersion | Row[*Columns], *, gzipped: bool, public: bool
) -> dict[str, str]:
    """Return the headers of a snapshot, also with a 304 (H04, H05, H09, H10)."""
    headers = {
        "ETag": f'"{snapshot.etag}{"-gzip" * gzipped}"',
        "Last-Modified": http_date(snapshot.modified_at),
        "Cache-Control": "public, max-age=300" if public else "private, max-age=300",
        "Vary": "Accept-Encoding",
    }
    return headers if public else headers | SECRET_HEADERS


def is_not_modified(etag: str, modified_at: dt.datetime) -> bool:
    """Tell whether a client has the bytes; a date counts only without If-None-Match (H07)."""
    if "If-None-Match" in request.headers:
        return request.if_none_match.contains_weak(etag.strip('"'))
    since = request.if_modified_since
    return since is not None and modified_at <= since


def may_gzip() -> bool:
    """Tell whether the client asks for gzip by its name; Outlook fails on it (H09)."""
    if "gzip" not in request.headers.get("Accept-Encoding", "").lower():
        return False
    wanted = any(
        name.lower() == "gzip" and quality > 0 for name, quality in request.accept_encodings
    )
    return wanted and not NO_GZIP_AGENTS.search(request.user_agent.string)


def serve_calendars(bp: Blueprint) -> None:
    """Let a blueprint answer probes without a body."""
    bp.after_request(without_body)


def without_body(response: Response) -> Response:
    """Return the answer to a program that probes for a calendar server (H15)."""
    if request.method == "OPTIONS":
        response.status_code = HTTPStatus.NO_CONTENT
        response.data = b""
        del response.headers["Content-Type"]
    return response


def download(body: bytes, filename: str) -> Response:
    """Return a calendar as a file to keep, under an ASCII name (H13)."""
    response = Response(body, content_type=CALENDAR)
    name = f"filename=\"{filename}.ics\"; filename*=UTF-8''{filename}.ics"
    response.headers["Content-Disposition"] = f"attachment; {name}"
    return response


def error_response(status: int, sentence: str) -> Response:
    """Return an error as plain text: no client takes it for a calendar (H17)."""
    response = Response(sentence + "\n", status, mimetype=PLAIN, headers=SECRET_HEADERS)
    response.headers["Cache-Control"] = "no-store"
    return response


def retry_later_response(status: int) -> Response:
    """Return an error after which clients keep what they have and ask again later (H17)."""
    response = error_response(status, "Please ask again later.")
    response.headers["Retry-After"] = str(PAUSE)
    return response
