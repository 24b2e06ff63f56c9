"""Pictures as browsers fetch them."""

from pathlib import Path

from flask import Blueprint, abort, current_app, send_from_directory, url_for

from planner.languages import reader_language
from planner.pictures import SIZES, filename, is_name, size_of
from planner.web.access import open_to_all

bp = Blueprint("media", __name__)
YEAR = 365 * 24 * 3600


@bp.get("/media/<name>-<size>.webp")
@open_to_all("pictures of highlights and partner cities are for everybody")
def show(name, size):
    """Send a picture; its name says what it shows, so a browser may keep it."""
    if not is_name(name) or size not in SIZES:
        abort(404)
    folder = Path(current_app.config["MEDIA_FOLDER"]).absolute()
    answer = send_from_directory(folder, filename(name, size), mimetype="image/webp", max_age=YEAR)
    answer.cache_control.immutable = True
    return answer


@bp.app_template_global("drawing")
def attributes(picture):
    """Return what the element of a picture says: its files, its size, what it shows."""
    sizes = {size: size_of(picture, size) for size in SIZES}
    addresses = {size: url_for("media.show", name=picture.name, size=size) for size in SIZES}
    width, height = sizes["large"]
    return {
        "src": addresses["medium"],
        "srcset": ", ".join(f"{addresses[size]} {sizes[size][0]}w" for size in SIZES),
        "width": width,
        "height": height,
        "alt": getattr(picture, f"alt_{reader_language()}"),
    }
