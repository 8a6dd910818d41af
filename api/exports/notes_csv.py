"""Notes as a spreadsheet: RFC 4180, in UTF-8 with the byte order mark by which Excel knows it."""

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from io import StringIO
from typing import Final

from domain.film_format import timecode
from domain.job.model import Job
from domain.job.notes import Note, NoteAnswer, scene_number

_COLUMNS: Final = (
    *("id", "status", "scene", "take", "timecode_in", "timecode_out", "first_frame", "last_frame"),
    *("author", "text", "answered_by", "created_at", "updated_at", "resolved_at"),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet computes a cell that begins with one of these, in East Asia in full width too. An apostrophe before it
makes it text."""


def notes_csv(job: Job, notes: Iterable[Note]) -> bytes:
    """Return a row for each note, below a row with the names of the columns. Times are in UTC."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for note in notes:
        writer.writerow([_cell(value) for value in _values(job, note)])
    return out.getvalue().encode("utf-8-sig")


def _values(job: Job, note: Note) -> tuple[object, ...]:
    take = job.find_take(note.take_id) if note.take_id else None
    return (
        note.id,
        note.status,
        scene_number(job, note),
        take.number if take else None,
        None if note.first_frame is None else timecode(note.first_frame),
        None if note.last_frame is None else timecode(note.last_frame),
        note.first_frame,
        note.last_frame,
        note.author,
        note.text,
        _answer(job, note.answered_by) if note.answered_by else None,
        note.created_at,
        note.updated_at,
        note.resolved_at,
    )


def _answer(job: Job, answer: NoteAnswer) -> str:
    take = job.find_take(answer.take_id) if answer.take_id else None
    return f"take {take.number}" if take else f"storyboard {answer.revision}"


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        case str() if value.startswith(_FORMULA):
            return f"'{value}"
    return str(value)
