"""The progress of a job, counted from its scenes and stored nowhere, and its summary in Markdown."""

import re
from collections import Counter

from pydantic import Field

from domain.base import Wire
from domain.job.filming.chains import awaited_scene, is_held_up
from domain.job.job_asset import AssetStatus
from domain.job.model import JOB_OVER, Job, JobStatus, Stage
from domain.job.scene import Scene, SceneStatus
from domain.job.sound.voice_over import open_lines

_STAGE = {
    JobStatus.PENDING: Stage.QUEUED,
    JobStatus.STORYBOARD_REVIEW: Stage.REVIEW,
    JobStatus.COMPLETED: Stage.DONE,
    JobStatus.FAILED: Stage.FAILED,
    JobStatus.CANCELLED: Stage.CANCELLED,
}

_MARKS = re.compile(r"([\\`*_\[\]<>!|~&])")


class Progress(Wire):
    """How many active scenes are filmed. `percentage` has one decimal and leaves out the cut, unlike `film_ready`."""

    percentage: float = Field(examples=[60.0])
    stage: Stage = Field(examples=["filming"])
    total_scenes: int = Field(examples=[5])
    completed_scenes: int = Field(examples=[3])
    processing_scenes: int = Field(examples=[2])
    failed_scenes: int = Field(examples=[0])
    film_ready: bool


def stage(job: Job) -> Stage:
    now = stage_but_for_assets(job)
    waits_for_assets = now in (Stage.PLANNING, Stage.CUTTING, Stage.AWAITING_RETRY)
    is_fetching = waits_for_assets and any(asset.status is AssetStatus.PENDING for asset in job.assets)
    return Stage.INGESTING_ASSETS if is_fetching else now


def stage_but_for_assets(job: Job) -> Stage:
    """Return the stage that the job has when no asset is being fetched. Its voice-over is a part of filming."""
    if job.status in _STAGE:
        return _STAGE[job.status]
    if job.status is JobStatus.GENERATING_SCENES:
        return Stage.PLANNING
    if any(scene.take and scene.take.is_open and not is_held_up(job, scene) for scene in job.active_scenes):
        return Stage.FILMING
    if job.film_id is None:
        return Stage.AWAITING_RETRY
    return Stage.FILMING if open_lines(job) else Stage.CUTTING


def is_in_flight(job: Job) -> bool:
    """Return whether the job is being planned, filmed or cut: it is not over, and waits for no person."""
    waits = stage_but_for_assets(job) in (Stage.REVIEW, Stage.FAILED, Stage.AWAITING_RETRY)
    return job.deleted_at is None and job.status not in JOB_OVER and not waits


def progress(job: Job) -> Progress:
    count = Counter(scene.status for scene in job.active_scenes)
    total = len(job.active_scenes)
    return Progress(
        percentage=round(100 * count[SceneStatus.COMPLETED] / total, 1) if total else 0.0,
        stage=stage(job),
        total_scenes=total,
        completed_scenes=count[SceneStatus.COMPLETED],
        processing_scenes=count[SceneStatus.PROCESSING],
        failed_scenes=count[SceneStatus.FAILED],
        film_ready=job.status is JobStatus.COMPLETED,
    )


def is_actively_filming(job: Job) -> bool:
    """Return whether a scene is being filmed or the film is being cut, so that no scene may be deleted."""
    return stage(job) is Stage.CUTTING or any(is_being_filmed(job, scene) for scene in job.active_scenes)


def is_being_filmed(job: Job, scene: Scene) -> bool:
    """Return whether the scene's take is being made, or is about to be: not while it waits for the scene before it."""
    return scene.take is not None and scene.take.is_being_filmed and awaited_scene(job, scene) is None


def summary(job: Job) -> str:
    """Return the status, the error and the scenes for the Temporal Web UI, of at most 4,000 characters."""
    now = progress(job)
    lines = [
        f"**{job.status}**, {now.stage}, storyboard {job.revision}, "
        f"{now.completed_scenes} of {now.total_scenes} scenes filmed"
    ]
    if job.error:
        lines.append(f"**{job.error.code}**: {plain(job.error.message)}")
    lines += ["", *(_line(scene) for scene in job.active_scenes)]
    return "\n".join(lines)[:4_000]


def plain(text: str) -> str:
    """Return Markdown that shows the text as it is, in one line: no picture is loaded, and no line looks like ours."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _line(scene: Scene) -> str:
    error = f" ({scene.error.code})" if scene.error else ""
    part = f"{scene.number}. {scene.text.scenario}, {scene.text.duration:g} s"
    return f"{part}, {scene.status}{error}: {plain(scene.text.script)}"
