"""How notes become the feedback of a regeneration."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from domain.errors import Invalid
from domain.job.model import Job
from domain.job.notes import Note, NoteStatus, scene_number
from domain.job.scene import Scene

MAX_FEEDBACK = 20_000
"""The most characters of a feedback and the notes that are used with it."""


class HasFeedback(Protocol):
    """A message that regenerates, with what is to be different: feedback, notes, both or neither."""

    @property
    def feedback(self) -> str | None: ...
    @property
    def note_ids(self) -> tuple[UUID, ...]: ...


def feedback_with_notes(
    job: Job, feedback: str | None, note_ids: Sequence[UUID], known: Mapping[UUID, Note], scene: Scene | None = None
) -> str | None:
    """Return the feedback followed by the texts of the notes: of open ones of the scene, or of the job without a scene.

    `known` are the named notes that exist, of any job. Errors: Invalid, which says why a note cannot be used.
    """
    lines = [feedback] if feedback else []
    for note_id in dict.fromkeys(note_ids):
        note = known.get(note_id)
        if note is None:
            raise Invalid(f"noteIds: there is no note {note_id}")
        if why := _why_unusable(job, note, scene):
            raise Invalid(f"noteIds: note {note_id} {why}")
        lines.append(note.text if scene else f"{_place_of(job, note)}{note.text}")
    joined = "\n".join(lines)
    if note_ids and len(joined) > MAX_FEEDBACK:
        raise Invalid(
            f"noteIds: the feedback and the notes have {len(joined):,} characters together, and {MAX_FEEDBACK:,} "
            "are possible; use fewer notes at once"
        )
    return joined or None


def _why_unusable(job: Job, note: Note, scene: Scene | None) -> str | None:
    if note.job_id != job.id:
        return "is of another job"
    if note.deleted_at:
        return "was deleted"
    if note.status is NoteStatus.RESOLVED:
        return "is resolved already; set its status to open to use it again"
    if scene and note.scene_id != scene.id:
        about = "the whole job" if note.scene_id is None else f"scene {scene_number(job, note)}"
        return f"is about {about}, and not about scene {scene.number}"
    return None


def _place_of(job: Job, note: Note) -> str:
    """Return the scene that the note is about, for the feedback of a whole storyboard."""
    is_active = any(scene.id == note.scene_id for scene in job.active_scenes)
    return f"Scene {scene_number(job, note)}: " if is_active else ""
