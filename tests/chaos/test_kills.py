"""kill -9 of worker, API, Temporal and Postgres at every step of the path: each job ends right, each take is ordered
once."""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from temporalio.client import Client as TemporalClient
from temporalio.client import WorkflowExecutionStatus

from db.jobs.queries import newest_jobs
from domain.film_format import frames
from domain.job.model import Job
from domain.job.progress import progress
from runtime.container import Adapters, adapters
from runtime.gateway import workflow_id
from runtime.temporal import connect
from runtime.wait_until_up import wait_until_up
from tests.chaos.client_scripts import (
    PATIENCE,
    SCENES,
    Client,
    Ending,
    Story,
    approve,
    cancel,
    draft_again,
    film,
    film_an_asset,
    film_one_again,
    leave_out,
    reject,
    retry,
    rewrite_one,
)
from tests.chaos.killed_worker import AT_ONCE
from tests.chaos.killing_vendor import WatchingVendor
from tests.chaos.kills import FOLDER, Death, Deaths, Reaper, Victim, reaping
from tests.chaos.processes import RunningStack, running_stack
from tests.chaos.worker_kills import RECONCILING, VENDOR
from tests.harness.video_vendor import serving

COMPLETED = WorkflowExecutionStatus.COMPLETED

STEPS: list[tuple[Story, str]] = [
    (film, "what_is_due"),
    (film_an_asset, "ingest_asset"),
    (film, "write_storyboard"),
    (approve, "approve_storyboard"),
    (film, "generate_clip"),
    (film, "prepare_clip"),
    (film, "cut_film"),
    (retry, "record_failure"),
    (film_one_again, "rewrite_scene"),
    (cancel, "stop_take"),
]
"""Each activity, and a story that comes to it."""

MESSAGES: list[tuple[Story, str]] = [
    (reject, "reject_storyboard"),
    (draft_again, "regenerate_all_scenes"),
    (rewrite_one, "regenerate_scene"),
    (film_one_again, "regenerate_scene"),
    (retry, "retry_failed_scenes"),
    (leave_out, "finish_without_failed"),
    (cancel, "cancel"),
]

MOMENTS = [
    "order arrives",
    "order accepted",
    "polled",
    "half the clip sent",
    "original half stored",
    "working.mp4 half stored",
    "film.mp4 half stored",
]
"""Inside of a step."""

REQUEST = ["request arrived", "row written", "about to be said", "about to be answered"]

AT_MOST = 8
"""Deaths in the life of one job."""

LIVES = 3
"""Jobs. Some moments come once, and a worker that just then dies of another job's death has passed them."""


def all_deaths() -> Iterator[tuple[Story, Victim, str]]:
    for story, step in (*STEPS, *MESSAGES):
        yield story, "worker", f"{step} begins"
        yield story, "worker", f"{step} is done"
    for moment in MOMENTS:
        yield film, "worker", moment
    for story, step in STEPS:
        yield story, "temporal", f"{step} is done"
        yield story, "postgres", f"{step} begins"
    for moment in ("order accepted", "half the clip sent", "original half stored"):
        yield film, "temporal", moment
        yield film, "postgres", moment
    for point in REQUEST:
        yield approve, "api", point


