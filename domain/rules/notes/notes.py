"""The rules of notes: what a new one is about, and how it changes. How they become feedback is in `note_feedback`."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from domain.base import Wire, evolve, given
from domain.errors import Invalid, NotFound
from domain.film_format import timecode
from domain.job.film.film_file import Film
from domain.job.film.timeline import film_timeline
from domain.job.model import Job
from domain.job.notes import Note, NoteStatus
from domain.job.scene import Scene
from domain.job.storyboard import Paragraph
from domain.job.takes.take import Take
from domain.rules.scenes.scenes import scene_named

MAX_AUTHOR = 100


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("contains a NUL character; leave it out")
    return text


NoteText = Annotated[Paragraph, Field(pattern=r"\S"), AfterValidator(_storable)]
Author = Annotated[str, StringConstraints(max_length=MAX_AUTHOR, pattern=r"\S"), AfterValidator(_storable)]
Frame = Annotated[int, Field(ge=0)]
Ordinal = Annotated[int, Field(ge=1)]


class NewNote(Wire):
    """What a client says, and about what: nothing more for the whole job, a scene, a take, or frames of the film.

    `first_frame` and `last_frame` are numbers of frames, counted from 0. Without `last_frame` it is about one frame.
    """

    text: NoteText
    author: Author | None = None
    scene_number: Ordinal | None = None
    scene_id: UUID | None = None
    take_id: UUID | None = None
    first_frame: Frame | None = None
    last_frame: Frame | None = None


class NoteChanges(Wire):
    """Another text, or whether it is open. What is not given stays as it is."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [given("text"), given("status")]})

    text: NoteText | None = None
    status: NoteStatus | None = None


def new_note(job: Job, note_id: UUID, new: NewNote, author: str, link_id: UUID | None, now: datetime) -> Note:
    """Return the note about what the client names. Errors: NotFound, Invalid."""
    scene = _named_scene(job, new)
    film, first, last = _named_frames(job, new)
    if film and first is not None and last is not None:
        scene = _scene_in_film(job, film, first, last, scene)
    take = _named_take(job, new.take_id, scene, film)
    if take:
        scene = job.scene(take.scene_id)
    return Note(
        id=note_id,
        job_id=job.id,
        scene_id=scene.id if scene else None,
        scene_number=scene.number if scene else None,
        take_id=take.id if take else None,
        film_id=film.id if film else None,
        first_frame=first,
        last_frame=last,
        text=new.text,
        author=new.author or author,
        link_id=link_id,
        created_at=now,
        updated_at=now,
    )


def changed_note(note: Note, changes: NoteChanges, now: datetime) -> Note:
    """Return the note after the changes; the note itself if it is so already. One that is reopened has no answer."""
    fields: dict[str, object] = {"text": changes.text} if changes.text is not None else {}
    if changes.status is NoteStatus.OPEN:
        fields |= {"status": changes.status, "resolved_at": None, "answered_by": None}
    elif changes.status is NoteStatus.RESOLVED and note.status is NoteStatus.OPEN:
        fields |= {"status": changes.status, "resolved_at": now}
    changed = evolve(note, **fields)
    return note if changed == note else evolve(changed, updated_at=now)


def _named_scene(job: Job, new: NewNote) -> Scene | None:
    if new.scene_id is None:
        return scene_named(job, new.scene_number) if new.scene_number is not None else None
    scene = scene_named(job, new.scene_id)
    if new.scene_number not in (None, scene.number):
        raise Invalid(f"sceneNumber: scene {scene.id} has the number {scene.number}; leave one of the two out")
    return scene


def _named_frames(job: Job, new: NewNote) -> tuple[Film | None, int | None, int | None]:
    first, last = new.first_frame, new.last_frame
    if first is None:
        if last is not None:
            raise Invalid("firstFrame: required with lastFrame")
        return None, None, None
    last = first if last is None else last
    if last < first:
        raise Invalid(f"lastFrame: must not be before firstFrame, which is {first}")
    if job.film is None:
        raise Invalid("firstFrame: the job has no film yet; leave out the frames, and name a scene or a take")
    if last >= job.film.frames:
        where = "firstFrame" if first >= job.film.frames else "lastFrame"
        raise Invalid(
            f"{where}: the film has {job.film.frames} frames, counted from 0; the last one is {job.film.frames - 1}, "
            f"at {timecode(job.film.frames - 1)}"
        )
    return job.film, first, last


def _scene_in_film(job: Job, film: Film, first: int, last: int, named: Scene | None) -> Scene | None:
    """Return the named scene, if a frame of the range is in it, else that of the first frame, as far as it is known."""
    touched = [each.scene for each in film_timeline(job, film) if each.begins <= last and each.ends > first]
    if not touched:
        return named
    if named and named.id not in [scene.id for scene in touched]:
        shown = ", ".join(f"scene {scene.number}" for scene in touched)
        raise Invalid(f"firstFrame: scene {named.number} is not shown there, but {shown}; leave out the scene")
    return named or touched[0]


def _named_take(job: Job, take_id: UUID | None, scene: Scene | None, film: Film | None) -> Take | None:
    if take_id is None:
        return None
    take = job.find_take(take_id)
    if take is None or (scene and take.scene_id != scene.id):
        raise NotFound(f"no take {take_id} of {f'scene {scene.number}' if scene else 'this job'}")
    if film and take.id not in film.takes:
        raise Invalid(f"takeId: take {take.number} is not in the film; leave out the frames or the take")
    return take
