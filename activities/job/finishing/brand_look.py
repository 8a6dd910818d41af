"""What animatics take from the brand besides their scene's pictures: its colours, and the logo in the corner."""

from pathlib import Path

from activities.job.finishing.end_card import FetchAsset
from domain.base import evolve
from domain.job.film.end_card import brand_picture, corner_logo
from domain.job.job_asset import ASSET_LOST
from domain.job.model import Job
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.ports.video_and_image import LOGO_FILE, Shot


async def with_brand(job: Job, shot: Shot, fetch: FetchAsset, folder: Path) -> tuple[Shot, tuple[LeftOut, ...]]:
    """Return the shot with the brand's colours and files, put into `folder`, and the logo if it is gone."""
    logo, picture = corner_logo(job), brand_picture(job)
    shown, colourful = (folder / f"{LOGO_FILE}{asset.id}" if asset else None for asset in (logo, picture))
    lost: tuple[LeftOut, ...] = ()
    if logo and shown and not await fetch(logo, shown):
        shown, lost = None, (LeftOut(what=Ingredient.LOGO, reason=ASSET_LOST.message, asset=logo.id),)
    if picture and colourful and colourful != shown and not await fetch(picture, colourful):
        colourful = None
    return evolve(shot, brand=job.brief.creative.brand, logo=shown, brand_picture=colourful), lost
