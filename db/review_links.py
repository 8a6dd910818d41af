"""Review links in Postgres, found by the hash of their token."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.connections.engine import transaction
from db.jobs.audit_trail import add_entry
from db.rows import from_row, to_row
from db.schema.tables.clients import ReviewLinkRow
from domain.errors import NotFound
from domain.job.approval import Actor, SenderKind
from domain.job.audit_trail import AuditEntry
from domain.review.review_link import ReviewLink


class PostgresReviewLinks:
    """Links by token, and of a job. Errors: NotFound; Transient while the database is away."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, link: ReviewLink, token: str, actor: Actor) -> ReviewLink:
        """Create the link. One of that id, whose token nobody was told, gets this token."""
        row = to_row(ReviewLinkRow, link, token_hash=_hash(token)).model_dump()
        statement = insert(ReviewLinkRow).values(row)
        renewed = {name: statement.excluded[name] for name in ("token_hash", "secret", "password_hash")}
        async with transaction(self._engine) as session:
            await session.exec(statement.on_conflict_do_update(index_elements=["id"], set_=renewed))
            await add_entry(session, link.job_id, _entry("review_link_created", link, actor, link.created_at))
            return from_row(ReviewLink, await session.find(ReviewLinkRow, link.id, "review link"))

    async def of_job(self, job_id: UUID) -> Sequence[ReviewLink]:
        """Return the job's links, oldest first, also those that have ended."""
        query = select(ReviewLinkRow).where(ReviewLinkRow.job_id == job_id)
        query = query.order_by(col(ReviewLinkRow.created_at), col(ReviewLinkRow.id))
        async with transaction(self._engine) as session:
            return [from_row(ReviewLink, row) for row in await session.exec(query)]

    async def revoke(self, job_id: UUID, link_id: UUID, actor: Actor) -> ReviewLink:
        """End the job's link for good. One that was revoked stays as it is."""
        async with transaction(self._engine) as session:
            of_job = select(ReviewLinkRow).where(ReviewLinkRow.id == link_id, ReviewLinkRow.job_id == job_id)
            row = (await session.exec(of_job.with_for_update())).first()
            if row is None:
                raise NotFound(f"no review link {link_id}")
            row.revoked_at = row.revoked_at or await session.now()
            link = from_row(ReviewLink, row)
            await add_entry(session, job_id, _entry("review_link_revoked", link, actor, row.revoked_at))
            return link

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
        """Count a visit. The trail of the job tells of the first, which nobody can repeat to fill it."""
        changes = {"opened": col(ReviewLinkRow.opened) + 1, "last_opened_at": func.clock_timestamp()}
        counted = update(ReviewLinkRow).where(col(ReviewLinkRow.id) == link_id).values(changes)
        async with transaction(self._engine) as session:
            row = (await session.exec(counted.returning(ReviewLinkRow))).scalar_one()
            if row.opened == 1 and row.last_opened_at:
                link = from_row(ReviewLink, row)
                guest = Actor(by=SenderKind.LINK, link_id=link.id, label=link.label)
                await add_entry(session, link.job_id, _entry("review_link_opened", link, guest, row.last_opened_at))


def _entry(action: str, link: ReviewLink, actor: Actor, now: datetime) -> AuditEntry:
    until = link.expires_at.astimezone(UTC).isoformat() if link.expires_at else None
    details = {"linkId": str(link.id), "label": link.label, "permission": link.permission.value, "expiresAt": until}
    return AuditEntry.of(link.id, action, actor, now, **details)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
