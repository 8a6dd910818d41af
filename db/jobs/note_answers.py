"""Notes that are used as feedback: read for the message that names them, and resolved with what answers them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select

from db.engine import Session
from db.rows import from_row, to_row
from db.schema.tables import EventRow, NoteRow
from domain.job.events import note_event
from domain.job.model import Job
from domain.job.notes import Note, NoteAnswer, NoteStatus, newly_answered, no_longer_answering
from domain.rules.messages import Message, notes_named_by

_REOPENED: dict[str, object] = {"status": NoteStatus.OPEN.value, "answered_take": None, "resolved_at": None}


async def named_notes(session: Session, message: Message) -> dict[UUID, Note]:
    """Return the notes that the message uses as feedback, as far as they exist, of whatever job."""
    named = notes_named_by(message)
    if not named:
        return {}
    return {row.id: to_note(row) for row in await session.exec(select(NoteRow).where(col(NoteRow.id).in_(named)))}


async def save_answers(session: Session, before: Job, after: Job, now: datetime) -> list[Note]:
    """Resolve the notes that new takes and revisions answer, and reopen those whose take will have no clip.

    Return these notes. The job's row must be locked.
    """
    of_job = update(NoteRow).where(col(NoteRow.job_id) == after.id).returning(NoteRow)
    changed: list[NoteRow] = []
    for ids, answer in newly_answered(before, after):
        answered = {"answered_revision": answer.revision, "answered_take": answer.take_id}
        resolved = {"status": NoteStatus.RESOLVED.value, "resolved_at": now, "updated_at": now}
        statement = of_job.where(col(NoteRow.id).in_(ids)).values(answered | resolved)
        changed += (await session.exec(statement)).scalars()
    if without_a_clip := no_longer_answering(before, after):
        statement = of_job.where(col(NoteRow.answered_take).in_(without_a_clip))
        changed += (await session.exec(statement.values(_REOPENED | {"updated_at": now}))).scalars()
    return [to_note(row) for row in changed]


def add_note_events(session: Session, job: Job, notes: Iterable[Note], now: datetime) -> None:
    """Write the event of each note, which is as it is saved."""
    for note in notes:
        event = note_event(job, note)
        session.add(EventRow(job_id=job.id, kind=event.kind, data=event.data, created_at=now))


def to_note(row: NoteRow) -> Note:
    is_answered = row.answered_revision is not None or row.answered_take is not None
    answer = NoteAnswer(revision=row.answered_revision, take_id=row.answered_take) if is_answered else None
    return from_row(Note, row, answered_by=answer)


def note_row(note: Note) -> NoteRow:
    answer = note.answered_by or NoteAnswer()
    return to_row(NoteRow, note, answered_revision=answer.revision, answered_take=answer.take_id)
