"""The command `planner`, in a checkout `python -m planner`: it serves, and keeps what it serves."""

from importlib import metadata

import click
from flask import Flask
from flask.cli import ScriptInfo, routes_command, shell_command
from sqlalchemy.exc import DBAPIError

from planner import backup_commands, cli, create_app, init, run, worker
from planner.config_file import BadSetting
from planner.doctor.command import command as doctor
from planner.faults import fault_of
from planner.private_files import make_private_files
from planner.startup import check_before_use, sentence_of

WITHOUT_TABLES = ("db", "init", "routes", "typefaces")  # commands that need none, or make them


def load_app() -> Flask:
    """Return the application, and see that the command finds the tables that it expects."""
    app = create_app()
    name = "".join(click.get_current_context().command_path.split()[1:2])
    if name not in WITHOUT_TABLES:
        check_before_use(app, may_be_away=name == worker.command.name)  # it waits by itself
    return app


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
        *backup_commands.commands,
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
