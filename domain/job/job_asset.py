"""An asset as a job uses it."""

from enum import StrEnum
from uuid import UUID

from domain.base import Frozen
from domain.brief import AssetType
from domain.errors import ErrorInfo


class AssetStatus(StrEnum):
    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


ASSET_LOST = ErrorInfo(
    code="asset_lost", message="the file is gone from storage; jobs go on without it until it is added as a new asset"
)


class JobAsset(Frozen):
    """An asset as this job uses it. `sha256` is of its file, in hex."""

    id: UUID
    type: AssetType | None
    name: str
    role: str
    status: AssetStatus
    source_url: str | None = None
    content_type: str | None = None
    size: int | None = None
    blob_key: str | None = None
    sha256: str | None = None
    error: ErrorInfo | None = None


def why_not_shown(asset: JobAsset) -> str | None:
    """Return why no scene can show the asset, in words for clients; None if one can, as far as is known."""
    if asset.type is AssetType.AUDIO:
        return "a sound cannot be shown in a scene"
    return _why_lost(asset) if asset.blob_key is None and asset.status is not AssetStatus.PENDING else None


def why_no_picture(asset: JobAsset | None) -> str | None:
    """Return why no model can be shown the asset as a picture, in words for clients; None if it is one, or may be.

    The type of an asset is known once it is fetched. `asset` is None if the job does not have it.
    """
    if asset is None:
        return "the job does not have it any more"
    if asset.error or asset.status is AssetStatus.FAILED:
        return _why_lost(asset)
    return None if asset.type in (AssetType.IMAGE, None) else "it is no picture"


def _why_lost(asset: JobAsset) -> str:
    return asset.error.message if asset.error else ASSET_LOST.message
