"""The log of what went wrong: where in the program, and a reference, but nothing of anybody."""

import logging
import secrets
import traceback
from types import TracebackType
from typing import cast

from flask import g, has_request_context, request

from planner.log import masked

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)
logger = logging.getLogger("planner.errors")


def new_reference() -> str:
    """Return a short number by which somebody can name an error; this request keeps it."""
    if "error_reference" not in g:
        g.error_reference = f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
    return cast(str, g.error_reference)


def log_error(info: ExceptionInfo) -> None:
    """Log an error that nothing has caught: types and lines of the program, no words of it.

    The words of an error quote what somebody typed, such as the e-mail address that is there.
    """
    if info[1] is None:
        return
    asked = f"{request.method} {masked(request.path)}" if has_request_context() else "no request"
    reference = new_reference() if has_request_context() else "-"
    logger.error("error %s: %s\n%s", reference, asked, told(info[1]))


def told(error: BaseException) -> str:
    """Return where an error and its causes were raised, the last one first."""
    lines = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines.append(f"  {type(cause).__module__}.{type(cause).__qualname__}")
        lines += [
            f"    {frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__, -12)
        ]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)
