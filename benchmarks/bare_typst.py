"""Typst as its own documentation calls it: reads an order as JSON, writes a PDF.

The codes of badges are made by segno. This file imports nothing of the planner.
"""

import json
import sys
import tempfile
from pathlib import Path

import segno
import typst
from font_source_sans_pro import font_directory


def compiled(order):
    """Return the PDF of the template and the data of an order."""
    for badge in order["paper"].get("badges", ()):
        matrix = segno.make(badge["code"], error="m", mask=0, micro=False).matrix
        badge["rows"] = [int("".join(map(str, row)), 2) for row in matrix]
    with tempfile.TemporaryDirectory() as fonts:
        for name in ("SourceSansPro-Regular.otf", "SourceSansPro-Semibold.otf"):
            Path(fonts, name).symlink_to(Path(font_directory, name))
        return typst.compile(
            str(Path(order["templates"], order["template"])),
            root=order["templates"],
            font_paths=[fonts],
            ignore_system_fonts=True,
            sys_inputs={"paper": json.dumps(order["paper"]), "arms": "null"},
            pdf_standards="ua-1",
            format="pdf",
        )


if __name__ == "__main__":
    sys.stdout.buffer.write(compiled(json.load(sys.stdin)))
