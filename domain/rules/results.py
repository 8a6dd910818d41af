"""How the results of steps change a job.

A result that does not apply any more (another storyboard is current, the take is superseded, the clips are others)
changes nothing: steps run twice, late and in any order.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.base import Frozen, evolve
from domain.brief import AssetType
from domain.errors import BudgetExceeded, ErrorInfo
from domain.job.approval import AUTO_APPROVAL, Approval
from domain.job.film.film_file import Film
from domain.job.job_asset import ASSET_LOST, AssetStatus
from domain.job.model import Job, JobStatus
from domain.job.scene import STOPPED, Scene
from domain.job.storyboard import Plan, SceneText
from domain.job.storyboard_revision import Storyboard
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.job.takes.take import OPEN, Take, TakeStatus
from domain.rules.assets.assets import known_assets_only
from domain.rules.purchases.first_frames import stop_unwanted
from domain.rules.purchases.purchasing import without_failures
from domain.rules.scenes.takes import VideoModelChoice, changes_take, soft_deleted
from domain.rules.storyboard.approvals import Estimate, no_estimate
from domain.rules.storyboard.storyboard_revisions import approve

CLIP_LOST = ErrorInfo(code="clip_lost", message="the clip is gone from storage; retry the scene to film it again")


class PreparedClip(Frozen):
    """A working clip in storage. `size` is in bytes, `working_sha256` of the clip; its sound is a file of its own.

    `sound_error` says why the sound of the vendor's clip cannot be read. `overlay` is the id of what is drawn into it
    besides its footage, `not_drawn` what of that is left out.
    """

    working_key: str
    frames: int
    size: int
    working_sha256: str | None = None
    has_sound: bool
    sound_error: str | None = None
    overlay: UUID | None = None
    not_drawn: tuple[LeftOut, ...] = ()

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What the clip lacks."""
        silenced = (LeftOut(what=Ingredient.SOUND, reason=self.sound_error),) if self.sound_error else ()
        return (*silenced, *self.not_drawn)

    @property
    def files(self) -> dict[str, Any]:
        """What a take notes of it."""
        return self.model_dump(exclude={"sound_error", "not_drawn"})


def begin(job: Job, now: datetime) -> Job:
    """Start the job: from pending to having its first storyboard written."""
    if job.status is not JobStatus.PENDING:
        return job
    board = Storyboard(revision=job.revision, created_at=now)
    return evolve(job.with_storyboard(board), status=JobStatus.GENERATING_SCENES)


class StoredAsset(Frozen):
    """An asset that is in storage. `type` and `content_type` are detected from its bytes."""

    type: AssetType
    content_type: str
    size: int
    blob_key: str
    sha256: str | None = None


def mark_asset_ready(job: Job, asset_id: UUID, stored: StoredAsset) -> Job:
    return _with_asset(job, asset_id, AssetStatus.PENDING, status=AssetStatus.READY, **dict(stored))


def mark_asset_failed(job: Job, asset_id: UUID, error: ErrorInfo) -> Job:
    """Record that the asset cannot be had: a warning on the job, which goes on without it."""
    return _with_asset(job, asset_id, AssetStatus.PENDING, status=AssetStatus.FAILED, error=error)


def mark_asset_lost(job: Job, asset_id: UUID) -> Job:
    """Record that the asset's file is gone from storage: a warning on the job, which goes on without it."""
    return _with_asset(job, asset_id, AssetStatus.READY, status=AssetStatus.FAILED, blob_key=None, error=ASSET_LOST)


def _with_asset(job: Job, asset_id: UUID, expected: AssetStatus, **changes: object) -> Job:
    """Return the job with the asset changed, if it has the expected status."""
    return evolve(
        job,
        assets=tuple(
            evolve(asset, **changes) if asset.id == asset_id and asset.status is expected else asset
            for asset in job.assets
        ),
    )


