"""How scenes are filmed: `filming` of a scene, and what a job says of all of them."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from api.container import Container
from domain.job.filming.choices import Filming, SceneAudio
from tests.harness.api_bodies import JOBS, brief, check_problem, created
from tests.stack.api.conftest import Http, Serving
from tests.stack.api.stages import approved, planned

SILENT: dict[str, Any] = {"audio": "off", "references": [], "lastFrame": None, "chainFromPrevious": False, "seed": 7}
IN_SNAKE_CASE: dict[str, Any] = {
    "audio": "off",
    "references": [],
    "last_frame": None,
    "chain_from_previous": False,
    "seed": 7,
}


async def in_review(http: Http, container: Container, **production: object) -> UUID:
    job = UUID((await created(http, production=production))["id"])
    await planned(container, job)
    return job


async def filming_of(http: Http, job: UUID, number: int) -> tuple[Any, Any]:
    """What the job says of the scene, and what the scene's own route says."""
    shown = (await http.get(f"{JOBS}/{job}")).json()["data"]["scenes"][number - 1]
    return shown["filming"], (await http.get(f"{JOBS}/{job}/scenes/{number}")).json()["scene"]["filming"]


@pytest.mark.parametrize("sent", [SILENT, IN_SNAKE_CASE], ids=["camelCase", "snake_case"])
async def test_how_a_scene_is_filmed_is_set_in_either_casing_and_read_in_that_of_the_route(
    http: Http, container: Container, sent: dict[str, object]
) -> None:
    job = await in_review(http, container)

    answer = await http.put(f"{JOBS}/{job}/scenes/2", json={"filming": sent})

    assert answer.status_code == 200, answer.text
    assert answer.json()["scene"]["filming"] == IN_SNAKE_CASE
    assert await filming_of(http, job, 2) == (SILENT, IN_SNAKE_CASE)
    stored = (await container.jobs.load(job)).active_scenes[1].text.filming
    assert stored == Filming(audio=SceneAudio.OFF, references=(), seed=7)


async def test_a_scene_is_filmed_as_usual_again_when_its_filming_says_nothing(http: Http, container: Container) -> None:
    job = await in_review(http, container)
    await http.put(f"{JOBS}/{job}/scenes/2", json={"filming": SILENT})

    answer = await http.put(f"{JOBS}/{job}/scenes/2", json={"filming": {}})

    assert answer.status_code == 200, answer.text
    assert await filming_of(http, job, 2) == (None, None)


async def test_a_scene_that_says_nothing_of_it_is_filmed_as_usual(http: Http, container: Container) -> None:
    job = await in_review(http, container)

    assert await filming_of(http, job, 1) == (None, None)
    board = (await http.get(f"{JOBS}/{job}/storyboards")).json()["data"][0]
    assert [scene["filming"] for scene in board["scenes"]] == [None] * 3


async def test_a_new_scene_and_a_batch_say_how_scenes_are_filmed(http: Http, container: Container) -> None:
    job = await in_review(http, container)
    changes = {"operations": [{"op": "update", "scene": 1, "filming": {"audio": "off"}}]}

    added = await http.post(f"{JOBS}/{job}/scenes", json={"description": "The lid.", "filming": SILENT})
    changed = await http.post(f"{JOBS}/{job}/scenes/batch", json=changes)

    assert (added.status_code, changed.status_code) == (201, 200), (added.text, changed.text)
    assert added.json()["scene"]["filming"] == IN_SNAKE_CASE
    assert changed.json()["scenes"][0]["filming"]["audio"] == "off"


async def test_what_the_model_cannot_do_is_refused_by_name(http: Http, container: Container) -> None:
    job = await in_review(http, container)

    answer = await http.put(f"{JOBS}/{job}/scenes/2", json={"filming": {"chainFromPrevious": True}})

    assert check_problem(answer, 422, "invalid")["detail"].startswith("filming.chainFromPrevious: Animatic's")
    assert await filming_of(http, job, 2) == (None, None)


@pytest.mark.parametrize(
    ("filming", "path"),
    [
        ({"audio": "loud"}, "filming.audio"),
        ({"seed": -1}, "filming.seed"),
        ({"seed": 2**31}, "filming.seed"),
        ({"references": ["the tin"]}, "filming.references[0]"),
        ({"references": [str(uuid4())] * 21}, "filming.references"),
        ({"lastFrame": 7}, "filming.lastFrame"),
        ({"chainFromPrevious": "yes"}, "filming.chainFromPrevious"),
        ({"speed": 2}, "filming.speed"),
        ("as usual", "filming"),
    ],
)
async def test_what_cannot_be_meant_is_refused_with_its_place(
    http: Http, container: Container, filming: object, path: str
) -> None:
    job = await in_review(http, container)

    answer = await http.put(f"{JOBS}/{job}/scenes/1", json={"filming": filming})

    assert [error["path"] for error in check_problem(answer, 422, "invalid")["errors"]] == [path]


async def test_a_job_says_which_references_and_which_other_providers_its_scenes_have(
    serving: Serving, container: Container
) -> None:
    http = await serving()
    job = UUID((await created(http, production={"references": "product"}))["id"])
    await planned(container, job)

    changed = await http.patch(f"{JOBS}/{job}", json={"production": {"references": "none", "fallback": []}})

    assert changed.status_code == 200, changed.text
    production = changed.json()["data"]["production"]
    assert (production["references"], production["draft"], production["fallback"]) == ("none", False, [])


@pytest.mark.parametrize(
    ("production", "path", "why"),
    [
        ({"draft": True}, "production.draft", "animatic's animatic-1 has no cheap variant; film without a draft"),
        ({"fallback": ["nobody"]}, "production.fallback[0]", "there is no 'nobody'"),
        ({"fallback": ["animatic"]}, "production.fallback[0]", "animatic films this job anyway"),
        ({"fallback": ["replicate", "replicate"]}, "production.fallback[1]", "names the same provider"),
        ({"fallback": ["replicate"]}, "production.fallback[0]", "REPLICATE_API_TOKEN"),
        ({"references": "all"}, "production.references", "none"),
    ],
)
async def test_what_this_server_cannot_film_is_refused_when_a_job_is_created_and_when_it_is_changed(
    http: Http, container: Container, production: dict[str, object], path: str, why: str
) -> None:
    job = await in_review(http, container)

    for answer in (
        await http.post(JOBS, json=brief(production=production)),
        await http.patch(f"{JOBS}/{job}", json={"production": production}),
    ):
        (error,) = check_problem(answer, 422, "invalid")["errors"]
        assert error["path"] == path
        assert why in error["message"]


async def test_a_draft_is_a_choice_of_before_the_approval(http: Http, container: Container) -> None:
    job = UUID((await created(http))["id"])
    await approved(container, job)

    answer = await http.patch(f"{JOBS}/{job}", json={"production": {"draft": False}})

    assert answer.status_code == 200  # it changes nothing
