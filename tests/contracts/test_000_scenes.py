"""Seed document `000…`: every field and text of its routes."""

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from uuid6 import uuid7

from domain.job.model import Job, JobStatus
from tests.harness.api_client import Json
from tests.harness.pipeline import brief
from tests.harness.stack import Stack, scenes_path

OF_A_LISTED_SCENE = ("id", "status", "provider_id", "has_video", "inserted_at", "updated_at")
OF_A_SCENE = (*OF_A_LISTED_SCENE, "job_id", "video_blob_size")


def is_a_time(text: str) -> bool:
    return text.endswith("Z") and datetime.fromisoformat(text).tzinfo is not None


def shows_a_clip(scene: Json, job: Job) -> None:
    """The completed scene with its video of the seed's examples."""
    assert {name: type(scene[name]) for name in OF_A_SCENE} == {
        "id": str,
        "job_id": str,
        "status": str,
        "provider_id": str,
        "has_video": bool,
        "video_blob_size": int,
        "inserted_at": str,
        "updated_at": str,
    }
    assert UUID(scene["id"])
    assert scene["job_id"] == str(job.id)
    assert scene["status"] == "completed"
    assert scene["has_video"]
    assert scene["video_blob_size"] > 1000
    assert is_a_time(scene["inserted_at"])
    assert is_a_time(scene["updated_at"])


async def test_scenes_are_listed_with_their_progress(stack: Stack) -> None:
    job = await stack.completed()

    listed = await stack.get(scenes_path(job))

    assert (listed["job_id"], listed["total_scenes"], listed["completed_scenes"]) == (str(job.id), 3, 3)
    assert listed["progress_percentage"] == 100.0
    assert [scene["id"] for scene in listed["scenes"]] == [str(scene.id) for scene in job.active_scenes]
    assert [scene["scene_number"] for scene in listed["scenes"]] == [1, 2, 3]
    for scene in listed["scenes"]:
        shows_a_clip(scene, job)


async def test_a_job_without_a_storyboard_has_no_scenes(stack: Stack) -> None:
    job = await stack.jobs.create(UUID(bytes=uuid7().bytes), brief(), [], {})

    listed = await stack.get(scenes_path(job))

    assert (listed["total_scenes"], listed["completed_scenes"], listed["progress_percentage"]) == (0, 0, 0.0)
    assert (listed["progress"]["stage"], listed["scenes"]) == ("queued", [])


async def test_progress_has_the_messages_of_the_seed(stack: Stack) -> None:
    job = await stack.awaiting_retry()

    listed = await stack.get(scenes_path(job))

    assert listed["progress"] == {
        "percentage": 66.7,
        "stage": "awaiting_retry",
        "total_scenes": 3,
        "completed_scenes": 2,
        "processing_scenes": 0,
        "failed_scenes": 1,
    }


@pytest.mark.parametrize("by", ["id", "number"])
async def test_a_scene_is_read_by_id_and_by_number(stack: Stack, by: str) -> None:
    job = await stack.completed()
    scene = job.active_scenes[1]

    read = await stack.get(f"{scenes_path(job)}/{scene.id if by == 'id' else scene.number}")

    assert read.keys() == {"scene", "job_id", "job_status"}
    assert (read["job_id"], read["job_status"]) == (str(job.id), "completed")
    assert read["scene"]["id"] == str(scene.id)
    shows_a_clip(read["scene"], job)
    assert read["scene"]["provider_id"] == f"test-{scene.take_id}"


async def test_a_scene_has_the_fields_of_the_later_seeds(stack: Stack) -> None:
    job = await stack.completed()
    scene = job.active_scenes[0]

    read = (await stack.get(f"{scenes_path(job)}/1"))["scene"]

    own = scene.text.model_dump(mode="json")
    assert {name: read[name] for name in own} == own
    assert read["created_at"] == read["inserted_at"]
    assert (read["revision"], read["attempt"], read["next_retry_at"], read["error"]) == (1, 0, None, None)
    folder = f"jobs/{job.id}/scenes/{scene.id}/{scene.take_id}"
    assert read["original_video_clip_s3_key"] == f"{folder}/original.mp4"
    assert read["working_video_clip_s3_key"] == f"{folder}/working.mp4"
    assert read["metadata"]["prompt"] == scene.text.description
    assert read["metadata"]["cost"] == 0.25
    clip = await stack.http.get(read["video_url"])
    assert (clip.status_code, len(clip.content)) == (200, read["video_blob_size"])


