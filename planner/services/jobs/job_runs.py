"""Run jobs: note their progress and their result, whatever happens."""

import contextlib
import datetime as dt
import json
import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from planner import storage
from planner.confidentiality import SeesAll, reading_as, seeing_all
from planner.languages import Message
from planner.log import error_fields, fields
from planner.rules import NotFound, RuleBroken
from planner.rules.jobs import SUBJECT_GONE, UNEXPECTED, UNKNOWN_JOB_KIND, result_key
from planner.services.jobs.job_kinds import BadArguments, JobKind
from planner.services.jobs.jobs import Cancelled, ClaimedJob, count_step, fail_job, finish_job

log = logging.getLogger(__name__)
Thing = TypeVar("Thing")
Clock = Callable[[], dt.datetime]


class TryAgain(Exception):
    """A job failed this time and shall be tried again; the message says why to its owner."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


class Progress:
    """The progress of a running job; its methods raise Cancelled if nobody wants it any more."""

    def __init__(self, claimed: ClaimedJob, clock: Clock) -> None:
        self.claimed = claimed
        self.clock = clock
        self.is_finished = False
        self.keys: list[str] = []

    def each(self, things: Iterable[Thing]) -> Iterator[Thing]:
        """Yield things one by one; each is a step. Raises Cancelled between two of them."""
        for thing in things:
            yield thing
            self.step()

    def step(self) -> None:
        """Note one more step; raises Cancelled."""
        count_step(self.claimed)

    def key(self, name: str) -> str:
        """Return the key under which to put a result; what fails leaves none."""
        self.keys.append(result_key(self.claimed.id, self.claimed.claim, name))
        return self.keys[-1]

    def finish(self) -> None:
        """Finish the job, in the act in which it writes what others see. Raises Cancelled."""
        finish_job(self.claimed, now=self.clock())
        self.is_finished = True


def run_job(kind: JobKind | None, claimed: ClaimedJob, *, clock: Clock) -> None:
    """Run a job that was claimed, and note its result; the kind None is an unknown one."""
    progress = Progress(claimed, clock)
    try:
        _do(kind, claimed, progress)
    except Cancelled:
        _tidy_up(progress)
    except Exception as error:  # the outermost place of a job: whatever it is, it fails alone
        message, is_final = _message_about(error)
        _log(claimed, error, message)
        retries = 0 if kind is None or is_final else kind.retries
        _fail(claimed, message, retries, clock())
        _tidy_up(progress)


def _do(kind: JobKind | None, claimed: ClaimedJob, progress: Progress) -> None:
    """Call the function of a job, and finish it unless it has done so itself."""
    if kind is None:
        raise RuleBroken(UNKNOWN_JOB_KIND)
    try:
        arguments = dict(json.loads(claimed.arguments))
    except (ValueError, TypeError, RecursionError) as broken:
        raise BadArguments from broken
    kind.check(arguments)
    with reading_as_orderer(arguments.get("user_id")):
        kind.function(progress, **arguments)
    if not progress.is_finished:
        progress.finish()


def reading_as_orderer(user_id: object) -> contextlib.AbstractContextManager[None]:
    """Let a job read with the eyes of the user who ordered it; the planner's own jobs see all."""
    if isinstance(user_id, int):
        return reading_as(user_id)
    return seeing_all(SeesAll.HOUSEKEEPING)


def _message_about(error: Exception) -> tuple[Message, bool]:
    """Return the message about an error, and whether the error is final."""
    if isinstance(error, NotFound):
        return SUBJECT_GONE, True
    if isinstance(error, RuleBroken):
        return error.message, True
    return error.message if isinstance(error, TryAgain) else UNEXPECTED, False


def _log(claimed: ClaimedJob, error: Exception, message: Message) -> None:
    """Log why a job failed, without the words of the error: they may be about people."""
    said = {"job": claimed.id, "kind": claimed.kind}
    if message is UNEXPECTED:
        where = "".join(traceback.format_tb(error.__traceback__))
        told = fields("job failed", **said, **error_fields(error))
        log.error("%s (%s): %s\n%s", *said.values(), type(error).__name__, where, extra=told)
    else:
        told = fields("job failed", **said, why=message.msgid)
        log.warning("%s (%s): %s", *said.values(), message.msgid, extra=told)


def _fail(claimed: ClaimedJob, message: Message, retries: int, now: dt.datetime) -> None:
    """Note that a job has failed, if it is still ours."""
    try:
        fail_job(claimed, message, retries=retries, now=now)
    except Cancelled:
        log.warning("Job %s had been cancelled or given away.", claimed.id)


def _tidy_up(progress: Progress) -> None:
    """Delete the results of an attempt that has failed."""
    for key in progress.keys:
        storage.delete(key)
