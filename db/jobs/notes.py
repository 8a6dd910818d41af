"""Notes in Postgres: read, and changed together with the event of the change.

A note that is deleted keeps its row, so that a message which names it is told so. Purging a job deletes its notes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.connections.engine import Session, transaction
from db.connections.prepared import run_all
from db.jobs.audit_trail import add_entry
from db.jobs.load import lock_job
from db.jobs.note_answers import note_row, to_note
from db.jobs.save import event_rows
from db.schema.tables.jobs import JobRow, NoteRow
from domain.base import evolve
from domain.errors import Conflict, NotFound
from domain.job.approval import Sender
from domain.job.audit_trail import AuditEntry
from domain.job.events import Event, note_event
from domain.job.model import Job
from domain.job.notes import Note, NoteStatus
from domain.rules.notes.notes import NewNote, NoteChanges, changed_note, new_note
from domain.webhooks.changes import note_created

MAX_NOTES: Final = 2_000
"""The most notes of a job, deleted ones not counted."""


_COUNT_ON: Final = {"webhook_sequence": col(JobRow.webhook_sequence) + 1}


@dataclass(frozen=True)
class PostgresNotes:
    """Notes by id. Errors: NotFound, also for a job or a note that is deleted; Transient."""

    engine: AsyncEngine

    async def of_job(
        self, job_id: UUID, *, status: NoteStatus | None = None, scene_id: UUID | None = None
    ) -> Sequence[Note]:
        """Return the job's notes without the deleted ones, oldest first."""
        query = select(NoteRow).where(NoteRow.job_id == job_id, col(NoteRow.deleted_at).is_(None))
        if status:
            query = query.where(NoteRow.status == status.value)
        if scene_id:
            query = query.where(NoteRow.scene_id == scene_id)
        async with transaction(self.engine) as session:
            found = await session.exec(query.order_by(col(NoteRow.created_at), col(NoteRow.id)))
            return [to_note(row) for row in found]

    async def add(self, job_id: UUID, note_id: UUID, new: NewNote, author: str, sender: Sender) -> Note:
        """Add a note under that id; if the id exists already, return that note as it is.

        `author` is its author unless the client names one. Errors besides: Invalid, Conflict.
        """
        async with transaction(self.engine) as session:
            job, now = await _locked(session, job_id)
            if known := await session.get(NoteRow, note_id):
                return to_note(known)
            count = select(func.count()).where(NoteRow.job_id == job_id, col(NoteRow.deleted_at).is_(None))
            if (await session.exec(count)).one() >= MAX_NOTES:
                raise Conflict(f"a job has at most {MAX_NOTES:,} notes; delete some")
            note = new_note(job, note_id, new, author, sender.link_id, now)
            session.add(note_row(note))
            webhook = note_created(job, note)
            await session.exec(update(JobRow).where(col(JobRow.id) == job_id).values(_COUNT_ON))
            await _add_events(session, job, note, now, webhook)
            await add_entry(session, job_id, _entry("note_added", None, note, sender, now))
            return note

    async def change(self, job_id: UUID, note_id: UUID, changes: NoteChanges, sender: Sender) -> Note:
        """Change the note's text or status. If it is so already, nothing is written."""
        return await self._change(
            job_id, note_id, lambda note, now: changed_note(note, changes, now), "note_changed", sender
        )

    async def delete(self, job_id: UUID, note_id: UUID, sender: Sender) -> Note:
        return await self._change(
            job_id, note_id, lambda note, now: evolve(note, deleted_at=now, updated_at=now), "note_deleted", sender
        )

    async def _change(
        self, job_id: UUID, note_id: UUID, rule: Callable[[Note, datetime], Note], action: str, sender: Sender
    ) -> Note:
        async with transaction(self.engine) as session:
            job, now = await _locked(session, job_id)
            row = await session.get(NoteRow, note_id)
            if row is None or row.job_id != job_id or row.deleted_at is not None:
                raise NotFound(f"no note {note_id} of this job")
            before = to_note(row)
            after = rule(before, now)
            if after != before:
                await session.merge(note_row(after))
                await _add_events(session, job, after, now)
                await add_entry(session, job_id, _entry(action, before, after, sender, now))
            return after


async def _locked(session: Session, job_id: UUID) -> tuple[Job, datetime]:
    job, now, _ = await lock_job(await session.driver(), job_id)
    if job.deleted_at is not None:
        raise NotFound(f"no job {job.id}; it was deleted and can be restored")
    return job, now


async def _add_events(session: Session, job: Job, note: Note, now: datetime, *also: Event) -> None:
    await session.flush()
    await run_all(await session.driver(), event_rows(job.id, [note_event(job, note), *also], now))


def _entry(action: str, before: Note | None, after: Note, sender: Sender, now: datetime) -> AuditEntry:
    status = after.status.value if before and before.status is not after.status else None
    fields = ["text"] if before and before.text != after.text else None
    # A note may be changed several times, so the time tells which.
    subject = after.id if before is None else uuid5(after.id, now.isoformat())
    details = {"noteId": str(after.id), "sceneNumber": after.scene_number, "status": status, "fields": fields}
    return AuditEntry.of(subject, action, sender, now, **details)
