"""What the steps do to a job: the rule book's other half.

Each function takes a loaded job and gives the job as it is then. A result that no longer applies (another
revision is on the table, the take is unwanted, the clips are others) changes nothing: steps run twice, late and in any
order.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from domain.base import Frozen
from domain.brief import AssetType
from domain.error_info import ErrorInfo
from domain.errors import BudgetExceeded
from domain.job.model import (
    ASSET_LOST,
    AssetStatus,
    Film,
    Job,
    JobAsset,
    JobStatus,
    Scene,
    Storyboard,
    StoryboardScene,
    evolve,
)
from domain.job.storyboard import Plan, SceneText
from domain.job.take import OPEN, Take, TakeStatus
from domain.rules.purchasing import going_well
from domain.rules.storyboard_revisions import approve
from domain.rules.takes import VideoModelChoice, soft_deleted

StepRule = Callable[[Job], Job]
"""What a step's result does to the job."""


class PreparedClip(Frozen):
    """A working clip in storage: `frames` long, its sound beside it when it has any."""

    working_key: str
    frames: int
    size: int
    has_sound: bool


def begin(job: Job, now: datetime) -> Job:
    """The workflow has the job: from `pending` to writing revision 1."""
    if job.status is not JobStatus.PENDING:
        return job
    board = Storyboard(revision=job.revision, created_at=now)
    return evolve(job.with_storyboard(board), status=JobStatus.GENERATING_SCENES)


class StoredAsset(Frozen):
    """An asset whose bytes are ours; type and content type are what the bytes say."""

    type: AssetType
    content_type: str
    size: int
    blob_key: str


def mark_asset_ready(job: Job, asset_id: UUID, stored: StoredAsset) -> Job:
    return _with_asset(job, asset_id, status=AssetStatus.READY, **dict(stored))


def mark_asset_failed(job: Job, asset_id: UUID, fault: ErrorInfo) -> Job:
    """It cannot be had: a warning on the job, which goes on without it."""
    return _with_asset(job, asset_id, status=AssetStatus.FAILED, error=fault)


def mark_asset_lost(job: Job, asset_id: UUID) -> Job:
    """Its file is gone from storage: a warning on the job, which goes on without it."""
    asset = next((asset for asset in job.assets if asset.id == asset_id), None)
    if asset is None or asset.status is not AssetStatus.READY:
        return job
    lost = evolve(asset, status=AssetStatus.FAILED, blob_key=None, error=ASSET_LOST)
    return evolve(job, assets=tuple(lost if each is asset else each for each in job.assets))


def _with_asset(job: Job, asset_id: UUID, **changes: object) -> Job:
    def changed(asset: JobAsset) -> JobAsset:
        mine = asset.id == asset_id and asset.status is AssetStatus.PENDING
        return evolve(asset, **changes) if mine else asset

    return evolve(job, assets=tuple(changed(asset) for asset in job.assets))


def apply_plan(
    job: Job, revision: int, plan: Plan, new_ids: Sequence[UUID], now: datetime, model_choice: VideoModelChoice
) -> Job:
    """Revision `revision` is written and on the table; with `autoApprove` it is approved at once.

    `new_ids` are ids for as many new scenes as the plan has. A rewrite of one scene keeps
    every id and every other text.
    """
    board = job.current_storyboard
    if job.status is not JobStatus.GENERATING_SCENES or board is None or board.revision != revision:
        return job
    if board.only is None:
        job = _with_new_scenes(job, plan, new_ids, now)
    else:
        job = _with_one_rewritten(job, plan, board.only)
    written = tuple(StoryboardScene(scene_number=scene.number, text=scene.text) for scene in job.active_scenes)
    job = job.with_storyboard(evolve(board, scenes=written, metadata=plan.metadata))
    job = evolve(job, status=JobStatus.STORYBOARD_REVIEW, error=None)
    return approve(job, now, model_choice) if job.brief.production.auto_approve else job


def _with_new_scenes(job: Job, plan: Plan, new_ids: Sequence[UUID], now: datetime) -> Job:
    kept = tuple(soft_deleted(scene, scene.deleted_at or now) for scene in job.scenes if scene.takes)
    new = tuple(
        Scene(id=new_id, number=number, text=text, created_at=now)
        for number, (new_id, text) in enumerate(zip(new_ids, plan.scenes, strict=True), 1)
    )
    return evolve(job, scenes=(*kept, *new))


def _with_one_rewritten(job: Job, plan: Plan, number: int) -> Job:
    for scene, text in zip(job.active_scenes, plan.scenes, strict=True):
        if scene.number == number:
            job = job.with_scene(evolve(scene, text=text, revision=scene.revision + 1))
    return job


def fail_planning(job: Job, revision: int, fault: ErrorInfo) -> Job:
    if job.status is not JobStatus.GENERATING_SCENES or job.revision != revision:
        return job
    return evolve(job, status=JobStatus.FAILED, error=fault)


