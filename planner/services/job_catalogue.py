"""The catalogue of jobs: all kinds that a worker can run."""

from planner.services.backups import make_nightly_backup
from planner.services.folder import make_folder
from planner.services.housekeeping import erase_nightly, erase_row, tidy_up

KINDS = {
    kind.name: kind
    for kind in (make_folder, make_nightly_backup, tidy_up, erase_nightly, erase_row)
}
