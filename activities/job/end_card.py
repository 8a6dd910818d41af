"""Fetch what a film's end card is made of. What cannot be had is left out of the card, and the card of the film."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

from domain.film_format import frames
from domain.job.end_card import colourful_picture, end_card_assets, end_card_frames
from domain.job.left_out import Ingredient, LeftOut
from domain.job.model import ASSET_LOST, Job, JobAsset, evolve
from domain.ports.editor import EndCard

FetchAsset = Callable[[JobAsset, Path], Awaitable[bool]]
"""Fetches an asset to a path. Returns False if it is gone from storage."""


async def fetch_end_card(job: Job, fetch: FetchAsset, folder: Path) -> tuple[EndCard | None, tuple[LeftOut, ...]]:
    """Return the film's card, its files in `folder`, and what it lacks; None if the film has none."""
    card, logo = end_card_assets(job)
    if card is None and logo is None:
        return None, ()
    seen = end_card_frames(frames(job.active_scenes[-1].text.duration))
    if not seen:
        short = "its last scene is too short for it; with one of 3 s or more it has one"
        return None, (LeftOut(what=Ingredient.END_CARD, reason=short),)
    left_out = list[LeftOut]()

    async def fetched(asset: JobAsset | None, what: Ingredient | None = None) -> Path | None:
        if asset is None:
            return None
        path = folder / f"card-{asset.id}"
        if await fetch(asset, path):
            return path
        if what:
            left_out.append(LeftOut(what=what, reason=ASSET_LOST.message, asset=asset.id))
        return None

    basics, brand = job.brief.ad_basics, job.brief.creative.brand
    picture = await fetched(colourful_picture(job))
    made = EndCard(
        frames=seen,
        picture=await fetched(card, Ingredient.END_CARD),
        logo=await fetched(logo, Ingredient.LOGO),
        name=basics.brand_name.strip() or basics.product_name.strip(),
        words=basics.call_to_action.strip(),
        colours=brand.colors if brand else (),
        pictures=(picture,) if picture else (),
        font=brand.font if brand else "",
    )
    return made, tuple(left_out)


def named(job: Job, left_out: LeftOut) -> LeftOut:
    """Return it with the asset that it is, if it is a part of the card."""
    card, logo = end_card_assets(job)
    assets: dict[Ingredient, UUID | None] = {
        Ingredient.END_CARD: card.id if card else None,
        Ingredient.LOGO: logo.id if logo else None,
    }
    return evolve(left_out, asset=left_out.asset or assets.get(left_out.what))
