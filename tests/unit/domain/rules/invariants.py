"""Invariants of a job, and of every change of a job. Each raises AssertionError when its name is not true."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from domain.base import evolve
from domain.job.events import events
from domain.job.filming.chains import awaited_scene, links
from domain.job.filming.first_frame_choice import first_frames_of, is_wanted
from domain.job.job_asset import AssetStatus
from domain.job.model import Job, JobStatus, Stage
from domain.job.pending_work import WorkKind, pending_work
from domain.job.progress import progress, stage
from domain.job.scene import Scene, SceneStatus
from domain.job.sound.voice_over import open_lines
from domain.job.takes.take import TakeStatus
from domain.job.takes.vendor_file import FileStatus
from domain.rules import results
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
from domain.rules.scenes.scenes import UPLOAD

SETTLING = {WorkKind.STOP, WorkKind.SPEAK, WorkKind.DRAW}
"""Work that may be left of a job that is over: it finds out what became of orders."""


def active_scene_numbers_are_unique(job: Job) -> None:
    numbers = [scene.number for scene in job.scenes if scene.deleted_at is None]
    assert len(numbers) == len(set(numbers))


def an_open_take_is_the_only_one_and_the_current_one(job: Job) -> None:
    for scene in job.scenes:
        opened = [take.id for take in scene.takes if take.is_open]
        assert opened in ([], [scene.take_id])
        assert not opened or scene.deleted_at is None, "a deleted scene has an open take"


def takes_are_open_only_while_the_job_is_processed(job: Job) -> None:
    for scene in job.scenes:
        for take in scene.takes:
            if take.is_open and take.provider != UPLOAD:
                assert job.status is JobStatus.PROCESSING
            if take.is_open and take.provider == UPLOAD:
                assert job.status not in (JobStatus.COMPLETED, JobStatus.CANCELLED)


def takes_have_distinct_ids_numbers_and_seeds(job: Job) -> None:
    for scene in job.scenes:
        assert [take.number for take in scene.takes] == list(range(1, len(scene.takes) + 1))
        marks = {(take.provider, take.model, take.seed) for take in scene.takes}
        assert len(marks) == len(scene.takes), "an order could be taken for that of another take"
    ids = [take.id for scene in job.scenes for take in scene.takes]
    assert len(ids) == len(set(ids))


def a_completed_scene_has_a_clip(job: Job) -> None:
    for scene in job.scenes:
        assert (scene.status is SceneStatus.COMPLETED) == (scene.clip is not None)
        if scene.clip:
            assert scene.clip.working_key
            assert scene.clip.frames


def a_completed_job_shows_its_scenes_clips(job: Job) -> None:
    if job.status is JobStatus.COMPLETED:
        assert job.film is not None
        assert job.film.takes == tuple(scene.clip.id for scene in job.active_scenes if scene.clip)
        assert len(job.film.takes) == len(job.active_scenes) > 0
        assert not job.film_is_stale


def costs_match_orders(job: Job) -> None:
    for scene in job.scenes:
        for take in scene.takes:
            assert take.orders >= 0
            assert take.order_id is None or take.asked_at is not None
            drawn = take.still.price if take.still and take.still.order_id else Decimal(0)
            assert take.cost == (take.price if take.order_id else drawn)
            assert take.owed >= take.cost
            if take.status in (TakeStatus.WANTED, TakeStatus.ORDERING):
                assert take.order_id is None, "an ordered take can be claimed"
            if take.status in (TakeStatus.ORDERED, TakeStatus.FILMED):
                assert take.order_id is not None


def lines_and_first_frames_are_paid_once_and_cost_what_was_ordered(job: Job) -> None:
    files = (*job.speeches, *job.first_frames)
    assert len({file.id for file in files}) == len(files)
    for file in files:
        assert file.orders >= 0
        assert file.order_id is None or file.asked_at is not None
        assert file.cost == (file.price if file.order_id else Decimal(0))
        assert file.owed >= file.cost
        match file.status:
            case FileStatus.WANTED | FileStatus.ORDERING:
                assert file.order_id is None, "what is ordered can be claimed"
            case FileStatus.ORDERED:
                assert file.order_id is not None
            case FileStatus.DONE:
                assert file.key


def first_frames_are_of_scenes_that_are_kept_and_numbered(job: Job) -> None:
    for scene in job.scenes:
        frames = first_frames_of(job, scene)
        assert [frame.number for frame in frames] == list(range(1, len(frames) + 1))
        assert sum(not frame.is_settled for frame in frames) <= 1
        assert scene.first_frame_id in (None, *(frame.id for frame in frames))
    assert {frame.scene_id for frame in job.first_frames} <= {scene.id for scene in job.scenes}


def a_first_frame_that_may_be_paid_is_settled_whatever_becomes_of_its_scene(job: Job) -> None:
    drawing = {UUID(piece.id) for piece in pending_work(job).work if piece.kind is WorkKind.DRAW}
    at_vendor = {frame.id for frame in job.first_frames if frame.is_at_vendor}
    wanted = {frame.id for frame in job.first_frames if is_wanted(job, frame.id)}
    assert at_vendor <= drawing <= at_vendor | wanted
    if not any(asset.status is AssetStatus.PENDING for asset in job.assets):
        assert drawing == at_vendor | wanted


def a_line_that_may_be_paid_is_settled_whatever_becomes_of_its_words(job: Job) -> None:
    speaking = {UUID(piece.id) for piece in pending_work(job).work if piece.kind is WorkKind.SPEAK}
    at_voice = {speech.id for speech in job.speeches if speech.is_at_vendor}
    is_fetching = any(asset.status is AssetStatus.PENDING for asset in job.assets)
    assert at_voice <= speaking
    if job.status is not JobStatus.PROCESSING:
        assert speaking == at_voice
    elif not is_fetching and job.brief.production.max_cost is None:
        assert speaking == at_voice | {line.id for line in open_lines(job)}


def at_most_two_takes_in_a_row_begin_where_the_one_before_ends(job: Job) -> None:
    for scene in job.scenes:
        for take in scene.takes:
            assert links(job, take) <= 2


def what_waits_for_the_scene_before_is_not_ordered(job: Job) -> None:
    filmed = {piece.id for piece in pending_work(job).work if piece.kind is WorkKind.FILM}
    for scene in job.active_scenes:
        if awaited_scene(job, scene):
            assert scene.take
            assert (scene.take.asked_at, scene.take.order_id) == (None, None)
            assert str(scene.take.id) not in filmed


def progress_equals_a_recount(job: Job) -> None:
    statuses = [scene.status for scene in job.scenes if scene.deleted_at is None]
    count = Counter(statuses)
    now = progress(job)
    assert now.total_scenes == len(statuses)
    assert now.completed_scenes == count[SceneStatus.COMPLETED]
    assert now.processing_scenes == count[SceneStatus.PROCESSING]
    assert now.failed_scenes == count[SceneStatus.FAILED]
    share = 100 * count[SceneStatus.COMPLETED] / len(statuses) if statuses else 0
    assert now.percentage == round(share, 1)
    assert now.film_ready == (job.status is JobStatus.COMPLETED)


def there_is_work_unless_a_person_must_decide(job: Job) -> None:
    work = pending_work(job).work
    match job.status:
        case JobStatus.GENERATING_SCENES:
            assert work
        case JobStatus.PROCESSING:
            assert work or stage(job) is Stage.AWAITING_RETRY
        case JobStatus.STORYBOARD_REVIEW:
            assert not any(piece.kind in (WorkKind.PLAN, WorkKind.CUT) for piece in work)
        case _:
            assert {piece.kind for piece in work} <= SETTLING


def pending_work_is_wanted(job: Job) -> None:
    fetching = {str(each.id) for each in job.assets if each.status is AssetStatus.PENDING}
    names = [piece.name for piece in pending_work(job).work]
    assert len(names) == len(set(names))
    for piece in pending_work(job).work:
        match piece.kind:
            case WorkKind.INGEST:
                assert piece.id in fetching
            case WorkKind.PLAN:
                assert not fetching
                assert job.current_storyboard is not None
                assert job.current_storyboard.scenes is None
                assert piece.id == str(job.current_storyboard.revision)
            case WorkKind.FILM | WorkKind.STOP:
                take = job.find_take(UUID(piece.id))
                assert take is not None
                assert results.is_wanted(job, take) == (piece.kind is WorkKind.FILM)
            case WorkKind.CUT:
                assert piece.id == str(job.film_id)


def storyboards_are_numbered_and_all_but_the_last_have_a_verdict(job: Job) -> None:
    assert [board.revision for board in job.storyboards] == list(range(1, len(job.storyboards) + 1))
    assert not job.storyboards or job.revision == job.storyboards[-1].revision
    for older, _ in pairwise(job.storyboards):
        assert older.scenes is not None
        assert older.verdict is not None
    if job.status is JobStatus.STORYBOARD_REVIEW:
        board = job.storyboards[-1]
        assert board.scenes is not None
        assert [(s.scene_number, s.text) for s in board.scenes] == [(s.number, s.text) for s in job.active_scenes]


INVARIANTS = (
    lines_and_first_frames_are_paid_once_and_cost_what_was_ordered,
    first_frames_are_of_scenes_that_are_kept_and_numbered,
    a_first_frame_that_may_be_paid_is_settled_whatever_becomes_of_its_scene,
    a_line_that_may_be_paid_is_settled_whatever_becomes_of_its_words,
    active_scene_numbers_are_unique,
    an_open_take_is_the_only_one_and_the_current_one,
    takes_are_open_only_while_the_job_is_processed,
    takes_have_distinct_ids_numbers_and_seeds,
    a_completed_scene_has_a_clip,
    a_completed_job_shows_its_scenes_clips,
    at_most_two_takes_in_a_row_begin_where_the_one_before_ends,
    what_waits_for_the_scene_before_is_not_ordered,
    costs_match_orders,
    progress_equals_a_recount,
    there_is_work_unless_a_person_must_decide,
    pending_work_is_wanted,
    storyboards_are_numbered_and_all_but_the_last_have_a_verdict,
)


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
