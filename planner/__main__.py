"""The command `planner`, in a checkout `python -m planner`: it serves, and keeps what it serves."""

from importlib import metadata

import click
from flask import Flask
from flask.cli import ScriptInfo, routes_command, shell_command
from sqlalchemy.exc import DBAPIError

from planner import create_app
from planner.commands import backups, cli, init, run, worker
from planner.doctor.command import command as doctor
from planner.health.private_files import make_private_files
from planner.health.startup import check_before_use, sentence_of
from planner.machine.config_file import BadSetting
from planner.machine.faults import fault_of

#: Commands that need no tables, make them, or take them as they are.
WITHOUT_TABLES = ("db", "init", "routes", "typefaces", "backup", "restore", "copy", "backup-key")


def load_app() -> Flask:
    """Return the application, and see that the command finds the tables that it expects."""
    app = create_app()
    name = command_name()
    if name not in WITHOUT_TABLES:
        check_before_use(app, may_be_away=name == worker.command.name)  # it waits by itself
    return app


def command_name() -> str | None:
    """Return the name of the command that runs, whatever the program is called."""
    context = click.get_current_context()
    while context.parent and context.parent.parent:
        context = context.parent
    return context.info_name


class Commands(click.Group):
    """The commands; what keeps one from its work ends it in a sentence, never a traceback."""

    def invoke(self, context: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(context)
        except BadSetting as bad:
            raise click.ClickException(f"The planner cannot start. {bad}") from None
        except DBAPIError as error:
            raise click.ClickException(sentence_of(error)) from None
        except OSError as error:
            if fault_of(error) is None:
                raise
            raise click.ClickException(f"{error.filename}: {error.strerror}.") from None


def version() -> str:
    """Return the version that is installed; a checkout is between two of them."""
    try:
        return metadata.version("planner")
    except metadata.PackageNotFoundError:
        return "of a checkout"


# no FlaskGroup: it would load the application, and need its settings, to list the commands
main = Commands(
    "planner",
    callback=make_private_files,
    commands=[
        doctor,
        init.command,
        run.command,
        *cli.commands,
        *backups.commands,
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
