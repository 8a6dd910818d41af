"""How activities are run: timeouts, of `domain/timeouts.py`, and retries, by kind of work."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.workflow import ActivityCancellationType, ActivityConfig, LocalActivityConfig
from typing_extensions import TypeVarTuple, Unpack

from activities.common.error_translation import was_cancelled
from activities.common.inputs import CapacityRequest
from activities.purchasing.wait_for_capacity import CapacityActivities
from domain import timeouts
from domain.task_queues import MAIN_QUEUE, waiting_queue

_Args = TypeVarTuple("_Args")
_Result = TypeVar("_Result")

_RETRY_SOON = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=2))
_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=2))

_WAIT_CANCELLATION = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED


def _long(timeout: timedelta, retry: RetryPolicy = _RETRY, **more: Unpack[ActivityConfig]) -> ActivityConfig:
    """Return the options of an activity that sends heartbeats."""
    options = ActivityConfig(start_to_close_timeout=timeout, heartbeat_timeout=timeouts.HEARTBEAT, retry_policy=retry)
    return ActivityConfig(**{**options, **more})


DATABASE = ActivityConfig(start_to_close_timeout=timeouts.DATABASE_STEP, retry_policy=_RETRY_SOON)
"""One transaction in Postgres. Retried without end, because nothing else can be done without it."""

_DATABASE_QUICKLY = LocalActivityConfig(
    start_to_close_timeout=timeouts.DATABASE_QUICK_STEP, retry_policy=RetryPolicy(maximum_attempts=1)
)

FETCH_ASSET = _long(timeouts.FETCH_ASSET, RetryPolicy(initial_interval=timedelta(seconds=1), maximum_attempts=4))
"""An asset from another server. After four attempts the job goes on without it."""

WRITE_STORYBOARD = _long(timeouts.WRITE_STORYBOARD, schedule_to_close_timeout=timeouts.WRITE_STORYBOARD_ALL_ATTEMPTS)
"""A call to a language model."""

FILM_TAKE = _long(timeouts.FILM_TAKE, cancellation_type=_WAIT_CANCELLATION)
"""Ordering a clip, or collecting it. The job's `giveUpAfter` limits its attempts."""

SPEAK_LINE = _long(timeouts.SPEAK_LINE, cancellation_type=_WAIT_CANCELLATION)
"""Ordering a line of speech, whose answer is the speech. The job's `giveUpAfter` limits its attempts."""

COLLECT_ORDERS = _long(
    timeouts.COLLECT_ORDERS, RetryPolicy(initial_interval=timedelta(seconds=1), backoff_coefficient=1)
)
"""Looking at the open orders of a vendor, without end. When its worker dies another goes on with it."""

DISPATCH_WEBHOOKS = _long(
    timeouts.DISPATCH_WEBHOOKS, RetryPolicy(initial_interval=timedelta(seconds=1), backoff_coefficient=1)
)
"""Turning webhook events into deliveries, without end. When its worker dies another goes on with it."""

DELIVER_WEBHOOK = _long(
    timeouts.DELIVER_WEBHOOK, RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))
)
"""An attempt to send a webhook. It is made again only if it was not recorded: failures of receivers are results."""

WAIT_FOR_CAPACITY = _long(timeouts.WAIT_FOR_CAPACITY, _RETRY_SOON)
"""Being the next in the vendor's task queue. The time before that, in the queue, has no limit."""

RENDER = _long(timeouts.RENDER, cancellation_type=_WAIT_CANCELLATION)
"""Our own work on media files."""

RENDER_PREVIEW = _long(
    timeouts.RENDER_PREVIEW_STEP,
    RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=10)),
    schedule_to_close_timeout=timeouts.RENDER_PREVIEW,
)
"""A scene or the cut of a preview, for which somebody waits: after these minutes the reviewer is told why not."""

SAVE_SCENARIO = ActivityConfig(
    start_to_close_timeout=timeouts.SAVE_SCENARIO_STEP,
    schedule_to_close_timeout=timeouts.SAVE_SCENARIO_ALL_ATTEMPTS,
    retry_policy=_RETRY_SOON,
)
"""A step of saving a scenario. A longer outage of the database fails the task."""

MAKE_IMAGE = _long(
    timeouts.DRAW_IMAGE,
    RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=10), maximum_attempts=32),
    cancellation_type=_WAIT_CANCELLATION,
)
"""An image. Its vendor is retried within an attempt; the attempts, about five minutes, are for database and storage."""

WAKE_JOBS = _long(timeouts.WAKE_JOBS)
"""A walk over all jobs that are not over."""

AUDIT_STORAGE = _long(timeouts.AUDIT_STORAGE, schedule_to_close_timeout=timeouts.AUDIT_STORAGE)
"""A walk over all stored objects. It has an end, because the schedule starts another every hour."""

_FAIRNESS_KEY_BYTES = 60
"""Temporal allows 64."""

_LAST_IN_QUEUE = 5
"""Temporal serves keys from 1 to 5 in their order; the default is 3."""


def fair_priority(client_id: str) -> Priority:
    """Return the priority with which a client's many jobs do not delay those of other clients."""
    return Priority(fairness_key=client_id.encode()[:_FAIRNESS_KEY_BYTES].decode(errors="ignore"))


def preview_priority(client_id: str) -> Priority:
    """Return the priority of previews, which are rendered when no take or film waits to be."""
    return replace(fair_priority(client_id), priority_key=_LAST_IN_QUEUE)


async def run_activity(
    options: ActivityConfig,
    title: str,
    activity: Callable[[Any, *_Args], Awaitable[_Result]],
    *args: *_Args,
    queue: str = MAIN_QUEUE,
    priority: Priority = Priority.default,
) -> _Result:
    """Run the method. The Temporal Web UI shows the title. The default priority is that of the workflow."""
    call = ActivityConfig(**{**options, "summary": title, "task_queue": queue, "priority": priority})
    return await workflow.execute_activity_method(activity, args=args, **call)


async def run_database_step(
    title: str, activity: Callable[[Any, *_Args], Awaitable[_Result]], *args: *_Args
) -> _Result:
    """Run one transaction in Postgres within the workflow task, which costs one event and no round trip.

    If it fails, other than for good, it is run as an activity with endless retries: an outage adds no more events.
    Errors: ApplicationError, as the step raised it; ActivityError when it was cancelled.
    """
    call = LocalActivityConfig(**{**_DATABASE_QUICKLY, "summary": title})
    try:
        return await workflow.execute_local_activity_method(activity, args=args, **call)
    except ApplicationError as error:  # the SDK wraps that of a local activity in nothing
        if error.non_retryable:
            raise
    except ActivityError as error:
        if was_cancelled(error):
            raise
    try:
        return await run_activity(DATABASE, title, activity, *args)
    except ActivityError as error:
        if isinstance(error.cause, ApplicationError):
            raise error.cause from None
        raise


async def wait_for_capacity(vendor: str, claimant: UUID, priority: Priority = Priority.default) -> None:
    """Wait in the vendor's own task queue until it has capacity for the order of this take or saved scene."""
    request, queue = CapacityRequest(vendor=vendor, claimant=claimant), waiting_queue(vendor)
    wait = CapacityActivities.wait_for_capacity
    await run_activity(
        WAIT_FOR_CAPACITY, f"Wait for capacity of {vendor}", wait, request, queue=queue, priority=priority
    )
