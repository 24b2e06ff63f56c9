"""The command: look at all, say what was found, and end with 1 if something is to be mended."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from planner import settings
from planner.clock import utc_now
from planner.doctor import accounts, database, files, work
from planner.doctor import settings as setting_checks
from planner.doctor.findings import TROUBLES, Check, Finding, Patient, Severity, examined
from planner.machine.config_file import BadSetting
from planner.machine.paths import instance_folder

CHECKS: tuple[Check, ...] = (
    *setting_checks.CHECKS,
    *files.CHECKS,
    *database.CHECKS,
    *work.CHECKS,
    *accounts.CHECKS,
)
ORDER = list(Severity)  # what is worst comes first


@click.command("doctor")
def command() -> None:
    """Look for what is wrong, and say how to mend it; also if the planner does not start."""
    findings = examine(patient_in(instance_folder(), os.environ))
    for finding in findings:
        click.echo(f"{finding.severity}: {finding.what}\n    {finding.remedy}")
    to_mend = [one for one in findings if one.severity is not Severity.NOTE]
    click.echo(f"{len(CHECKS)} things looked at, {len(to_mend)} to mend.")
    sys.exit(1 if to_mend else 0)


def examine(patient: Patient) -> list[Finding]:
    """Return what all checks find, the worst first."""
    findings = [finding for check in CHECKS for finding in examined(check, patient)]
    return sorted(findings, key=lambda one: ORDER.index(one.severity))


def patient_in(folder: Path, environ: Mapping[str, str]) -> Patient:
    """Return the planner in a folder, whatever its settings are like."""
    found: Mapping[str, Any] | None = None
    try:
        found = settings.read(folder, environ)
    except (BadSetting, *TROUBLES):  # `bad_settings` tells of it
        pass
    return Patient(folder, found, environ, utc_now())
