"""The action table of spec §1, row by row."""

from typing import Any

import pytest

from domain.errors import Conflict, Invalid, NotFound
from domain.job.model import JobStatus, SceneStatus, Stage, Verdict
from domain.job.progress import progress, stage
from domain.job.take import TakeStatus
from domain.rules import purchasing, results
from tests.unit.domain.jobs import (
    BUSY,
    LATER,
    MODEL_CHOICE,
    NOW,
    STAGES,
    completed,
    fail,
    failed_cutting,
    failed_planning,
    film,
    filming,
    in_review,
    order,
    parked,
    parts,
    plan,
    say,
    write,
)
from tests.unit.domain.table import TABLE, possible

FIELDS: dict[str, dict[str, Any]] = {
    "reject_storyboard": {"feedback": "warmer"},
    "regenerate_scene": {"sceneNumber": 1},
}


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("action", TABLE)
def test_an_action_is_taken_where_the_table_says_and_refused_elsewhere(action: str, name: str) -> None:
    job = STAGES[name]()
    now = possible(job, "planning" if "planning" in name else "cutting")
    if action in now or (action, job.status) == ("approve_storyboard", JobStatus.PROCESSING):  # approved already
        say(job, action, **FIELDS.get(action, {}))
        return

    with pytest.raises(Conflict) as refusal:
        say(job, action, **FIELDS.get(action, {}))

    listed = ", ".join(each for each in TABLE if each in now)
    assert refusal.value.message == (
        f"{action} is not possible while the job is {job.status}; possible now: {listed or 'nothing'}"
    )


def test_an_approval_asks_for_a_take_of_every_scene() -> None:
    job = say(in_review(), "approve_storyboard")

    assert job.status is JobStatus.PROCESSING
    assert job.storyboards[-1].verdict is Verdict.APPROVED
    assert [parts(job, number)[1].status for number in (1, 2, 3)] == [TakeStatus.WANTED] * 3


def test_the_same_approval_again_changes_nothing() -> None:
    job = say(in_review(), "approve_storyboard", storyboardRevision=1)

    assert say(job, "approve_storyboard", request="again", storyboardRevision=1) is job
    assert say(job, "approve_storyboard", request="and again") is job
    done = completed()
    assert say(done, "approve_storyboard", storyboardRevision=1) is done


def test_an_approval_of_another_revision_than_the_one_on_the_table_is_refused() -> None:
    with pytest.raises(Conflict, match="revision 2 is not on the table, 1 is"):
        say(in_review(), "approve_storyboard", storyboardRevision=2)


def test_approving_the_same_storyboard_twice_asks_for_the_same_takes() -> None:
    once, twice = (say(in_review(), "approve_storyboard", request=request) for request in ("one", "two"))

    assert [scene.take_id for scene in once.scenes] == [scene.take_id for scene in twice.scenes]


def test_a_rejection_keeps_the_refused_revision_with_its_verdict_and_feedback() -> None:
    before = in_review()

    job = say(before, "reject_storyboard", feedback="warmer")

    refused, wanted = job.storyboards
    assert (refused.scenes, refused.verdict, refused.feedback) == (
        before.storyboards[0].scenes,
        Verdict.REJECTED,
        "warmer",
    )
    assert (job.status, job.revision, wanted.revision, wanted.scenes) == (JobStatus.GENERATING_SCENES, 2, 2, None)


def test_feedback_after_a_failed_draft_is_added_to_what_was_said_before() -> None:
    job = say(in_review(), "reject_storyboard", feedback="warmer")
    job = results.fail_planning(job, 2, BUSY)

    job = say(job, "regenerate_all_scenes", feedback="and shorter")

    assert [board.feedback for board in job.storyboards] == ["warmer", "and shorter"]
    assert job.revision == 2


def test_feedback_after_the_first_draft_failed_is_kept_for_the_next_try() -> None:
    job = say(failed_planning(), "regenerate_all_scenes", feedback="tamer")
    job = results.fail_planning(job, 1, BUSY)

    job = say(job, "regenerate_all_scenes", feedback="without alcohol")

    assert [board.feedback for board in job.storyboards] == ["tamer\nwithout alcohol"]


def test_cancelling_gives_a_scene_that_was_filmed_again_its_earlier_clip_back() -> None:
    before = completed()

    job = say(say(before, "regenerate_scene", sceneNumber=2), "cancel")

    assert job.status is JobStatus.CANCELLED
    assert job.active_scenes[1].clip == before.active_scenes[1].clip
    assert not job.film_is_stale


def test_a_new_draft_replaces_the_whole_storyboard() -> None:
    before = in_review()

    job = write(say(before, "regenerate_all_scenes"), "four", "five")

    assert [scene.text.description for scene in job.active_scenes] == ["four", "five"]
    assert job.storyboards[0].verdict is Verdict.REPLACED
    assert not {scene.id for scene in job.active_scenes} & {scene.id for scene in before.active_scenes}


def test_a_failed_draft_is_tried_again_under_its_own_number() -> None:
    job = say(failed_planning(), "regenerate_all_scenes")

    assert (job.status, job.revision, job.error) == (JobStatus.GENERATING_SCENES, 1, None)