def apply_plan(
    job: Job,
    revision: int,
    plan: Plan,
    new_ids: Sequence[UUID],
    now: datetime,
    model_choice: VideoModelChoice,
    estimate: Estimate = no_estimate,
) -> Job:
    """Fill storyboard `revision` with what the planner wrote; with `autoApprove` approve it at once.

    `new_ids` are for the plan's scenes. A rewrite of one scene keeps every id, every other text, and how the scene is
    filmed. `estimate` is for the record of the approval.
    """
    board = job.current_storyboard
    if job.status is not JobStatus.GENERATING_SCENES or board is None or board.revision != revision:
        return job
    if board.only is None:
        job = _with_new_scenes(job, plan, new_ids, now)
    else:
        job = _with_one_rewritten(job, plan, board.only)
    job = job.with_storyboard(evolve(board, scenes=job.storyboard_scenes, metadata=plan.metadata, written_at=now))
    job = evolve(job, status=JobStatus.STORYBOARD_REVIEW, error=None)
    if not job.brief.production.auto_approve:
        return job
    return approve(job, Approval(**dict(AUTO_APPROVAL), amount=estimate(job), at=now), model_choice)


def _with_new_scenes(job: Job, plan: Plan, new_ids: Sequence[UUID], now: datetime) -> Job:
    with_purchases = {scene.id for scene in job.scenes if scene.takes} | {each.scene_id for each in job.first_frames}
    kept = tuple(soft_deleted(scene, scene.deleted_at or now) for scene in job.scenes if scene.id in with_purchases)
    new = tuple(
        Scene(id=new_id, number=number, text=text, created_at=now)
        for number, (new_id, text) in enumerate(zip(new_ids, plan.scenes, strict=True), 1)
    )
    return stop_unwanted(evolve(job, scenes=(*kept, *new)))


def _with_one_rewritten(job: Job, plan: Plan, number: int) -> Job:
    for scene, text in zip(job.active_scenes, plan.scenes, strict=True):
        if scene.number == number:
            text = evolve(text, filming=scene.text.filming)
            job = job.with_scenes(evolve(scene, text=text, revision=scene.revision + 1))
    return job


def fail_planning(job: Job, revision: int, error: ErrorInfo) -> Job:
    if job.status is not JobStatus.GENERATING_SCENES or job.revision != revision:
        return job
    return evolve(job, status=JobStatus.FAILED, error=error)


def apply_rewrite(job: Job, take_id: UUID, text: SceneText) -> Job:
    """Give the scene and its take the text that a planner wrote from the client's feedback. It is filmed as before."""
    take = job.find_take(take_id, OPEN)
    if take is None or take.text is not None:
        return job
    scene = job.scene(take.scene_id)
    text = known_assets_only(job, evolve(text, filming=scene.text.filming))
    job = job.with_scenes(evolve(scene, text=text, revision=scene.revision + 1))
    return job.with_take(evolve(take, text=text))


@changes_take
def note_references(take: Take, references: tuple[UUID, ...]) -> Take:
    """Record which pictures the take's model is shown."""
    return evolve(take, references=references) if take.is_open and take.references != references else take


@changes_take
def note_left_out(take: Take, left_out: tuple[LeftOut, ...]) -> Take:
    """Record what the clip that is being made will lack."""
    return take.without(*left_out) if take.is_open and left_out else take


@changes_take
def mark_filmed(
    take: Take,
    original_key: str,
    left_out: tuple[LeftOut, ...] = (),
    sha256: str | None = None,
    model_version: str | None = None,
    size: int | None = None,
    overlay: UUID | None = None,
) -> Take:
    """Record that the vendor's clip is in storage, its hash and size, what was left out of it, and what made it.

    `overlay` is the id of the words that an animatic wrote into it itself.
    """
    if take.status is not TakeStatus.ORDERED:
        return take
    filmed = without_failures(take.without(*left_out), TakeStatus.FILMED)
    return evolve(
        filmed,
        original_key=original_key,
        original_sha256=sha256,
        original_size=size,
        model_version=model_version,
        overlay=overlay,
    )


def mark_prepared(job: Job, take_id: UUID, clip: PreparedClip) -> Job:
    """Record that the working clip is in storage: the take is done and its scene completed, in one change."""
    take = job.find_take(take_id, {TakeStatus.FILMED})
    if take is None:
        return job
    done = evolve(without_failures(take.without(*clip.left_out), TakeStatus.DONE), progress=None, **clip.files)
    return _with_scene_of(job.with_take(done), done, fallback_id=None, error=None)


