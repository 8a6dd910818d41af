"""Assets of clients: their rows. The files are in storage."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.connections.engine import transaction
from db.rows import newest_rows
from db.schema.tables.jobs import AssetRow, JobAssetRow, JobRow
from db.schema.tables.scenarios import VideoSceneRow
from domain.base import Cursor
from domain.errors import Conflict, ErrorInfo, NotFound
from domain.job.job_asset import AssetStatus
from domain.ports.repositories import AssetRepository
from domain.rules.results import StoredAsset


class PostgresAssets(AssetRepository):
    """Assets by id. Errors: NotFound; Transient while the database is away."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(
        self,
        asset_id: UUID,
        name: str,
        role: str,
        source_url: str | None,
        stored: StoredAsset | None,
        client_id: str | None = None,
    ) -> AssetRow:
        """Create the client's asset, ready if it is `stored`, else pending. If the id exists already, return that one.

        None: it belongs to no client, and is there for callers of all clients.
        """
        async with transaction(self._engine) as session:
            outcome = _result_columns(stored) if stored else {"status": AssetStatus.PENDING.value}
            row = {
                "id": asset_id,
                "client_id": client_id,
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

    async def known(self, ids: Sequence[UUID], client_id: str | None = None) -> dict[UUID, AssetRow]:
        """Return the assets that exist, by id; only those that the client may use, if one is given."""
        query = select(AssetRow).where(col(AssetRow.id).in_(ids))
        if client_id is not None:
            used = select(JobAssetRow.asset_id).join(JobRow).where(JobRow.client_id == client_id)
            is_used = used.where(JobAssetRow.asset_id == AssetRow.id).correlate(AssetRow).exists()
            query = query.where(or_(col(AssetRow.client_id) == client_id, is_used))
        async with transaction(self._engine) as session:
            return {row.id: row for row in await session.exec(query)}

    async def newest(self, limit: int, after: Cursor | None = None, client_id: str | None = None) -> Sequence[AssetRow]:
        """Return at most `limit` assets, newest first; only those of the client, if one is given."""
        query = newest_rows(AssetRow, limit, after)
        if client_id is not None:
            query = query.where(AssetRow.client_id == client_id)
        async with transaction(self._engine) as session:
            return (await session.exec(query)).all()

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

    async def remove(self, asset_id: UUID, client_id: str | None = None) -> AssetRow:
        """Delete the row; the file is for the caller to delete. Errors: Conflict while a job or a scenario uses it.

        With a client: NotFound also for an asset that is not the client's, and no other client's job is named.
        """
        uses = select(JobAssetRow.job_id, JobRow.client_id).join(JobRow).where(JobAssetRow.asset_id == asset_id)
        own_first = col(JobRow.client_id).is_distinct_from(client_id)
        async with transaction(self._engine) as session:
            row = await session.find(AssetRow, asset_id, "asset", lock=True)
            used = (await session.exec(uses.order_by(own_first).limit(1))).first()
            is_shown = used is not None and client_id in (None, used[1])
            if not is_shown and client_id not in (None, row.client_id):
                raise NotFound(f"no asset {asset_id}")
            if used:
                job = f"job {used[0]}" if is_shown else "a job"
                raise Conflict(f"{job} uses this asset; it can be deleted when no job does")
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
