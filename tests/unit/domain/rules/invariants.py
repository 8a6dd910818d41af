"""Invariants of a job. Each raises AssertionError when its name is not true."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from domain.job.filming.chains import awaited_scene, links
from domain.job.filming.first_frame_choice import first_frames_of, is_wanted
from domain.job.job_asset import AssetStatus
from domain.job.model import Job, JobStatus, Stage
from domain.job.pending_work import WorkKind, pending_work
from domain.job.progress import progress, stage
from domain.job.scene import SceneStatus
from domain.job.sound.voice_over import open_lines
from domain.job.takes.take import TakeStatus
from domain.job.takes.vendor_file import FileStatus
from domain.rules import results
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
