"""A job and its scenes as JSON, from jobs that the domain's rules have brought to a status."""

from typing import Any

import pytest

from api.schemas.jobs.job import job_view, storyboard_views, workflow_view
from api.schemas.scenes.scene import regenerating_scene_json, scene_json, scenes_json
from api.schemas.scenes.take import takes_json
from domain.base import evolve
from domain.job.model import Job
from domain.job.storyboard import SceneText
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.rules import results
from tests.unit.domain import jobs

ERROR = {"code": "input_rejected", "message": "not this picture", "retryable": False}


def json_of(job: Job) -> dict[str, Any]:
    view: dict[str, Any] = job_view(job).model_dump(mode="json", by_alias=True)
    return view


def scene_of(job: Job, number: int) -> dict[str, Any]:
    scene: dict[str, Any] = json_of(job)["scenes"][number - 1]
    return scene


def test_a_scene_in_review_has_its_text_and_no_video() -> None:
    job = jobs.in_review("a tin", "a cup")

    view, scene = json_of(job), scene_of(job, 2)

    assert (view["status"], view["sceneCount"], view["progress"]["stage"]) == ("storyboard_review", 2, "review")
    assert (scene["sceneNumber"], scene["description"], scene["shotType"]) == (2, "a cup", "wide")
    assert (scene["status"], scene["duration"]) == ("pending", 2.0)
    assert scene["videoUrl"] is scene["originalVideoClipUrl"] is scene["workingVideoClipS3Key"] is None


def test_a_job_in_review_says_since_when_and_what_may_be_done() -> None:
    view = json_of(jobs.in_review())

    assert (view["reviewSince"], view["actions"]) == (
        "2026-03-01T00:00:00Z",
        ["approve_storyboard", "reject_storyboard", "regenerate_all_scenes", "regenerate_scene", "cancel"],
    )


def test_a_job_that_is_cancelled_takes_no_action_and_is_in_no_review() -> None:
    view = json_of(jobs.cancelled())

    assert (view["reviewSince"], view["actions"]) == (None, [])


def test_a_completed_scene_has_the_urls_of_its_clip() -> None:
    job = jobs.film(jobs.filming("a tin", "a cup", "a cat"), 1)

    view, first, second = json_of(job), scene_of(job, 1), scene_of(job, 2)

    assert first["videoUrl"] == f"/api/v3/jobs/{job.id}/scenes/{first['id']}/video"
    assert first["originalVideoClipUrl"] == f"{first['videoUrl']}?clip=original"
    assert first["originalVideoClipS3Key"].endswith("/original.mp4")
    assert first["workingVideoClipS3Key"].endswith("/working.mp4")
    assert second["videoUrl"] is None
    assert (view["completedScenes"], view["progress"]["percentage"], view["cost"]) == (1, 33.3, 0.25)


def test_a_failed_scene_has_its_error() -> None:
    job = jobs.awaiting_retry()

    assert (scene_of(job, 3)["error"], json_of(job)["failedScenes"]) == (ERROR, 1)


def test_a_failed_job_has_its_error() -> None:
    assert json_of(jobs.failed_planning())["error"] == ERROR


def test_a_completed_job_has_a_film() -> None:
    job = jobs.completed()

    assert job.film
    assert json_of(job)["film"] == {
        "id": str(job.film.id),
        "url": f"/api/v3/jobs/{job.id}/video",
        "duration": 6.0,
        "sizeBytes": 1_000,
        "stale": False,
        "draft": False,
        "sound": None,
        "captions": {
            "vtt": f"/api/v3/jobs/{job.id}/captions",
            "srt": f"/api/v3/jobs/{job.id}/captions?format=srt",
        },
    }


def test_the_film_is_stale_while_a_scene_is_filmed_again() -> None:
    job = jobs.send(jobs.completed(), "regenerate_scene", sceneNumber=2)

    assert json_of(job)["film"]["stale"]
    assert (scene_of(job, 2)["status"], scene_of(job, 2)["videoUrl"]) == ("pending", None)


@pytest.mark.parametrize("name", ["the tin", ""])
def test_an_asset_that_could_not_be_fetched_is_a_warning_with_its_name(name: str) -> None:
    asset = jobs.asset().model_copy(update={"name": name, "source_url": "https://example.com/tin.jpg?token=s3cret"})
    job = results.mark_asset_failed(jobs.generating(asset), asset.id, jobs.ERROR)

    shown = name or "https://example.com/tin.jpg?…"
    (warning,) = json_of(job)["warnings"]
    assert warning["code"] == ERROR["code"]
    assert warning["message"].startswith(f"asset {shown}: not this picture; ")
    assert json_of(job)["assets"][0]["status"] == "failed"


def test_storyboards_have_their_verdicts() -> None:
    rejected = jobs.send(jobs.in_review("a tin", "a cup"), "reject_storyboard", feedback="more tea")

    (first,) = storyboard_views(rejected)
    _, second = storyboard_views(jobs.write(rejected, "tea", "more tea"))

    assert (first.revision, first.verdict, first.feedback) == (1, "rejected", "more tea")
    assert (second.revision, second.verdict) == (2, None)
    scene = second.scenes[1].model_dump()
    assert (scene["scene_number"], scene["description"]) == (2, "more tea")


