"""What a scene waits for, where one job is read."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.container import Container
from domain.base import evolve
from domain.errors import ErrorInfo
from domain.job.filming.choices import Filming
from domain.job.filming.first_frame import FirstFrame
from domain.job.model import Job
from domain.job.takes.take import Still, TakeStatus
from domain.ports.vendor_limits import VendorLimits
from domain.rules import results
from domain.rules.purchases import purchasing
from tests.harness.api_bodies import JOBS, created
from tests.harness.api_client import Http
from tests.stack.api.conftest import Serving
from tests.stack.api.stages import approved

BUSY = ErrorInfo(code="busy", message="come back later", retryable=True)

Rule = Callable[[Job, UUID], Job]


@pytest.fixture
async def http(serving: Serving, container: Container) -> Http:
    """An API whose vendor takes one order at a time."""
    one = VendorLimits(vendor="animatic", at_once=1, count=100, window=timedelta(seconds=1))
    return await serving(container=replace(container, catalog=replace(container.catalog, limits_of=lambda _: one)))


async def filming(http: Http, container: Container) -> UUID:
    job_id = UUID((await created(http))["id"])
    await approved(container, job_id)
    return job_id


async def order_first(container: Container, job_id: UUID) -> None:
    """Order the take of the job's first scene."""
    take = (await container.jobs.load(job_id)).active_scenes[0].take_id
    assert take
    await container.jobs.change(job_id, lambda job, now: purchasing.claim_order(job, take, None, now))


async def waiting(http: Http, job_id: UUID) -> list[Any]:
    scenes = (await http.get(f"{JOBS}/{job_id}")).json()["data"]["scenes"]
    return [scene["waitingFor"] and (scene["waitingFor"]["what"], scene["waitingFor"]["ahead"]) for scene in scenes]


def filmed_by(job: Job, provider: str, *, chained: Collection[int] = ()) -> Job:
    """Return the job with all takes at that provider; those at the places `chained` begin where the one before ends."""
    for place, scene in enumerate(job.active_scenes):
        assert scene.take
        assert scene.take.text
        filming = Filming(chain_from_previous=True) if place in chained else None
        text = evolve(scene.take.text, filming=filming)
        job = job.with_take(evolve(scene.take, text=text, provider=provider))
    return job


async def test_a_take_waits_for_a_worker_while_its_vendor_has_capacity(http: Http, container: Container) -> None:
    job = await filming(http, container)
    assert await waiting(http, job) == [("worker", 0), ("worker", 1), ("worker", 2)]


async def test_takes_wait_for_the_capacity_of_their_vendor_behind_those_that_were_wanted_before(
    http: Http, container: Container
) -> None:
    first, second = await filming(http, container), await filming(http, container)
    await order_first(container, first)
    assert await waiting(http, first) == [("order", None), ("vendor_capacity", 0), ("vendor_capacity", 1)]
    assert await waiting(http, second) == [("vendor_capacity", ahead) for ahead in (2, 3, 4)]
    shown = (await http.get(f"{JOBS}/{second}")).json()["data"]["scenes"][0]["waitingFor"]
    assert (shown["provider"], shown["since"] is None) == ("animatic", False)


async def test_a_wait_shows_the_place_in_the_queue_as_it_is_now(http: Http, container: Container) -> None:
    first, second = await filming(http, container), await filming(http, container)

    async def ahead() -> int:
        other = {"If-None-Match": '"of-before"'}  # so that it is answered at once
        answer = await http.get(f"{JOBS}/{second}", params={"wait": "60s"}, headers=other)
        return int(answer.json()["data"]["scenes"][0]["waitingFor"]["ahead"])

    assert await ahead() == 3
    await order_first(container, first)
    assert await ahead() == 2


async def test_a_take_in_back_off_is_nobodys_predecessor(http: Http, container: Container) -> None:
    job_id = await filming(http, container)
    take = (await container.jobs.load(job_id)).active_scenes[0].take_id
    assert take
    in_an_hour = timedelta(hours=1)
    await container.jobs.change(job_id, lambda job, now: purchasing.postpone(job, take, BUSY, now, now + in_an_hour))
    assert await waiting(http, job_id) == [("back_off", None), ("worker", 0), ("worker", 1)]


