"""Uploads: where a file waits that comes with a form."""

import io
from pathlib import Path
from tempfile import gettempdir
from typing import IO

from flask import Request

from planner.disks import MEGABYTE, disk_of


class PlannerRequest(Request):
    """A request whose form can be read although the disk of temporary files is full."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Return where an upload is written: in memory if there is no room elsewhere.

        MAX_CONTENT_LENGTH bounds it. Otherwise the text that came with it would be lost.
        """
        needed = (total_content_length or 0) + MEGABYTE
        disk = disk_of("temporary", Path(gettempdir()))
        if disk is None or disk.is_read_only or disk.left < needed:
            return io.BytesIO()
        return super()._get_file_stream(
            total_content_length, content_type, filename, content_length
        )
