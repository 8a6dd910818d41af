"""Notes: what people say about a job, a scene, a take, or a moment of a film. Their rules: `domain.rules.notes`."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.base import Frozen, Wire
from domain.film_format import timecode
from domain.job.model import Job
from domain.job.takes.take import Take, TakeStatus

_WITHOUT_A_CLIP = frozenset({TakeStatus.FAILED, TakeStatus.STOPPING, TakeStatus.CANCELLED})


class NoteStatus(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"


class NoteAnswer(Wire):
    """What a note that was used as feedback is answered by: a storyboard revision, or a take."""

    revision: int | None = None
    take_id: UUID | None = None


class Note(Frozen):
    """A note. Without `scene_id` it is about the whole job.

    `scene_number` is the scene's number when the note was written. `first_frame` and `last_frame` are numbers, not
    pictures: of frames of the film `film_id`, counted from 0, both included. `link_id` is the review link of the guest
    who wrote it.
    """

    id: UUID
    job_id: UUID
    scene_id: UUID | None = None
    scene_number: int | None = None
    take_id: UUID | None = None
    film_id: UUID | None = None
    first_frame: int | None = None
    last_frame: int | None = None
    text: str
    author: str
    link_id: UUID | None = None
    status: NoteStatus = NoteStatus.OPEN
    answered_by: NoteAnswer | None = None
    created_at: datetime
    updated_at: datetime
    resolved_at: datetime | None = None
    deleted_at: datetime | None = None

    @property
    def timecode(self) -> str | None:
        """Its moment of the film, such as `00:00:03:12`, or its range: `00:00:03:12 – 00:00:04:00`."""
        if self.first_frame is None or self.last_frame is None:
            return None
        first, last = timecode(self.first_frame), timecode(self.last_frame)
        return first if first == last else f"{first} – {last}"


def scene_number(job: Job, note: Note) -> int | None:
    """Return the number that the note's scene has now; of a scene that the job has no longer, the one it had."""
    return next((scene.number for scene in job.scenes if scene.id == note.scene_id), note.scene_number)


def newly_answered(before: Job, after: Job) -> Iterator[tuple[tuple[UUID, ...], NoteAnswer]]:
    """Yield the ids of the notes that new takes and revisions answer, and each one's answer."""
    for board in after.storyboards:
        known = next((old.notes for old in before.storyboards if old.revision == board.revision), ())
        if new := tuple(note for note in board.notes if note not in known):
            yield new, NoteAnswer(revision=board.revision)
    for take in _takes(after):
        if take.notes and before.find_take(take.id) is None:
            yield take.notes, NoteAnswer(take_id=take.id)


def no_longer_answering(before: Job, after: Job) -> list[UUID]:
    """Return the takes that were to answer notes, and of which there will be no clip: they failed or were stopped."""
    return [
        take.id
        for take in _takes(after)
        if take.notes
        and take.status in _WITHOUT_A_CLIP
        and (old := before.find_take(take.id))
        and old.status not in _WITHOUT_A_CLIP
    ]


def _takes(job: Job) -> Iterator[Take]:
    return (take for scene in job.scenes for take in scene.takes)
