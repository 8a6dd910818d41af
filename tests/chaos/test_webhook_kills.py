"""kill -9 of worker, API, Temporal and Postgres at each moment of a delivery: every event arrives, in order, signed."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from uuid import uuid4

import httpx
import pytest

from db.webhooks.endpoints import PostgresEndpoints
from domain.base import evolve
from domain.job.model import JobStatus
from domain.webhooks.endpoints import Endpoint, secret_of
from runtime.bootstrap import wait_until_up
from runtime.container import adapters
from tests.chaos.killing.client_scripts import PATIENCE, Client
from tests.chaos.killing.killed_worker import AT_ONCE
from tests.chaos.killing.killing_vendor import KillingVendor
from tests.chaos.killing.kills import FOLDER, KILLS, Kill, Killer, Victim, kill_setup
from tests.chaos.killing.processes import running_stack
from tests.chaos.killing.webhook_kills import OF_DISPATCHER
from tests.chaos.killing.worker_kills import OF_NO_JOB, VENDOR
from tests.harness.servers.clips import plain_clips
from tests.harness.servers.webhook_receiver import Answer, Received, Receiver, answer_with, die_in_the_body, receiving
from tests.unit.domain.jobs import NOW

SECRET = secret_of(b"k" * 24)

EVENTS = [
    "job.created",
    "storyboard.review_required",
    "storyboard.rejected",
    "storyboard.review_required",
    "job.cancelled",
]

MOMENTS = [
    "deliver_webhook begins",
    "about to be sent",
    "arrived",
    "answered, failed",
    "answered, sent",
    "deliver_webhook is done",
]
"""Moments of a delivery. All but `arrived`, where only servers are killed, are the worker's own."""

REQUEST = ["request arrived", "row written", "about to be answered"]


def sample_of_kills() -> Iterator[tuple[Victim, str]]:
    for moment in ("about to be sent", "answered, failed", "answered, sent", "deliver_webhook is done"):
        yield "worker", moment
    yield "temporal", "arrived"
    yield "postgres", "arrived"
    yield "api", "about to be answered"


def all_kills() -> Iterator[tuple[Victim, str]]:
    for moment in MOMENTS:
        if moment != "arrived":
            yield "worker", moment
        yield "temporal", moment
        yield "postgres", moment
    for point in REQUEST:
        yield "api", point


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kills", [sample_of_kills, pytest.param(all_kills, marks=pytest.mark.thorough)])
async def test_whatever_is_killed_every_event_arrives_in_order_and_signed(
    kills: Callable[[], Iterator[tuple[Victim, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = [Kill(name=f"{victim}, {point}", victim=victim, point=point) for victim, point in kills()]
    with kill_setup(*OF_NO_JOB) as (home, marks, killer):
        receiver = Receiver(SECRET)
        receiver.choose = Choice(killer, planned)
        for name, value in {VENDOR: "http://127.0.0.1:9", FOLDER: str(marks), AT_ONCE: "2"}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("ASSET_ALLOWED_NETWORKS", "127.0.0.0/8")
        async with (
            receiving(receiver),
            running_stack(home) as stack,
            adapters(stack.settings) as made,
            httpx.AsyncClient(base_url=stack.plan.addresses.api_url, timeout=20) as http,
        ):
            endpoints = PostgresEndpoints(made.engine)
            vendor = KillingVendor(plain_clips(home), killer)

            async def events_of(kill: Kill) -> list[Received]:
                target = f"{receiver.url}/{planned.index(kill)}"
                await wait_until_up("the database", lambda: endpoints.add(_endpoint(kill, target)))
                await _decide(Client(http, made.jobs, vendor, "", kill.name, (kill,)))
                await receiver.until(lambda: _has_all(_at(receiver, target)), PATIENCE)
                return _at(receiver, target)

            async with asyncio.timeout(PATIENCE):
                arrived = await asyncio.gather(*(events_of(kill) for kill in planned))
        left = [kill.name for kill in (*planned, *OF_DISPATCHER) if not killer.was_done(kill)]
    wrong = {kill.name: got for kill, events in zip(planned, arrived, strict=True) if (got := _types(events)) != EVENTS}
    assert wrong == {}
    assert receiver.unverified == []
    unordered = {
        kill.name: numbers
        for kill, events in zip(planned, arrived, strict=True)
        if (numbers := [event.sequence for event in events]) != sorted(numbers)
    }
    assert unordered == {}
    assert left == []


class Choice:
    """Each endpoint fails once at its second event and dies within its third answer; servers are killed meanwhile."""

    def __init__(self, killer: Killer, planned: list[Kill]) -> None:
        self._killer = killer
        self._planned = planned
        self._seen = defaultdict[tuple[str, int], int](int)

    async def __call__(self, got: Received) -> Answer | None:
        place = got.path, got.sequence
        self._seen[place] += 1
        if got.sequence == 4:
            await self._killer.kill_at((self._planned[int(got.path[1:])],), "arrived")
        if self._seen[place] > 1:
            return None
        return {2: answer_with(503), 3: die_in_the_body}.get(got.sequence)


def _endpoint(kill: Kill, target: str) -> Endpoint:
    made = Endpoint(id=uuid4(), target=target, secret=SECRET, created_at=NOW, updated_at=NOW)
    return evolve(made, client_id=kill.name, description=KILLS.dump_json((kill,)).decode())


async def _decide(client: Client) -> None:
    """Take a job from its brief to a second storyboard, and cancel it."""
    job = await client.create()
    await client.in_review(job)
    await client.act(job, "reject_storyboard", feedback="calmer")
    await client.in_review(job, revision=2)
    await client.act(job, "cancel")
    await client.until(job, lambda now: now.status is JobStatus.CANCELLED)


def _at(receiver: Receiver, target: str) -> list[Received]:
    return [got for got in receiver.received if target.endswith(got.path)]


def _has_all(events: list[Received]) -> bool:
    return len({event.sequence for event in events}) == len(EVENTS)


def _types(events: list[Received]) -> list[str]:
    """The types in the order of their sequence."""
    return [event_type for _, event_type in sorted({(event.sequence, event.type) for event in events})]