def apply_rewrite(job: Job, take_id: UUID, text: SceneText) -> Job:
    """The feedback of a regenerate is worked into the scene; its take films the new text."""
    found = job.take(take_id)
    if found is None or not found[1].is_open or found[1].text is not None:
        return job
    scene, take = found
    job = job.with_scene(evolve(scene, text=text, revision=scene.revision + 1))
    return job.with_take(evolve(take, text=text))


def mark_filmed(job: Job, take_id: UUID, original_key: str) -> Job:
    found = job.take(take_id)
    if found is None or found[1].status is not TakeStatus.ORDERED:
        return job
    return job.with_take(evolve(going_well(found[1], TakeStatus.FILMED), original_key=original_key))


def mark_prepared(job: Job, take_id: UUID, clip: PreparedClip) -> Job:
    """The working clip is stored: the take is done and its scene completed, in one."""
    found = job.take(take_id)
    if found is None or found[1].status is not TakeStatus.FILMED:
        return job
    scene, take = found
    facts = {"working_key": clip.working_key, "frames": clip.frames, "size": clip.size, "has_sound": clip.has_sound}
    job = job.with_take(evolve(going_well(take, TakeStatus.DONE), progress=None, **facts))
    if scene.take_id != take_id:
        return job
    scene = next(each for each in job.scenes if each.id == scene.id)
    return job.with_scene(evolve(scene, fallback_id=None, error=None))


def fail_take(job: Job, take_id: UUID, fault: ErrorInfo) -> Job:
    """It will not be made. The scene stands on its earlier take again, if it has one, and shows the error."""
    found = job.take(take_id)
    if found is None or found[1].status not in OPEN:
        return job
    scene, take = found
    job = job.with_take(evolve(take, status=TakeStatus.FAILED, error=fault, next_retry_at=None))
    if fault.code == BudgetExceeded.code:
        job = evolve(job, error=fault)
    if scene.take_id != take_id:
        return job
    scene = next(each for each in job.scenes if each.id == scene.id)
    stands_on = scene.fallback_id or take_id
    return job.with_scene(evolve(scene, take_id=stands_on, fallback_id=None, provider_id=None, error=fault))


def mark_stopped(job: Job, take_id: UUID) -> Job:
    """The vendor's job of an unwanted take is cancelled, or was never ordered."""
    found = job.take(take_id)
    if found is None or found[1].status is not TakeStatus.STOPPING:
        return job
    return job.with_take(evolve(found[1], status=TakeStatus.CANCELLED))


def apply_film(job: Job, film: Film) -> Job:
    """The film is in storage. It completes the job only if it still shows the job's clips."""
    if job.status is not JobStatus.PROCESSING or job.film_id != film.id:
        return job
    return evolve(job, status=JobStatus.COMPLETED, film=film, error=None)


def fail_cutting(job: Job, film_id: UUID, fault: ErrorInfo) -> Job:
    if job.status is not JobStatus.PROCESSING or job.film_id != film_id:
        return job
    return evolve(job, status=JobStatus.FAILED, error=fault)


def mark_clip_lost(job: Job, take_id: UUID) -> Job:
    """A clip is gone from storage: its scene fails, and nothing is bought again unasked."""
    found = job.take(take_id)
    if found is None or found[1].status is not TakeStatus.DONE:
        return job
    scene, take = found
    fault = ErrorInfo(code="clip_lost", message="the clip is gone from storage; retry the scene to film it again")
    lost = evolve(take, status=TakeStatus.FAILED, error=fault, working_key=None, original_key=None, size=None)
    job = job.with_take(lost)
    if scene.take_id != take_id or scene.deleted_at:
        return job
    scene = next(each for each in job.scenes if each.id == scene.id)
    job = job.with_scene(evolve(scene, error=fault))
    return evolve(job, status=JobStatus.PROCESSING) if job.status is JobStatus.COMPLETED else job


def mark_original_lost(job: Job, take_id: UUID) -> Job:
    """What the vendor made is gone, but not what the film is cut from: only the way to it goes too."""
    found = job.take(take_id)
    if found is None or found[1].status is not TakeStatus.DONE or found[1].original_key is None:
        return job
    return job.with_take(evolve(found[1], original_key=None))


def mark_film_lost(job: Job, film_id: UUID) -> Job:
    """The film is gone from storage: it is cut again from the clips that are there."""
    if job.status is not JobStatus.COMPLETED or job.film is None or job.film.id != film_id:
        return job
    return evolve(job, status=JobStatus.PROCESSING)


def is_wanted(job: Job, take: Take) -> bool:
    """Whether making this take still makes sense: asked before each expensive step."""
    return job.status in (JobStatus.PROCESSING, JobStatus.STORYBOARD_REVIEW) and take.is_open
