"""The options of activities, by kind of work: timeouts, of `domain/timeouts.py`, and retries."""

from datetime import timedelta

from temporalio.common import Priority, RetryPolicy
from temporalio.workflow import ActivityCancellationType, ActivityConfig

from domain import timeouts
from domain.task_queues import MAIN_QUEUE

_SOON = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=2))
_PATIENT = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=2))

DECIDING = ActivityConfig(start_to_close_timeout=timeouts.DATABASE_STEP, retry_policy=_SOON)
"""One transaction in Postgres. Tried for as long as it takes: nothing else can be done without it."""

FETCHING = ActivityConfig(
    start_to_close_timeout=timeouts.FETCH_ASSET,
    heartbeat_timeout=timeouts.HEARTBEAT,
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_attempts=4),
)
"""An asset from somebody's server. What it does not give in four tries, the job does without."""

THINKING = ActivityConfig(
    start_to_close_timeout=timeouts.WRITE_STORYBOARD,
    heartbeat_timeout=timeouts.HEARTBEAT,
    retry_policy=_PATIENT,
    schedule_to_close_timeout=timeouts.WRITE_STORYBOARD_ALL_ATTEMPTS,
)
"""One call to a language model."""

FILMING = ActivityConfig(
    start_to_close_timeout=timeouts.FILM_TAKE,
    heartbeat_timeout=timeouts.HEARTBEAT,
    retry_policy=_PATIENT,
    cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
)
"""Ordering a take and waiting for it. When to give up is the job's own `giveUpAfter`."""

WAITING = ActivityConfig(
    start_to_close_timeout=timeouts.WAIT_FOR_CAPACITY, heartbeat_timeout=timeouts.HEARTBEAT, retry_policy=_SOON
)
"""Being the next for whom a vendor has room. Before that it is waited for in Temporal's queue, as long as it takes."""

RENDERING = ActivityConfig(
    start_to_close_timeout=timeouts.RENDER,
    heartbeat_timeout=timeouts.HEARTBEAT,
    retry_policy=_PATIENT,
    cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
)
"""Our own work on media files."""

SAVING = ActivityConfig(
    start_to_close_timeout=timeouts.SAVE_SCENARIO_STEP,
    schedule_to_close_timeout=timeouts.SAVE_SCENARIO_ALL_ATTEMPTS,
    retry_policy=_SOON,
)
"""A step of saving a scenario: a database that is away for longer fails the task."""

DRAWING = ActivityConfig(
    start_to_close_timeout=timeouts.DRAW_IMAGE,
    heartbeat_timeout=timeouts.HEARTBEAT,
    retry_policy=RetryPolicy(
        initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=10), maximum_attempts=32
    ),
    cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
)
"""One picture. A vendor that is away is waited for within; tried again, for about five minutes, is what only the
database or storage kept from it."""

WAKING = ActivityConfig(
    start_to_close_timeout=timeouts.WAKE_JOBS, heartbeat_timeout=timeouts.HEARTBEAT, retry_policy=_PATIENT
)
"""A walk over all jobs that are not over."""

AUDITING = ActivityConfig(
    start_to_close_timeout=timeouts.AUDIT_STORAGE,
    heartbeat_timeout=timeouts.HEARTBEAT,
    retry_policy=_PATIENT,
    schedule_to_close_timeout=timeouts.AUDIT_STORAGE,
)
"""A walk over everything that is stored. It is given up after a while: the schedule starts another every hour."""

LOOK_AGAIN = tuple(timedelta(seconds=seconds) for seconds in (2, 4, 8, 15, 30, 60, 60, 60, 120, 300, 900, 3600))
"""Pauses between refreshes of what the Temporal Web UI shows while work is under way and nothing is new."""


_FAIRNESS_KEY_LENGTH = 60


def fair_to(client_id: str) -> Priority:
    """One client's many jobs do not make another's wait. Temporal takes at most 64 bytes."""
    return Priority(fairness_key=client_id.encode()[:_FAIRNESS_KEY_LENGTH].decode(errors="ignore"))


def titled(
    options: ActivityConfig, summary: str, queue: str = MAIN_QUEUE, priority: Priority = Priority.default
) -> ActivityConfig:
    """These options for one call: what a person reads in the Temporal Web UI, where it is done, and for whom.

    Without a priority it is that of the workflow.
    """
    return ActivityConfig(**{**options, "summary": summary, "task_queue": queue, "priority": priority})
