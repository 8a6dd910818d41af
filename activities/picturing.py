"""The asset pictures that a planner looks at, as files on this machine."""

from pathlib import Path

from domain.brief import AssetRole
from domain.errors import NotFound
from domain.job import Job, JobAsset
from domain.planning import Picture
from domain.ports import Storage

PICTURES_AT_MOST = 4
MAX_PICTURE_BYTES = 4 * 1024 * 1024
CONTENT_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
"""What every vendor's model takes, and how much of it."""

_LOOKED_AT_FIRST = (AssetRole.HERO, AssetRole.PRODUCT, AssetRole.LOGO)


async def fetch_pictures(storage: Storage, job: Job, folder: Path) -> tuple[Picture, ...]:
    """The pictures worth a look, fetched into `folder`. One that is lost is left out; Errors: Transient."""
    pictures = []
    for asset in sorted(filter(_can_be_shown, job.assets), key=_rank)[:PICTURES_AT_MOST]:
        path = folder / str(asset.id)
        try:
            await storage.fetch(asset.blob_key or "", path)
        except NotFound:
            continue
        pictures.append(Picture(asset=asset.id, path=path, content_type=asset.content_type or ""))
    return tuple(pictures)


def _can_be_shown(asset: JobAsset) -> bool:
    return bool(asset.blob_key) and asset.content_type in CONTENT_TYPES and (asset.size or 0) <= MAX_PICTURE_BYTES


def _rank(asset: JobAsset) -> int:
    return next((at for at, role in enumerate(_LOOKED_AT_FIRST) if asset.role == role), len(_LOOKED_AT_FIRST))
