"""Jobs with assets, or filmed without something, and the warnings that clients see of them."""

from typing import Any

from api.schemas.jobs.job import job_view
from domain.base import evolve
from domain.brief import AssetRole
from domain.job.filming.choices import Filming
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.rules import results
from tests.unit.domain.jobs import (
    asset,
    clip_of,
    order,
    take_of,
)


def ready(name: str, role: str = AssetRole.PRODUCT) -> JobAsset:
    return evolve(asset(name), status=AssetStatus.READY, role=role)


def showing(job: Job, *assets: JobAsset) -> Job:
    """The job whose first scene shows these assets."""
    scene = job.active_scenes[0]
    text = evolve(scene.text, assets=tuple(each.id for each in assets))
    job = evolve(job.with_scenes(evolve(scene, text=text)), assets=assets)
    return job.with_take(evolve(scene.take, text=text)) if scene.take else job


def filmed_without(job: Job, *left_out: LeftOut, sound_error: str | None = None) -> Job:
    """The job after its first scene was filmed without that."""
    take = take_of(job)
    filmed = results.mark_filmed(order(job, 1), take.id, "original", left_out)
    clip = evolve(clip_of(take), sound_error=sound_error)
    return results.mark_prepared(filmed, take.id, clip)


def not_shown(picture: JobAsset) -> LeftOut:
    return LeftOut(what=Ingredient.PICTURE, reason="it cannot be opened", asset=picture.id)


def warnings_of(job: Job) -> list[tuple[str, str]]:
    return [(warning.code, warning.message) for warning in job_view(job).warnings]


def todo(job: Job, about: JobAsset) -> str:
    url = f"/api/v3/jobs/{job.id}/assets/{about.id}"
    return f"replace it with PATCH {url}, or remove it with DELETE {url}"


def filmed_so(job: Job, **choices: Any) -> Job:
    """The job whose first scene is to be filmed so."""
    scene = job.active_scenes[0]
    return job.with_scenes(evolve(scene, text=evolve(scene.text, filming=Filming(**choices))))
