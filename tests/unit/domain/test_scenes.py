"""What may be done to single scenes (spec §3)."""

import pytest

from domain.errors import Conflict, Invalid, NotFound, PreconditionFailed
from domain.job.model import JobStatus, SceneStatus, Stage
from domain.job.progress import stage
from domain.job.take import TakeStatus
from domain.rules import results
from tests.unit.domain.jobs import (
    MODEL_CHOICE,
    NOW,
    clip_of,
    completed,
    film,
    filming,
    generating,
    in_review,
    order,
    parked,
    parts,
    plan,
    say,
    some_id,
)

MINE = "https://example.com/mine.mp4"


def test_an_edit_in_review_is_a_revision_of_its_own() -> None:
    job = say(in_review(), "scene_updated", scene=2, description="sunset")

    assert [board.revision for board in job.storyboards] == [1, 2]
    assert job.storyboards[1].scenes is not None
    assert job.storyboards[1].scenes[1].text.description == "sunset"
    assert (job.status, job.active_scenes[1].revision) == (JobStatus.STORYBOARD_REVIEW, 2)


def test_an_edit_of_a_scene_that_was_changed_since_is_refused() -> None:
    job = say(in_review(), "scene_updated", scene=2, description="sunset")

    with pytest.raises(PreconditionFailed, match="scene 2 is at revision 2 by now, not 1"):
        say(job, "scene_updated", scene=2, description="sunrise", expectedRevision=1)


def test_another_text_after_filming_makes_the_scene_stale_and_keeps_the_film() -> None:
    job = say(completed(), "scene_updated", scene=2, description="sunset")

    assert job.status is JobStatus.COMPLETED
    assert [scene.is_stale for scene in job.active_scenes] == [False, True, False]


def test_a_shorter_scene_is_cut_again_and_a_longer_one_than_its_take_is_refused() -> None:
    assert stage(say(completed(), "scene_updated", scene=1, duration=1.5)) is Stage.CUTTING
    with pytest.raises(Invalid, match="the take of scene 1 is 2 s long"):
        say(completed(), "scene_updated", scene=1, duration=3)


def test_completed_needs_a_clip() -> None:
    with pytest.raises(Invalid, match="completed needs a clip"):
        say(filming(), "scene_updated", scene=1, status="completed")
    assert say(completed(), "scene_updated", scene=1, status="completed") == completed()


def test_processing_cannot_be_set() -> None:
    with pytest.raises(Invalid, match="processing cannot be set"):
        say(completed(), "scene_updated", scene=1, status="processing")


def test_a_clip_that_is_brought_is_prepared_like_any_other_and_paid_nothing() -> None:
    job = say(completed(), "scene_updated", scene=1, status="completed", videoUrl=MINE)
    scene, take = parts(job, 1)
    assert (scene.status, take.status, take.source_url) == (SceneStatus.PROCESSING, TakeStatus.ORDERED, MINE)

    job = results.mark_prepared(results.mark_filmed(job, take.id, "original"), take.id, clip_of(take))

    assert stage(job) is Stage.CUTTING
    assert job.active_scenes[0].takes[-1].cost == 0


def test_an_approval_does_not_film_what_is_being_brought() -> None:
    job = say(in_review(), "scene_updated", scene=1, status="completed", videoUrl=MINE)

    job = say(job, "approve_storyboard")

    assert [take.provider for scene in job.active_scenes for take in scene.takes] == ["upload", "test", "test"]


def test_a_clip_for_a_scene_that_is_replaced_is_not_waited_for() -> None:
    job = say(in_review(), "scene_updated", scene=1, status="completed", videoUrl=MINE)
    take = parts(job, 1)[1]
    job = say(job, "regenerate_all_scenes")

    from_draft = results.apply_plan(job, 2, plan("new"), [some_id("new")], NOW, MODEL_CHOICE)

    found = from_draft.find_take(take.id)
    assert found is not None
    assert found.status is TakeStatus.STOPPING


def test_a_take_can_be_stopped_by_hand() -> None:
    job = say(order(filming(), 1), "scene_updated", scene=1, status="failed")
    scene, take = parts(job, 1)
    assert (scene.status, take.status) == (SceneStatus.FAILED, TakeStatus.STOPPING)

    assert parts(results.mark_stopped(job, take.id), 1)[0].status is SceneStatus.FAILED


