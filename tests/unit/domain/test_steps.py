"""Results of steps: once, twice, late, and for what is not wanted any more."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.job.model import Film, Job, JobStatus, SceneStatus, evolve
from domain.job.take import Take, TakeStatus
from domain.rules import purchasing, results
from tests.unit.domain.jobs import (
    BUSY,
    FAULT,
    LATER,
    MODEL_CHOICE,
    NOW,
    PRICE,
    STORED,
    asset,
    claim,
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
    parts,
    pending,
    plan,
    say,
    some_id,
    write,
)


def take_of(job: Job, number: int = 1) -> Take:
    return parts(job, number)[1]


def test_beginning_twice_is_beginning_once() -> None:
    job = results.begin(pending(), NOW)

    assert job.status is JobStatus.GENERATING_SCENES
    assert results.begin(job, LATER) is job


def test_an_asset_that_cannot_be_had_does_not_stop_the_job() -> None:
    job = generating(asset("one"), asset("two"))

    job = results.mark_asset_ready(results.mark_asset_failed(job, some_id("one"), FAULT), some_id("two"), STORED)

    assert [each.error for each in job.assets] == [FAULT, None]
    assert write(job, "one").status is JobStatus.STORYBOARD_REVIEW


def test_an_asset_is_settled_once() -> None:
    job = results.mark_asset_ready(generating(asset("one")), some_id("one"), STORED)

    assert results.mark_asset_failed(job, some_id("one"), FAULT) == job


def test_a_storyboard_that_is_not_wanted_any_more_is_dropped() -> None:
    job = say(in_review(), "reject_storyboard", feedback="warmer")

    assert results.apply_plan(job, 1, plan("late"), [some_id("late")], NOW, MODEL_CHOICE) is job
    assert results.fail_planning(job, 1, FAULT) is job


def test_with_auto_approve_a_written_storyboard_is_filmed_at_once() -> None:
    job = write(generating(autoApprove=True), "one", "two")

    assert job.status is JobStatus.PROCESSING
    assert job.is_approved


def test_scenes_that_were_never_filmed_make_room_for_a_new_draft() -> None:
    job = write(say(in_review(), "regenerate_all_scenes"), "one")

    assert len(job.scenes) == 1


def test_only_one_of_two_who_saw_the_same_may_order() -> None:
    job = filming()
    take = take_of(job)

    won = purchasing.claim_order(job, take.id, None, NOW)

    assert take_of(won).status is TakeStatus.ORDERING
    assert purchasing.claim_order(won, take.id, None, LATER) is won


def test_a_lost_order_may_be_sent_again_by_one_who_knows_of_it() -> None:
    job = claim(filming(), 1)

    again = purchasing.claim_order(job, take_of(job).id, NOW, LATER)

    assert (take_of(again).asked_at, take_of(again).orders) == (LATER, 2)


def test_what_is_ordered_is_not_ordered_again() -> None:
    job = order(filming(), 1)

    assert purchasing.claim_order(job, take_of(job).id, NOW, LATER) is job


def test_an_order_that_was_turned_away_may_be_sent_again() -> None:
    job = claim(filming(), 1)

    job = purchasing.release_claim(job, take_of(job).id, NOW)

    assert (take_of(job).status, take_of(job).asked_at, take_of(job).orders) == (TakeStatus.WANTED, None, 0)


def test_an_order_that_was_turned_away_says_nothing_of_the_one_sent_after_it() -> None:
    job = claim(filming(), 1)
    job = purchasing.claim_order(job, take_of(job).id, NOW, LATER)

    assert purchasing.release_claim(job, take_of(job).id, NOW) is job


def test_an_order_is_turned_away_once() -> None:
    job = say(claim(filming(), 1), "cancel")
    once = purchasing.release_claim(job, take_of(job).id, NOW)

    assert take_of(once).orders == 0
    assert purchasing.release_claim(once, take_of(job).id, NOW) is once


def test_an_order_that_was_taken_for_lost_is_the_order_after_all() -> None:
    job = purchasing.release_claim(claim(filming(), 1), take_of(filming()).id, NOW)

    job = purchasing.record_order(job, take_of(job).id, "order-1")

    assert (take_of(job).status, take_of(job).order_id) == (TakeStatus.ORDERED, "order-1")


def test_an_order_for_a_take_that_is_gone_is_stopped() -> None:
    job = purchasing.reserve_budget(filming(), take_of(filming()).id, PRICE)
    take = take_of(job)
    job = say(job, "cancel")

    job = purchasing.record_order(job, take.id, "order-1")

    assert take_of(job).status is TakeStatus.STOPPING
    assert job.cost == Decimal("0.25")


def test_a_second_order_does_not_take_the_place_of_the_first() -> None:
    job = order(filming(), 1)

    assert purchasing.record_order(job, take_of(job).id, "another") is job


def test_what_is_put_off_says_why_and_since_when() -> None:
    job = filming()
    for minute in range(3):
        now = NOW + timedelta(minutes=minute)
        job = purchasing.postpone(job, take_of(job).id, BUSY, now, now + timedelta(seconds=8))

    take = take_of(job)
    assert (take.attempt, take.error, take.failing_since) == (3, BUSY, NOW)
    assert take.next_retry_at == NOW + timedelta(minutes=2, seconds=8)


def test_all_is_forgotten_once_it_goes_well() -> None:
    job = filming()
    job = order(purchasing.postpone(job, take_of(job).id, BUSY, NOW, LATER), 1)

    take = take_of(job)
    assert (take.attempt, take.error, take.failing_since, take.next_retry_at) == (0, None, None, None)


def test_a_clip_completes_its_scene_in_one_change() -> None:
    job = film(filming(), 1)

    scene, take = parts(job, 1)
    assert (scene.status, take.status, take.frames) == (SceneStatus.COMPLETED, TakeStatus.DONE, 60)


def test_a_take_that_is_stopped_does_not_come_to_an_end_by_itself() -> None:
    job = say(order(filming(), 1), "cancel")
    take = take_of(job)

    assert results.mark_filmed(job, take.id, "original") is job
    assert results.mark_prepared(job, take.id, clip_of(take)) is job
    assert results.fail_take(job, take.id, FAULT) is job
    assert take_of(results.mark_stopped(job, take.id)).status is TakeStatus.CANCELLED


def test_one_failed_scene_never_stops_the_others() -> None:
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
    job = film(say(job, "regenerate_scene", sceneNumber=1), 1)

    assert results.apply_film(job, old) is job
    assert results.fail_cutting(job, old.id, FAULT) is job
    assert results.apply_film(job, film_of(job)).status is JobStatus.COMPLETED


def test_the_same_clips_make_the_same_film_and_another_transition_another() -> None:
    job = cutting()
    scene = job.active_scenes[0]

    shorter = job.with_scene(evolve(scene, text=evolve(scene.text, duration=1.5)))

    assert film_of(job).id == film_of(cutting()).id != film_of(shorter).id


def test_a_lost_clip_fails_its_scene_and_nothing_is_bought_unasked() -> None:
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


@pytest.mark.parametrize(("attempt", "seconds"), [(0, 1), (1, 2), (6, 64), (7, 120), (500, 120)])
def test_back_off_doubles_up_to_two_minutes(attempt: int, seconds: int) -> None:
    assert purchasing.retry_delay(attempt) == timedelta(seconds=seconds)


def test_a_vendor_that_says_when_to_come_back_is_believed() -> None:
    assert purchasing.retry_delay(3, timedelta(minutes=7)) == timedelta(minutes=7)


def test_steps_of_what_is_not_there_change_nothing() -> None:
    job, nowhere = completed(), some_id("nowhere")
    none = Film(id=nowhere, key="k", frames=1, size=1, takes=(), created_at=NOW)

    for after in (
        results.apply_rewrite(job, nowhere, plan("x").scenes[0]),
        purchasing.claim_order(job, nowhere, None, NOW),
        purchasing.release_claim(job, nowhere, NOW),
        purchasing.postpone(job, nowhere, BUSY, NOW, LATER),
        purchasing.record_order(job, nowhere, "order"),
        results.mark_filmed(job, nowhere, "key"),
        results.fail_take(job, nowhere, FAULT),
        results.mark_stopped(job, nowhere),
        results.mark_clip_lost(job, nowhere),
        results.apply_film(job, none),
    ):
        assert after is job
