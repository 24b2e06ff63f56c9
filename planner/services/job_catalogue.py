"""The catalogue of jobs: all kinds that a worker can run."""

from planner.services.folder import make_folder
from planner.services.housekeeping import erase_nightly, erase_row, tidy_up

KINDS = {kind.name: kind for kind in (make_folder, tidy_up, erase_nightly, erase_row)}
