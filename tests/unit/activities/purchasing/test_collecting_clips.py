"""Looking at the order of a take's clip: it is collected, waited for, or a failure that is noted."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import create_autospec

import pytest
from temporalio.testing import ActivityEnvironment
from typing_extensions import override

from activities.common.inputs import TakeTask
from activities.job.clips.film import FilmingActivities, FilmingStep, WaitFor
from domain.base import evolve
from domain.errors import InputRejected, Transient, VendorDown, VendorOutage
from domain.job.model import Job
from domain.job.takes.take import Take, TakeStatus
from domain.ports.editor import Editor
from domain.ports.storage import Storage
from domain.ports.vendor_limits import VendorHealth, VendorLimits
from domain.ports.video_and_image import Output, Pending
from domain.rules.purchases import purchasing
from tests.unit.activities.in_memory import JobInMemory, OrderedVideoModel, catalog
from tests.unit.domain.jobs import BUSY, JOB, NOW, filming, order, scene_and_take, take_of

TAKE = scene_and_take(filming(), 1)[1].id
IN_TIME = 2 * 3600.0
"""Seconds of patience, more than the orders of these tests are old."""

WAITS = FilmingStep(wait_for=WaitFor.NEWS, vendor="test")


class Looks(OrderedVideoModel):
    """`looks` are what looks and downloads raise or return, one after the other; then the order is done."""

    patience = IN_TIME

    def __init__(self, *looks: Exception | Pending) -> None:
        super().__init__()
        self._looks = list(looks)

    @override
    async def look(self, order_id: str) -> Pending | Output:
        if not self._looks:
            return Output(url="http://vendor.example/clip", model_version="v2")
        found = self._looks.pop(0)
        if isinstance(found, Exception):
            raise found
        return found


async def generate(jobs: JobInMemory, model: Looks, down: VendorDown | None = None) -> FilmingStep:
    known = catalog(model)
    if down:
        health = create_autospec(VendorHealth)
        health.check_reachable.side_effect = down
        limits = VendorLimits(vendor="test", at_once=1, count=1, window=timedelta(minutes=1))
        known = replace(known, health=health, limits_of=lambda _: limits)
    activities = FilmingActivities(jobs, create_autospec(Storage), create_autospec(Editor), known)
    return await ActivityEnvironment().run(activities.generate, TakeTask(job=JOB, take=TAKE))


def failing(since: timedelta = timedelta()) -> Job:
    """A job whose first take is ordered, and whose order could not be looked at since that long after it was sent."""
    began = NOW + since
    return purchasing.postpone(order(filming(), 1), TAKE, BUSY, began, began)


async def test_the_run_that_orders_does_not_look() -> None:
    jobs, model = JobInMemory(filming()), Looks(InputRejected("looked"))

    assert await generate(jobs, model) == WAITS

    assert model.orders == 1
    assert take_of(jobs.job).status is TakeStatus.ORDERED
    assert jobs.changes == 2, "the claim and the record"


async def test_a_clip_that_is_done_is_stored_with_one_change() -> None:
    jobs, model = JobInMemory(order(filming(), 1)), Looks()

    assert await generate(jobs, model) == FilmingStep()

    take = take_of(jobs.job)
    assert (take.status, take.model_version, jobs.changes, model.orders) == (TakeStatus.FILMED, "v2", 1, 0)


async def test_an_order_that_is_still_made_waits_and_changes_nothing() -> None:
    jobs = JobInMemory(order(filming(), 1))

    assert await generate(jobs, Looks(Pending(progress=0.5))) == WAITS

    assert jobs.changes == 0


async def test_failures_of_looks_are_forgotten_when_the_order_is_still_made() -> None:
    jobs = JobInMemory(failing())

    assert await generate(jobs, Looks(Pending())) == WAITS

    take = take_of(jobs.job)
    assert (take.failing_since, take.error, take.attempt, take.next_retry_at) == (None, None, 0, None)
    assert take.status is TakeStatus.ORDERED


async def test_a_look_that_fails_is_noted_and_tried_again() -> None:
    jobs = JobInMemory(order(filming(), 1))

    with pytest.raises(Transient, match="500"):
        await generate(jobs, Looks(Transient("test: 500")))

    assert _noted(take_of(jobs.job)) == ("unavailable", 1)


async def test_an_order_of_a_vendor_that_is_down_waits_for_news_without_an_attempt() -> None:
    jobs = JobInMemory(order(filming(), 1))
    model, down = Looks(InputRejected("looked")), VendorDown("test is down", retry_after=timedelta(seconds=15))

    assert await generate(jobs, model, down) == WAITS

    assert _noted(take_of(jobs.job)) == ("vendor_down", 0)


async def test_an_order_that_has_not_ended_in_time_is_a_failure_that_waits_for_news() -> None:
    jobs, model = JobInMemory(order(filming(), 1)), Looks(Pending())
    model.patience = 60.0

    assert await generate(jobs, model) == WAITS

    assert _noted(take_of(jobs.job)) == ("unavailable", 1)


async def test_a_take_that_failed_for_give_up_after_is_given_up() -> None:
    job = failing()
    production = evolve(job.brief.production, give_up_after=60)
    jobs, model = JobInMemory(evolve(job, brief=evolve(job.brief, production=production))), Looks(Pending())
    model.patience = 60.0

    with pytest.raises(VendorOutage, match="given up"):
        await generate(jobs, model)


def _noted(take: Take) -> tuple[str | None, int]:
    return take.error.code if take.error else None, take.attempt
