"""Fetch what a scene shows: its pictures, the pictures that its model is shown, and the one on which it ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from anyio import Path as AsyncPath

from activities.common.job_activities import JobActivities
from domain.errors import InputRejected
from domain.job.job_asset import ASSET_LOST, why_no_picture, why_not_shown
from domain.job.model import Job
from domain.job.storyboard import SceneText
from domain.job.takes.left_out import Ingredient, LeftOut

FIRST_FRAME_SIDE = 1920
"""Pixels of the long side of a picture with which a vendor's clip begins or ends."""

REFERENCE_SIDE = 1536
"""Pixels of the long side of a reference picture: no vendor asks for more, and nine of them travel in one request."""

_REFERENCE = "reference-"
"""What the name of a reference picture's file begins with; its asset's id follows."""


@dataclass(frozen=True)
class ScenePictures(JobActivities):
    async def fetch_pictures(
        self, job: Job, text: SceneText, folder: Path
    ) -> tuple[tuple[Path, ...], tuple[LeftOut, ...]]:
        """Return the scene's images and videos as files in `folder`, and those of its assets that cannot be shown."""
        assets = {asset.id: asset for asset in job.assets}
        pictures, others = list[Path](), list[LeftOut]()
        for asset_id in text.assets:
            asset, picture = assets.get(asset_id), folder / str(asset_id)
            if asset is None:
                continue
            if why := why_not_shown(asset):
                others.append(not_shown(asset_id, why))
            elif await self.fetch_asset(job, asset, picture):
                pictures.append(picture)
            else:
                others.append(not_shown(asset_id, ASSET_LOST.message))
        return tuple(pictures), tuple(others)

    async def fetch_references(
        self, job: Job, asset_ids: Iterable[UUID], folder: Path
    ) -> tuple[tuple[Path, ...], tuple[LeftOut, ...]]:
        """Return the pictures as JPEGs in `folder`, in this order, and those that cannot be shown to a model."""
        shown, others = list[Path](), list[LeftOut]()
        for asset_id in asset_ids:
            into = folder / f"{_REFERENCE}{asset_id}.jpg"
            if why := await self.fetch_jpeg(job, asset_id, into, REFERENCE_SIDE):
                others.append(LeftOut(what=Ingredient.REFERENCES, asset=asset_id, reason=why))
            else:
                shown.append(into)
        return tuple(shown), tuple(others)

    async def fetch_jpeg(self, job: Job, asset_id: UUID, into: Path, side: int) -> str | None:
        """Write the asset as a JPEG, no side longer than `side` pixels. Return why not, if it cannot be had."""
        asset = next((each for each in job.assets if each.id == asset_id), None)
        why = why_no_picture(asset)
        if asset is None or why:
            return why
        original = into.with_name(str(asset_id))
        if not await AsyncPath(original).exists() and not await self.fetch_asset(job, asset, original):
            return ASSET_LOST.message
        try:
            await self.editor.preview(original, into, side)
        except InputRejected as error:
            return error.message.removeprefix(f"{original.name} ")
        return None


def reference_asset(picture: Path) -> UUID:
    """Return the id of the asset that the reference picture is."""
    return UUID(picture.stem.removeprefix(_REFERENCE))


def not_shown(asset: UUID, reason: str) -> LeftOut:
    return LeftOut(what=Ingredient.PICTURE, asset=asset, reason=reason)
