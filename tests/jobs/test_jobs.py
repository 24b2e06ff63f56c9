"""Background work: ordered with what it is about, done once, told when it fails."""

import contextlib
import datetime as dt
import itertools
import json
import threading
import time

import pytest
from sqlalchemy import select, update

from planner.db import act
from planner.languages import (
    Bilingual,
    Message,
    Messages,
    message_from_json,
    message_to_json,
    translate,
)
from planner.models import Job, JobState, Printout, Visit
from planner.rules import NotFound, RuleBroken
from planner.rules.jobs import (
    INTERRUPTED,
    JOB_RETENTION,
    MAX_RETRY_DELAY,
    SUBJECT_GONE,
    UNEXPECTED,
    HeartbeatMonitor,
    RunningJob,
    period_key,
    retry_delay,
)
from planner.services.jobs.job_kinds import BadArguments
from planner.services.jobs.job_runs import Progress, TryAgain
from planner.services.jobs.jobs import (
    Cancelled,
    claim_job,
    count_step,
    enqueue,
    enqueue_periodic,
    fail_job,
    finish_job,
    purge_jobs,
    release_lost_job,
    requeue_jobs,
    send_heartbeats,
)
from tests.factories import make_user, make_visit
from tests.job_runs import (
    HOUR,
    NOON,
    SECOND,
    do_next,
    error_messages,
    in_threads,
    jobs,
    kind_of,
    nothing,
    order,
    states,
)
from tests.killed_workers import printout


@pytest.fixture
def app(tidy_app):
    """An application on each kind of database, inside of which a test runs."""
    return tidy_app


@pytest.fixture
def user(save):
    """Somebody who orders work."""
    return save(make_user())


# Ordering


def test_work_is_ordered_in_the_transaction_of_the_caller(app, load):
    kind = kind_of(nothing)
    with contextlib.suppress(ZeroDivisionError), act("try_it"):
        enqueue(kind, now=NOON)
        raise ZeroDivisionError
    before = load(select(Job))
    with act("try_it") as own:
        own.add(make_visit())
        enqueue(kind, now=NOON)
        during = load(select(Job))

    assert before == during == []
    assert jobs(load, "kind", "arguments", "state") == [("nothing", "{}", JobState.WAITING)]
    assert len(load(select(Visit))) == 1


def test_order_names_its_visit_and_its_user(app, user, save, load):
    def paint(progress: Progress, *, visit_id: int, user_id: int, colour: str | None) -> None:
        pass

    visit = save(make_visit())
    order(kind_of(paint), visit_id=visit.id, user_id=user.id, colour=None, total=7)

    [found] = load(select(Job))
    assert (found.visit_id, found.user_id, found.total) == (visit.id, user.id, 7)
    assert json.loads(found.arguments) == {
        "visit_id": visit.id, "user_id": user.id, "colour": None,
    }  # fmt: skip


def test_equal_order_that_waits_is_the_same_job_and_one_that_runs_is_not(app, load):
    kind = kind_of(nothing)
    first, again, other = order(kind, key="a"), order(kind, key="a"), order(kind, key="b")
    claim_job(kind.name, 2, now=NOON)
    anew = order(kind, key="a")

    assert first == again
    assert jobs(load, "id", "key") == [(first, None), (other, "b"), (anew, "a")]


def test_equal_orders_at_once_make_one_job(app, load):
    kind, barrier, found = kind_of(nothing), threading.Barrier(5), []

    def order_it():
        with app.app_context():
            barrier.wait()
            found.append(order(kind, key="a"))

    in_threads([order_it] * 5)

    assert len(found) == 5
    assert len(load(select(Job))) == len(set(found)) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        {}, {"number": 3}, {"number": 3, "word": "x", "more": 1}, {"number": 3, "word": 4},
        *({"number": number, "word": "x"} for number in ("3", True, 3.5, None, 2**63)),
    ],
)  # fmt: skip
def test_wrong_arguments_are_refused_when_they_are_ordered(app, load, arguments):
    def take(progress: Progress, *, number: int, word: str | None) -> None:
        pass

    with pytest.raises(BadArguments):
        order(kind_of(take), **arguments)

    assert load(select(Job)) == []


def test_kind_of_work_takes_no_argument_that_belongs_to_its_order():
    def late(progress: Progress, *, now: str) -> None:
        pass

    with pytest.raises(TypeError, match="late"):
        kind_of(late)


# Claiming


def test_job_is_claimed_once_and_the_oldest_first(app, load):
    kind = kind_of(nothing)
    first, second = order(kind), order(kind)
    order(kind_of(lambda progress: None))

    claims = [claim_job("nothing", 5, now=NOON) for _ in range(3)]

    assert [claim and claim.id for claim in claims] == [first, second, None]
    assert len({claim.claim for claim in claims[:2]}) == 2
    assert states(load) == [JobState.RUNNING, JobState.RUNNING, JobState.WAITING]


