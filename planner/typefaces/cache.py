"""The typeface of the pages: cut once into the cache, since its package may be read-only."""

import logging
import subprocess
import sys
import tempfile
from pathlib import Path

log = logging.getLogger(__name__)
CUTTER = Path(__file__).with_name("cutter.py")
VERSION = "1"  # of what is cut; planner.css names it too, since browsers keep files for good
FILES = ("source-sans-regular.woff2", "source-sans-semibold.woff2")


def typeface_folder(cache: str | Path) -> Path:
    """Return the folder of the typefaces below the CACHE_FOLDER."""
    return Path(cache, f"fonts-{VERSION}")


def subset_missing_fonts(folder: Path) -> list[Path]:
    """Cut those files of the typeface that the folder lacks; return them.

    A half written file never gets its name, and several processes may do it at once.
    """
    missing = [folder / name for name in FILES if not (folder / name).exists()]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="unfinished-", dir=folder) as unfinished:
            subprocess.run([sys.executable, "-P", str(CUTTER), unfinished], check=True)
            for path in missing:
                Path(unfinished, path.name).replace(path)
    return missing


def subset_fonts_if_possible(folder: Path) -> None:
    """Cut what the folder lacks; if it cannot be written, pages take a typeface of the reader's."""
    try:
        subset_missing_fonts(folder)
    except (OSError, subprocess.CalledProcessError) as failed:
        log.warning("The typeface of the pages could not be cut: %s", type(failed).__name__)
