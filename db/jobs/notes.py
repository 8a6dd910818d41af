"""Notes in Postgres: read, and changed together with the event of the change.

A note that is deleted keeps its row, so that a message which names it is told so. Purging a job deletes its notes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.engine import transaction
from db.jobs.load_save import load_job
from db.jobs.note_answers import add_note_events, note_row, to_note
from db.schema.tables import NoteRow
from domain.errors import Conflict, NotFound
from domain.job.model import Job, evolve
from domain.job.notes import Note, NoteStatus
from domain.rules.notes import NewNote, NoteChanges, changed_note, new_note

MAX_NOTES: Final = 2_000
"""The most notes of a job, deleted ones not counted."""


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

    async def add(self, job_id: UUID, note_id: UUID, new: NewNote, author: str, link_id: UUID | None = None) -> Note:
        """Add a note under that id; if the id exists already, return that note as it is.

        `author` is its author unless the client names one. `link_id` is the review link of the guest who writes it.
        Errors besides: Invalid, Conflict.
        """
        async with transaction(self.engine) as session:
            job = _existing(await load_job(session, job_id, lock=True))
            if known := await session.get(NoteRow, note_id):
                return to_note(known)
            count = select(func.count()).where(NoteRow.job_id == job_id, col(NoteRow.deleted_at).is_(None))
            if (await session.exec(count)).one() >= MAX_NOTES:
                raise Conflict(f"a job has at most {MAX_NOTES:,} notes; delete some")
            now = await session.now()
            note = new_note(job, note_id, new, author, link_id, now)
            session.add(note_row(note))
            add_note_events(session, job, [note], now)
            return note

    async def change(self, job_id: UUID, note_id: UUID, changes: NoteChanges) -> Note:
        """Change the note's text or status. If it is so already, nothing is written."""
        return await self._change(job_id, note_id, lambda note, now: changed_note(note, changes, now))

    async def delete(self, job_id: UUID, note_id: UUID) -> Note:
        return await self._change(job_id, note_id, lambda note, now: evolve(note, deleted_at=now, updated_at=now))

    async def _change(self, job_id: UUID, note_id: UUID, rule: Callable[[Note, datetime], Note]) -> Note:
        async with transaction(self.engine) as session:
            job = _existing(await load_job(session, job_id, lock=True))
            row, now = await session.get(NoteRow, note_id), await session.now()
            if row is None or row.job_id != job_id or row.deleted_at is not None:
                raise NotFound(f"no note {note_id} of this job")
            before = to_note(row)
            after = rule(before, now)
            if after != before:
                await session.merge(note_row(after))
                add_note_events(session, job, [after], now)
            return after


def _existing(job: Job) -> Job:
    if job.deleted_at is not None:
        raise NotFound(f"no job {job.id}; it was deleted and can be restored")
    return job
