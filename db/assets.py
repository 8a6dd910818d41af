"""Assets of clients: their rows. The files are in storage."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.engine import transaction
from db.rows import newest_rows
from db.schema.tables import AssetRow, JobAssetRow, VideoSceneRow
from domain.base import Cursor
from domain.errors import Conflict, ErrorInfo
from domain.job.model import AssetStatus
from domain.ports.repositories import AssetRepository
from domain.rules.results import StoredAsset


class PostgresAssets(AssetRepository):
    """Assets by id. Errors: NotFound; Transient while the database is away."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(
        self, asset_id: UUID, name: str, role: str, source_url: str | None, stored: StoredAsset | None
    ) -> AssetRow:
        """Create the asset, ready if it is `stored`, else pending. If the id exists already, return that asset."""
        async with transaction(self._engine) as session:
            outcome = _result_columns(stored) if stored else {"status": AssetStatus.PENDING.value}
            row = {
                "id": asset_id,
                "name": name,
                "role": role,
                "source_url": source_url,
                "created_at": await session.now(),
            }
            await session.exec(insert(AssetRow).values(row | outcome).on_conflict_do_nothing(index_elements=["id"]))
            return await session.find(AssetRow, asset_id, "asset")

    async def get(self, asset_id: UUID) -> AssetRow:
        async with transaction(self._engine) as session:
            return await session.find(AssetRow, asset_id, "asset")

    async def known(self, ids: Sequence[UUID]) -> dict[UUID, AssetRow]:
        """Return the assets that exist, by id."""
        async with transaction(self._engine) as session:
            found = await session.exec(select(AssetRow).where(col(AssetRow.id).in_(ids)))
            return {row.id: row for row in found}

    async def newest(self, limit: int, after: Cursor | None = None) -> Sequence[AssetRow]:
        """Return at most `limit` assets, newest first."""
        async with transaction(self._engine) as session:
            return (await session.exec(newest_rows(AssetRow, limit, after))).all()

    async def pending_url(self, asset_id: UUID) -> str | None:
        async with transaction(self._engine) as session:
            row = await session.get(AssetRow, asset_id)
            return row.source_url if row and row.status == AssetStatus.PENDING else None

    async def settle(self, asset_id: UUID, outcome: StoredAsset | ErrorInfo) -> bool:
        async with transaction(self._engine) as session:
            row = await session.get(AssetRow, asset_id, with_for_update=True)
            if row is None:
                return False
            if row.status == AssetStatus.PENDING:
                row.sqlmodel_update(_result_columns(outcome))
            return True

    async def remove(self, asset_id: UUID) -> AssetRow:
        """Delete the row; the file is for the caller to delete. Errors: Conflict while a job or a scenario uses it."""
        async with transaction(self._engine) as session:
            row = await session.find(AssetRow, asset_id, "asset", lock=True)
            used = await session.exec(select(JobAssetRow.job_id).where(JobAssetRow.asset_id == asset_id).limit(1))
            if job := used.first():
                raise Conflict(f"job {job} uses this asset; it can be deleted when no job does")
            shown = await session.exec(select(VideoSceneRow.scenario_id).where(VideoSceneRow.asset_id == asset_id))
            if scenario := shown.first():
                raise Conflict(f"scenario {scenario} shows this picture; it stays as long as the scenario does")
            await session.delete(row)
            return row


def _result_columns(outcome: StoredAsset | ErrorInfo) -> dict[str, Any]:
    """The columns that say that the asset is stored, or why it cannot be."""
    if isinstance(outcome, ErrorInfo):
        return {"status": AssetStatus.FAILED.value, "error": outcome.model_dump(mode="json")}
    return {
        "status": AssetStatus.READY.value,
        "type": outcome.type.value,
        "content_type": outcome.content_type,
        "size_bytes": outcome.size,
        "blob_key": outcome.blob_key,
        "sha256": outcome.sha256,
    }
