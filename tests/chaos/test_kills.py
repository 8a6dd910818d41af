"""kill -9 of worker, API, Temporal and Postgres at every step of the path: each job ends right, each take is ordered
once."""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from temporalio.client import Client as TemporalClient
from temporalio.client import WorkflowExecutionStatus

from db.jobs.list_filter import JobFilter
from domain.film_format import frames
from domain.job.model import Job
from domain.job.progress import progress
from runtime.bootstrap import wait_until_up
from runtime.container import Adapters, adapters
from runtime.gateway import workflow_id
from runtime.temporal import connect
from tests.chaos.killing.client_scripts import (
    PATIENCE,
    SCENES,
    Client,
    ClientScript,
    Ending,
    approve,
    cancel,
    caption,
    draft_again,
    film,
    film_an_asset,
    film_one_again,
    leave_out,
    reject,
    retry,
    rewrite_one,
)
from tests.chaos.killing.killed_worker import AT_ONCE
from tests.chaos.killing.killing_vendor import KillingVendor
from tests.chaos.killing.kills import FOLDER, Kill, Killer, Kills, Victim, kill_setup
from tests.chaos.killing.processes import RunningStack, running_stack
from tests.chaos.killing.worker_kills import OF_NO_JOB, VENDOR
from tests.harness.servers.video_vendor import serving

COMPLETED = WorkflowExecutionStatus.COMPLETED

STEPS: list[tuple[ClientScript, str]] = [
    (film, "what_is_due"),
    (film_an_asset, "ingest_asset"),
    (film, "write_storyboard"),
    (approve, "approve_storyboard"),
    (film, "generate_clip"),
    (film, "prepare_clip"),
    (film, "cut_film"),
    (caption, "caption_clip"),
    (retry, "record_failure"),
    (film_one_again, "rewrite_scene"),
    (cancel, "stop_take"),
]
"""Each activity, and a client script that reaches it."""

MESSAGES: list[tuple[ClientScript, str]] = [
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
    "signed.mp4 half stored",
]
"""Moments within an activity."""

REQUEST = ["request arrived", "row written", "about to be sent", "about to be answered"]

MOST_KILLS = 8
"""Most kills around one job."""

MOST_JOBS = 3
"""Most jobs for one list of kills. Some moments come once, and are missed if another job's kill comes first."""


Planned = tuple[ClientScript, Victim, str]


def sample_of_kills() -> Iterator[Planned]:
    """The worker after each activity on the way to a film, and each other process once."""
    for step in ("what_is_due", "write_storyboard", "generate_clip", "prepare_clip", "cut_film"):
        yield film, "worker", f"{step} is done"
    yield film, "worker", "order accepted"
    yield film, "temporal", "order accepted"
    yield film, "postgres", "original half stored"
    yield approve, "api", "about to be answered"


def all_kills() -> Iterator[Planned]:
    for script, step in (*STEPS, *MESSAGES):
        yield script, "worker", f"{step} begins"
        yield script, "worker", f"{step} is done"
    for moment in MOMENTS:
        yield film, "worker", moment
    for script, step in STEPS:
        yield script, "temporal", f"{step} is done"
        yield script, "postgres", f"{step} begins"
    for moment in ("order accepted", "half the clip sent", "original half stored"):
        yield film, "temporal", moment
        yield film, "postgres", moment
    for point in REQUEST:
        yield approve, "api", point


