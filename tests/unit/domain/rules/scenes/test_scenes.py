"""Messages to scenes."""

import pytest

from domain.base import evolve
from domain.errors import Conflict, Invalid, NotFound, PreconditionFailed
from domain.job.model import Job, JobStatus, Stage
from domain.job.progress import stage
from domain.job.scene import STOPPED, SceneStatus
from domain.job.takes.take import TakeStatus
from domain.rules import results
from tests.unit.domain.jobs import (
    MODEL_CHOICE,
    NOW,
    awaiting_retry,
    clip_of,
    completed,
    film,
    filming,
    generating,
    in_review,
    order,
    plan,
    scene_and_take,
    send,
    some_id,
    take_of,
)

MINE = "https://example.com/mine.mp4"


def test_an_edit_in_review_is_a_new_revision() -> None:
    job = send(in_review(), "scene_updated", scene=2, description="sunset")

    assert [board.revision for board in job.storyboards] == [1, 2]
    assert job.storyboards[1].scenes is not None
    assert job.storyboards[1].scenes[1].text.description == "sunset"
    assert (job.status, job.active_scenes[1].revision) == (JobStatus.STORYBOARD_REVIEW, 2)


def test_an_edit_of_an_outdated_scene_is_refused() -> None:
    job = send(in_review(), "scene_updated", scene=2, description="sunset")

    with pytest.raises(PreconditionFailed, match="scene 2 is at revision 2 by now, not 1"):
        send(job, "scene_updated", scene=2, description="sunrise", expectedRevision=1)


def test_editing_the_text_of_a_filmed_scene_makes_it_stale_and_keeps_the_film() -> None:
    job = send(completed(), "scene_updated", scene=2, description="sunset")

    assert job.status is JobStatus.COMPLETED
    assert [scene.is_stale for scene in job.active_scenes] == [False, True, False]


def test_a_shorter_scene_is_cut_again_and_one_longer_than_its_take_is_refused() -> None:
    assert stage(send(completed(), "scene_updated", scene=1, duration=1.5)) is Stage.CUTTING
    with pytest.raises(Invalid, match="the take of scene 1 is 2 s long"):
        send(completed(), "scene_updated", scene=1, duration=3)


def test_a_scene_without_a_clip_cannot_be_set_to_completed() -> None:
    with pytest.raises(Invalid, match="completed needs a clip"):
        send(filming(), "scene_updated", scene=1, status="completed")
    assert send(completed(), "scene_updated", scene=1, status="completed") == completed()


def test_a_scene_cannot_be_set_to_processing() -> None:
    with pytest.raises(Invalid, match="processing cannot be set"):
        send(completed(), "scene_updated", scene=1, status="processing")


def test_an_uploaded_clip_is_prepared_and_costs_nothing() -> None:
    job = send(completed(), "scene_updated", scene=1, status="completed", videoUrl=MINE)
    scene, take = scene_and_take(job, 1)
    assert (scene.status, take.status, take.source_url) == (SceneStatus.PROCESSING, TakeStatus.ORDERED, MINE)

    job = results.mark_prepared(results.mark_filmed(job, take.id, "original"), take.id, clip_of(take))

    assert stage(job) is Stage.CUTTING
    assert job.active_scenes[0].takes[-1].cost == 0


def test_approving_adds_no_take_to_a_scene_with_an_uploaded_clip() -> None:
    job = send(in_review(), "scene_updated", scene=1, status="completed", videoUrl=MINE)

    job = send(job, "approve_storyboard")

    assert [take.provider for scene in job.active_scenes for take in scene.takes] == ["upload", "test", "test"]


def test_an_uploaded_clip_of_a_replaced_scene_is_stopped() -> None:
    job = send(in_review(), "scene_updated", scene=1, status="completed", videoUrl=MINE)
    take = take_of(job, 1)
    job = send(job, "regenerate_all_scenes")

    from_draft = results.apply_plan(job, 2, plan("new"), [some_id("new")], NOW, MODEL_CHOICE)

    found = from_draft.find_take(take.id)
    assert found is not None
    assert found.status is TakeStatus.STOPPING


def test_setting_a_scene_to_failed_stops_its_take() -> None:
    job = send(order(filming(), 1), "scene_updated", scene=1, status="failed")
    scene, take = scene_and_take(job, 1)
    assert (scene.status, take.status) == (SceneStatus.FAILED, TakeStatus.STOPPING)

    assert scene_and_take(results.mark_stopped(job, take.id), 1)[0].status is SceneStatus.FAILED


@pytest.mark.parametrize("is_ordered", [False, True])
def test_setting_a_scene_to_failed_while_it_is_filmed_again_makes_its_earlier_clip_its_clip_again(
    is_ordered: bool,
) -> None:
    earlier, before = take_of(completed(), 1), send(completed(), "regenerate_scene", sceneNumber=1)
    before = order(before, 1) if is_ordered else before

    job = send(before, "scene_updated", scene=1, status="failed")

    scene, again = job.active_scenes[0], job.active_scenes[0].takes[-1]
    assert (scene.clip, scene.fallback_id, scene.status) == (earlier, None, SceneStatus.COMPLETED)
    assert (again.status, scene.error) == (TakeStatus.STOPPING if is_ordered else TakeStatus.FAILED, STOPPED)
    assert stage(results.mark_stopped(job, again.id)) is Stage.CUTTING
    assert send(job, "scene_updated", scene=1, status="failed") == job


