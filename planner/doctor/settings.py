"""Settings that stop the start, or that are for trying only."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from planner import settings
from planner.doctor.findings import TROUBLES, Finding, Patient, note, warning, wrong
from planner.machine.config_file import BadSetting

HERE = {"127.0.0.1", "localhost", "::1"}
EXAMPLES = re.compile(r"example|change.?me|secret|password|12345|test", re.IGNORECASE)
FEWEST_CHARACTERS = 10  # that differ, in a key that nobody guesses
DEBUGGING = ("FLASK_DEBUG", "PYTHONASYNCIODEBUG", "PYTHONTRACEMALLOC")
OFF = {"", "0", "false", "no"}


def bad_settings(patient: Patient) -> Iterator[Finding]:
    """Find a setting that stops the start."""
    try:
        settings.read(patient.folder, patient.environ)
    except BadSetting as bad:
        yield wrong(str(bad), "Nothing starts before that: docs/running.md and README.md help.")
    except TROUBLES as trouble:
        told = f"{patient.folder / 'config.py'} cannot be read: {type(trouble).__name__}."
        yield wrong(told, "Each line is a name, an equals sign and a value in quotes.")


def secret_key(patient: Patient) -> Iterator[Finding]:
    """Find a key that somebody could guess; it is never shown."""
    key = str(patient.settings["SECRET_KEY"]) if patient.settings else ""
    if key and (len(set(key)) < FEWEST_CHARACTERS or EXAMPLES.search(key)):
        yield wrong(
            "SECRET_KEY is no random text: whoever guesses it can sign in as anybody.",
            "Put a new one into config.py; everybody signs in anew: "
            'python3 -c "import secrets; print(secrets.token_hex())"',
        )


def public_address(patient: Patient) -> Iterator[Finding]:
    """Find an address that only this machine reaches, or to which people send plain text."""
    if not patient.settings:
        return
    address = urlsplit(patient.settings["PUBLIC_URL"])
    proxies = patient.settings["TRUSTED_PROXIES"]
    if address.hostname in HERE:
        find = warning if proxies else note
        yield find(
            f"PUBLIC_URL is {address.geturl()}: links and calendars lead to this machine only.",
            "For others, set PUBLIC_URL to the address that browsers know.",
        )
    elif address.scheme == "http":
        yield wrong(
            f"PUBLIC_URL is {address.geturl()}: passwords and names travel in plain text.",
            "Put a proxy with TLS in front, and set PUBLIC_URL to its https address.",
        )
    elif not proxies:
        yield warning(
            "PUBLIC_URL is https, so a proxy stands in front, but TRUSTED_PROXIES is 0: all "
            "readers have its address, and one who mistypes a password locks out the others.",
            "Set TRUSTED_PROXIES to the number of proxies, mostly 1.",
        )


def debugging(patient: Patient) -> Iterator[Finding]:
    """Find what is for developers and demonstrations only."""
    for name in DEBUGGING:
        if patient.environ.get(name, "").lower() not in OFF:
            told = f"{name} is set: pages show the program, and the log tells too much."
            yield wrong(told, f"Take {name} out of the environment of the service.")
    if patient.settings and patient.settings["TODAY"]:
        yield warning(
            f"TODAY is {patient.settings['TODAY']}: the planner believes in another day.",
            "Take TODAY out of the settings; it is for demonstrations.",
        )


def log_of_the_database(patient: Patient) -> Iterator[Finding]:
    """Find an address of the database that lets every statement be logged."""
    if "echo=" in (patient.database_url or ""):
        yield warning("DATABASE_URL asks for a log of statements.", "Take echo= out of it.")


CHECKS = (bad_settings, secret_key, public_address, debugging, log_of_the_database)