def lives() -> Iterator[tuple[str, Story, Deaths]]:
    """As few jobs as can die so many deaths."""
    by_story = defaultdict(list)
    for number, (story, victim, point) in enumerate(all_deaths()):
        by_story[story].append(Death(name=f"{number:02} {victim}, {point}", victim=victim, point=point))
    for story, deaths in by_story.items():
        jobs = -(-len(deaths) // AT_MOST)
        for number in range(jobs):
            yield f"{story.__name__} {number}", story, tuple(deaths[number::jobs])


@dataclass(frozen=True)
class Life:
    """What became of one job; it is known by its client."""

    client: str
    ending: Ending | None


@dataclass(frozen=True)
class Tour:
    """A stack under fire, and what is seen of it from outside."""

    stack: RunningStack
    adapters: Adapters
    vendor: WatchingVendor
    reaper: Reaper


@pytest.fixture
async def tour(vendor_clip: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Tour]:
    with reaping() as (home, marks, reaper):
        vendor = WatchingVendor(vendor_clip, reaper)
        async with serving(vendor):
            monkeypatch.setenv(VENDOR, vendor.url)
            monkeypatch.setenv(FOLDER, str(marks))
            monkeypatch.setenv(AT_ONCE, "3")
            monkeypatch.setenv("SCENES_PER_VIDEO_MIN", str(SCENES))
            monkeypatch.setenv("SCENES_PER_VIDEO_MAX", str(SCENES))
            monkeypatch.setenv("ASSET_ALLOWED_NETWORKS", "127.0.0.0/8")
            async with running_stack(home) as stack, adapters(stack.settings) as made:
                yield Tour(stack, made, vendor, reaper)


@pytest.mark.timeout(1200)
async def test_whoever_dies_and_whenever_each_job_ends_right_and_each_take_is_ordered_once(tour: Tour) -> None:
    planned = list(lives())
    async with httpx.AsyncClient(base_url=tour.stack.plan.addresses.api_url, timeout=20) as http:
        client = Client(
            http, tour.adapters.engine, tour.adapters.jobs, tour.vendor, f"{tour.vendor.url}/picture", "nobody", ()
        )
        lived = await asyncio.gather(
            *(_live(story, replace(client, name=name, deaths=deaths), tour.reaper) for name, story, deaths in planned)
        )
    temporal = await wait_until_up("Temporal", lambda: connect(tour.stack.plan.addresses.temporal_address, "default"))
    wrong = {
        life.client: faults
        for life in itertools.chain.from_iterable(lived)
        if (faults := await _faults(tour, temporal, life))
    }
    assert wrong == {}
    deaths = itertools.chain(RECONCILING, *(deaths for _, _, deaths in planned))
    assert [death.name for death in deaths if not tour.reaper.has_struck(death)] == []


async def _live(story: Story, client: Client, reaper: Reaper) -> list[Life]:
    """One job, and others until all deaths have been died."""
    lived: list[Life] = []
    while len(lived) < LIVES and (left := tuple(death for death in client.deaths if not reaper.has_struck(death))):
        name = f"{client.name}, life {len(lived) + 1}"
        try:
            async with asyncio.timeout(PATIENCE):
                lived.append(Life(name, await story(replace(client, name=name, deaths=left))))
        except TimeoutError:
            return [*lived, Life(name, None)]
    return lived


async def _faults(tour: Tour, temporal: TemporalClient, life: Life) -> list[str]:
    """What is not as it should be, in words."""
    # The last death may have been just now: then its victim is still getting up.
    jobs = await wait_until_up("the database", lambda: newest_jobs(tour.adapters.engine, 2, client_id=life.client))
    ending = life.ending
    if ending is None:
        return [f"is still {job.status}, {progress(job).stage}: {_why(job)}" for job in jobs]
    job, takes = ending.job, tour.vendor.takes[str(ending.job.id)]
    right = {
        "has an open run": await _run_closes(temporal, job.id),
        f"is {job.status}": job.status is ending.status,
        f"has {len(takes)} takes": len(takes) == ending.orders,
        "ordered a take twice": all(tour.vendor.accepted[take] == 1 for take in takes),
        "has a film of another length": job.film is None
        or job.film.frames == sum(frames(scene.text.duration) for scene in job.active_scenes),
        "was created twice": len(jobs) == 1,
    }
    return [fault for fault, is_right in right.items() if not is_right]


def _why(job: Job) -> str:
    return "; ".join(
        [str(job.id), *(f"{scene.error.code}, {scene.error.message}" for scene in job.scenes if scene.error)]
    )


async def _run_closes(temporal: TemporalClient, job: UUID) -> bool:
    """The reconciler may put another run in place of one whose workers died too often, also at the very end."""
    with suppress(TimeoutError):
        async with asyncio.timeout(30):
            while (await temporal.get_workflow_handle(workflow_id(job)).describe()).status is not COMPLETED:
                await asyncio.sleep(0.2)
            return True
    return False
