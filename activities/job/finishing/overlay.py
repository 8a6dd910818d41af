"""Collect what is drawn over the footage of a clip: its captions, and its logo as a file."""

from pathlib import Path

from activities.common.job_activities import JobActivities
from domain.brief import CaptionStyle
from domain.job.film.captions import brand_colours, clip_captions
from domain.job.film.end_card import corner_logo
from domain.job.model import Job
from domain.job.scene import Scene
from domain.ports.editor import Overlay
from domain.ports.video_and_image import LOGO_FILE


async def fetch_overlay(activities: JobActivities, job: Job, scene: Scene, folder: Path) -> Overlay | None:
    """Return what is to be drawn into the scene's clip, its logo as a file in the folder; None if that is nothing."""
    production, asset = job.brief.production, corner_logo(job)
    logo = folder / f"{LOGO_FILE}{asset.id if asset else ''}"
    has_logo = asset is not None and await activities.fetch_asset(job, asset, logo)
    if not (production.is_captioned or has_logo):
        return None
    return Overlay(
        captions=clip_captions(job, scene) if production.is_captioned else (),
        style=production.caption_style or CaptionStyle.PLAIN,
        colours=brand_colours(job),
        logo=logo if has_logo else None,
    )
