"""Jobs with pictures, and what is drawn or filmed for them now."""

from typing import Any

from domain.base import evolve
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job
from domain.job.pending_work import WorkKind, pending_work
from tests.unit.domain.jobs import (
    asset,
    text,
)


def ready(name: str) -> JobAsset:
    return evolve(asset(name), status=AssetStatus.READY, blob_key=f"assets/{name}")


def with_text(job: Job, **changes: Any) -> Job:
    """Return the job with the first scene's text changed."""
    scene = job.active_scenes[0]
    return job.with_scenes(evolve(scene, text=evolve(text("one"), **{**dict(scene.text), **changes})))


def drawing(job: Job) -> list[str]:
    return [work.id for work in pending_work(job).work if work.kind is WorkKind.DRAW]


def filmed(job: Job) -> list[Any]:
    takes = {str(scene.take_id): scene.take_id for scene in job.active_scenes}
    return [takes[work.id] for work in pending_work(job).work if work.kind is WorkKind.FILM]
