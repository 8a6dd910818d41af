"""A note on a job, in camelCase."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from api.schemas.common import UtcTime, view_of
from domain.base import Wire
from domain.job.model import Job
from domain.job.notes import Note, NoteAnswer, NoteStatus, scene_number


class NoteView(Wire):
    """A note. Without a scene it is about the whole job. `firstFrame` and `lastFrame` are numbers of frames of the film
    `filmId`, counted from 0, 30 in a second; it may have been cut again since. `answeredBy` is the take or storyboard
    revision that it was the feedback of."""

    id: UUID
    job_id: UUID
    scene_id: UUID | None = Field(examples=["019a9b1e-7a10-7f21-8b3c-5d9e0f1a2b3c"])
    scene_number: int | None = Field(examples=[2])
    take_id: UUID | None
    film_id: UUID | None = Field(examples=["3f0c7a52-1f1e-5c6b-9a59-0d9b3e9a7c11"])
    first_frame: int | None = Field(examples=[102])
    last_frame: int | None = Field(examples=[120])
    timecode: str | None = Field(examples=["00:00:03:12 – 00:00:04:00"])
    text: str = Field(examples=["Hold on the steam a little longer."])
    author: str = Field(examples=["Ann"])
    status: NoteStatus = Field(examples=["open"])
    answered_by: NoteAnswer | None = Field(examples=[None])
    created_at: UtcTime
    updated_at: UtcTime
    resolved_at: UtcTime | None


class DeletedNoteView(Wire):
    id: UUID
    deleted: Literal[True] = True


def note_view(job: Job, note: Note) -> NoteView:
    return view_of(NoteView, note, scene_number=scene_number(job, note))
