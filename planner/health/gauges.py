"""What Prometheus is told of the machine and of the work that waits, when it asks."""

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError

from planner.health.database_state import looking_engine
from planner.models import JobState
from planner.queries.jobs import finished_periods, number_by_state, waiting_since

PAGE = os.sysconf("SC_PAGE_SIZE")
MEMORY = Path("/proc/self/statm")  # its second number are the pages in memory
TOLD_STATES = (JobState.WAITING, JobState.RUNNING, JobState.FAILED)


class Gauges(Collector):
    """Looks at the database, the folders and the process, at a moment."""

    def __init__(self, url: str, folders: Mapping[str, Path], now: dt.datetime) -> None:
        self.url, self.folders, self.now = url, folders, now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield all gauges; without a database those of the machine alone."""
        yield from self.machine()
        engine = looking_engine(self.url)
        up = GaugeMetricFamily("planner_database_up", "Whether the database answers: 1 or 0.")
        try:
            with engine.connect() as connection:
                states = {row.state: row.number for row in connection.execute(number_by_state())}
                oldest = connection.execute(waiting_since(self.now)).scalar()
                periods = [*connection.execute(finished_periods())]
        except SQLAlchemyError:
            up.add_metric([], 0)
        else:
            up.add_metric([], 1)
            yield from self.work(states, oldest, periods)
        finally:
            engine.dispose()
        yield up

    def work(
        self,
        states: Mapping[JobState, int],
        oldest: dt.datetime | None,
        periods: Sequence[Row[str, dt.datetime | None]],
    ) -> Iterator[GaugeMetricFamily]:
        """Yield how much waits in the background, and for how long."""
        jobs = GaugeMetricFamily(
            "planner_jobs", "Jobs by state; those that failed are kept a day.", labels=["state"]
        )
        for state in TOLD_STATES:
            jobs.add_metric([str(state)], states.get(state, 0))
        yield jobs
        waits = GaugeMetricFamily(
            "planner_oldest_job_seconds", "How long the oldest job that is due has been waiting."
        )
        waits.add_metric([], seconds_between(oldest or self.now, self.now))
        yield waits
        ages = GaugeMetricFamily(
            "planner_periodic_job_age_seconds",
            "Time since work that comes back was done last, by its kind.",
            labels=["kind"],
        )
        for kind, moment in periods:
            ages.add_metric([kind], seconds_between(moment or self.now, self.now))
        yield ages

    def machine(self) -> Iterable[GaugeMetricFamily]:
        """Return the memory of this process, and what is free where files are kept."""
        memory = GaugeMetricFamily("planner_memory_bytes", "Memory of this process.")
        if MEMORY.exists():
            memory.add_metric([], int(MEMORY.read_text().split()[1]) * PAGE)
        free = GaugeMetricFamily("planner_disk_free_bytes", "Free space.", labels=["folder"])
        inodes = GaugeMetricFamily("planner_disk_free_inodes", "Free inodes.", labels=["folder"])
        for name, folder in self.folders.items():
            if folder.exists():
                found = os.statvfs(folder)
                free.add_metric([name], found.f_bavail * found.f_frsize)
                inodes.add_metric([name], found.f_favail)
        return memory, free, inodes


def seconds_between(moment: dt.datetime, now: dt.datetime) -> float:
    """Return how long ago a moment was; 0 if it is still to come."""
    return max(0.0, (now - moment).total_seconds())


def registry_of(gauges: Gauges) -> CollectorRegistry:
    """Return a registry with the gauges of a moment."""
    found = CollectorRegistry(auto_describe=False)
    found.register(gauges)
    return found