async def test_an_update_is_answered_with_the_scene(stack: Stack) -> None:
    job = await stack.completed()
    scene = f"{scenes_path(job)}/{job.active_scenes[0].id}"

    changed = await stack.put(scene, {"status": "completed", "provider_id": "replicate-xyz"})

    assert changed.keys() == {"message", "scene", "job_id"}
    assert (changed["message"], changed["job_id"]) == ("Scene updated successfully", str(job.id))
    shows_a_clip(changed["scene"], job)
    assert changed["scene"]["provider_id"] == "replicate-xyz"
    assert (await stack.get(scene))["scene"] == changed["scene"]


async def test_a_regenerate_shows_the_scene_as_pending_and_without_a_video(stack: Stack) -> None:
    job = await stack.completed()
    scene = job.active_scenes[0]

    marked = await stack.post(f"{scenes_path(job)}/{scene.id}/regenerate")

    assert marked.keys() == {"message", "scene", "job_id"}
    assert (marked["message"], marked["job_id"]) == ("Scene marked for regeneration", str(job.id))
    shown = marked["scene"]
    assert (shown["id"], shown["status"]) == (str(scene.id), "pending")
    assert (shown["provider_id"], shown["has_video"], shown["video_blob_size"]) == (None, False, 0)
    assert shown["video_url"] is None
    assert shown["updated_at"] > shown["inserted_at"]
    await stack.done(job)


async def test_a_regenerate_counts_at_once_in_the_progress(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.slow.clear()

    await stack.post(f"{scenes_path(job)}/1/regenerate")

    listed = await stack.get(scenes_path(job))
    assert (listed["completed_scenes"], listed["progress_percentage"]) == (2, 66.7)
    assert not listed["scenes"][0]["has_video"]


async def test_a_deletion_is_answered_with_the_scenes_id(stack: Stack) -> None:
    job = await stack.completed()
    scene = job.active_scenes[1]

    deleted = await stack.delete(f"{scenes_path(job)}/2")

    assert deleted == {
        "message": "Scene deleted successfully",
        "scene_id": str(scene.id),
        "job_id": str(job.id),
    }
    assert (await stack.get(scenes_path(job)))["total_scenes"] == 2
    await stack.done(job)


CALLS = [("GET", ""), ("PUT", ""), ("POST", "/regenerate"), ("DELETE", ""), ("GET", "/takes"), ("POST", "/restore")]


@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_an_unknown_job_or_scene_is_not_found(stack: Stack, method: str, path: str) -> None:
    job = await stack.in_review()
    body: Json | None = {} if method in ("PUT", "POST") else None
    for unknown in (
        f"{scenes_path(job)}/{uuid4()}",
        f"{scenes_path(job)}/9",
        f"{scenes_path(job)}/first",
        f"{scenes_path(job)}/-1",
        f"/api/v3/jobs/{uuid4()}/scenes/1",
        f"/api/v3/jobs/{uuid4()}/scenes/{uuid4()}",
        "/api/v3/jobs/123/scenes/1",
    ):
        answer = await stack.send(method, unknown + path, body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), unknown


@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_a_scene_of_another_job_is_refused_as_such(stack: Stack, method: str, path: str) -> None:
    job, other = await stack.in_review(), await stack.in_review()
    body: Json | None = {} if method in ("PUT", "POST") else None

    answer = await stack.send(method, f"{scenes_path(job)}/{other.active_scenes[0].id}{path}", body)

    assert answer.status_code == 422
    assert "does not belong to job" in answer.json()["detail"]
    assert await stack.jobs.load(other.id) == other


@pytest.mark.parametrize(("method", "path"), CALLS[:5])
async def test_a_deleted_scene_is_not_found(stack: Stack, method: str, path: str) -> None:
    job = await stack.in_review()
    scene = job.active_scenes[0]
    await stack.delete(f"{scenes_path(job)}/{scene.id}")
    body: Json | None = {} if method in ("PUT", "POST") else None

    for name in (scene.id, scene.number):
        answer = await stack.send(method, f"{scenes_path(job)}/{name}{path}", body)
        assert answer.status_code == 404


async def test_scenes_of_a_deleted_job_are_not_found(stack: Stack) -> None:
    job = await stack.completed()
    await stack.delete(f"/api/v3/jobs/{job.id}")

    await stack.get(scenes_path(job), 404)
    await stack.get(f"{scenes_path(job)}/1", 404)
    await stack.put(f"{scenes_path(job)}/1", {"script": "hello"}, 404)
    await stack.post(f"{scenes_path(job)}/1/regenerate", status=404)
    await stack.delete(f"{scenes_path(job)}/1", 404)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"status": "done"}, "status"),
        ({"status": "processing"}, "processing"),
        ({"status": 1}, "status"),
        ({"provider_id": ""}, "provider"),
        ({"provider_id": "x" * 201}, "provider"),
        ({"duration": 0.5}, "duration"),
        ({"duration": 61}, "duration"),
        ({"duration": "3"}, "duration"),
        ({"description": "  "}, "description"),
        ({"shot_type": "drone"}, "shot"),
        ({"transition": "wipe"}, "transition"),
        ({"assets": ["x"]}, "assets"),
        ({"assets": [str(uuid4())]}, "is not an asset of this job"),
        ({"metadata": 1}, "metadata"),
        ({"video_url": "http://127.0.0.1/clip.mp4"}, "video_url"),
        ({"status": "completed", "video_url": "not a url"}, "ideo"),
        ({"colour": "red"}, "colour"),
        ({"scene": 2}, "scene"),
        ([], ""),
    ],
)
async def test_a_bad_value_is_refused_with_its_field(stack: Stack, body: Json, word: str) -> None:
    job = await stack.completed()

    problem = await stack.put(f"{scenes_path(job)}/1", body, 422)

    assert word in problem["detail"]
    assert await stack.jobs.load(job.id) == job


