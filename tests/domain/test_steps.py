"""Results of steps: once, twice, late, and for what is not wanted any more."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain import buying, steps
from domain.job import Film, Job, JobStatus, SceneStatus, having
from domain.take import Take, TakeStatus
from tests.domain.jobs import (
    BUSY,
    CAMERA,
    FAULT,
    LATER,
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
    job = steps.begin(pending(), NOW)

    assert job.status is JobStatus.GENERATING_SCENES
    assert steps.begin(job, LATER) is job


def test_an_asset_that_cannot_be_had_does_not_stop_the_job() -> None:
    job = generating(asset("one"), asset("two"))

    job = steps.ingested(steps.asset_failed(job, some_id("one"), FAULT), some_id("two"), STORED)

    assert [each.error for each in job.assets] == [FAULT, None]
    assert write(job, "one").status is JobStatus.STORYBOARD_REVIEW


def test_an_asset_is_settled_once() -> None:
    job = steps.ingested(generating(asset("one")), some_id("one"), STORED)

    assert steps.asset_failed(job, some_id("one"), FAULT) == job


def test_a_storyboard_that_is_not_wanted_any_more_is_dropped() -> None:
    job = say(in_review(), "reject_storyboard", feedback="warmer")

    assert steps.planned(job, 1, plan("late"), [some_id("late")], NOW, CAMERA) is job
    assert steps.plan_failed(job, 1, FAULT) is job


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

    won = buying.claimed(job, take.id, None, NOW)

    assert take_of(won).status is TakeStatus.ORDERING
    assert buying.claimed(won, take.id, None, LATER) is won


def test_a_lost_order_may_be_sent_again_by_one_who_knows_of_it() -> None:
    job = claim(filming(), 1)

    again = buying.claimed(job, take_of(job).id, NOW, LATER)

    assert (take_of(again).asked_at, take_of(again).orders) == (LATER, 2)


def test_what_is_ordered_is_not_ordered_again() -> None:
    job = order(filming(), 1)

    assert buying.claimed(job, take_of(job).id, NOW, LATER) is job


def test_an_order_that_was_turned_away_may_be_sent_again() -> None:
    job = claim(filming(), 1)

    job = buying.not_accepted(job, take_of(job).id, NOW)

    assert (take_of(job).status, take_of(job).asked_at, take_of(job).orders) == (TakeStatus.WANTED, None, 0)


def test_an_order_that_was_turned_away_says_nothing_of_the_one_sent_after_it() -> None:
    job = claim(filming(), 1)
    job = buying.claimed(job, take_of(job).id, NOW, LATER)

    assert buying.not_accepted(job, take_of(job).id, NOW) is job


def test_an_order_is_turned_away_once() -> None:
    job = say(claim(filming(), 1), "cancel")
    once = buying.not_accepted(job, take_of(job).id, NOW)

    assert take_of(once).orders == 0
    assert buying.not_accepted(once, take_of(job).id, NOW) is once


def test_an_order_that_was_taken_for_lost_is_the_order_after_all() -> None:
    job = buying.not_accepted(claim(filming(), 1), take_of(filming()).id, NOW)

    job = buying.ordered(job, take_of(job).id, "order-1")

    assert (take_of(job).status, take_of(job).order_id) == (TakeStatus.ORDERED, "order-1")


def test_an_order_for_a_take_that_is_gone_is_stopped() -> None:
    job = buying.afforded(filming(), take_of(filming()).id, PRICE)
    take = take_of(job)
    job = say(job, "cancel")

    job = buying.ordered(job, take.id, "order-1")

    assert take_of(job).status is TakeStatus.STOPPING
    assert job.cost == Decimal("0.25")


def test_a_second_order_does_not_take_the_place_of_the_first() -> None:
    job = order(filming(), 1)

    assert buying.ordered(job, take_of(job).id, "another") is job


def test_what_is_put_off_says_why_and_since_when() -> None:
    job = filming()
    for minute in range(3):
        now = NOW + timedelta(minutes=minute)
        job = buying.put_off(job, take_of(job).id, BUSY, now, now + timedelta(seconds=8))

    take = take_of(job)
    assert (take.attempt, take.error, take.failing_since) == (3, BUSY, NOW)
    assert take.next_retry_at == NOW + timedelta(minutes=2, seconds=8)


def test_all_is_forgotten_once_it_goes_well() -> None:
    job = filming()
    job = order(buying.put_off(job, take_of(job).id, BUSY, NOW, LATER), 1)

    take = take_of(job)
    assert (take.attempt, take.error, take.failing_since, take.next_retry_at) == (0, None, None, None)


def test_a_clip_completes_its_scene_in_one_change() -> None:
    job = film(filming(), 1)

    scene, take = parts(job, 1)
    assert (scene.status, take.status, take.frames) == (SceneStatus.COMPLETED, TakeStatus.DONE, 60)


def test_a_take_that_is_stopped_does_not_come_to_an_end_by_itself() -> None:
    job = say(order(filming(), 1), "cancel")
    take = take_of(job)

    assert steps.filmed(job, take.id, "original") is job
    assert steps.prepared(job, take.id, clip_of(take)) is job
    assert steps.take_failed(job, take.id, FAULT) is job
    assert take_of(steps.stopped(job, take.id)).status is TakeStatus.CANCELLED


def test_one_failed_scene_never_stops_the_others() -> None:
    job = fail(filming(), 1)

    job = film(film(job, 2), 3)

    assert [scene.status for scene in job.living] == [
        SceneStatus.FAILED,
        SceneStatus.COMPLETED,
        SceneStatus.COMPLETED,
    ]


def test_a_film_of_other_clips_does_not_complete_the_job() -> None:
    job = cutting()
    old = film_of(job)
    job = film(say(job, "regenerate_scene", sceneNumber=1), 1)

    assert steps.cut(job, old) is job
    assert steps.cut_failed(job, old.id, FAULT) is job
    assert steps.cut(job, film_of(job)).status is JobStatus.COMPLETED


def test_the_same_clips_make_the_same_film_and_another_transition_another() -> None:
    job = cutting()
    scene = job.living[0]

    shorter = job.with_scene(having(scene, text=having(scene.text, duration=1.5)))

    assert film_of(job).id == film_of(cutting()).id != film_of(shorter).id


def test_a_lost_clip_fails_its_scene_and_nothing_is_bought_unasked() -> None:
    job = completed()

    job = steps.clip_lost(job, take_of(job, 2).id)

    assert (job.status, job.living[1].status) == (JobStatus.PROCESSING, SceneStatus.FAILED)
    assert job.living[1].error is not None
    assert job.living[1].error.code == "clip_lost"
    assert all(len(scene.takes) == 1 for scene in job.living)


def test_a_lost_film_is_cut_again_from_its_clips() -> None:
    job = completed()
    assert job.film is not None

    assert steps.film_lost(job, job.film.id).status is JobStatus.PROCESSING
    assert steps.film_lost(job, some_id("another film")) is job


@pytest.mark.parametrize(("attempt", "seconds"), [(0, 1), (1, 2), (6, 64), (7, 120), (500, 120)])
def test_back_off_doubles_up_to_two_minutes(attempt: int, seconds: int) -> None:
    assert buying.back_off(attempt) == timedelta(seconds=seconds)


def test_a_vendor_that_says_when_to_come_back_is_believed() -> None:
    assert buying.back_off(3, timedelta(minutes=7)) == timedelta(minutes=7)


def test_steps_of_what_is_not_there_change_nothing() -> None:
    job, nowhere = completed(), some_id("nowhere")
    none = Film(id=nowhere, key="k", frames=1, size=1, takes=(), created_at=NOW)

    for after in (
        steps.rewritten(job, nowhere, plan("x").scenes[0]),
        buying.claimed(job, nowhere, None, NOW),
        buying.not_accepted(job, nowhere, NOW),
        buying.put_off(job, nowhere, BUSY, NOW, LATER),
        buying.ordered(job, nowhere, "order"),
        steps.filmed(job, nowhere, "key"),
        steps.take_failed(job, nowhere, FAULT),
        steps.stopped(job, nowhere),
        steps.clip_lost(job, nowhere),
        steps.cut(job, none),
    ):
        assert after is job
