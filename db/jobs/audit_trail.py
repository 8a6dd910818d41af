"""The audit trails of jobs in Postgres: written in the transaction of what they tell, and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from psycopg.types.json import Json
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.engine import Session, transaction
from db.connections.prepared import Statement, run_all
from db.rows import from_row, newest_rows
from db.schema.tables.requests import AuditEntryRow
from domain.base import Cursor
from domain.job.approval import Actor
from domain.job.audit_trail import AuditEntry

_ADD: Final = b"""
insert into audit_entries
    (id, job_id, action, by, name, key_id, link_id, label, outcome, details, refusal, created_at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict (id) do nothing"""


def entry_row(job_id: UUID, entry: AuditEntry) -> Statement:
    """Return what writes the entry, unless it is written."""
    actor, refusal = entry.actor, entry.refusal
    return _ADD, (
        entry.id,
        job_id,
        entry.action,
        actor.by.value,
        actor.name,
        actor.key_id,
        actor.link_id,
        actor.label,
        entry.outcome.value,
        Json(entry.details),
        Json(refusal.model_dump(mode="json")) if refusal else None,
        entry.created_at,
    )


async def add_entry(session: Session, job_id: UUID, entry: AuditEntry) -> None:
    """Write the entry, unless it is written, in the session's transaction."""
    await session.flush()
    await run_all(await session.driver(), [entry_row(job_id, entry)])


@dataclass(frozen=True)
class PostgresAuditTrail:
    """The audit trails by job. Errors: Transient."""

    engine: AsyncEngine

    async def of_job(self, job_id: UUID, limit: int, after: Cursor | None = None) -> Sequence[AuditEntry]:
        """Return at most `limit` entries behind `after`, newest first."""
        query = newest_rows(AuditEntryRow, limit, after).where(AuditEntryRow.job_id == job_id)
        async with transaction(self.engine) as session:
            return [from_row(AuditEntry, row, actor=from_row(Actor, row)) for row in await session.exec(query)]
