"""Uploads: where a file waits that comes with a form."""

import io
from pathlib import Path
from tempfile import gettempdir
from typing import IO

from flask import Request
from werkzeug.formparser import FormDataParser, default_stream_factory

from planner.machine.disks import MEGABYTE, disk_of


class PlannerRequest(Request):
    """A request whose form can be read although the disk of temporary files is full."""

    def make_form_data_parser(self) -> FormDataParser:
        """Return what reads a form; its files wait where there is room."""
        parser = super().make_form_data_parser()
        parser.stream_factory = stream_for_upload
        return parser


def stream_for_upload(
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None,
    content_length: int | None = None,
) -> IO[bytes]:
    """Return where an upload is written: in memory if there is no room elsewhere.

    MAX_CONTENT_LENGTH bounds it. Otherwise the text that came with it would be lost.
    """
    disk = disk_of("temporary", Path(gettempdir()))
    if disk is None or disk.is_read_only or disk.left < (total_content_length or 0) + MEGABYTE:
        return io.BytesIO()
    return default_stream_factory(total_content_length, content_type, filename, content_length)
