"""The asset pictures that a planner looks at, as small files on this machine."""

from pathlib import Path

from domain.brief import AssetRole, AssetType
from domain.errors import InputRejected, NotFound
from domain.job.model import Job, JobAsset
from domain.ports.editor import Editor
from domain.ports.planner import PlannerImage
from domain.ports.storage import Storage

PICTURES_AT_MOST = 4
SIDE = 1024
"""Pixels of the long side: what models look at without cutting it into tiles, and far below every vendor's limit."""

_LOOKED_AT_FIRST = (AssetRole.HERO, AssetRole.PRODUCT, AssetRole.LOGO)


async def fetch_pictures(storage: Storage, editor: Editor, job: Job, folder: Path) -> tuple[PlannerImage, ...]:
    """The pictures worth a look, in `folder`. One that is lost or cannot be opened is left out. Errors: Transient."""
    images = [asset for asset in job.assets if asset.type is AssetType.IMAGE and asset.blob_key]
    pictures = []
    for asset in sorted(images, key=_rank)[:PICTURES_AT_MOST]:
        original, small = folder / str(asset.id), folder / f"{asset.id}.jpg"
        try:
            await storage.fetch(asset.blob_key or "", original)
            await editor.preview(original, small, SIDE)
        except (NotFound, InputRejected):
            continue
        finally:
            original.unlink(missing_ok=True)
        pictures.append(PlannerImage(asset=asset.id, path=small, content_type="image/jpeg"))
    return tuple(pictures)


def _rank(asset: JobAsset) -> int:
    return next((at for at, role in enumerate(_LOOKED_AT_FIRST) if asset.role == role), len(_LOOKED_AT_FIRST))