def test_in_review_one_scene_is_rewritten_and_the_others_stay_as_they_were() -> None:
    before = in_review("one", "two", "three")

    job = say(before, "regenerate_scene", sceneNumber=2, feedback="calmer")
    job = results.apply_plan(job, 2, plan("one", "TWO", "three"), [], NOW, MODEL_CHOICE)

    assert [old == new for old, new in zip(before.active_scenes, job.active_scenes, strict=True)] == [True, False, True]
    assert job.active_scenes[1].id == before.active_scenes[1].id
    assert job.storyboards[0].feedback == "calmer"


def test_after_filming_one_scene_is_filmed_again_and_the_film_is_stale_at_once() -> None:
    before = completed()

    job = say(before, "regenerate_scene", sceneNumber=2)

    scene, take = parts(job, 2)
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


def test_with_feedback_the_new_take_waits_for_its_text() -> None:
    job = say(completed(), "regenerate_scene", sceneNumber=2, feedback="calmer")
    _, take = parts(job, 2)
    assert take.text is None

    job = results.apply_rewrite(job, take.id, plan("calm").scenes[0])

    scene, take = parts(job, 2)
    assert take.text is not None
    assert take.text.description == scene.text.description == "calm"
    assert scene.revision == 2


def test_a_scene_that_is_being_filmed_is_not_regenerated() -> None:
    with pytest.raises(Invalid, match="scene 1 is being filmed"):
        say(order(filming(), 1), "regenerate_scene", sceneNumber=1)


def test_a_scene_whose_new_take_was_just_asked_for_is_being_filmed() -> None:
    with pytest.raises(Invalid, match="scene 2 is being filmed"):
        say(say(completed(), "regenerate_scene", sceneNumber=2), "regenerate_scene", sceneNumber=2)


def test_a_scene_that_is_not_there_is_not_regenerated() -> None:
    with pytest.raises(NotFound, match="no scene 9 in this job; it has 1, 2, 3"):
        say(in_review(), "regenerate_scene", sceneNumber=9)


def test_a_scene_that_waits_in_back_off_may_be_regenerated() -> None:
    job = filming()
    _, waiting = parts(job, 1)
    job = purchasing.postpone(job, waiting.id, BUSY, NOW, LATER)

    job = say(job, "regenerate_scene", sceneNumber=1)

    scene, take = parts(job, 1)
    assert take.id != waiting.id
    assert [each.status for each in scene.takes] == [TakeStatus.CANCELLED, TakeStatus.WANTED]


def test_a_failed_new_take_gives_the_scene_its_earlier_clip_back_and_shows_the_error() -> None:
    before = completed()

    job = fail(say(before, "regenerate_scene", sceneNumber=2), 2)

    scene, _ = parts(job, 2)
    assert scene.take_id == before.active_scenes[1].take_id
    assert scene.error is not None
    assert not job.film_is_stale


def test_each_failed_scene_gets_a_new_take() -> None:
    before = fail(fail(filming(), 1), 3)

    job = say(before, "retry_failed_scenes")

    assert [len(scene.takes) for scene in job.active_scenes] == [2, 1, 2]
    assert job.active_scenes[1] == before.active_scenes[1]


def test_a_film_that_could_not_be_cut_is_cut_again() -> None:
    job = say(failed_cutting(), "retry_failed_scenes")

    assert (job.status, job.error, stage(job)) == (JobStatus.PROCESSING, None, Stage.CUTTING)


def test_the_failed_scenes_are_left_out_restorably() -> None:
    before = parked()

    job = say(before, "finish_without_failed")

    assert [scene.number for scene in job.active_scenes] == [1, 2]
    assert len(job.scenes) == 3
    assert stage(job) is Stage.CUTTING


def test_a_film_needs_one_scene_at_least() -> None:
    job = filming("one")
    with pytest.raises(Invalid, match="no scene has a clip yet"):
        say(fail(job, 1), "finish_without_failed")


def test_a_scene_that_waits_in_back_off_may_be_left_out() -> None:
    job = film(filming("one", "two"), 1)
    job = purchasing.postpone(job, parts(job, 2)[1].id, BUSY, NOW, LATER)

    assert progress(say(job, "finish_without_failed")).total_scenes == 1


def test_cancelling_stops_what_is_ordered_and_drops_what_is_not() -> None:
    job = say(order(filming(), 1), "cancel")

    assert job.status is JobStatus.CANCELLED
    assert [scene.takes[0].status for scene in job.active_scenes] == [
        TakeStatus.STOPPING,
        TakeStatus.CANCELLED,
        TakeStatus.CANCELLED,
    ]


def test_a_deleted_job_is_cancelled_and_not_found_until_it_is_restored() -> None:
    job = say(filming(), "delete")
    assert job.status is JobStatus.CANCELLED

    with pytest.raises(NotFound):
        say(job, "cancel")
    assert say(job, "restore").deleted_at is None


def test_a_completed_job_stays_completed_when_it_is_deleted() -> None:
    assert say(completed(), "delete").status is JobStatus.COMPLETED
