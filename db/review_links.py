"""Review links in Postgres, found by the hash of their token."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.engine import transaction
from db.rows import from_row, to_row
from db.schema.tables import ReviewLinkRow
from domain.errors import NotFound
from domain.review_link import ReviewLink


class PostgresReviewLinks:
    """Links by token, and of a job. Errors: NotFound; Transient while the database is away."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, link: ReviewLink, token: str) -> ReviewLink:
        """Create the link. One of that id, whose token nobody was told, gets this token."""
        row = to_row(ReviewLinkRow, link, token_hash=_hash(token)).model_dump()
        statement = insert(ReviewLinkRow).values(row)
        renewed = {name: statement.excluded[name] for name in ("token_hash", "secret", "password_hash")}
        async with transaction(self._engine) as session:
            await session.exec(statement.on_conflict_do_update(index_elements=["id"], set_=renewed))
            return from_row(ReviewLink, await session.find(ReviewLinkRow, link.id, "review link"))

    async def of_job(self, job_id: UUID) -> Sequence[ReviewLink]:
        """Return the job's links, oldest first, also those that have ended."""
        query = select(ReviewLinkRow).where(ReviewLinkRow.job_id == job_id)
        query = query.order_by(col(ReviewLinkRow.created_at), col(ReviewLinkRow.id))
        async with transaction(self._engine) as session:
            return [from_row(ReviewLink, row) for row in await session.exec(query)]

    async def revoke(self, job_id: UUID, link_id: UUID) -> ReviewLink:
        """End the job's link for good. One that was revoked stays as it is."""
        async with transaction(self._engine) as session:
            of_job = select(ReviewLinkRow).where(ReviewLinkRow.id == link_id, ReviewLinkRow.job_id == job_id)
            row = (await session.exec(of_job.with_for_update())).first()
            if row is None:
                raise NotFound(f"no review link {link_id}")
            row.revoked_at = row.revoked_at or await session.now()
            await session.flush()
            return from_row(ReviewLink, row)

    async def with_token(self, token: str) -> tuple[ReviewLink, bool]:
        """Return the link, and whether it has ended."""
        async with transaction(self._engine) as session:
            found = await session.exec(select(ReviewLinkRow).where(ReviewLinkRow.token_hash == _hash(token)))
            row = found.first()
            if row is None:
                raise NotFound("no such review link")
            link = from_row(ReviewLink, row)
            return link, link.has_ended(await session.now())

    async def count_visit(self, link_id: UUID) -> None:
        changes = {"opened": col(ReviewLinkRow.opened) + 1, "last_opened_at": func.clock_timestamp()}
        async with transaction(self._engine) as session:
            await session.exec(update(ReviewLinkRow).where(col(ReviewLinkRow.id) == link_id).values(changes))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
