"""A planner whose clock is wrong: `python -m faults.shifted HOURS run` is `planner run` with it.

Whoever asks what time it is asks `planner.clock`; its module is there, with another clock, before
anything else of the planner is loaded. The worker that `run` begins has the same clock.
"""

import datetime as dt
import importlib
import importlib.util
import runpy
import sys
from pathlib import Path

CLOCK = "planner.clock"


def shift(hours: float) -> None:
    """Let the planner that will be loaded be so many hours late."""
    path = Path(__file__).parents[1] / "planner" / "clock.py"
    spec = importlib.util.spec_from_file_location(CLOCK, path)
    if spec is None or spec.loader is None:
        raise ImportError(CLOCK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    real = module.utc_now
    vars(module)["utc_now"] = lambda: real() - dt.timedelta(hours=hours)
    sys.modules[CLOCK] = module


def main(hours: str, *arguments: str) -> None:
    """Run a command of the planner with a wrong clock."""
    shift(float(hours))
    run = importlib.import_module("planner.commands.run")
    executable, _, _, *worker = run.WORKER
    vars(run)["WORKER"] = (executable, "-m", "faults.shifted", hours, *worker)
    sys.argv = ["planner", *arguments]
    runpy.run_module("planner", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