def test_no_more_run_at_once_than_may_however_many_claim(app, load):
    kind, most, at_work = kind_of(nothing, max_running=3), [], []
    for _ in range(30):
        order(kind)
    barrier, are_full, done = threading.Barrier(8), threading.Event(), itertools.count()

    def claim_and_finish():
        barrier.wait()
        while True:
            with app.app_context():
                claimed = claim_job(kind.name, kind.max_running, now=NOON)
                if claimed is None and not states(load).count(JobState.WAITING):
                    return
                if claimed is None:
                    continue
                at_work.append(claimed.id)
                most.append(len(at_work))
                if len(at_work) == 3:
                    are_full.set()
                are_full.wait(5)
                time.sleep(0.005)
                at_work.remove(claimed.id)
                finish_job(claimed, now=NOON)
                next(done)

    in_threads([claim_and_finish] * 8)

    assert max(most) == 3
    assert next(done) == 30
    assert states(load) == [JobState.DONE] * 30


@pytest.fixture
def claim_meanwhile(postgres_app):
    """Return a function that lets another worker claim a job, and gives it or None if it waits."""

    def claim_meanwhile(name):
        found = []

        def claim():
            with postgres_app.app_context():
                found.append(claim_job(name, 9, now=NOON))

        thread = threading.Thread(target=claim)
        thread.start()
        thread.join(timeout=20)
        return found and found[0]

    return claim_meanwhile


def test_who_claims_does_not_wait_for_who_is_claiming_another_kind(claim_meanwhile):
    def other(progress: Progress) -> None:
        pass

    order(kind_of(nothing))
    other = order(kind_of(other))
    with act("try_it"):
        claim_job("nothing", 9, now=NOON)
        meanwhile = claim_meanwhile("other")

    assert meanwhile.id == other


def test_who_claims_passes_over_a_job_that_somebody_is_changing(claim_meanwhile):
    kind = kind_of(nothing)
    first, second = order(kind), order(kind)
    with act("try_it") as own:
        own.execute(update(Job).where(Job.id == first).values(total=3))
        meanwhile = claim_meanwhile("nothing")

    assert meanwhile.id == second


# What becomes of a job


def test_job_that_is_done_says_so(app, load):
    kind = kind_of(nothing)
    order(kind, total=5)

    assert do_next(kind)
    assert not do_next(kind)
    assert jobs(load, "state", "done", "attempts", "finished_at", "error") == [
        (JobState.DONE, 5, 1, NOON, None)
    ]


def test_each_thing_is_a_step(app, load):
    seen = []

    def walk(progress: Progress) -> None:
        for _ in progress.each("abc"):
            seen.extend(jobs(load, "done", "state"))

    order(kind_of(walk), total=3)
    do_next(kind_of(walk))

    assert seen == [(number, JobState.RUNNING) for number in range(3)]


def test_failed_job_is_tried_again_later_and_later_and_then_fails(app, load):
    def stumble(progress: Progress) -> None:
        raise TryAgain(SUBJECT_GONE)

    kind, waits, now = kind_of(stumble, retries=3), [], NOON
    order(kind)
    while do_next(kind, now):
        [(state, due_at, attempts)] = jobs(load, "state", "due_at", "attempts")
        if state is JobState.WAITING:
            assert not do_next(kind, due_at - SECOND)
            waits.append((due_at - now).seconds)
            now = due_at

    assert waits == [10, 20, 40]
    assert (state, attempts) == (JobState.FAILED, 4)
    assert error_messages(load) == [SUBJECT_GONE.msgid]


def test_waits_grow_up_to_a_limit():
    waits = [retry_delay(attempts).seconds for attempts in (1, 2, 3, 6, 7, 8, 1_000_000)]

    assert waits == [10, 20, 40, 320, 640, 900, 900]


def test_job_that_works_at_the_second_try_has_no_error_left(app, load):
    tries = []

    def stumble_once(progress: Progress) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise TryAgain(SUBJECT_GONE)

    kind = kind_of(stumble_once)
    order(kind)
    do_next(kind)
    before = error_messages(load)
    do_next(kind, NOON + HOUR)

    assert before == [SUBJECT_GONE.msgid]
    assert jobs(load, "state", "error", "attempts") == [(JobState.DONE, None, 2)]


