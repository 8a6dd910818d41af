"""ETags of JSON answers: 304 while nothing that is shown has changed, and If-Match with a scene's revision."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from typing_extensions import override

from api.container import Container
from api.events.feed import EventFeed
from api.http.access.known_keys import KnownKeys
from api.http.conditional import entity_tag, named_revisions, names
from db.events import PostgresEvents
from db.jobs.queries import ListedJob
from db.jobs.repository import PostgresJobs
from db.purchasing.waiting_takes import PostgresWaitingTakes
from domain.base import evolve
from domain.job.approval import ANYBODY, Sender
from domain.job.model import Job
from domain.job.progress import Progress
from domain.rules.decide import decide
from domain.rules.messages import Message
from runtime.gateway import Gateway
from tests.harness.api_bodies import JOBS
from tests.harness.api_client import Http
from tests.unit.api.conftest import Serving
from tests.unit.domain import jobs


class OneJob(PostgresJobs):
    """The repository of a single job, without a database."""

    job: Job

    def __init__(self, job: Job, container: Container) -> None:
        super().__init__(container.engine, container.choose_model)
        self.job = job

    @override
    async def load(self, job_id: UUID) -> Job:
        return self.job

    @override
    async def version(self, job_id: UUID) -> int | None:
        return self.job.version

    @override
    async def listed(self, limit: int, **_: Any) -> Sequence[ListedJob]:
        return [ListedJob(self.job.id, self.job.created_at, self.job.version, self.job.updated_at)]

    @override
    async def read_listed(self, ids: Sequence[UUID]) -> Sequence[Job]:
        return [self.job]

    @override
    async def of_scenes(self, scenes: Collection[UUID], client_id: str | None = None) -> dict[UUID, UUID]:
        return dict.fromkeys(scenes, self.job.id)

    @override
    async def apply(
        self,
        job_id: UUID,
        request: str,
        message: Message,
        expires_at: datetime | None = None,
        sender: Sender = ANYBODY,
    ) -> Job:
        self.advance(decide(self.job, message, request, jobs.NOW, self.choose_model(self.job.brief)))
        return self.job

    def advance(self, job: Job) -> None:
        self.job = evolve(job, version=self.job.version + 1, updated_at=self.job.updated_at + timedelta(seconds=1))


class NoEvents(PostgresEvents):
    """There are none yet."""

    @override
    async def newest(self) -> int:
        return 0


class NoWaitingTakes(PostgresWaitingTakes):
    @override
    async def ahead_of(self, takes: Collection[UUID]) -> dict[UUID, int]:
        return {}


class DirectGateway(Gateway):
    """A gateway that applies messages itself."""

    def __init__(self, stored: OneJob) -> None:
        self.stored = stored

    @override
    async def act(self, job_id: UUID, request: str, message: Message, sender: Sender) -> None:
        await self.stored.apply(job_id, request, message)

    @override
    async def progress(self, job_id: UUID) -> Progress | None:
        return None


@pytest.fixture(scope="module")
def repository(container: Container) -> OneJob:
    return OneJob(jobs.filming("a tin", "a cup", "a cat"), container)


@pytest.fixture(scope="module")
def feed(container: Container) -> EventFeed:
    return EventFeed(NoEvents(container.engine, timedelta(days=1)), container.settings.psycopg_url, KnownKeys())


@pytest.fixture(scope="module")
async def http(serving: Serving, container: Container, repository: OneJob, feed: EventFeed) -> Http:
    return await serving(
        container=replace(
            container,
            jobs=repository,
            gateway=DirectGateway(repository),
            feed=feed,
            catalog=replace(container.catalog, limits_of=lambda _: None),
            waiting_takes=NoWaitingTakes(container.engine),
        )
    )


@pytest.fixture
def stored(repository: OneJob) -> OneJob:
    """The repository with a job of three scenes, of which none is filmed yet."""
    repository.job = jobs.filming("a tin", "a cup", "a cat")
    return repository


@pytest.fixture
def job(stored: OneJob) -> str:
    return f"{JOBS}/{stored.job.id}"


async def get(http: Http, path: str, *known: str, **query: str) -> httpx.Response:
    return await http.get(path, params=query, headers=[("If-None-Match", each) for each in known])


@pytest.mark.parametrize(
    "path",
    [
        *("{job}", "{job}/progress", "{job}/scenes", "{job}/scenes/1", "{job}/scenes/1/takes"),
        *("{job}/storyboards", "{job}/estimate", JOBS),
    ],
)
async def test_a_poll_that_names_what_was_read_gets_304_without_a_body(http: Http, job: str, path: str) -> None:
    first = await http.get(path.format(job=job))
    again = await get(http, path.format(job=job), first.headers["ETag"])

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "private, no-cache"
    assert "Content-Type" not in again.headers


@pytest.mark.parametrize(
    ("known", "status"),
    [
        (["{}"], 304), (["W/{}"], 304), (["*"], 304), (['"x", {}'], 304), (['"x"', 'W/"y",{}'], 304),
        (['"x"'], 200), ([""], 200), (["x"], 200), (['W/"x", "y"'], 200),
    ],
)  # fmt: skip
async def test_if_none_match_is_compared_weakly_and_may_be_a_list(
    http: Http, job: str, known: list[str], status: int
) -> None:
    etag = (await http.get(job)).headers["ETag"]
    answer = await get(http, job, *(each.format(etag) for each in known))
    assert answer.status_code == status


async def test_an_error_has_no_etag(http: Http, job: str) -> None:
    answer = await get(http, f"{job}/scenes/9", "*")
    assert answer.status_code == 404
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("route", ["", "/scenes", "/scenes/1"])
async def test_a_clip_that_is_done_changes_the_etag_but_not_the_revision(
    http: Http, stored: OneJob, job: str, route: str
) -> None:
    before = await http.get(job + route)
    revision = stored.job.active_scenes[0].revision
    stored.advance(jobs.film(stored.job, 1))
    after = await get(http, job + route, before.headers["ETag"])

    assert stored.job.active_scenes[0].revision == revision
    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]


async def test_a_takes_progress_which_is_no_new_version_changes_the_etag(http: Http, stored: OneJob, job: str) -> None:
    stored.advance(jobs.order(stored.job, 1))
    before = await http.get(job)
    (scene, take) = jobs.scene_and_take(stored.job, 1)
    stored.job = stored.job.with_scenes(evolve(scene, takes=(evolve(take, progress=0.5),)))
    after = await get(http, job, before.headers["ETag"], wait="60s")

    assert (after.status_code, after.json()["data"]["scenes"][0]["progress"]) == (200, 0.5)


async def test_waiting_for_a_change_of_what_was_read_ends_with_304_if_there_is_none(http: Http, job: str) -> None:
    etag = (await http.get(job)).headers["ETag"]
    started = asyncio.get_running_loop().time()
    answer = await get(http, job, etag, wait="1s")

    assert (answer.status_code, answer.headers["ETag"]) == (304, etag)
    assert asyncio.get_running_loop().time() - started >= 1


async def test_waiting_for_a_change_of_what_was_read_ends_with_the_change(
    http: Http, feed: EventFeed, stored: OneJob, job: str
) -> None:
    etag = (await http.get(job)).headers["ETag"]
    waiting = asyncio.create_task(get(http, job, "W/" + etag, wait="60s"))
    await asyncio.wait([waiting], timeout=0.1)
    stored.advance(jobs.film(stored.job, 1))
    feed.announce(stored.job.id)

    answer = await waiting
    assert (answer.status_code, answer.json()["data"]["completedScenes"]) == (200, 1)


@pytest.mark.parametrize(
    ("if_match", "status"),
    [
        ("{}", 200), ("W/{}", 200), ('"1"', 200), ('"7", {}', 200), ('"2", "1"', 200), ("*", 200),
        ('"2"', 412), ('"2-abc"', 412), ("1", 412), ('"x"', 412), ("", 412),
    ],
)  # fmt: skip
async def test_a_scene_is_changed_if_its_revision_is_the_one_in_if_match(
    http: Http, stored: OneJob, job: str, if_match: str, status: int
) -> None:
    stored.job = jobs.in_review("a tin", "a cup", "a cat")
    etag = (await http.get(f"{job}/scenes/1")).headers["ETag"]
    headers = {"If-Match": if_match.format(etag)}
    answer = await http.put(f"{job}/scenes/1", json={"script": "Ready."}, headers=headers)
    assert answer.status_code == status, answer.text


async def test_an_etag_that_was_read_before_a_clip_was_done_still_allows_a_change(
    http: Http, stored: OneJob, job: str
) -> None:
    path = f"{job}/scenes/1"
    etag = (await http.get(path)).headers["ETag"]
    stored.advance(jobs.film(stored.job, 1))
    first = await http.put(path, json={"script": "Ready."}, headers={"If-Match": etag})
    second = await http.put(path, json={"script": "Late."}, headers={"If-Match": etag})

    assert (first.status_code, second.status_code) == (200, 412)


@pytest.mark.parametrize("route", ["", "/scenes/1", "/progress"])
async def test_head_has_the_headers_of_a_get(http: Http, job: str, route: str) -> None:
    shown = await http.get(job + route)
    head = await http.head(job + route)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == shown.headers["ETag"]
    assert head.headers["Content-Length"] == shown.headers["Content-Length"]
    known = {"If-None-Match": head.headers["ETag"]}
    assert (await http.head(job + route, headers=known)).status_code == 304


def test_a_tag_begins_with_the_revision() -> None:
    assert named_revisions(entity_tag(b"{}", 12)) == [12]
    assert named_revisions(entity_tag(b"{}")) == []


def test_a_weak_tag_is_not_named_where_tags_are_compared_strongly() -> None:
    assert names('"a", W/"b"', '"a"', weakly=False)
    assert not names('"a", W/"b"', '"b"', weakly=False)
