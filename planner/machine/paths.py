"""Where the files of the planner lie, in a checkout and where it is installed."""

import os
from collections.abc import Mapping
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parent
#: A wheel has the templates inside of the package; in a checkout they stand beside it.
TEMPLATES = next(
    folder for folder in (PACKAGE / "templates", CHECKOUT / "templates") if folder.is_dir()
)
IS_INSTALLED = TEMPLATES.parent == PACKAGE
INSTANCE_VARIABLE = "PLANNER_INSTANCE_FOLDER"


def instance_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder in which this planner keeps settings, database, pictures and cache.

    PLANNER_INSTANCE_FOLDER names it. Without that it is `instance`: in the checkout, or in the
    working directory of a planner that is installed.
    """
    if given := environ.get(INSTANCE_VARIABLE):
        return Path(given).resolve()
    return (Path.cwd() if IS_INSTALLED else CHECKOUT) / "instance"
