"""First frames by HTTP: asked for, listed, looked at, chosen, and shown where scenes begin from them."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.container import Container
from domain.base import evolve
from domain.job.model import Job
from domain.job.takes.vendor_file import FileStatus
from tests.harness.api_bodies import JOBS, check_problem, created
from tests.stack.api.conftest import Http
from tests.stack.api.stages import completed, first_frame_of, planned


@pytest.fixture
async def job(http: Http, container: Container) -> Job:
    """A job in review."""
    return await planned(container, UUID((await created(http))["id"]))


async def data(http: Http, path: str) -> Any:
    answer = await http.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def change(container: Container, job: Job, frame: UUID, **changes: object) -> None:
    def changed(job: Job) -> Job:
        known = job.find_first_frame(frame)
        assert known
        return job.with_first_frame(evolve(known, **changes))

    await container.jobs.change(job.id, lambda job, _: changed(job))


async def test_a_first_frame_is_listed_with_its_picture_and_its_price(
    http: Http, container: Container, job: Job, tmp_path: Path
) -> None:
    frame = await first_frame_of(container, job, tmp_path, 2)

    for path in ("first-frames", "scenes/2/first-frames", f"scenes/{job.active_scenes[1].id}/first-frames"):
        (shown,) = await data(http, f"{JOBS}/{job.id}/{path}")
        assert (shown["id"], shown["sceneNumber"], shown["number"]) == (str(frame), 2, 1)
        assert (shown["status"], shown["chosen"], shown["stale"]) == ("done", True, False)
        assert (shown["price"], shown["cost"], shown["costInDoubt"]) == (0.04, 0.04, 0.0)
        assert shown["url"] == f"{JOBS}/{job.id}/first-frames/{frame}"
    assert await data(http, f"{JOBS}/{job.id}/scenes/1/first-frames") == []


async def test_the_picture_is_read_as_it_was_drawn_and_kept_for_good(
    http: Http, container: Container, job: Job, tmp_path: Path
) -> None:
    frame = await first_frame_of(container, job, tmp_path)

    picture = await http.get(f"{JOBS}/{job.id}/first-frames/{frame}")
    part = await http.get(f"{JOBS}/{job.id}/first-frames/{frame}", headers={"Range": "bytes=2-"})

    assert (picture.status_code, picture.content, picture.headers["Content-Type"]) == (200, b"a picture", "image/jpeg")
    assert "immutable" in picture.headers["Cache-Control"]
    assert (part.status_code, part.content) == (206, b"picture")


async def test_a_picture_that_is_not_drawn_yet_or_that_is_another_jobs_is_not_found(
    http: Http, container: Container, job: Job, tmp_path: Path
) -> None:
    frame = await first_frame_of(container, job, tmp_path)
    other = await planned(container, UUID((await created(http))["id"]))
    pending = await first_frame_of(container, job, tmp_path, 2)
    await change(container, job, pending, key=None, status=FileStatus.ORDERED)

    for path in (f"{job.id}/first-frames/{pending}", f"{other.id}/first-frames/{frame}", f"{job.id}/first-frames/x"):
        check_problem(await http.get(f"{JOBS}/{path}"), 404, "not_found")


async def test_a_scene_shows_the_chosen_one_and_the_job_counts_them(
    http: Http, container: Container, job: Job, tmp_path: Path
) -> None:
    before = (await data(http, f"{JOBS}/{job.id}"))["scenes"][0]
    first = await first_frame_of(container, job, tmp_path)
    second = await first_frame_of(container, await container.jobs.load(job.id), tmp_path)
    await change(container, job, second, key=None, status=FileStatus.WANTED, cost=0)
    await http.put(f"{JOBS}/{job.id}/scenes/1/first-frame", json={"firstFrameId": str(first)})

    shown = await data(http, f"{JOBS}/{job.id}")

    scene = shown["scenes"][0]
    assert scene["firstFrame"] == {
        "id": str(first),
        "number": 1,
        "status": "done",
        "chosen": True,
        "stale": False,
        "drawing": True,
        "url": f"{JOBS}/{job.id}/first-frames/{first}",
        "cost": 0.04,
        "error": None,
    }
    assert shown["scenes"][1]["firstFrame"] is before["firstFrame"] is None
    assert shown["firstFrames"] == {"drawn": 1, "drawing": 1, "failed": 0}
    assert scene["stillUrl"] != before["stillUrl"]
    assert (await http.get(f"{JOBS}/{job.id}/scenes/1")).json()["scene"]["first_frame"] == scene["firstFrame"]
    assert shown["cost"] == 0.04


async def test_a_scene_begins_from_another_one_or_from_none_as_it_is_told(
    http: Http, container: Container, job: Job, tmp_path: Path
) -> None:
    first = await first_frame_of(container, job, tmp_path)
    second = await first_frame_of(container, await container.jobs.load(job.id), tmp_path)
    path = f"{JOBS}/{job.id}/scenes/{job.active_scenes[0].id}/first-frame"

    for chosen, shown in ((first, str(first)), (None, str(second)), (second, str(second))):
        answer = await http.put(path, json={"firstFrameId": chosen and str(chosen)})
        assert answer.status_code == 200, answer.text
        frame = answer.json()["data"]["scenes"][0]["firstFrame"]
        assert (frame["id"], frame["chosen"]) == (shown, chosen is not None)


async def test_what_is_no_first_frame_of_the_scene_cannot_be_chosen(
    http: Http, container: Container, job: Job, tmp_path: Path
) -> None:
    frame = await first_frame_of(container, job, tmp_path, 2)
    path = f"{JOBS}/{job.id}/scenes/1/first-frame"

    check_problem(await http.put(path, json={"firstFrameId": str(frame)}), 404, "not_found")
    check_problem(await http.put(path, json={"firstFrameId": str(uuid4())}), 404, "not_found")
    missing = check_problem(await http.put(path, json={}), 422, "invalid")
    assert [error["path"] for error in missing["errors"]] == ["firstFrameId"]


async def test_a_first_frame_of_other_words_is_stale_and_used_all_the_same_with_a_warning(
    http: Http, container: Container, job: Job, tmp_path: Path
) -> None:
    await first_frame_of(container, job, tmp_path)

    await http.put(f"{JOBS}/{job.id}/scenes/1", json={"description": "A cup instead."})

    shown = await data(http, f"{JOBS}/{job.id}")
    assert shown["scenes"][0]["firstFrame"]["stale"]
    (warning,) = shown["warnings"]
    assert warning["code"] == "first_frame_outdated"
    assert warning["message"].startswith("scene 1 begins from a first frame of other words than it has now; ")


async def test_a_job_whose_scenes_are_drawn_by_us_is_told_that_no_first_frame_can_be_drawn(
    http: Http, job: Job
) -> None:
    answer = await http.post(f"{JOBS}/{job.id}/first-frames")
    estimate = await data(http, f"{JOBS}/{job.id}/estimate")

    why = "the animatic draws each scene itself, and its clips begin from no picture"
    assert check_problem(answer, 422, "invalid")["detail"] == f"no first frame can be drawn: {why}"
    assert estimate["firstFrames"] == {"toDraw": 3, "price": None, "total": None, "problem": why}


async def test_a_failed_one_is_shown_with_its_reason(
    http: Http, container: Container, job: Job, tmp_path: Path
) -> None:
    frame = await first_frame_of(container, job, tmp_path)
    error = {"code": "input_rejected", "message": "the words are refused", "retryable": False}
    await change(container, job, frame, key=None, status=FileStatus.FAILED, error=error)

    (shown,) = await data(http, f"{JOBS}/{job.id}/first-frames")
    scene = (await data(http, f"{JOBS}/{job.id}"))["scenes"][0]

    assert (shown["status"], shown["url"], shown["error"]["message"]) == ("failed", None, "the words are refused")
    assert scene["firstFrame"]["error"] == shown["error"]


async def test_the_manifest_has_first_frames_with_their_orders_and_costs(
    http: Http, container: Container, tmp_path: Path
) -> None:
    job = await completed(container, UUID((await created(http))["id"]), tmp_path)
    frame = await first_frame_of(container, job, tmp_path)

    manifest = await data(http, f"{JOBS}/{job.id}/manifest")

    (drawn,) = manifest["firstFrames"]
    assert (drawn["id"], drawn["vendor"], drawn["model"], drawn["cost"]) == (str(frame), "images", "image-1", 0.04)
    assert (drawn["chosen"], drawn["sceneNumber"], drawn["status"]) == (True, 1, "done")
    assert manifest["totals"]["firstFrames"] == 1
    assert manifest["totals"]["cost"] == round(0.04 + 3 * 0.25, 4)


async def test_first_frames_of_a_film_that_is_made_are_neither_drawn_nor_chosen(
    http: Http, container: Container, tmp_path: Path
) -> None:
    job = await completed(container, UUID((await created(http))["id"]), tmp_path)

    for answer in (
        await http.post(f"{JOBS}/{job.id}/first-frames", json={"sceneNumbers": [1]}),
        await http.put(f"{JOBS}/{job.id}/scenes/1/first-frame", json={"firstFrameId": None}),
    ):
        check_problem(answer, 409, "conflict")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"sceneNumbers": []}, "sceneNumbers"),
        ({"sceneNumbers": [0]}, "sceneNumbers[0]"),
        ({"feedback": " "}, "feedback"),
        ({"scenes": [1]}, "scenes"),
    ],
)
async def test_an_order_that_cannot_be_meant_is_refused_with_its_place(
    http: Http, job: Job, body: object, path: str
) -> None:
    answer = await http.post(f"{JOBS}/{job.id}/first-frames", json=body)

    assert [error["path"] for error in check_problem(answer, 422, "invalid")["errors"]] == [path]
