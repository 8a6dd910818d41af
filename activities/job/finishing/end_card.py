"""Fetch the assets that a film's end card is made of.

An asset that is gone is left out of the card. A film whose last scene is too short has no card.
"""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final
from uuid import UUID

from domain.base import evolve
from domain.brief import CaptionStyle
from domain.film_format import frames
from domain.job.film.captions import CaptionLine, film_captions
from domain.job.film.end_card import colourful_picture, end_card_assets, end_card_frames
from domain.job.job_asset import ASSET_LOST, JobAsset
from domain.job.model import Job
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.ports.editor import EndCard

_GLIMPSE: Final = 0.4
"""Seconds of the card in which a word that ends is read before it."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?…؟।。！？])\s*(?=\S)")

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
        captions=_captions(job, seen),
        caption_style=job.brief.production.caption_style or CaptionStyle.PLAIN,
        font=brand.font if brand else "",
    )
    return made, tuple(left_out)


def _captions(job: Job, seen: int) -> tuple[CaptionLine, ...]:
    """Return what is read while the card is seen, timed in the card; not what the card itself says."""
    if not job.brief.production.is_captioned:
        return ()
    begins = sum(frames(scene.text.duration) for scene in job.active_scenes) - seen
    lines = (line.later_by(-begins) for line in film_captions(job))
    says = _letters(job.brief.ad_basics.call_to_action)
    return tuple(line for line in lines if line.span[1] > 0 and _letters(_read(line)) not in says)


def _read(line: CaptionLine) -> str:
    """Return what of the line is read after the card has begun: of one without times, its last sentence."""
    if line.words:
        return " ".join(word.text for word in line.words if word.end > _GLIMPSE)
    return _SENTENCE_END.split(line.text.strip())[-1]


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def named(job: Job, left_out: LeftOut) -> LeftOut:
    """Return it with the asset that it is, if it is a part of the card."""
    card, logo = end_card_assets(job)
    assets: dict[Ingredient, UUID | None] = {
        Ingredient.END_CARD: card.id if card else None,
        Ingredient.LOGO: logo.id if logo else None,
    }
    return evolve(left_out, asset=left_out.asset or assets.get(left_out.what))
