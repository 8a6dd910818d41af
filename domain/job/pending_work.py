"""What is to be done for a job now: all that a workflow run asks for.

A new step begins here: a `WorkKind`, and the condition under which it is pending. CONTRIBUTING.md
lists the rest.
"""

from enum import StrEnum
from uuid import UUID

from domain.base import Frozen
from domain.job.film.captions import outdated_clips
from domain.job.filming.chains import awaited_scene
from domain.job.filming.first_frame_choice import first_frames_to_draw, waits_for_first_frame
from domain.job.filming.wishes import assets_of
from domain.job.job_asset import AssetStatus
from domain.job.model import JOB_OVER, Job, JobStatus
from domain.job.progress import Progress, progress, summary
from domain.job.scene import Scene
from domain.job.sound.voice_over import abandoned_speeches, is_speaking, lines_to_order, speaking_queue
from domain.job.takes.take import ANIMATIC, Take, TakeStatus
from domain.task_queues import RENDER_QUEUE, vendor_queue


class WorkKind(StrEnum):
    INGEST = "ingest"
    PLAN = "plan"
    DRAW = "draw"
    FILM = "film"
    STOP = "stop"
    SPEAK = "speak"
    CAPTION = "caption"
    CUT = "cut"


class Work(Frozen):
    """One piece of work. `id` is that of the asset, storyboard revision, first frame, take, line of speech or film;
    `queue` is its task queue."""

    kind: WorkKind
    id: str
    title: str
    queue: str | None = None
    has_feedback: bool = False

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.id}"


class PendingWork(Frozen):
    """All that is to be done now, in no order. Without work, a job that is not over waits for a person.

    `version` is how often the job has changed: of two states of a job, that of the greater version is the newer.
    `details` is what the Temporal Web UI shows of the job, in Markdown.
    """

    version: int = 0
    status: JobStatus
    client_id: str
    progress: Progress
    work: tuple[Work, ...]
    details: str = ""

    @property
    def is_over(self) -> bool:
        return self.status in JOB_OVER and not self.work


def pending_work(job: Job) -> PendingWork:
    """Return what is to be done for the job now."""
    return PendingWork(
        version=job.version,
        status=job.status,
        client_id=job.brief.context.client_id,
        progress=progress(job),
        work=(*_to_stop(job), *_to_settle(job), *_to_draw(job), *_to_do(job)),
        details=summary(job),
    )


def _to_do(job: Job) -> tuple[Work, ...]:
    match job.status:
        case JobStatus.GENERATING_SCENES:
            title = f"Write storyboard {job.revision}"
            return _to_ingest(job) or (Work(kind=WorkKind.PLAN, id=str(job.revision), title=title),)
        case JobStatus.STORYBOARD_REVIEW:
            return (*_to_ingest(job), *_to_film(job))
        case JobStatus.PROCESSING:
            return (*_to_ingest(job), *_to_film(job), *_to_speak(job)) or _to_caption(job) or _to_cut(job)
        case _:
            return ()


def _to_ingest(job: Job) -> tuple[Work, ...]:
    return tuple(
        Work(kind=WorkKind.INGEST, id=str(asset.id), title=f"Fetch asset {position}")
        for position, asset in enumerate(job.assets, 1)
        if asset.status is AssetStatus.PENDING
    )


def _to_film(job: Job) -> tuple[Work, ...]:
    """Return the open takes. One that is not ordered yet waits for the assets that it needs, for its first frame, and
    for the scene before it if it is to begin where that ends: the end of that scene's take returns it.

    An animatic waits for all lines of the voice-over too, because its words are written in step with them.
    """
    waits = is_speaking(job)
    pending = {asset.id for asset in job.assets if asset.status is AssetStatus.PENDING}
    taking = [(scene, scene.take) for scene in job.active_scenes if scene.take and scene.take.is_open]
    return tuple(
        _on_take(WorkKind.FILM, "Scene", scene, take)
        for scene, take in taking
        if take.status is not TakeStatus.WANTED
        or take.text is None
        or not (
            (waits and take.provider == ANIMATIC)
            or pending.intersection(assets_of(job, take.text))
            or awaited_scene(job, scene)
            or waits_for_first_frame(job, scene)
        )
    )


def _to_draw(job: Job) -> tuple[Work, ...]:
    numbers = {scene.id: scene.number for scene in job.scenes}
    return tuple(
        Work(
            kind=WorkKind.DRAW,
            id=str(each.id),
            title=f"Draw the first frame of scene {numbers[each.scene_id]}, number {each.number}",
            queue=vendor_queue(each.provider),
        )
        for each in first_frames_to_draw(job)
    )


def _to_speak(job: Job) -> tuple[Work, ...]:
    return tuple(
        _on_line(line.id, f"Speak scene {line.scene_number}", line.line.provider) for line in lines_to_order(job)
    )


def _to_settle(job: Job) -> tuple[Work, ...]:
    """Return the lines that were ordered and are not to be said any more, whatever the job's status."""
    return tuple(_on_line(each.id, "Settle a line", each.provider) for each in abandoned_speeches(job))


def _on_line(speech: UUID, title: str, provider: str) -> Work:
    return Work(kind=WorkKind.SPEAK, id=str(speech), title=title, queue=speaking_queue(provider))


def _to_stop(job: Job) -> tuple[Work, ...]:
    stopping = [(scene, take) for scene in job.scenes for take in scene.takes if take.status is TakeStatus.STOPPING]
    return tuple(_on_take(WorkKind.STOP, "Stop scene", scene, take) for scene, take in stopping)


def _on_take(kind: WorkKind, what: str, scene: Scene, take: Take) -> Work:
    title = f"{what} {scene.number}, take {take.number}"
    has_feedback = take.is_open and take.text is None
    return Work(kind=kind, id=str(take.id), title=title, queue=take.queue, has_feedback=has_feedback)


def _to_caption(job: Job) -> tuple[Work, ...]:
    """Return the clips that show other words, or another logo, than they are to: their originals are kept."""
    return tuple(
        Work(kind=WorkKind.CAPTION, id=str(take.id), title=f"Caption scene {scene.number}", queue=RENDER_QUEUE)
        for scene, take in outdated_clips(job)
    )


def _to_cut(job: Job) -> tuple[Work, ...]:
    film = job.film_id
    return (Work(kind=WorkKind.CUT, id=str(film), title=f"Cut {len(job.active_scenes)} scenes"),) if film else ()