@pytest.mark.parametrize(
    ("error", "message"), [(NotFound(), SUBJECT_GONE), (RuleBroken(INTERRUPTED), INTERRUPTED)]
)
def test_what_no_other_try_can_help_fails_at_once(app, load, error, message):
    def refuse(progress: Progress) -> None:
        raise error

    kind = kind_of(refuse)
    order(kind)
    do_next(kind)

    assert jobs(load, "state", "attempts", "finished_at") == [(JobState.FAILED, 1, NOON)]
    assert error_messages(load) == [message.msgid]


def test_unexpected_error_is_noted_in_the_log_without_its_words(app, load, caplog):
    def break_down(progress: Progress) -> None:
        raise LookupError("Ada Lindqvist")

    kind = kind_of(break_down, retries=0)
    order(kind)
    do_next(kind)

    assert error_messages(load) == [UNEXPECTED.msgid]
    assert "LookupError" in caplog.text
    assert "in break_down" in caplog.text
    assert "Ada" not in caplog.text.replace('"Ada Lindqvist"', "")


def test_errors_are_told_in_the_language_of_whoever_reads(app, load):
    messages = [
        (SUBJECT_GONE, "Das, worum es hier ging, gibt es nicht mehr."),
        (Message("This file is larger than %(number)s MB.", number=3), "größer als 3 MB"),
        (Messages("%(num)s assignment", "%(num)s assignments", 2), "2 Einsätze"),
        (Bilingual("Rathaus", ""), "Rathaus"),
        (Message("Canceled: %(title)s", title=Bilingual("Empfang", "Reception")), "Empfang"),
    ]  # fmt: skip

    for message, german in messages:
        again = message_from_json(message_to_json(message))
        assert translate(again, "en") == translate(message, "en")
        assert translate(again, "de") == translate(message, "de")
        assert german in translate(again, "de")


# Who was thought dead


def lost_attempt():
    """Return (a claim, another worker's claim of the same job)."""
    kind = kind_of(nothing)
    order(kind)
    first = claim_job(kind.name, 1, now=NOON)
    lost = RunningJob(first.id, first.kind, first.claim, 0, first.attempts)
    release_lost_job(lost, retries=3, now=NOON)
    return first, claim_job(kind.name, 1, now=NOON)


@pytest.mark.parametrize(
    "act_of_the_dead",
    [
        count_step,
        lambda claimed: finish_job(claimed, now=NOON),
        lambda claimed: fail_job(claimed, SUBJECT_GONE, retries=9, now=NOON),
    ],
    ids=["count_step", "finish_job", "fail_job"],
)
def test_who_was_thought_dead_and_comes_back_changes_nothing(app, load, act_of_the_dead):
    first, second = lost_attempt()
    with pytest.raises(Cancelled):
        act_of_the_dead(first)
    send_heartbeats([first.claim])
    requeue_jobs([first.claim])
    release_lost_job(
        RunningJob(first.id, first.kind, first.claim, 0, first.attempts), retries=3, now=NOON
    )

    assert jobs(load, "state", "claim", "done", "beat", "attempts", "error") == [
        (JobState.RUNNING, second.claim, 0, 0, 2, None)
    ]


def test_what_the_dead_wrote_with_the_end_of_its_job_is_undone(app, user, load):
    first, second = lost_attempt()
    for claimed in (first, second):
        with contextlib.suppress(Cancelled), act("try_it") as own:
            own.add(printout(claimed.attempts, user.id))
            finish_job(claimed, now=NOON)

    assert load(select(Printout.version)) == ["2"]


def test_job_that_gave_a_sign_of_life_meanwhile_is_not_lost(app, load):
    kind = kind_of(nothing)
    order(kind)
    claimed = claim_job(kind.name, 1, now=NOON)
    seen = RunningJob(claimed.id, claimed.kind, claimed.claim, 0, 1)
    send_heartbeats([claimed.claim])
    release_lost_job(seen, retries=3, now=NOON)

    assert jobs(load, "state", "beat") == [(JobState.RUNNING, 1)]


def test_job_that_is_lost_too_often_fails_and_says_so(app, load):
    kind, done = kind_of(nothing, retries=2), 0
    order(kind)
    while claimed := claim_job(kind.name, 1, now=NOON):
        lost = RunningJob(claimed.id, claimed.kind, claimed.claim, 0, claimed.attempts)
        release_lost_job(lost, retries=kind.retries, now=NOON)
        done += 1

    assert done == 3
    assert jobs(load, "state", "finished_at") == [(JobState.FAILED, NOON)]
    assert error_messages(load) == [INTERRUPTED.msgid]


