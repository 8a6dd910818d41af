"""Results of steps: applied once, and without effect when they are late or repeated."""

from domain.base import evolve
from domain.job.film.film_file import Film
from domain.job.model import JobStatus
from domain.job.scene import SceneStatus
from domain.job.takes.take import TakeStatus
from domain.rules import results
from tests.unit.domain.jobs import (
    ERROR,
    LATER,
    MODEL_CHOICE,
    NOW,
    STORED,
    asset,
    clip_of,
    completed,
    cutting,
    fail,
    film,
    film_of,
    filming,
    generating,
    in_review,
    order,
    pending,
    plan,
    scene_and_take,
    send,
    some_id,
    take_of,
    write,
)


def test_starting_a_job_again_changes_nothing() -> None:
    job = results.begin(pending(), NOW)

    assert job.status is JobStatus.GENERATING_SCENES
    assert results.begin(job, LATER) is job


def test_a_failed_asset_does_not_stop_the_job() -> None:
    job = generating(asset("one"), asset("two"))

    job = results.mark_asset_ready(results.mark_asset_failed(job, some_id("one"), ERROR), some_id("two"), STORED)

    assert [each.error for each in job.assets] == [ERROR, None]
    assert write(job, "one").status is JobStatus.STORYBOARD_REVIEW


def test_an_asset_that_is_ready_cannot_fail() -> None:
    job = results.mark_asset_ready(generating(asset("one")), some_id("one"), STORED)

    assert results.mark_asset_failed(job, some_id("one"), ERROR) == job


def test_the_plan_of_an_earlier_revision_changes_nothing() -> None:
    job = send(in_review(), "reject_storyboard", feedback="warmer")

    assert results.apply_plan(job, 1, plan("late"), [some_id("late")], NOW, MODEL_CHOICE) is job
    assert results.fail_planning(job, 1, ERROR) is job


def test_auto_approve_approves_the_plan_at_once() -> None:
    job = write(generating(autoApprove=True), "one", "two")

    assert job.status is JobStatus.PROCESSING
    assert job.is_approved


def test_a_new_plan_removes_scenes_that_were_never_filmed() -> None:
    job = write(send(in_review(), "regenerate_all_scenes"), "one")

    assert len(job.scenes) == 1


def test_a_prepared_clip_completes_its_scene() -> None:
    job = film(filming(), 1)

    scene, take = scene_and_take(job, 1)
    assert (scene.status, take.status, take.frames) == (SceneStatus.COMPLETED, TakeStatus.DONE, 60)


def test_results_of_a_stopping_take_change_nothing_until_it_is_stopped() -> None:
    job = send(order(filming(), 1), "cancel")
    take = take_of(job)

    assert results.mark_filmed(job, take.id, "original") is job
    assert results.mark_prepared(job, take.id, clip_of(take)) is job
    assert results.fail_take(job, take.id, ERROR) is job
    assert take_of(results.mark_stopped(job, take.id)).status is TakeStatus.CANCELLED


def test_a_failed_scene_does_not_stop_the_others() -> None:
    job = fail(filming(), 1)

    job = film(film(job, 2), 3)

    assert [scene.status for scene in job.active_scenes] == [
        SceneStatus.FAILED,
        SceneStatus.COMPLETED,
        SceneStatus.COMPLETED,
    ]


def test_a_film_of_other_clips_does_not_complete_the_job() -> None:
    job = cutting()
    old = film_of(job)
    job = film(send(job, "regenerate_scene", sceneNumber=1), 1)

    assert results.apply_film(job, old) is job
    assert results.fail_cutting(job, old.id, ERROR) is job
    assert results.apply_film(job, film_of(job)).status is JobStatus.COMPLETED


def test_the_same_clips_make_the_same_film_and_another_length_makes_another() -> None:
    job = cutting()
    scene = job.active_scenes[0]

    shorter = job.with_scenes(evolve(scene, text=evolve(scene.text, duration=1.5)))

    assert film_of(job).id == film_of(cutting()).id != film_of(shorter).id


def test_a_lost_clip_fails_its_scene_without_a_new_take() -> None:
    job = completed()

    job = results.mark_clip_lost(job, take_of(job, 2).id)

    assert (job.status, job.active_scenes[1].status) == (JobStatus.PROCESSING, SceneStatus.FAILED)
    assert job.active_scenes[1].error is not None
    assert job.active_scenes[1].error.code == "clip_lost"
    assert all(len(scene.takes) == 1 for scene in job.active_scenes)


def test_a_lost_film_is_cut_again_from_its_clips() -> None:
    job = completed()
    assert job.film is not None

    assert results.mark_film_lost(job, job.film.id).status is JobStatus.PROCESSING
    assert results.mark_film_lost(job, some_id("another film")) is job


def test_results_of_unknown_takes_and_films_change_nothing() -> None:
    job, nowhere = completed(), some_id("nowhere")
    none = Film(id=nowhere, key="k", frames=1, size=1, takes=(), created_at=NOW)

    for after in (
        results.apply_rewrite(job, nowhere, plan("x").scenes[0]),
        results.mark_filmed(job, nowhere, "key"),
        results.fail_take(job, nowhere, ERROR),
        results.mark_stopped(job, nowhere),
        results.mark_clip_lost(job, nowhere),
        results.apply_film(job, none),
    ):
        assert after is job