def fail_take(job: Job, take_id: UUID, error: ErrorInfo) -> Job:
    """Fail the take for good. Its scene shows the error and has its earlier clip again, if there is one."""
    take = job.find_take(take_id, OPEN)
    if take is None:
        return job
    job = job.with_take(evolve(take, status=TakeStatus.FAILED, error=error, next_retry_at=None))
    if error.code == BudgetExceeded.code:
        job = evolve(job, error=error)
    fallback = job.scene(take.scene_id).fallback_id
    return _with_scene_of(job, take, take_id=fallback or take_id, fallback_id=None, provider_id=None, error=error)


def _with_scene_of(job: Job, take: Take, **changes: object) -> Job:
    """Return the job with the take's scene changed, if the take is the scene's current one."""
    scene = job.scene(take.scene_id)
    return job.with_scenes(evolve(scene, **changes)) if scene.take_id == take.id else job


@changes_take
def mark_stopped(take: Take) -> Take:
    """Record that a superseded take was never ordered, or is cancelled at the vendor."""
    return evolve(take, status=TakeStatus.CANCELLED) if take.status is TakeStatus.STOPPING else take


def fail_stop(job: Job, take_id: UUID, error: ErrorInfo) -> Job:
    """Record that the order of a superseded take could not be cancelled at the vendor, and why.

    It has failed then with an order that may be open: no other provider is asked for its scene by itself. In a
    cancelled job nothing is asked for any more.
    """
    take = job.find_take(take_id, {TakeStatus.STOPPING})
    if take is None or take.order_id is None or job.status is JobStatus.CANCELLED:
        return mark_stopped(job, take_id)
    told = STOPPED if take.error and take.error.code == STOPPED.code else error
    return job.with_take(evolve(take, status=TakeStatus.FAILED, error=told))


def apply_film(job: Job, film: Film) -> Job:
    """Complete the job with the film that is in storage, if it still shows the job's clips.

    Of a film that two workers cut at once, the later file replaces the first: it is noted as it is stored.
    """
    shown = job.film
    if job.status is JobStatus.COMPLETED and shown and shown.id == film.id and shown.sha256 != film.sha256:
        return evolve(job, film=film)
    if job.status is not JobStatus.PROCESSING or job.film_id != film.id:
        return job
    return stop_unwanted(evolve(job, status=JobStatus.COMPLETED, film=film, error=None))


def fail_cutting(job: Job, film_id: UUID, error: ErrorInfo) -> Job:
    if job.status is not JobStatus.PROCESSING or job.film_id != film_id:
        return job
    return evolve(job, status=JobStatus.FAILED, error=error)


def mark_clip_lost(job: Job, take_id: UUID) -> Job:
    """Fail the scene whose clip is gone from storage. Nothing is ordered again unless a client asks for it."""
    take = job.find_take(take_id, {TakeStatus.DONE})
    if take is None:
        return job
    keys = {"working_key": None, "original_key": None, "size": None, "original_size": None}
    job = job.with_take(evolve(take, status=TakeStatus.FAILED, error=CLIP_LOST, **keys))
    scene = job.scene(take.scene_id)
    if scene.take_id != take_id or scene.deleted_at:
        return job
    job = job.with_scenes(evolve(scene, error=CLIP_LOST))
    return evolve(job, status=JobStatus.PROCESSING) if job.status is JobStatus.COMPLETED else job


@changes_take
def mark_original_lost(take: Take) -> Take:
    """Forget the key of a vendor's clip that is gone from storage. The working clip is still there."""
    has_original = take.original_key and take.status is TakeStatus.DONE
    return evolve(take, original_key=None, original_size=None) if has_original else take


def mark_film_lost(job: Job, film_id: UUID) -> Job:
    """Have a film that is gone from storage cut again from its clips."""
    if job.status is not JobStatus.COMPLETED or job.film is None or job.film.id != film_id:
        return job
    return evolve(job, status=JobStatus.PROCESSING)


def is_wanted(job: Job, take: Take) -> bool:
    """Return whether the take is still to be made. Asked before each expensive step."""
    return job.status in (JobStatus.PROCESSING, JobStatus.STORYBOARD_REVIEW) and take.is_open