def planned_jobs(planned: Iterable[Planned]) -> Iterator[tuple[str, ClientScript, Kills]]:
    """Name, script and kills of as few jobs as can have so many kills."""
    by_script = defaultdict(list)
    for number, (script, victim, point) in enumerate(planned):
        by_script[script].append(Kill(name=f"{number:02} {victim}, {point}", victim=victim, point=point))
    for script, kills in by_script.items():
        jobs = -(-len(kills) // MOST_KILLS)
        for number in range(jobs):
            yield f"{script.__name__} {number}", script, tuple(kills[number::jobs])


@dataclass(frozen=True)
class KilledOutcome:
    """How the job of one client ended."""

    client: str
    ending: Ending | None


@dataclass(frozen=True)
class KillRun:
    """A stack whose processes are killed, and what tests read of it."""

    stack: RunningStack
    adapters: Adapters
    vendor: KillingVendor
    killer: Killer


@pytest.fixture
async def run(vendor_clip: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[KillRun]:
    with kill_setup() as (home, marks, killer):
        vendor = KillingVendor(vendor_clip, killer)
        async with serving(vendor):
            monkeypatch.setenv(VENDOR, vendor.url)
            monkeypatch.setenv(FOLDER, str(marks))
            monkeypatch.setenv(AT_ONCE, "3")
            monkeypatch.setenv("SCENES_PER_VIDEO_MIN", str(SCENES))
            monkeypatch.setenv("SCENES_PER_VIDEO_MAX", str(SCENES))
            monkeypatch.setenv("ASSET_ALLOWED_NETWORKS", "127.0.0.0/8")
            async with running_stack(home) as stack, adapters(stack.settings) as made:
                yield KillRun(stack, made, vendor, killer)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("kills", [sample_of_kills, pytest.param(all_kills, marks=pytest.mark.thorough)])
async def test_whatever_is_killed_each_job_ends_right_and_each_take_is_ordered_once(
    run: KillRun, kills: Callable[[], Iterator[Planned]]
) -> None:
    planned = list(planned_jobs(kills()))
    async with httpx.AsyncClient(base_url=run.stack.plan.addresses.api_url, timeout=20) as http:
        client = Client(
            http,
            run.adapters.jobs,
            run.vendor,
            f"{run.vendor.url}/picture",
            "unnamed",
            (),
        )
        outcomes = await asyncio.gather(
            *(
                _run_script(script, replace(client, name=name, kills=of_job), run.killer)
                for name, script, of_job in planned
            )
        )
    temporal = await wait_until_up("Temporal", lambda: connect(run.stack.plan.addresses.temporal_address, "default"))
    wrong = {
        outcome.client: faults
        for outcome in itertools.chain.from_iterable(outcomes)
        if (faults := await _faults(run, temporal, outcome))
    }
    assert wrong == {}
    wanted = itertools.chain(OF_NO_JOB, *(of_job for _, _, of_job in planned))
    assert [kill.name for kill in wanted if not run.killer.was_done(kill)] == []


async def _run_script(script: ClientScript, client: Client, killer: Killer) -> list[KilledOutcome]:
    """Run the script with one job, and with others until all kills were done."""
    outcomes: list[KilledOutcome] = []
    while len(outcomes) < MOST_JOBS and (left := tuple(kill for kill in client.kills if not killer.was_done(kill))):
        name = f"{client.name}, job {len(outcomes) + 1}"
        try:
            async with asyncio.timeout(PATIENCE):
                outcomes.append(KilledOutcome(name, await script(replace(client, name=name, kills=left))))
        except TimeoutError:
            return [*outcomes, KilledOutcome(name, None)]
    return outcomes


async def _faults(run: KillRun, temporal: TemporalClient, outcome: KilledOutcome) -> list[str]:
    """What is wrong with a job, in words."""
    # The last kill may have been just now, and its victim may not answer yet.
    repository, wanted = run.adapters.jobs, JobFilter(client_id=outcome.client)
    listed = await wait_until_up("the database", lambda: repository.listed(2, wanted=wanted))
    jobs = await wait_until_up("the database", lambda: repository.read_listed([each.id for each in listed]))
    ending = outcome.ending
    if ending is None:
        return [f"is still {job.status}, {progress(job).stage}: {_why(job)}" for job in jobs]
    job, takes = ending.job, run.vendor.takes[str(ending.job.id)]
    right = {
        "has an open run": await _run_closes(temporal, job.id),
        f"is {job.status}": job.status is ending.status,
        f"has {len(takes)} takes": len(takes) == ending.orders,
        "ordered a take twice": all(run.vendor.accepted[take] == 1 for take in takes),
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
    """Whether the job's run closes. The reconciler may replace a run whose workers were killed too often."""
    with suppress(TimeoutError):
        async with asyncio.timeout(30):
            while (await temporal.get_workflow_handle(workflow_id(job)).describe()).status is not COMPLETED:
                await asyncio.sleep(0.2)
            return True
    return False
