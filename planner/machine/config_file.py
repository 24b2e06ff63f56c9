"""The file config.py of an instance: read as Python; whatever is wrong with it is one sentence.

No sentence quotes the file: it holds the secret key and perhaps the password of the database.
"""

import ast
from pathlib import Path
from typing import NamedTuple


class BadSetting(Exception):
    """A setting is missing or makes no sense; the text says which one and what to do."""


class ConfigFile(NamedTuple):
    """What a config.py says, and in which line."""

    values: dict[str, object]
    lines: dict[str, int]


def read_config(path: Path) -> ConfigFile:
    """Return the settings in a file, none if there is no file. Raises BadSetting."""
    try:
        source = path.read_bytes()
    except FileNotFoundError:
        return ConfigFile({}, {})
    except IsADirectoryError:
        raise BadSetting(f"{path} is a folder, and must be a file of settings.") from None
    except OSError as refused:
        raise BadSetting(
            f"{path} cannot be read ({refused.strerror}): let the user of the planner read it."
        ) from None
    tree = parsed(source, path)
    names: dict[str, object] = {"__file__": str(path), "__name__": "config"}
    run(tree, names, path)
    lines = {
        target.id: target.lineno
        for target in ast.walk(tree)
        if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store)
    }
    values = {name: value for name, value in names.items() if name.isupper()}
    return ConfigFile(values, lines)


def parsed(source: bytes, path: Path) -> ast.Module:
    """Return what the source of a file means."""
    try:
        return ast.parse(source.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as wrong:
        line = source[: wrong.start].count(b"\n") + 1
        raise BadSetting(f"{path}, line {line}, is not UTF-8: save the file as UTF-8.") from None
    except SyntaxError as wrong:
        raise BadSetting(
            f"{path}, line {wrong.lineno or 1}, is no Python ({kind_of(wrong)}): mend the line. "
            "A setting is a line such as OFFICE_NAME = 'Stadt Iserlohn'."
        ) from None
    except (ValueError, MemoryError, RecursionError):  # such as a null byte
        raise BadSetting(f"{path} is no Python: a file of settings is plain text.") from None


def kind_of(wrong: SyntaxError) -> str:
    """Return what Python says of a line, unless that quotes the line."""
    return "invalid syntax" if not wrong.msg or len(wrong.msg) > 60 else wrong.msg.split(":")[0]


def run(tree: ast.Module, names: dict[str, object], path: Path) -> None:
    """Run a file; what it raises is told by its kind and line, not by its words."""
    try:
        exec(compile(tree, str(path), "exec"), names)
    except (Exception, SystemExit) as raised:  # whatever somebody wrote there
        line = line_in(raised, path)
        raise BadSetting(
            f"{path}, line {line}, stops with {type(raised).__name__}: mend the line."
        ) from None


def line_in(raised: BaseException, path: Path) -> int:
    """Return the last line of a file through which something was raised."""
    line, frame = 1, raised.__traceback__
    while frame:
        if frame.tb_frame.f_code.co_filename == str(path):
            line = frame.tb_lineno
        frame = frame.tb_next
    return line
