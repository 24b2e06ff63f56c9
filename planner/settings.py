"""Settings: what whoever runs the planner may choose, each with its default and its check."""

import datetime as dt
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from limits.errors import ConfigurationError
from limits.storage import storage_from_string
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from planner.machine.config_file import BadSetting, read_config
from planner.machine.paths import INSTANCE_VARIABLE

LEAST_DAYS = 30  # for which the history is kept
LARGEST = 1_000_000  # of any number in the settings
BACKUP_PERIODS = ("daily", "weekly", "monthly")
BACKUP_KEEP = "7 daily, 4 weekly, 6 monthly"


def word(value):
    """Return a setting that is any text, without the blanks around it."""
    if not isinstance(value, str):
        raise ValueError("must be text")
    return value.strip()


def secret(value):
    """Return a secret of at least 32 characters."""
    if not isinstance(value, str) or len(value) < 32:
        raise ValueError("must be at least 32 random characters")
    return value


def optional_secret(value):
    """Return a secret, or the empty text."""
    return secret(value) if value else ""


def log_format(value):
    """Return how lines of the log are written."""
    if value not in ("text", "json"):
        raise ValueError("must be text or json")
    return value


def web_address(value):
    """Return an address such as https://planner.example, without a slash at its end."""
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", word(value)):
        raise ValueError("must be an address such as https://planner.example")
    return value.strip().rstrip("/")


def optional_address(value):
    """Return an address, or the empty text."""
    return web_address(value) if value else ""


def language(value):
    """Return the code of one of the two languages."""
    if value not in ("de", "en"):
        raise ValueError("must be de or en")
    return value


