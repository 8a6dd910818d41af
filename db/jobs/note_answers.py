"""Notes that are used as feedback: read for the message that names them, and resolved with what answers them."""

from datetime import datetime
from uuid import UUID

from pydantic_core import from_json

from db.connections.prepared import Driver, run
from db.rows import from_row, to_row
from db.schema.tables.jobs import NoteRow
from domain.job.model import Job
from domain.job.notes import Note, NoteAnswer, newly_answered, no_longer_answering
from domain.rules.messages import Message, notes_named_by

_RESOLVE = b"""
update notes set status = 'resolved', answered_revision = %s, answered_take = %s, resolved_at = %s, updated_at = %s
where job_id = %s and id = any(%s) returning row_to_json(notes)::text"""

_REOPEN = b"""
update notes set status = 'open', answered_take = null, resolved_at = null, updated_at = %s
where job_id = %s and answered_take = any(%s) returning row_to_json(notes)::text"""


_NOTES_OF_CLIENT = b"""
select row_to_json(notes)::text from notes join jobs on jobs.id = notes.job_id
where notes.id = any(%s) and jobs.client_id = %s"""


async def named_notes(driver: Driver, job: Job, message: Message) -> dict[UUID, Note]:
    """Return the notes that the message uses as feedback, as far as they exist in jobs of the job's client."""
    named = notes_named_by(message)
    if not named:
        return {}
    found = await run(driver, _NOTES_OF_CLIENT, list(named), job.brief.context.client_id)
    notes = [_read(row) async for (row,) in found]
    return {note.id: note for note in notes}


def has_answers(before: Job, after: Job) -> bool:
    """Return whether the change answers notes, or ends what was to answer them."""
    return after is not before and (any(newly_answered(before, after)) or bool(no_longer_answering(before, after)))


async def save_answers(driver: Driver, before: Job, after: Job, now: datetime) -> list[Note]:
    """Resolve the notes that new takes and revisions answer, and reopen those whose take will have no clip.

    Return these notes. The job's row must be locked.
    """
    changed: list[Note] = []
    for ids, answer in newly_answered(before, after):
        found = await run(driver, _RESOLVE, answer.revision, answer.take_id, now, now, after.id, list(ids))
        changed += [_read(row) async for (row,) in found]
    if without_a_clip := no_longer_answering(before, after):
        found = await run(driver, _REOPEN, now, after.id, without_a_clip)
        changed += [_read(row) async for (row,) in found]
    return changed


def _read(row: str) -> Note:
    return to_note(NoteRow(**from_json(row)))


def to_note(row: NoteRow) -> Note:
    is_answered = row.answered_revision is not None or row.answered_take is not None
    answer = NoteAnswer(revision=row.answered_revision, take_id=row.answered_take) if is_answered else None
    return from_row(Note, row, answered_by=answer)


def note_row(note: Note) -> NoteRow:
    answer = note.answered_by or NoteAnswer()
    return to_row(NoteRow, note, answered_revision=answer.revision, answered_take=answer.take_id)
