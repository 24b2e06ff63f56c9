"""All tables, imported here once so that relationships and migrations see each of them."""

from planner.models.accounts.second_factors import AuthenticatorApp, Passkey, RecoveryCode
from planner.models.accounts.sign_ins import KnownDevice, ResetLink, SignIn
from planner.models.accounts.users import Role, RoleName, Theme, User, UserSession, roles_users
from planner.models.briefings import PointKind, TalkingPoint
from planner.models.erasures import Erasure
from planner.models.events import Audience, Event, Interpretation, Kind, Status
from planner.models.feeds import (
    CalendarRevision,
    Feed,
    FeedKind,
    FeedSnapshot,
    RenderedEvent,
    Tombstone,
)
from planner.models.guests import Guest, GuestRole, Reply, Representation
from planner.models.history import HistoryEntry, HistoryLook, HistoryRow, HistoryValues, Operation
from planner.models.housekeeping import Housekeeping
from planner.models.jobs import Job, JobState
from planner.models.people import (
    AddressForm,
    AddressOverride,
    Branch,
    Gender,
    Level,
    Office,
    Person,
    Style,
    Term,
)
from planner.models.pictures import Picture
from planner.models.places import (
    Fact,
    Municipality,
    Network,
    NetworkMember,
    Organisation,
    Partnership,
    Sector,
    StepFree,
    Venue,
)
from planner.models.precedence import (
    FormerOffices,
    Move,
    Scheme,
    SchemeEntry,
    SchemeVersion,
    Side,
)
from planner.models.presence import Editing
from planner.models.printouts import (
    CALENDAR,
    HandedCopy,
    HandedRow,
    Medium,
    Printout,
    PrintoutPerson,
)
from planner.models.shipped import ShippedKey
from planner.models.storage import StoredFile, StoredPiece
from planner.models.transfers import Assignment, Duty, Transfer
from planner.models.visits import (
    Delegate,
    Delegation,
    DelegationOrder,
    Direction,
    OldSlug,
    Visit,
    VisitReader,
    VisitStatus,
    VisitTakeover,
)

__all__ = [
    "CALENDAR",
    "AddressForm",
    "AddressOverride",
    "Assignment",
    "Audience",
    "AuthenticatorApp",
    "Branch",
    "CalendarRevision",
    "Delegate",
    "Delegation",
    "DelegationOrder",
    "Direction",
    "Duty",
    "Editing",
    "Erasure",
    "Event",
    "Fact",
    "Feed",
    "FeedKind",
    "FeedSnapshot",
    "FormerOffices",
    "Gender",
    "Guest",
    "GuestRole",
    "HandedCopy",
    "HandedRow",
    "HistoryEntry",
    "HistoryLook",
    "HistoryRow",
    "HistoryValues",
    "Housekeeping",
    "Interpretation",
    "Job",
    "JobState",
    "Kind",
    "KnownDevice",
    "Level",
    "Medium",
    "Move",
    "Municipality",
    "Network",
    "NetworkMember",
    "Office",
    "OldSlug",
    "Operation",
    "Organisation",
    "Partnership",
    "Passkey",
    "Person",
    "Picture",
    "PointKind",
    "Printout",
    "PrintoutPerson",
    "RecoveryCode",
    "RenderedEvent",
    "Reply",
    "Representation",
    "ResetLink",
    "Role",
    "RoleName",
    "Scheme",
    "SchemeEntry",
    "SchemeVersion",
    "Sector",
    "ShippedKey",
    "Side",
    "SignIn",
    "Status",
    "StepFree",
    "StoredFile",
    "StoredPiece",
    "Style",
    "TalkingPoint",
    "Term",
    "Theme",
    "Tombstone",
    "Transfer",
    "User",
    "UserSession",
    "Venue",
    "Visit",
    "VisitReader",
    "VisitStatus",
    "VisitTakeover",
    "roles_users",
]
