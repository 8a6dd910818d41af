"""The card that a film ends with, and its logo: what they are made of, and how long the card is seen."""

from typing import TYPE_CHECKING, Final

from domain.brief import AssetRole, AssetType, EndCardChoice, LogoPlacement, asset_role

if TYPE_CHECKING:
    from domain.job.job_asset import JobAsset
    from domain.job.model import Job

LONGEST: Final = 75
"""Frames of the card, at most; the cross-fade into it is among them."""

SHORTEST: Final = 30
"""A card of fewer frames could not be read: the film has none."""

_PART: Final = 3
"""The card is a third of the last scene at most, which is seen before it."""

_COLOURFUL: Final = (AssetRole.PRODUCT, AssetRole.HERO)
"""Roles of pictures whose colours the card has if neither the brief nor the logo names any."""


def end_card_frames(last_scene: int) -> int:
    """Return the frames of the card of a film whose last scene has so many; 0 if they are too few to be read."""
    frames = min(LONGEST, last_scene // _PART)
    return frames if frames >= SHORTEST else 0


def end_card_assets(job: "Job") -> tuple["JobAsset | None", "JobAsset | None"]:
    """Return the asset that is the film's end card, and the logo that is shown if there is none, or none that works.

    Without both the film has no card.
    """
    if job.brief.production.end_card is not EndCardChoice.AUTO:
        return None, None
    has_logo = job.brief.production.logo not in (None, LogoPlacement.NONE)
    return asset_in_role(job, AssetRole.END_CARD), asset_in_role(job, AssetRole.LOGO) if has_logo else None


def corner_logo(job: "Job") -> "JobAsset | None":
    """Return the logo that is shown in the corner of every scene, if it is."""
    is_shown = job.brief.production.logo is LogoPlacement.CORNER
    return asset_in_role(job, AssetRole.LOGO) if is_shown else None


def brand_picture(job: "Job") -> "JobAsset | None":
    """Return the logo whose colours scenes have that have no others of their own; None if the brief names colours."""
    production, brand = job.brief.production, job.brief.creative.brand
    is_shown = production.logo not in (None, LogoPlacement.NONE)
    return asset_in_role(job, AssetRole.LOGO) if is_shown and not (brand and brand.colors) else None


def look_parts(job: "Job") -> list[str]:
    """Return what of the brand is part of the identity of a scene's picture: nothing for jobs of before."""
    brand, logo, picture = job.brief.creative.brand, corner_logo(job), brand_picture(job)
    return [
        *([f"brand {brand.model_dump_json()}"] if brand else []),
        *([f"logo {logo.id}"] if logo else []),
        *([f"colours of {picture.id}"] if picture else []),
    ]


def shown_beside_scenes(job: "Job") -> tuple["JobAsset", ...]:
    """Return the pictures that the film shows besides those of its scenes: no scene is to show them, too."""
    shown = {asset.id: asset for asset in (*end_card_assets(job), corner_logo(job)) if asset}
    return tuple(shown.values())


def colourful_picture(job: "Job") -> "JobAsset | None":
    """Return the picture whose colours the card has if the brief names none, and the logo is grey."""
    brand = job.brief.creative.brand
    if brand and brand.colors:
        return None
    pictures = (asset_in_role(job, role, AssetType.IMAGE) for role in _COLOURFUL)
    return next((asset for asset in pictures if asset), None)


def asset_in_role(job: "Job", role: AssetRole, type: AssetType | None = None) -> "JobAsset | None":
    """Return the first picture of that role that was fetched; or video, unless a type is asked for.

    It may be lost from storage since: a film that shows it stays as it is.
    """
    fetched = (each for each in job.assets if each.content_type and each.type in (type or each.type,))
    return next((each for each in fetched if asset_role(each.role) is role and each.type is not AssetType.AUDIO), None)


def end_card_parts(job: "Job") -> list[str]:
    """Return what of the card is part of the film's identity. An asset that is lost later makes it no other film."""
    if job.brief.production.end_card is not EndCardChoice.AUTO:
        return []
    has_logo = job.brief.production.logo not in (None, LogoPlacement.NONE)
    roles = {AssetRole.END_CARD, AssetRole.LOGO} if has_logo else {AssetRole.END_CARD}
    shown = [each for each in job.assets if asset_role(each.role) in roles and each.type is not AssetType.AUDIO]
    if not shown:
        return []
    brand = job.brief.creative.brand
    coloured = [] if brand and brand.colors else [each for each in job.assets if asset_role(each.role) in _COLOURFUL]
    return [*(f"end card {each.id}" for each in shown), *(f"its colours {each.id}" for each in coloured)]
