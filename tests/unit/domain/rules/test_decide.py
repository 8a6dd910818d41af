"""The action table, and what each action does."""

from typing import Any

import pytest

from domain.errors import Conflict, Invalid, NotFound
from domain.job.model import JobStatus, Stage
from domain.job.progress import progress, stage
from domain.job.scene import SceneStatus
from domain.job.storyboard_revision import Verdict
from domain.job.takes.take import TakeStatus
from domain.rules import results
from domain.rules.purchases import purchasing
from tests.unit.domain.jobs import (
    BUSY,
    LATER,
    MODEL_CHOICE,
    NOW,
    SITUATIONS,
    awaiting_retry,
    completed,
    fail,
    failed_cutting,
    failed_planning,
    film,
    filming,
    in_review,
    order,
    plan,
    scene_and_take,
    send,
    take_of,
    write,
)
from tests.unit.domain.rules.action_table import LISTED, TABLE, possible

FIELDS: dict[str, dict[str, Any]] = {
    "reject_storyboard": {"feedback": "warmer"},
    "regenerate_scene": {"sceneNumber": 1},
    "choose_first_frame": {"sceneNumber": 1, "firstFrameId": None},
}


@pytest.mark.parametrize("name", SITUATIONS)
@pytest.mark.parametrize("action", TABLE)
def test_an_action_is_allowed_only_where_the_action_table_says_so(action: str, name: str) -> None:
    job = SITUATIONS[name]()
    now = possible(job, "planning" if "planning" in name else "cutting")
    if action in now or (action, job.status) == ("approve_storyboard", JobStatus.PROCESSING):  # approved already
        send(job, action, **FIELDS.get(action, {}))
        return

    with pytest.raises(Conflict) as refusal:
        send(job, action, **FIELDS.get(action, {}))

    listed = ", ".join(each for each in LISTED if each in now)
    assert refusal.value.message == (
        f"{action} is not possible while the job is {job.status}; possible now: {listed or 'nothing'}"
    )


def test_approving_adds_a_take_to_every_scene() -> None:
    job = send(in_review(), "approve_storyboard")

    assert job.status is JobStatus.PROCESSING
    assert job.storyboards[-1].verdict is Verdict.APPROVED
    assert [take_of(job, number).status for number in (1, 2, 3)] == [TakeStatus.WANTED] * 3


def test_approving_again_changes_nothing() -> None:
    job = send(in_review(), "approve_storyboard", storyboardRevision=1)

    assert send(job, "approve_storyboard", request="again", storyboardRevision=1) is job
    assert send(job, "approve_storyboard", request="and again") is job
    done = completed()
    assert send(done, "approve_storyboard", storyboardRevision=1) is done


def test_approving_another_revision_than_the_current_one_is_refused() -> None:
    with pytest.raises(Conflict, match="revision 2 is not on the table, 1 is"):
        send(in_review(), "approve_storyboard", storyboardRevision=2)


def test_two_approvals_of_one_storyboard_add_the_same_takes() -> None:
    once, twice = (send(in_review(), "approve_storyboard", request=request) for request in ("one", "two"))

    assert [scene.take_id for scene in once.scenes] == [scene.take_id for scene in twice.scenes]


def test_a_rejected_revision_is_kept_with_its_verdict_and_feedback() -> None:
    before = in_review()

    job = send(before, "reject_storyboard", feedback="warmer")

    refused, wanted = job.storyboards
    assert (refused.scenes, refused.verdict, refused.feedback) == (
        before.storyboards[0].scenes,
        Verdict.REJECTED,
        "warmer",
    )
    assert (job.status, job.revision, wanted.revision, wanted.scenes) == (JobStatus.GENERATING_SCENES, 2, 2, None)


