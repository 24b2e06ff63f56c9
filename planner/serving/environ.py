"""The environ of a WSGI application, made of the scope of an ASGI server (PEP 3333)."""

import sys
from typing import BinaryIO
from urllib.parse import unquote_to_bytes

from planner.serving.asgi import Environ, Headers, Scope

REFUSAL = "planner.refusal"  # the status with which the application shall refuse the request
PLAIN = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}


def environ_of(scope: Scope, body: BinaryIO, size: int, refusal: int | None) -> Environ:
    """Return what a WSGI application asks for; the body is whole, of so many bytes."""
    host, port = scope["server"] or ("", None)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "REMOTE_ADDR": (scope["client"] or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    environ |= headers_of(scope["headers"])
    if size or "CONTENT_LENGTH" in environ:
        environ["CONTENT_LENGTH"] = str(size)
    if refusal:
        environ[REFUSAL] = refusal
    return environ


def headers_of(headers: Headers) -> dict[str, str]:
    """Return the headers by their names in an environ.

    One with an underscore could be taken for another with a hyphen, and is left out. How a body
    was transferred is over.
    """
    found: dict[str, str] = {}
    for name, value in headers:
        if b"_" in name or name == b"transfer-encoding":
            continue
        key = PLAIN.get(name) or "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        text = value.decode("latin-1")
        separator = "; " if name == b"cookie" else ","
        found[key] = f"{found[key]}{separator}{text}" if key in found else text
    return found