def test_deleting_a_scene_keeps_the_numbers_of_the_others() -> None:
    job = send(completed(), "scene_deleted", scene=2)

    assert [scene.number for scene in job.active_scenes] == [1, 3]
    assert stage(job) is Stage.CUTTING


def test_a_scene_cannot_be_deleted_while_filming_nor_the_last_one_at_all() -> None:
    with pytest.raises(Invalid, match="actively processing"):
        send(filming(), "scene_deleted", scene=1)
    with pytest.raises(Invalid, match="the last scene cannot be deleted"):
        send(completed("one"), "scene_deleted", scene=1)


def test_a_failed_scene_can_be_deleted() -> None:
    assert stage(send(awaiting_retry(), "scene_deleted", scene=3)) is Stage.CUTTING


def test_a_restored_scene_has_its_old_number_if_that_is_free_else_the_last() -> None:
    job = send(completed(), "scene_deleted", scene=2)
    gone = next(scene for scene in job.scenes if scene.deleted_at)

    assert [scene.number for scene in send(job, "scene_restored", scene=str(gone.id)).active_scenes] == [1, 2, 3]
    ordered = send(job, "scenes_ordered", sceneIds=[str(scene.id) for scene in reversed(job.active_scenes)])
    back = send(ordered, "scene_restored", scene=str(gone.id))
    assert [scene.text.description for scene in back.active_scenes] == ["three", "one", "two"]


def test_a_scene_that_is_not_deleted_cannot_be_restored() -> None:
    job = completed()
    with pytest.raises(Conflict, match="scene 1 is not deleted"):
        send(job, "scene_restored", scene=str(job.active_scenes[0].id))


def test_an_added_scene_moves_later_scenes_and_is_filmed() -> None:
    job = send(completed(), "scene_added", after=1, description="between")

    assert [scene.text.description for scene in job.active_scenes] == ["one", "between", "two", "three"]
    assert [scene.number for scene in job.active_scenes] == [1, 2, 3, 4]
    assert job.active_scenes[1].status is SceneStatus.PENDING
    assert stage(job) is Stage.FILMING


def with_scenes(job: Job, count: int) -> Job:
    """The job with copies of its last scene, so many in all."""
    last = job.active_scenes[-1]
    copies = (
        evolve(last, id=some_id(f"scene {number}"), number=number) for number in range(last.number + 1, count + 1)
    )
    return evolve(job, scenes=(*job.scenes, *copies))


def test_a_job_has_a_hundred_scenes_at_most() -> None:
    job = with_scenes(in_review(), 99)
    job = send(job, "scene_added", after=1, description="the lid comes off")
    assert [scene.number for scene in job.active_scenes] == list(range(1, 101))

    with pytest.raises(Invalid, match="100 scenes at most"):
        send(job, "scene_added", description="one more")

    deleted = job.active_scenes[4]
    job = send(send(job, "scene_deleted", scene=5), "scene_added", description="in its place")
    with pytest.raises(Invalid, match="100 scenes at most"):
        send(job, "scene_restored", scene=deleted.id)


def test_a_job_keeps_five_hundred_scenes_at_most_with_the_deleted_ones() -> None:
    job = with_scenes(in_review(), 500)
    first, *others = job.scenes
    job = evolve(job, scenes=(first, *(evolve(each, deleted_at=each.created_at) for each in others)))

    with pytest.raises(Invalid, match="has had 500 scenes"):
        send(job, "scene_added", description="one more")


def test_a_new_order_must_name_every_scene_once() -> None:
    job = completed()
    ids = [str(scene.id) for scene in job.active_scenes]

    for wrong in (ids[:2], [*ids, ids[0]], [*ids[:2], str(some_id("x"))]):
        with pytest.raises(Invalid, match="name each of the 3 scenes once"):
            send(job, "scenes_ordered", sceneIds=wrong)


def test_selecting_an_earlier_take_costs_nothing() -> None:
    job = send(completed(), "regenerate_scene", sceneNumber=1)
    job = film(job, 1)
    first, cost = job.active_scenes[0].takes[0], job.cost

    job = send(job, "take_selected", scene=1, take=str(first.id))

    assert (job.active_scenes[0].clip, job.cost, stage(job)) == (first, cost, Stage.CUTTING)


def test_only_a_take_with_a_clip_can_be_selected() -> None:
    job = awaiting_retry()
    with pytest.raises(Invalid, match="take 1 has no clip; it is failed"):
        send(job, "take_selected", scene=3, take=str(job.active_scenes[2].takes[0].id))
    with pytest.raises(NotFound, match="no take"):
        send(job, "take_selected", scene=1, take=str(some_id("x")))


def test_a_refused_batch_names_the_operation() -> None:
    with pytest.raises(NotFound, match=r"^operations\[1\]: no scene 9"):
        send(
            completed(),
            "scenes_batch",
            operations=[{"op": "update", "scene": 1, "script": "x"}, {"op": "delete", "scene": 9}],
        )


def test_a_batch_in_review_cannot_regenerate_two_scenes() -> None:
    with pytest.raises(Invalid, match=r"operations\[1\]: in review a scene is regenerated by itself"):
        send(in_review(), "scenes_batch", operations=[{"op": "regenerate", "scene": number} for number in (1, 2)])


def test_scenes_cannot_be_added_while_the_storyboard_is_written() -> None:
    with pytest.raises(Conflict, match="while the job is generating_scenes"):
        send(generating(), "scene_added", description="early")