def test_feedback_after_failed_planning_belongs_to_the_revision_that_failed() -> None:
    job = send(in_review(), "reject_storyboard", feedback="warmer")
    job = results.fail_planning(job, 2, BUSY)

    job = send(job, "regenerate_all_scenes", feedback="and shorter")

    assert [board.feedback for board in job.storyboards] == ["warmer", "and shorter"]
    assert job.revision == 2


def test_feedback_is_collected_while_planning_keeps_failing() -> None:
    job = send(failed_planning(), "regenerate_all_scenes", feedback="tamer")
    job = results.fail_planning(job, 1, BUSY)

    job = send(job, "regenerate_all_scenes", feedback="without alcohol")

    assert [board.feedback for board in job.storyboards] == ["tamer\nwithout alcohol"]


def test_cancelling_restores_the_earlier_clip_of_a_scene_that_is_filmed_again() -> None:
    before = completed()

    job = send(send(before, "regenerate_scene", sceneNumber=2), "cancel")

    assert job.status is JobStatus.CANCELLED
    assert job.active_scenes[1].clip == before.active_scenes[1].clip
    assert not job.film_is_stale


def test_regenerating_all_scenes_replaces_every_scene() -> None:
    before = in_review()

    job = write(send(before, "regenerate_all_scenes"), "four", "five")

    assert [scene.text.description for scene in job.active_scenes] == ["four", "five"]
    assert job.storyboards[0].verdict is Verdict.REPLACED
    assert not {scene.id for scene in job.active_scenes} & {scene.id for scene in before.active_scenes}


def test_failed_planning_is_repeated_under_the_same_revision() -> None:
    job = send(failed_planning(), "regenerate_all_scenes")

    assert (job.status, job.revision, job.error) == (JobStatus.GENERATING_SCENES, 1, None)


def test_regenerating_a_scene_in_review_rewrites_only_that_scene() -> None:
    before = in_review("one", "two", "three")

    job = send(before, "regenerate_scene", sceneNumber=2, feedback="calmer")
    job = results.apply_plan(job, 2, plan("one", "TWO", "three"), [], NOW, MODEL_CHOICE)

    assert [old == new for old, new in zip(before.active_scenes, job.active_scenes, strict=True)] == [True, False, True]
    assert job.active_scenes[1].id == before.active_scenes[1].id
    assert job.storyboards[0].feedback == "calmer"


def test_regenerating_a_filmed_scene_makes_the_film_stale() -> None:
    before = completed()

    job = send(before, "regenerate_scene", sceneNumber=2)

    scene, take = scene_and_take(job, 2)
    assert (job.status, scene.status, scene.clip, take.status) == (
        JobStatus.PROCESSING,
        SceneStatus.PENDING,
        None,
        TakeStatus.WANTED,
    )
    assert job.film == before.film
    assert job.film_is_stale
    assert take.seed != before.active_scenes[1].takes[0].seed
    assert [job.active_scenes[place] == before.active_scenes[place] for place in (0, 2)] == [True, True]


def test_a_take_with_feedback_has_no_text_until_the_scene_is_rewritten() -> None:
    job = send(completed(), "regenerate_scene", sceneNumber=2, feedback="calmer")
    _, take = scene_and_take(job, 2)
    assert take.text is None

    job = results.apply_rewrite(job, take.id, plan("calm").scenes[0])

    scene, take = scene_and_take(job, 2)
    assert take.text is not None
    assert take.text.description == scene.text.description == "calm"
    assert scene.revision == 2


def test_a_scene_that_is_ordered_cannot_be_regenerated() -> None:
    with pytest.raises(Invalid, match="scene 1 is being filmed"):
        send(order(filming(), 1), "regenerate_scene", sceneNumber=1)


def test_a_scene_with_a_new_take_cannot_be_regenerated() -> None:
    with pytest.raises(Invalid, match="scene 2 is being filmed"):
        send(send(completed(), "regenerate_scene", sceneNumber=2), "regenerate_scene", sceneNumber=2)


