"""Faults: what is wrong with the database or a disk, whatever the driver calls it."""

import enum
import errno

from sqlalchemy.exc import DBAPIError, InterfaceError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class Fault(enum.Enum):
    """What keeps the planner from reading or writing."""

    BUSY = "busy"  # others hold what we wait for
    AWAY = "away"  # it cannot be reached
    FULL = "full"  # no room on a disk
    READ_ONLY = "read-only"  # it may be read, not written
    DAMAGED = "damaged"  # it cannot be read


#: Nothing can be written, but all can be read.
UNWRITABLE = {Fault.BUSY, Fault.FULL, Fault.READ_ONLY}
SQLITE = {  # primary result codes (sqlite.org/rescode.html)
    5: Fault.BUSY,
    6: Fault.BUSY,
    8: Fault.READ_ONLY,
    10: Fault.DAMAGED,  # the disk fails
    11: Fault.DAMAGED,
    13: Fault.FULL,
    14: Fault.AWAY,
    15: Fault.BUSY,
    26: Fault.DAMAGED,
}
SQLITE_EXTENDED = {  # the index of the WAL cannot grow: it lies on the disk of the database
    4874: Fault.FULL,
    5386: Fault.FULL,
}
POSTGRESQL = {  # whole SQLSTATEs before the classes of them
    "25006": Fault.READ_ONLY,
    "40001": Fault.BUSY,
    "40P01": Fault.BUSY,
    "53100": Fault.FULL,
    "53": Fault.BUSY,  # memory, connections
    "55P03": Fault.BUSY,
    "57014": Fault.BUSY,  # a statement took too long, and was stopped
    "57P": Fault.AWAY,  # shutting down, crashed, starting
    "58": Fault.DAMAGED,
    "08": Fault.AWAY,
    "28": Fault.AWAY,  # it does not let us in
    "3D": Fault.AWAY,
    "XX001": Fault.DAMAGED,
    "XX002": Fault.DAMAGED,
}
FILES = {
    errno.ENOSPC: Fault.FULL,
    errno.EDQUOT: Fault.FULL,
    errno.EROFS: Fault.READ_ONLY,
    errno.EACCES: Fault.READ_ONLY,
    errno.EPERM: Fault.READ_ONLY,
    errno.EIO: Fault.DAMAGED,
}


def fault_of(error: BaseException) -> Fault | None:
    """Return what an error of the database or of a file means, or None: a fault of the program."""
    if isinstance(error, PoolTimeout | PendingRollbackError):
        return Fault.BUSY
    if isinstance(error, OSError):
        return FILES.get(error.errno or 0)
    if not isinstance(error, DBAPIError):
        return None
    if (code := getattr(error.orig, "sqlite_errorcode", None)) is not None:
        return SQLITE_EXTENDED.get(code) or SQLITE.get(code & 0xFF)
    if state := getattr(error.orig, "sqlstate", None):
        return next((POSTGRESQL[state[:n]] for n in (5, 3, 2) if state[:n] in POSTGRESQL), None)
    without_code = error.connection_invalidated or isinstance(error, InterfaceError)
    return Fault.AWAY if without_code or is_operational(error.orig) else None


def is_operational(original: BaseException | None) -> bool:
    """Tell whether a driver means what is outside of the program, such as a lost connection."""
    return type(original).__name__ == "OperationalError"