def test_a_scene_is_deleted_and_the_numbers_of_the_others_stay() -> None:
    job = say(completed(), "scene_deleted", scene=2)

    assert [scene.number for scene in job.active_scenes] == [1, 3]
    assert stage(job) is Stage.CUTTING


def test_no_scene_is_deleted_while_something_is_filmed_or_cut_nor_the_last_one() -> None:
    with pytest.raises(Invalid, match="actively processing"):
        say(filming(), "scene_deleted", scene=1)
    with pytest.raises(Invalid, match="the last scene cannot be deleted"):
        say(completed("one"), "scene_deleted", scene=1)


def test_a_failed_scene_may_be_deleted() -> None:
    assert stage(say(parked(), "scene_deleted", scene=3)) is Stage.CUTTING


def test_a_restored_scene_has_its_old_number_or_the_end() -> None:
    job = say(completed(), "scene_deleted", scene=2)
    gone = next(scene for scene in job.scenes if scene.deleted_at)

    assert [scene.number for scene in say(job, "scene_restored", scene=str(gone.id)).active_scenes] == [1, 2, 3]
    ordered = say(job, "scenes_ordered", sceneIds=[str(scene.id) for scene in reversed(job.active_scenes)])
    back = say(ordered, "scene_restored", scene=str(gone.id))
    assert [scene.text.description for scene in back.active_scenes] == ["three", "one", "two"]


def test_a_scene_that_is_not_deleted_is_not_restored() -> None:
    job = completed()
    with pytest.raises(Conflict, match="scene 1 is not deleted"):
        say(job, "scene_restored", scene=str(job.active_scenes[0].id))


def test_an_added_scene_makes_room_and_is_filmed() -> None:
    job = say(completed(), "scene_added", after=1, description="between")

    assert [scene.text.description for scene in job.active_scenes] == ["one", "between", "two", "three"]
    assert [scene.number for scene in job.active_scenes] == [1, 2, 3, 4]
    assert job.active_scenes[1].status is SceneStatus.PENDING
    assert stage(job) is Stage.FILMING


def test_an_order_names_every_scene_once() -> None:
    job = completed()
    ids = [str(scene.id) for scene in job.active_scenes]

    for wrong in (ids[:2], [*ids, ids[0]], [*ids[:2], str(some_id("x"))]):
        with pytest.raises(Invalid, match="name each of the 3 scenes once"):
            say(job, "scenes_ordered", sceneIds=wrong)


def test_going_back_to_an_earlier_take_costs_nothing() -> None:
    job = say(completed(), "regenerate_scene", sceneNumber=1)
    job = film(job, 1)
    first, cost = job.active_scenes[0].takes[0], job.cost

    job = say(job, "take_selected", scene=1, take=str(first.id))

    assert (job.active_scenes[0].clip, job.cost, stage(job)) == (first, cost, Stage.CUTTING)


def test_only_a_take_with_a_clip_can_be_chosen() -> None:
    job = parked()
    with pytest.raises(Invalid, match="take 1 has no clip; it is failed"):
        say(job, "take_selected", scene=3, take=str(job.active_scenes[2].takes[0].id))
    with pytest.raises(NotFound, match="no take"):
        say(job, "take_selected", scene=1, take=str(some_id("x")))


def test_a_batch_is_all_or_nothing_and_names_the_operation() -> None:
    with pytest.raises(NotFound, match=r"^operations\[1\]: no scene 9"):
        say(
            completed(),
            "scenes_batch",
            operations=[{"op": "update", "scene": 1, "script": "x"}, {"op": "delete", "scene": 9}],
        )


def test_in_review_a_batch_films_nothing() -> None:
    with pytest.raises(Invalid, match=r"operations\[1\]: in review a scene is regenerated by itself"):
        say(in_review(), "scenes_batch", operations=[{"op": "regenerate", "scene": number} for number in (1, 2)])


def test_scenes_do_not_change_while_a_draft_is_written() -> None:
    with pytest.raises(Conflict, match="while the job is generating_scenes"):
        say(generating(), "scene_added", description="early")
