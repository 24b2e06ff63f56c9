"""QR codes, drawn into pages as SVG."""

import io
from functools import lru_cache

import segno
from markupsafe import Markup


@lru_cache(256)
def qr_code(text):
    """Return the QR code of a text as SVG that fills its box."""
    drawing = io.BytesIO()
    segno.make(text, error="m").save(
        drawing, kind="svg", xmldecl=False, border=0, omitsize=True, svgclass=None, lineclass=None
    )
    return Markup(drawing.getvalue().decode())
