"""Invariants of every change of a job. Each raises AssertionError when its name is not true."""

from uuid import UUID

from domain.base import evolve
from domain.job.events import events
from domain.job.model import Job, JobStatus
from domain.job.pending_work import pending_work
from domain.job.progress import progress
from domain.job.scene import Scene
from domain.rules.messages import (
    ApproveStoryboard,
    Cancel,
    DeleteJob,
    FinishScenes,
    FinishWithoutFailed,
    Message,
    RegenerateAllScenes,
    RegenerateScene,
    RejectStoryboard,
    RetryFailedScenes,
    SetBudget,
)
from domain.rules.purchases.first_frame_messages import ChooseFirstFrame
from domain.rules.scenes.scene_messages import (
    SceneAdded,
    SceneDeleted,
    SceneName,
    SceneRegenerate,
    SceneRestored,
    ScenesBatch,
    ScenesOrdered,
    SceneUpdated,
    TakeSelected,
)
from tests.unit.domain.rules.invariants import SETTLING


def storyboards_are_kept_verbatim(before: Job, after: Job) -> None:
    now = {board.revision: board for board in after.storyboards}
    for old in before.storyboards:
        new = now[old.revision]
        assert new.scenes == old.scenes or old.scenes is None
        assert new.verdict is old.verdict or old.verdict is None
        assert old.feedback is None or old.feedback in (new.feedback or "")


def takes_are_kept(before: Job, after: Job) -> None:
    for scene in before.scenes:
        for take in scene.takes:
            found = after.find_take(take.id)
            assert found is not None
            assert found.text == take.text or take.text is None
            assert found.order_id == take.order_id or take.order_id is None
            assert found.cost >= take.cost


def what_was_said_is_kept(before: Job, after: Job) -> None:
    now = {speech.id: speech for speech in after.speeches}
    for speech in before.speeches:
        found = now[speech.id]
        assert (found.text, found.number) == (speech.text, speech.number)
        assert found.order_id == speech.order_id or speech.order_id is None
        assert found.cost >= speech.cost
        assert not speech.is_settled or found.is_settled


def what_was_drawn_is_kept(before: Job, after: Job) -> None:
    for frame in before.first_frames:
        found = after.find_first_frame(frame.id)
        assert found is not None
        assert (found.text, found.number, found.feedback) == (frame.text, frame.number, frame.feedback)
        assert found.order_id == frame.order_id or frame.order_id is None
        assert found.cost >= frame.cost
        assert not frame.is_settled or found.is_settled


def a_cancelled_job_only_stops_takes(before: Job, after: Job) -> None:
    if before.status is JobStatus.CANCELLED:
        assert after.status is JobStatus.CANCELLED
        assert {piece.kind for piece in pending_work(after).work} <= SETTLING
        assert [scene.text for scene in after.scenes] == [scene.text for scene in before.scenes]


def events_match_changes(before: Job, after: Job) -> None:
    """There are no events without a change, and one for each change of what is shown of a scene."""
    found = events(before, after)
    assert after != before or not found
    changed = {event.data["id"] for event in found if event.kind == "scene"}
    new = {scene.id: _shown(scene) for scene in after.active_scenes}
    for old in before.active_scenes:
        assert new.get(old.id) == _shown(old) or str(old.id) in changed
    if progress(before) != progress(after):
        assert any(event.kind == "job" for event in found)


def _shown(scene: Scene) -> tuple[object, ...]:
    return scene.number, scene.status, scene.take_id, scene.text, scene.error


INVARIANTS_OF_CHANGES = (
    storyboards_are_kept_verbatim,
    takes_are_kept,
    what_was_said_is_kept,
    what_was_drawn_is_kept,
    a_cancelled_job_only_stops_takes,
    events_match_changes,
)


def only_addressed_scenes_change(message: Message, before: Job, after: Job) -> None:
    now = {scene.id: scene for scene in after.scenes}
    addressed = _addressed_scenes(message, before)
    for old in before.scenes:
        new = now[old.id]
        if isinstance(message, SceneAdded | ScenesOrdered):
            assert evolve(new, number=old.number) == old
        elif isinstance(message, Cancel | DeleteJob):
            assert evolve(new, takes=old.takes, take_id=old.take_id, fallback_id=old.fallback_id) == old
        elif isinstance(message, RejectStoryboard | RegenerateAllScenes):
            assert (new.text, new.number, new.deleted_at) == (old.text, old.number, old.deleted_at)
        elif old.id not in addressed:
            assert new == old


def _exceeded_budget(scene: Scene) -> bool:
    return bool(scene.take and scene.take.error and scene.take.error.code == "budget_exceeded")


def _addressed_scenes(message: Message, job: Job) -> set[UUID]:
    names: set[SceneName]
    match message:
        case FinishScenes(scene_numbers=None):
            return {scene.id for scene in job.active_scenes if scene.clip and scene.clip.is_draft}
        case FinishScenes(scene_numbers=numbers):
            names = set(numbers or ())
        case FinishWithoutFailed():
            return {scene.id for scene in job.active_scenes if scene.clip is None}
        case ApproveStoryboard() | RetryFailedScenes():
            return {
                scene.id
                for scene in job.active_scenes
                if scene.clip is None and not (scene.take and scene.take.is_open)
            }
        case SetBudget():
            return {scene.id for scene in job.active_scenes if scene.clip is None and _exceeded_budget(scene)}
        case RegenerateScene(scene_number=name) | ChooseFirstFrame(scene_number=name):
            names = {name}
        case ScenesBatch(operations=operations):
            names = {operation.scene for operation in operations}
        case SceneUpdated(scene=name) | SceneRegenerate(scene=name) | SceneDeleted(scene=name):
            names = {name}
        case SceneRestored(scene=name) | TakeSelected(scene=name):
            names = {name}
        case _:
            names = set()
    return {scene.id for scene in job.scenes if scene.id in names or scene.number in names}
