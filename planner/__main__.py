"""The command `planner`, in a checkout `python -m planner`: it serves, and keeps what it serves."""

from importlib import metadata

import click
from flask import Flask
from flask.cli import ScriptInfo, routes_command, shell_command

from planner import cli, create_app, init, run, worker
from planner.doctor.command import command as doctor
from planner.private_files import make_private_files
from planner.settings import BadSetting


def load_app() -> Flask:
    """Return the application; a bad setting ends the command in a sentence."""
    try:
        return create_app()
    except BadSetting as bad:
        raise click.ClickException(f"The planner cannot start. {bad}") from None


def version() -> str:
    """Return the version that is installed; a checkout is between two of them."""
    try:
        return metadata.version("planner")
    except metadata.PackageNotFoundError:
        return "of a checkout"


# no FlaskGroup: it would load the application, and need its settings, to list the commands
main = click.Group(
    "planner",
    callback=make_private_files,
    commands=[
        doctor,
        init.command,
        run.command,
        *cli.commands,
        worker.command,
        shell_command,
        routes_command,
    ],
    context_settings={"obj": ScriptInfo(create_app=load_app, load_dotenv_defaults=False)},
    help="Plan the visits of delegations. `planner run` prepares what is missing, and serves.",
)
click.version_option(version(), prog_name="planner")(main)

if __name__ == "__main__":
    main()
