"""Drafts are made final: all, some, or one scene."""

from pathlib import Path
from uuid import UUID

import pytest

from api.container import Container
from domain.base import evolve
from domain.job.model import Job
from tests.harness.api_bodies import JOBS, check_problem, created
from tests.stack.api.conftest import Http
from tests.stack.api.stages import completed


@pytest.fixture
async def drafted(http: Http, container: Container, tmp_path: Path) -> UUID:
    """A job whose film shows three drafts."""
    job = await completed(container, UUID((await created(http))["id"]), tmp_path)
    await container.jobs.change(job.id, lambda job, _: as_drafts(job))
    return job.id


def as_drafts(job: Job) -> Job:
    for take in [take for scene in job.scenes for take in scene.takes]:
        job = job.with_take(evolve(take, is_draft=True))
    return job


async def drafts(http: Http, job: UUID) -> list[bool]:
    """Whether the present take of each scene is a draft."""
    return [scene["draft"] for scene in (await http.get(f"{JOBS}/{job}")).json()["data"]["scenes"]]


async def test_a_film_of_drafts_says_so_and_offers_to_finish_it(http: Http, drafted: UUID) -> None:
    job = (await http.get(f"{JOBS}/{drafted}")).json()["data"]

    assert (job["draft"], job["film"]["draft"], await drafts(http, drafted)) == (True, True, [True] * 3)
    assert "finish_scenes" in job["actions"]
    manifest = (await http.get(f"{JOBS}/{drafted}/manifest")).json()["data"]
    assert (manifest["film"]["draft"], [take["draft"] for take in manifest["takes"]]) == (True, [True] * 3)


@pytest.mark.parametrize(
    ("path", "body", "left"),
    [
        ("finish", None, [False, False, False]),
        ("finish", {}, [False, False, False]),
        ("finish", {"sceneNumbers": [1, 3]}, [False, True, False]),
        ("scenes/2/finish", None, [True, False, True]),
        ("actions", {"action": "finish_scenes", "sceneNumbers": [2]}, [True, False, True]),
    ],
)
async def test_scenes_are_made_final_with_the_text_and_seed_of_their_drafts(
    http: Http, container: Container, drafted: UUID, path: str, body: object, left: list[bool]
) -> None:
    answer = await http.post(f"{JOBS}/{drafted}/{path}", json=body)

    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["status"] == "processing"
    assert await drafts(http, drafted) == left
    for scene, is_draft in zip((await container.jobs.load(drafted)).active_scenes, left, strict=True):
        assert scene.take
        assert scene.take.text == scene.takes[0].text
        assert len(scene.takes) == (1 if is_draft else 2)


async def test_a_scene_that_is_final_or_that_there_is_not_is_refused(http: Http, drafted: UUID) -> None:
    await http.post(f"{JOBS}/{drafted}/scenes/2/finish")

    again = await http.post(f"{JOBS}/{drafted}/scenes/2/finish")
    none = await http.post(f"{JOBS}/{drafted}/finish", json={"sceneNumbers": [9]})

    assert check_problem(again, 422, "invalid")["detail"].startswith("scene 2 is being filmed")
    check_problem(none, 404, "not_found")


async def test_a_job_without_drafts_has_nothing_to_finish(http: Http, container: Container, tmp_path: Path) -> None:
    job = await completed(container, UUID((await created(http))["id"]), tmp_path)

    answer = await http.post(f"{JOBS}/{job.id}/finish")

    assert check_problem(answer, 409, "conflict")["detail"].startswith("finish_scenes is not possible")
