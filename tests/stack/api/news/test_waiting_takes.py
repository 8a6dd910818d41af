"""What a scene waits for, where one job is read."""

from collections.abc import Callable
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


async def test_a_take_that_begins_where_the_scene_before_ends_waits_for_that(http: Http, container: Container) -> None:
    job_id = await filming(http, container)

    def follows(job: Job, _: datetime) -> Job:
        before, take = (scene.take for scene in job.active_scenes[:2])
        assert before
        assert take
        assert take.text
        text = evolve(take.text, filming=Filming(chain_from_previous=True))
        job = job.with_take(evolve(before, provider="replicate"))
        return job.with_take(evolve(take, text=text, provider="replicate"))

    await container.jobs.change(job_id, follows)

    assert await waiting(http, job_id) == [("worker", 0), ("previous_scene", None), ("worker", 0)]


async def test_a_take_whose_first_frame_is_being_drawn_waits_for_that(http: Http, container: Container) -> None:
    job_id = await filming(http, container)

    def drawing(job: Job, now: datetime) -> Job:
        scene = job.active_scenes[1]
        drawn = {"provider": "replicate", "model": "flux", "text": scene.text, "request": "draw", "created_at": now}
        return job.with_first_frame(FirstFrame(id=uuid4(), scene_id=scene.id, number=1, seed=1, **drawn))

    await container.jobs.change(job_id, drawing)

    assert await waiting(http, job_id) == [("worker", 0), ("first_frame", None), ("worker", 2)]