async def test_a_scene_that_is_being_filmed_is_not_regenerated(stack: Stack) -> None:
    job = await stack.filming()

    problem = await stack.post(f"{scenes_path(job)}/1/regenerate", status=422)

    assert "being filmed" in problem["detail"]
    assert not problem["retryable"]


async def test_no_scene_is_deleted_while_the_job_is_filming(stack: Stack) -> None:
    job = await stack.filming()

    problem = await stack.delete(f"{scenes_path(job)}/1", 422)

    assert "actively processing" in problem["detail"]
    assert len((await stack.jobs.load(job.id)).active_scenes) == 3


async def test_scenes_are_shown_by_the_routes_of_003(stack: Stack) -> None:
    job = await stack.in_review()

    changed = await stack.put(f"{scenes_path(job)}/1", {"description": "A kettle clicks off", "duration": 3.0})

    assert (changed["scene"]["description"], changed["scene"]["duration"]) == ("A kettle clicks off", 3.0)
    view = (await stack.get(f"/api/v3/jobs/{job.id}"))["data"]["scenes"][0]
    assert (view["sceneNumber"], view["description"], view["duration"]) == (1, "A kettle clicks off", 3.0)


async def test_the_actions_of_003_change_scenes(stack: Stack) -> None:
    job = await stack.in_review()
    text = job.active_scenes[1].text

    await stack.act(job, "regenerate_scene", sceneNumber=2, feedback="Make it more energetic")
    job = await stack.until(job, lambda now: now.status is JobStatus.STORYBOARD_REVIEW and now.revision == 2)
    assert job.active_scenes[1].text != text

    await stack.act(job, "regenerate_all_scenes", feedback="Warmer")
    job = await stack.until(job, lambda now: now.status is JobStatus.STORYBOARD_REVIEW and now.revision == 3)
    assert 3 <= len((await stack.get(scenes_path(job)))["scenes"]) <= 7