def test_regenerating_an_unknown_scene_is_refused_with_the_known_numbers() -> None:
    with pytest.raises(NotFound, match="no scene 9 in this job; it has 1, 2, 3"):
        send(in_review(), "regenerate_scene", sceneNumber=9)


def test_a_scene_that_waits_in_back_off_can_be_regenerated() -> None:
    job = filming()
    _, waiting = scene_and_take(job, 1)
    job = purchasing.postpone(job, waiting.id, BUSY, NOW, LATER)

    job = send(job, "regenerate_scene", sceneNumber=1)

    scene, take = scene_and_take(job, 1)
    assert take.id != waiting.id
    assert [each.status for each in scene.takes] == [TakeStatus.CANCELLED, TakeStatus.WANTED]


def test_a_failed_new_take_restores_the_earlier_clip_and_shows_the_error() -> None:
    before = completed()

    job = fail(send(before, "regenerate_scene", sceneNumber=2), 2)

    scene, _ = scene_and_take(job, 2)
    assert scene.take_id == before.active_scenes[1].take_id
    assert scene.error is not None
    assert not job.film_is_stale


def test_retrying_adds_a_take_to_each_failed_scene() -> None:
    before = fail(fail(filming(), 1), 3)

    job = send(before, "retry_failed_scenes")

    assert [len(scene.takes) for scene in job.active_scenes] == [2, 1, 2]
    assert job.active_scenes[1] == before.active_scenes[1]


def test_retrying_after_failed_cutting_cuts_again() -> None:
    job = send(failed_cutting(), "retry_failed_scenes")

    assert (job.status, job.error, stage(job)) == (JobStatus.PROCESSING, None, Stage.CUTTING)


def test_finishing_without_failed_scenes_soft_deletes_them() -> None:
    before = awaiting_retry()

    job = send(before, "finish_without_failed")

    assert [scene.number for scene in job.active_scenes] == [1, 2]
    assert len(job.scenes) == 3
    assert stage(job) is Stage.CUTTING


def test_a_film_needs_at_least_one_clip() -> None:
    job = filming("one")
    with pytest.raises(Invalid, match="no scene has a clip yet"):
        send(fail(job, 1), "finish_without_failed")


def test_finishing_leaves_out_a_scene_that_waits_in_back_off() -> None:
    job = film(filming("one", "two"), 1)
    job = purchasing.postpone(job, take_of(job, 2).id, BUSY, NOW, LATER)

    assert progress(send(job, "finish_without_failed")).total_scenes == 1


def test_finishing_keeps_a_scene_with_the_clip_that_it_had_before_its_take_waits_in_back_off() -> None:
    job = completed("one", "two")
    clips = [scene.take_id for scene in job.active_scenes]
    for number in (1, 2):
        job = send(job, "regenerate_scene", sceneNumber=number)
        job = purchasing.postpone(job, take_of(job, number).id, BUSY, NOW, LATER)

    job = send(job, "finish_without_failed")

    assert [scene.take_id for scene in job.active_scenes] == clips
    assert {take.status for scene in job.scenes for take in scene.takes} == {TakeStatus.DONE, TakeStatus.CANCELLED}
    assert job.film
    assert job.film_id == job.film.id


def test_cancelling_stops_ordered_takes_and_cancels_the_others() -> None:
    job = send(order(filming(), 1), "cancel")

    assert job.status is JobStatus.CANCELLED
    assert [scene.takes[0].status for scene in job.active_scenes] == [
        TakeStatus.STOPPING,
        TakeStatus.CANCELLED,
        TakeStatus.CANCELLED,
    ]


def test_deleting_cancels_a_job_and_hides_it_until_it_is_restored() -> None:
    job = send(filming(), "delete")
    assert job.status is JobStatus.CANCELLED

    with pytest.raises(NotFound):
        send(job, "cancel")
    assert send(job, "restore").deleted_at is None


def test_deleting_a_completed_job_leaves_it_completed() -> None:
    assert send(completed(), "delete").status is JobStatus.COMPLETED
