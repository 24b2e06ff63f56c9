"""Settings in a backup: what is told of them, and how they become a config.py again."""

import datetime as dt
import json
import re
from collections.abc import Mapping

from planner.backup.refusals import Damaged
from planner.settings import SETTINGS

Plain = str | int | bool | None
#: Settings that name something of the machine; a restored config.py has them as remarks.
OF_THE_MACHINE = {
    *("DATABASE_URL", "MEDIA_FOLDER", "CACHE_FOLDER", "BACKUP_FOLDER"),
    *("CITY_ARMS", "RATELIMIT_STORAGE_URI", "TRUSTED_PROXIES", "TODAY"),
}
HEAD = '"""Settings of this planner, as a backup of {day} had them: README.md lists them all."""'


def plain_settings(config: Mapping[str, object]) -> dict[str, Plain]:
    """Return all settings by name, as they can be given to a planner once more."""
    return {one.name: _plain(config[one.name]) for one in SETTINGS}


def kept_settings(config: Mapping[str, object], *, with_secrets: bool) -> dict[str, Plain]:
    """Return the settings that a backup holds: those that are not as every planner has them."""
    plain = plain_settings(config)
    return {
        one.name: plain[one.name]
        for one in SETTINGS
        if with_secrets or not one.is_secret
        if one.default is ... or plain[one.name] != _plain(one.parse(one.default))
    }


def _plain(value: object) -> Plain:
    """Return a setting as JSON has it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool) else ""


def read_settings(content: bytes) -> dict[str, Plain]:
    """Return the settings of a backup that this planner knows too. Raises Damaged."""
    try:
        read = json.loads(content)
        given = dict(read)
    except (ValueError, TypeError, RecursionError) as broken:
        raise Damaged("The settings of this backup cannot be read.") from broken
    known = {one.name for one in SETTINGS}
    return {
        name: value
        for name, value in given.items()
        if name in known and isinstance(value, str | int | bool)
    }


def config_text(settings: Mapping[str, Plain], *, day: dt.date, secret_key: str) -> str:
    """Return a config.py of the settings of a backup; its own key wins over `secret_key`."""
    lines = [HEAD.format(day=day), ""]
    for name, value in sorted({"SECRET_KEY": secret_key, **settings}.items()):
        mark = "# " if name in OF_THE_MACHINE else ""
        lines.append(f"{mark}{name} = {value!r}")
    return re.sub(r"[\r\x00]", "", "\n".join(lines)) + "\n"


def differing(settings: Mapping[str, Plain], config: Mapping[str, object]) -> list[str]:
    """Return the names of the settings of a backup that are others in this planner."""
    here = plain_settings(config)
    return sorted(
        name
        for name, value in settings.items()
        if name not in OF_THE_MACHINE and here[name] != value
    )
