"""Events for clients: what a change of a job changed, found by comparing the job before and after.

They are rows of the table `events`, written in the transaction of the change, as the events are that webhooks deliver
(`domain/webhooks/changes.py`).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, Literal
from uuid import UUID

from domain.base import Frozen, Wire
from domain.errors import ErrorInfo
from domain.job.filming.chains import is_stale
from domain.job.model import Job
from domain.job.notes import Note, scene_number
from domain.job.progress import progress
from domain.job.scene import SCENE_STATUS, Scene
from domain.job.sound.voice_over import speech_of_scene
from domain.job.takes.take import Take, TakeStatus


class EventKind(StrEnum):
    """What an event that clients see tells of."""

    JOB = "job"
    SCENE = "scene"
    FILM = "film"
    NOTE = "note"


class SceneChange(Wire):
    """What the event of a scene tells, of its line of speech or of its first frames. `attempt` counts the failures of
    its take, which is tried again then. `draft`: its take is one. `fallback_of` is the take in place of which it is
    made, and that one's provider."""

    id: UUID
    scene_number: int
    status: str
    attempt: int
    next_retry_at: datetime | None
    provider: str | None
    draft: bool
    fallback_of: dict[str, str] | None
    error: ErrorInfo | None


WEBHOOK_KIND: Final = "webhook"
"""The kind of the rows that webhooks deliver. Clients' event streams leave them out."""


class Event(Frozen):
    """`data` is what a client needs to redraw what the event tells of, or what is sent to webhook endpoints."""

    kind: EventKind | Literal["webhook"]
    data: dict[str, Any]


def events(before: Job | None, after: Job) -> tuple[Event, ...]:
    """Return the events of a change; `before` is None for a new job."""
    return tuple(_events(before, after))


def note_event(job: Job, note: Note) -> Event:
    """Return the event of a note that was added, changed or deleted. `job` is the job as it is then."""
    status = "deleted" if note.deleted_at else note.status.value
    scene = None if note.scene_id is None else str(note.scene_id)
    data = {"id": str(note.id), "sceneId": scene, "sceneNumber": scene_number(job, note), "status": status}
    return Event(kind=EventKind.NOTE, data=data)


def _events(before: Job | None, after: Job) -> Iterator[Event]:
    if before is None or _shown_of_job(before) != _shown_of_job(after):
        yield Event(kind=EventKind.JOB, data=_job_data(after))
    old = {scene.id: scene for scene in before.active_scenes} if before else {}
    for scene in after.active_scenes:
        known = old.pop(scene.id, None)
        if known is None or _shown(before, known) != _shown(after, scene):
            yield _scene_event(scene, scene.status.value)
    for deleted in old.values():
        yield _scene_event(deleted, "deleted")
    if after.film and (before is None or before.film is None or before.film.id != after.film.id):
        yield Event(kind=EventKind.FILM, data={"id": str(after.film.id), "frames": after.film.frames})


def _shown_of_job(job: Job) -> tuple[object, ...]:
    return job.status, job.revision, job.deleted_at is not None, job.has_drafts, progress(job)


def _job_data(job: Job) -> dict[str, Any]:
    return {
        "status": job.status.value,
        "storyboardRevision": job.revision,
        "deleted": job.deleted_at is not None,
        "draft": job.has_drafts,
        "progress": progress(job).model_dump(mode="json", by_alias=True),
    }


def take_progress(scene: UUID, scene_number: int, status: TakeStatus, progress: float) -> Event:
    """Return the event of a take's progress, from 0 to 1. It is not stored; the scene's other events do not name it."""
    data = {"id": str(scene), "sceneNumber": scene_number, "status": SCENE_STATUS[status].value, "progress": progress}
    return Event(kind=EventKind.SCENE, data=data)


def _scene_event(scene: Scene, status: str) -> Event:
    take = scene.take
    change = SceneChange(
        id=scene.id,
        scene_number=scene.number,
        status=status,
        attempt=take.attempt if take else 0,
        next_retry_at=take.next_retry_at.astimezone(UTC) if take and take.next_retry_at else None,
        provider=take.provider if take else None,
        draft=take is not None and take.is_draft,
        fallback_of=fallback_of(scene, take),
        error=scene.shown_error,
    )
    return Event(kind=EventKind.SCENE, data=change.model_dump(mode="json", by_alias=True))


def fallback_of(scene: Scene, take: Take | None) -> dict[str, str] | None:
    """Return the take in place of which the scene's take is made, and its provider; None if it is nobody's fallback."""
    instead = scene.refused_before(take)
    return {"take": str(instead.id), "provider": instead.provider} if instead else None


def _shown(job: Job | None, scene: Scene) -> tuple[object, ...]:
    tries = (scene.take.attempt, scene.take.next_retry_at) if scene.take else ()
    speech = speech_of_scene(job, scene) if job else None
    spoken = (speech.id, speech.status, speech.attempt, speech.next_retry_at, speech.error) if speech else ()
    frames = [each for each in job.first_frames if each.scene_id == scene.id] if job else []
    drawn = (scene.first_frame_id, *((each.id, each.status, each.attempt, each.error) for each in frames))
    stale = job is not None and is_stale(job, scene)
    return scene.status, scene.take_id, scene.number, scene.text, scene.shown_error, stale, tries, spoken, drawn
