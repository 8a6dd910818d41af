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