@pytest.mark.parametrize("name", SceneText.model_fields)
def test_both_casings_have_the_same_text(name: str) -> None:
    job = jobs.in_review()

    camel = job_view(job).scenes[0].model_dump()
    snake = scene_json(job, job.active_scenes[0]).model_dump()

    assert camel[name] == snake[name] == getattr(job.active_scenes[0].text, name)


def test_a_regenerated_scene_is_shown_as_pending_even_if_it_is_filmed_already() -> None:
    job = jobs.order(jobs.filming(), 1)
    scene = job.active_scenes[0]

    assert scene_json(job, scene).status == "processing"
    shown = regenerating_scene_json(job, scene)
    assert (shown.status, shown.provider_id) == ("pending", None)


def test_the_metadata_of_a_scene_has_how_it_was_made_and_what_the_client_keeps() -> None:
    job = jobs.film(jobs.filming(), 1)
    scene = job.active_scenes[0].model_copy(update={"metadata": {"note": "ours", "model": "renamed"}})

    shown = scene_json(job, scene)

    assert (shown.has_video, shown.video_blob_size) == (True, 1_000)
    assert shown.metadata.items() >= {"provider": "test", "model": "renamed", "cost": 0.25, "note": "ours"}.items()


def test_scenes_have_the_progress_in_snake_case() -> None:
    shown = scenes_json(jobs.film(jobs.filming("a tin", "a cup"), 1)).model_dump(mode="json")

    assert (shown["total_scenes"], shown["completed_scenes"], shown["progress_percentage"]) == (2, 1, 50.0)
    assert shown["progress"] == {
        "percentage": 50.0,
        "stage": "filming",
        "total_scenes": 2,
        "completed_scenes": 1,
        "processing_scenes": 0,
        "failed_scenes": 0,
    }


def test_takes_have_their_cost_and_the_chosen_one_is_marked() -> None:
    job = jobs.send(jobs.completed(), "regenerate_scene", sceneNumber=1)
    scene = job.active_scenes[0]

    first, second = takes_json(job, scene).takes

    assert (first.status, first.cost, first.duration, first.selected) == ("done", 0.25, 2.0, False)
    assert (second.status, second.cost, second.duration, second.selected) == ("wanted", 0.0, None, True)
    assert first.video_url == f"/api/v3/jobs/{job.id}/scenes/{scene.id}/video?take={first.id}"
    assert second.video_url is None


@pytest.mark.parametrize(
    ("web_ui", "url"),
    [
        (None, None),
        ("https://temporal.example/", "https://temporal.example/namespaces/films/workflows/job-{}"),
    ],
)
def test_a_workflow_has_its_page_where_the_web_ui_is_known(web_ui: str | None, url: str | None) -> None:
    job = jobs.in_review()

    shown = workflow_view(job, "films", web_ui)

    assert (shown.workflow_id, shown.url) == (f"job-{job.id}", url and url.format(job.id))


def with_takes(job: Job, **changes: object) -> Job:
    """The job whose takes have these fields."""
    for scene in job.scenes:
        for take in scene.takes:
            job = job.with_take(evolve(take, **changes))
    return job


def test_a_draft_is_shown_as_one_by_its_scene_its_take_the_job_and_the_film() -> None:
    full, draft = jobs.completed(), with_takes(jobs.completed(), is_draft=True)

    for job, is_draft in ((full, False), (draft, True)):
        scene = job.active_scenes[0]
        (take,) = takes_json(job, scene).takes
        view = json_of(job)
        assert (view["draft"], view["film"]["draft"], view["scenes"][0]["draft"]) == (is_draft,) * 3
        assert (scene_json(job, scene).draft, take.draft) == (is_draft,) * 2


def test_a_fallback_is_shown_with_the_take_that_another_provider_refused() -> None:
    job = jobs.send(jobs.awaiting_retry(), "retry_failed_scenes")
    refused, instead = job.active_scenes[2].takes
    job = job.with_take(evolve(instead, fallback_of=refused.id, provider="another"))
    scene = job.active_scenes[2]

    told = {"take": str(refused.id), "provider": "test", "reason": "not this picture"}
    shown = scene_of(job, 3)
    assert (shown["provider"], shown["fallbackOf"]) == ("another", told)
    assert scene_json(job, scene).model_dump(mode="json")["fallback_of"] == told
    assert [take.fallback_of is not None for take in takes_json(job, scene).takes] == [False, True]
    assert scene_of(job, 1)["fallbackOf"] is None


def test_a_take_says_where_it_begins_and_what_it_lacks() -> None:
    lacking = LeftOut(what=Ingredient.SEED, reason="it takes none")
    job = with_takes(jobs.completed(), chained_from=jobs.JOB, left_out=(lacking,))

    (take,) = takes_json(job, job.active_scenes[1]).takes

    assert (take.chained_from, take.left_out) == (jobs.JOB, (lacking,))
    assert scene_of(job, 2)["chainedFrom"] == str(jobs.JOB)
