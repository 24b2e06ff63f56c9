"""The disk of a planner is full: a small one in memory, which only root may make."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from faults.findings import Finding, Scale, none_of
from faults.mixed import partner_typed, photo
from faults.outages import Outage
from faults.planners import planner_on

SIZE = "64m"
UPLOADS = 3


def run(scale: Scale) -> Sequence[Finding]:
    """Fill it, write and upload, and make room again."""
    with small_disk() as folder:
        if not folder:
            return [Finding("a full disk", "only root can make a small one", None)]
        with planner_on("sqlite", folder) as planner:
            planner.start()
            browser = planner.browser()
            outage = Outage(planner, browser)
            form, picture = browser.form("/partners/add"), photo()
            filler = fill(Path(folder))
            outage.last(scale.seconds / 6)
            uploads = [
                browser.upload("/partners/add", partner_typed(form, n), "picture_file", picture)
                for n in range(UPLOADS)
            ]
            left = [path.name for path in unfinished(planner.folder / "media")]
            filler.unlink()
            back = outage.back()
    statuses = [one.status for one in uploads if one.status not in {303, 422, 503, 507}]
    return [
        *outage.findings("a full disk"),
        none_of("uploads refused without words", statuses, UPLOADS),
        none_of("half files of uploads", left, UPLOADS),
        Finding("saves again when there is room", f"after {back:.1f} seconds", back < 10),
    ]


@contextlib.contextmanager
def small_disk() -> Iterator[str]:
    """Give a folder on a disk of its own, or nothing if that cannot be."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
            yield ""
            return
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", folder], check=False)


def fill(folder: Path) -> Path:
    """Fill the disk to its last byte, and return the file that does it."""
    path = folder / "filler"
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        for size in (65536, 1):
            with contextlib.suppress(OSError):
                while file.write(b"x" * size):
                    pass
    return path


def unfinished(folder: Path) -> list[Path]:
    """Return what lies in a folder of pictures and is none, or an empty one."""
    files = [path for path in folder.glob("*") if path.is_file()] if folder.is_dir() else []
    files += list(folder.glob(".*"))
    return [path for path in files if path.suffix != ".webp" or not path.stat().st_size]