def time_zone(value):
    """Return the name of a zone of the tz database."""
    try:
        return ZoneInfo(word(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ValueError("must be a time zone such as Europe/Berlin") from unknown


def database(value):
    """Return the address of an SQLite or PostgreSQL database."""
    if not re.match(r"(sqlite|postgresql(\+psycopg)?):", word(value)):
        raise ValueError("must begin with sqlite: or postgresql:")
    address = re.sub(r"^postgresql:", "postgresql+psycopg:", value.strip())
    try:
        make_url(address)
    except (ArgumentError, ValueError):
        raise ValueError("is no address of a database") from None
    return address


def counter(value):
    """Return the address of what counts tries, if there is such a thing here."""
    try:
        storage_from_string(word(value))
    except (ConfigurationError, ValueError):
        raise ValueError("must be memory:// or another storage that is installed") from None
    return value.strip()


def count(value):
    """Return a whole number that is not negative."""
    if not str(value).isdecimal():
        raise ValueError("must be a whole number, 0 or more")
    if len(str(value)) > len(str(LARGEST)) or int(value) > LARGEST:
        raise ValueError(f"must be at most {LARGEST:,}")
    return int(value)


def positive(value):
    """Return a whole number above 0."""
    if count(value) == 0:
        raise ValueError("must be 1 or more")
    return int(value)


def month_or_more(value):
    """Return a whole number of days that is at least 30."""
    if count(value) < LEAST_DAYS:
        raise ValueError(f"must be {LEAST_DAYS} or more")
    return int(value)


def yes_or_no(value):
    """Return whether a setting says yes."""
    words = {"yes": True, "no": False}
    if value not in (True, False, *words):
        raise ValueError("must be yes or no")
    return words.get(value, value)


def picture(value):
    """Return the path of an SVG or PNG that is there, or the empty text."""
    if word(value) and not re.search(r"\.(svg|png)$", value.strip(), re.I):
        raise ValueError("must be the path of an SVG or PNG")
    if value.strip() and not Path(value.strip()).is_file():
        raise ValueError("must be the path of a file that is there")
    return value.strip()


def today(value):
    """Return a date to take for today, or nothing: for demonstrations and screenshots only."""
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError as wrong:
        raise ValueError("must be a date such as 2027-04-12") from wrong


def colour(value):
    """Return a colour such as #17407f."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", word(value)):
        raise ValueError("must be a colour such as #17407f")
    return value.lower()


def backups_kept(value):
    """Return how many backups are kept, such as "7 daily, 4 weekly, 6 monthly"."""
    parts = [part.split() for part in word(value).split(",")]
    wellformed = all(
        len(part) == 2 and part[0].isdecimal() and part[1] in BACKUP_PERIODS for part in parts
    )
    if not wellformed or not any(int(number) for number, _ in parts):
        raise ValueError(f"must be like {BACKUP_KEEP}")
    return ", ".join(f"{int(number)} {period}" for number, period in parts)


def recipients(value):
    """Return the recipients of encrypted backups, as `planner backup-key` prints them."""
    if not all(re.fullmatch("age1[02-9ac-hj-np-z]{58}", one) for one in word(value).split()):
        raise ValueError("must begin with age1; `planner backup-key` makes one")
    return value.strip()


class Setting(NamedTuple):
    """One setting; a default of ... means that it must be given."""

    name: str
    default: Any
    parse: Callable
    about: str
    is_secret: bool = False  # in no sentence and no log; in a backup only if somebody asks


SETTINGS = (
    Setting("SECRET_KEY", ..., secret, "signs cookies; made with a new planner", True),
    Setting("PUBLIC_URL", "", optional_address, "where the planner is reached from outside"),
    Setting(
        "DATABASE_URL", "", word, "SQLite in `instance/`, or postgresql://user@host/name", True
    ),
    Setting("DEFAULT_LANGUAGE", "de", language, "language of the public pages without /en/"),
    Setting("OFFICE_NAME", "Stadt Iserlohn", word, "the city, in the frame of every page"),
    Setting("OFFICE_UNIT_DE", "Büro der Bürgermeisterin, Protokoll", word, "the office, German"),
    Setting("OFFICE_UNIT_EN", "Mayor's Office, Protocol", word, "the office, English"),
    Setting("OFFICE_EMAIL", "", word, "whom to ask for a right or for help"),
    Setting("OFFICE_ZONE", "Europe/Berlin", time_zone, "the time zone of the office"),
    Setting("SORT_WITH_PREFIX", "no", yes_or_no, "yes: von der Heide at V in lists; no: at H"),
    Setting("ACCENT_COLOUR", "#17407f", colour, "the one colour of paper"),
    Setting("CITY_ARMS", "", picture, "path of an SVG or PNG on paper; without: two letters"),
    Setting("THEME_CSS", "", optional_address, "a style sheet of the city with --kern-* colours"),
    Setting("IMPRINT_URL", "", optional_address, "link in the footer: Impressum"),
    Setting("PRIVACY_URL", "", optional_address, "link in the footer: Datenschutz"),
    Setting("ACCESSIBILITY_URL", "", optional_address, "link in the footer: Barrierefreiheit"),
    Setting("MEDIA_FOLDER", "", word, "where pictures lie; `instance/media`"),
    Setting("CACHE_FOLDER", "", word, "where previews of papers lie; `instance/cache`"),
    Setting("BACKUP_FOLDER", "", word, "where nightly backups lie; `instance/backups`"),
    Setting("BACKUP_NIGHTLY", "yes", yes_or_no, "no: somebody else makes the backups"),
    Setting("BACKUP_KEEP", BACKUP_KEEP, backups_kept, "how many nightly backups are kept"),
    Setting("BACKUP_RECIPIENT", "", recipients, "who alone can read backups: age1..."),
    Setting("MAX_UPLOAD_MB", 8, positive, "the largest picture that may be uploaded"),
    Setting("SESSION_HOURS", 12, positive, "how long one stays signed in"),
    Setting("HISTORY_DAYS", 730, month_or_more, "how long the history keeps who did what"),
    Setting("FEED_WIPE_DAYS", 28, positive, "how long a withdrawn feed empties devices"),
    Setting("FEED_DAYS_AFTER_VISIT", 30, positive, "how long the feeds of a visit outlast it"),
    Setting("FEED_PAST_DAYS", 90, positive, "how long an event stays in feeds once it is over"),
    Setting("FEED_FETCHES_PER_HOUR", 240, positive, "how often one secret address may be fetched"),
    Setting(
        "RATELIMIT_STORAGE_URI", "memory://", counter, "where tries to sign in are counted", True
    ),
    Setting("TRUSTED_PROXIES", 0, count, "how many proxies stand in front and can be believed"),
    Setting("LOG_FORMAT", "text", log_format, "lines of the log: name=value, or json"),
    Setting("METRICS_TOKEN", "", optional_secret, "whoever sends it may read /metrics", True),
    Setting("TODAY", "", today, "a date to take for today, for demonstrations"),
)
SECRETS = {setting.name for setting in SETTINGS if setting.is_secret}


class Given(NamedTuple):
    """Settings as they are given, and where each of them stands."""

    values: Mapping[str, Any]
    places: Mapping[str, str]


def read(instance_path, environ=os.environ):
    """Return all settings by name, from instance/config.py and then PLANNER_* variables."""
    path = Path(instance_path, "config.py")
    file = read_config(path)
    variables = {
        name.removeprefix("PLANNER_"): value
        for name, value in environ.items()
        if name.startswith("PLANNER_") and name != INSTANCE_VARIABLE
    }
    places = {name: f"{path}, line {file.lines.get(name, 1)}: " for name in file.values}
    places |= {name: f"The environment variable PLANNER_{name}: " for name in variables}
    given = Given(file.values | variables, places)
    if unknown := sorted(given.values.keys() - {setting.name for setting in SETTINGS}):
        where = given.places[unknown[0]]
        raise BadSetting(
            f"{where}Unknown setting {', '.join(unknown)}: see the table in README.md."
        )
    return complete(given, Path(instance_path), environ)


def checked(given, instance_path, environ):
    """Return the given settings completed by the defaults, or raise BadSetting."""
    return complete(Given(given, {}), Path(instance_path), environ)


def complete(given: Given, instance_path: Path, environ: Mapping[str, str]) -> dict[str, Any]:
    """Return settings completed by the defaults; raise BadSetting, which shows no secret."""
    values = {}
    for setting in SETTINGS:
        value = given.values.get(setting.name, setting.default)
        if value is ...:
            raise BadSetting(
                f"{setting.name} is missing: for a new planner run `planner init`, else write it "
                f"into {Path(instance_path, 'config.py')}."
            )
        try:
            values[setting.name] = setting.parse(value)
        except ValueError as wrong:
            where, shown = given.places.get(setting.name, ""), shown_value(setting.name, value)
            raise BadSetting(f"{where}{setting.name} {wrong}{shown}.") from None
    try:
        return values | derived(values, instance_path, environ)
    except ValueError as wrong:
        raise BadSetting(f"{given.places.get('DATABASE_URL', '')}DATABASE_URL {wrong}.") from None


def shown_value(name: str, value: object) -> str:
    """Return what a sentence says of a wrong value: nothing of a secret, and never much."""
    text = repr(value)
    return "" if name in SECRETS or len(text) > 60 else f", not {text}"


def derived(values, instance_path, environ):
    """Return what follows from the place of the instance and from HOST and PORT."""
    here = f"http://{environ.get('HOST') or '127.0.0.1'}:{environ.get('PORT') or '8000'}"
    return {
        "PUBLIC_URL": values["PUBLIC_URL"] or here,
        "DATABASE_URL": database(
            values["DATABASE_URL"] or f"sqlite:///{instance_path}/planner.sqlite"
        ),
        "MEDIA_FOLDER": values["MEDIA_FOLDER"] or str(instance_path / "media"),
        "CACHE_FOLDER": values["CACHE_FOLDER"] or str(instance_path / "cache"),
        "BACKUP_FOLDER": values["BACKUP_FOLDER"] or str(instance_path / "backups"),
    }