async def test_a_filmed_take_waits_for_its_preparation(http: Http, container: Container) -> None:
    job_id = await filming(http, container)
    await order_first(container, job_id)
    take = (await container.jobs.load(job_id)).active_scenes[0].take_id
    assert take
    await container.jobs.change(job_id, lambda job, _: purchasing.record_order(job, take, "order-1"))
    assert (await waiting(http, job_id))[0] is None
    await container.jobs.change(job_id, lambda job, _: results.mark_filmed(job, take, "original"))
    assert (await waiting(http, job_id))[0] == ("preparation", None)


async def test_in_a_list_nothing_is_said_to_wait(http: Http, container: Container) -> None:
    await filming(http, container)
    (job,) = (await http.get(JOBS)).json()["data"]
    assert [scene["waitingFor"] for scene in job["scenes"]] == [None] * 3


async def test_a_take_that_begins_where_the_scene_before_ends_waits_for_that_and_not_for_the_vendor(
    http: Http, container: Container
) -> None:
    job_id = await filming(http, container)

    await container.jobs.change(job_id, lambda job, _: filmed_by(job, "replicate", chained=(1,)))

    assert await waiting(http, job_id) == [("worker", 0), ("previous_scene", None), ("worker", 1)]


async def test_a_take_is_a_predecessor_once_the_scene_that_it_waited_for_has_its_clip(
    http: Http, container: Container
) -> None:
    job_id = await filming(http, container)

    def first_done(job: Job, _: datetime) -> Job:
        job = filmed_by(job, "replicate", chained=(1,))
        take = job.active_scenes[0].take
        assert take
        made = {"original_key": "original", "working_key": "working", "frames": 120, "size": 9, "original_size": 9}
        return job.with_take(evolve(take, status=TakeStatus.DONE, **made))

    await container.jobs.change(job_id, first_done)
    assert await waiting(http, job_id) == [None, ("worker", 0), ("worker", 1)]


async def test_the_first_scene_waits_for_none_though_it_is_to_follow_one(http: Http, container: Container) -> None:
    job_id = await filming(http, container)
    await container.jobs.change(job_id, lambda job, _: filmed_by(job, "replicate", chained=(0,)))
    assert await waiting(http, job_id) == [("worker", 0), ("worker", 1), ("worker", 2)]


async def test_a_take_whose_still_is_drawn_elsewhere_is_nobodys_predecessor_at_its_own_vendor(
    http: Http, container: Container
) -> None:
    job_id = await filming(http, container)

    def with_still(job: Job, _: datetime) -> Job:
        take = job.active_scenes[0].take
        assert take
        return job.with_take(evolve(take, still=Still(provider="images", model="image-1")))

    await container.jobs.change(job_id, with_still)
    assert await waiting(http, job_id) == [("worker", 0), ("worker", 0), ("worker", 1)]


async def test_a_take_that_waits_for_its_words_is_nobodys_predecessor(http: Http, container: Container) -> None:
    job_id = await filming(http, container)

    def to_be_written(job: Job, _: datetime) -> Job:
        take = job.active_scenes[0].take
        assert take
        return job.with_take(evolve(take, text=None))

    await container.jobs.change(job_id, to_be_written)
    assert await waiting(http, job_id) == [("text", None), ("worker", 0), ("worker", 1)]


async def test_a_take_whose_first_frame_is_being_drawn_waits_for_that_and_not_for_the_vendor(
    http: Http, container: Container
) -> None:
    job_id = await filming(http, container)

    def drawing(job: Job, now: datetime) -> Job:
        scene = job.active_scenes[1]
        drawn = {"provider": "replicate", "model": "flux", "text": scene.text, "request": "draw", "created_at": now}
        return job.with_first_frame(FirstFrame(id=uuid4(), scene_id=scene.id, number=1, seed=1, **drawn))

    await container.jobs.change(job_id, drawing)

    assert await waiting(http, job_id) == [("worker", 0), ("first_frame", None), ("worker", 1)]