def test_job_is_lost_when_its_beat_stands_still_for_long():
    def seen(*beats):
        return [RunningJob(number, "x", f"claim {number}", beat, 1) for number, beat in beats]

    watch = HeartbeatMonitor(heartbeat_timeout=60)
    lost = [
        watch.lost_jobs(seen((1, 0), (2, 0)), 1000.0),
        watch.lost_jobs(seen((1, 0), (2, 1), (3, 0)), 1059.0),
        watch.lost_jobs(seen((1, 0), (2, 1), (3, 0)), 1060.0),
        watch.lost_jobs(seen((2, 1), (3, 1)), 1118.9),
        watch.lost_jobs(seen((2, 1), (3, 1)), 1119.0),
    ]

    assert lost == [[], [], seen((1, 0)), [], seen((2, 1))]


def test_cancelled_job_notices_at_its_next_step(app, load):
    steps = []

    def walk(progress: Progress) -> None:
        for step in progress.each(range(3)):
            steps.append(step)
            with app.extensions["sessionmaker"].begin() as own:
                own.execute(update(Job).values(state=JobState.CANCELLED))

    kind = kind_of(walk)
    order(kind)
    do_next(kind)

    assert steps == [0]
    assert states(load) == [JobState.CANCELLED]


# Periods


def test_periodic_work_is_ordered_once_however_many_workers_there_are(app, load):
    kind = kind_of(nothing, every=HOUR)
    barrier, now = threading.Barrier(4), [NOON] * 4

    def order_it():
        with app.app_context():
            barrier.wait()
            enqueue_periodic(kind, now=now[0])

    in_threads([order_it] * 4)
    do_next(kind)
    for moment in (NOON + HOUR - SECOND, NOON + HOUR, NOON - SECOND, NOON):
        enqueue_periodic(kind, now=moment)

    assert jobs(load, "key", "state") == [
        ("nothing/2027-04-12T12:00:00", JobState.DONE),
        ("nothing/2027-04-12T13:00:00", JobState.WAITING),
        ("nothing/2027-04-12T11:00:00", JobState.WAITING),
    ]


@pytest.mark.parametrize(
    ("every", "key"),
    [
        (dt.timedelta(minutes=10), "x/2027-04-12T12:30:00"),
        (HOUR, "x/2027-04-12T12:00:00"),
        (dt.timedelta(days=1), "x/2027-04-12T00:00:00"),
    ],
)
def test_period_begins_at_the_same_moment_for_everybody(every, key):
    assert period_key("x", every, NOON + dt.timedelta(minutes=34, seconds=5)) == key


def test_jobs_that_are_over_go_after_a_day(app, save, load):
    def over(state, finished_at, asked_at=NOON):
        return Job(
            kind="x", arguments="{}", state=state, finished_at=finished_at, asked_at=asked_at
        )

    long_ago, day = NOON - 10 * JOB_RETENTION, NOON - JOB_RETENTION
    save(
        over(JobState.DONE, day - SECOND),
        over(JobState.FAILED, day - SECOND),
        over(JobState.CANCELLED, day - SECOND),
        over(JobState.DONE, NOON + JOB_RETENTION + SECOND),  # a clock had jumped
        over(JobState.DONE, day, asked_at=long_ago),
        over(JobState.WAITING, None, asked_at=long_ago),
        over(JobState.RUNNING, None, asked_at=long_ago),
    )
    purge_jobs(now=NOON)

    assert states(load) == [JobState.DONE, JobState.WAITING, JobState.RUNNING]


# Clocks


@pytest.mark.parametrize(
    "jump", [dt.timedelta(days=365 * 50), dt.timedelta(hours=6)], ids=["years", "hours"]
)
@pytest.mark.parametrize("direction", [-1, 1])
def test_clock_that_jumps_blocks_nothing(app, load, jump, direction):
    jump *= direction
    tries = []

    def stumble_once(progress: Progress) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise TryAgain(SUBJECT_GONE)

    stumbling, fine = kind_of(stumble_once), kind_of(nothing)
    order(stumbling)
    do_next(stumbling)  # is to be tried again in ten seconds
    order(fine)
    order(fine, now=NOON + jump)
    claimed = claim_job(fine.name, 2, now=NOON)

    assert do_next(stumbling, NOON + jump)
    assert do_next(fine, NOON + jump)
    finish_job(claimed, now=NOON + jump)
    assert states(load) == [JobState.DONE] * 3


def test_a_wait_is_never_longer_than_the_longest(app, load):
    kind = kind_of(nothing)
    order(kind)
    claimed = claim_job(kind.name, 1, now=NOON)
    fail_job(claimed, SUBJECT_GONE, retries=9, now=NOON)

    assert not do_next(kind, NOON)
    assert not do_next(kind, NOON + SECOND * 10 - MAX_RETRY_DELAY)
    assert do_next(kind, NOON + SECOND * 9 - MAX_RETRY_DELAY)
