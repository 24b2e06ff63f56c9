"""Typesetting: make a tagged PDF of a paper and its template, in a process of its own."""

import datetime as dt
import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from planner.languages import Message
from planner.log import fields
from planner.machine.paths import TEMPLATES

if TYPE_CHECKING:  # the compiler runs in a process of its own
    from planner.printing.typesetting.compiler import Json, Order, OrderPart

log = logging.getLogger(__name__)
COMPILER = Path(__file__).with_name("compiler.py")

#: Seconds; a list of 1,000 guests takes one.
TIME_LIMIT = 30


class TypesettingFailed(Exception):
    """Typst made no document; the message tells the user what to do instead."""

    def __init__(self, message: Message, details: str = "") -> None:
        super().__init__(f"{message.msgid} {details}".strip())
        self.message = message
        log.error("Typesetting failed: %s", self, extra=fields("no paper", why=message.msgid))


#: Of a preview, in pixels: twice as fine as it is shown.
PREVIEW_WIDTH = 480


def pdf(
    template: str,
    paper: "Json",
    moment: dt.datetime,
    arms: str = "",
    time_limit: float = TIME_LIMIT,
) -> bytes:
    """Return the bytes of the PDF that the Typst template makes of the paper's data.

    arms: the path of the city's arms, an SVG or PNG.
    """
    return typeset("pdf", template, paper, moment, arms, time_limit)


def preview(
    template: str,
    paper: "Json",
    moment: dt.datetime,
    arms: str = "",
    time_limit: float = TIME_LIMIT,
) -> bytes:
    """Return the bytes of a small PNG of the first page."""
    return typeset("png", template, paper, moment, arms, time_limit)


def bound_pdf(
    parts: "list[OrderPart]",
    moment: dt.datetime,
    arms: str = "",
    time_limit: float = 2 * TIME_LIMIT,
) -> bytes:
    """Return the bytes of one PDF of several papers: dictionaries of a template and its paper."""
    return run_compiler({"format": "pdf", "parts": parts}, moment, arms, time_limit)


def typeset(
    ending: str,
    template: str,
    paper: "Json",
    moment: dt.datetime,
    arms: str,
    time_limit: float,
) -> bytes:
    """Make the document in a process of its own."""
    order: Order = {"format": ending, "width": PREVIEW_WIDTH, "template": template, "paper": paper}
    return run_compiler(order, moment, arms, time_limit)


def run_compiler(order: "Order", moment: dt.datetime, arms: str, time_limit: float) -> bytes:
    """Run the compiler on an order in a process of its own; return the document."""
    order |= {"templates": str(TEMPLATES), "timestamp": int(moment.timestamp()), "arms": arms}
    try:
        return subprocess.run(
            [sys.executable, "-P", str(COMPILER)],
            input=json.dumps(order).encode(),
            capture_output=True,
            check=True,
            timeout=time_limit,
        ).stdout
    except subprocess.TimeoutExpired as late:
        message = Message(
            "The PDF was not ready after %(seconds)s seconds. Please print the page instead.",
            seconds=time_limit,
        )
        raise TypesettingFailed(message) from late
    except subprocess.CalledProcessError as failed:
        message = Message("The PDF could not be made. Please print the page instead.")
        raise TypesettingFailed(message, failed.stderr.decode(errors="replace")) from failed
