"""The images of a job's assets that a planner is given, as small local files."""

from pathlib import Path

from domain.brief import AssetRole, AssetType
from domain.errors import InputRejected, NotFound
from domain.job.model import Job, JobAsset
from domain.ports.editor import Editor
from domain.ports.planner import PlannerImage
from domain.ports.storage import Storage

MAX_IMAGES = 4
SIDE = 1024
"""Pixels of the long side: models do not cut this into tiles, and it is far below every vendor's limit."""

_MOST_IMPORTANT = (AssetRole.HERO, AssetRole.PRODUCT, AssetRole.LOGO)


async def fetch_images(storage: Storage, editor: Editor, job: Job, folder: Path) -> tuple[PlannerImage, ...]:
    """Return the most important images, at most MAX_IMAGES, without lost or broken ones. Errors: Transient."""
    images = [asset for asset in job.assets if asset.type is AssetType.IMAGE and asset.blob_key]
    fetched = []
    for asset in sorted(images, key=_rank)[:MAX_IMAGES]:
        original, small = folder / str(asset.id), folder / f"{asset.id}.jpg"
        try:
            await storage.fetch(asset.blob_key or "", original)
            await editor.preview(original, small, SIDE)
        except (NotFound, InputRejected):
            continue
        finally:
            original.unlink(missing_ok=True)
        fetched.append(PlannerImage(asset=asset.id, path=small, content_type="image/jpeg"))
    return tuple(fetched)


def _rank(asset: JobAsset) -> int:
    return next((at for at, role in enumerate(_MOST_IMPORTANT) if asset.role == role), len(_MOST_IMPORTANT))
