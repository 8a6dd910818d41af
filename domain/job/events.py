"""What a client may want to hear of: told by comparing a job before and after a change."""

from collections.abc import Iterator
from typing import Any

from domain.base import Frozen
from domain.job.model import Job, Scene
from domain.job.progress import progress


class Event(Frozen):
    """`kind` is job, scene or film; `data` is what a client needs to redraw."""

    kind: str
    data: dict[str, Any]


def events(before: Job | None, after: Job) -> tuple[Event, ...]:
    return (*_of_the_job(before, after), *_of_scenes(before, after), *_of_the_film(before, after))


def _of_the_job(before: Job | None, after: Job) -> Iterator[Event]:
    def told(job: Job) -> dict[str, Any]:
        return {
            "status": job.status.value,
            "storyboardRevision": job.revision,
            "deleted": job.deleted_at is not None,
            "progress": progress(job).model_dump(mode="json", by_alias=True),
        }

    if before is None or told(before) != told(after):
        yield Event(kind="job", data=told(after))


def _of_scenes(before: Job | None, after: Job) -> Iterator[Event]:
    old = {scene.id: scene for scene in before.active_scenes} if before else {}
    for scene in after.active_scenes:
        known = old.pop(scene.id, None)
        if known is None or _shown(known) != _shown(scene):
            yield Event(
                kind="scene",
                data={"id": str(scene.id), "sceneNumber": scene.number, "status": scene.status.value},
            )
    for gone in old.values():
        yield Event(kind="scene", data={"id": str(gone.id), "sceneNumber": gone.number, "status": "deleted"})


def _shown(scene: Scene) -> tuple[object, ...]:
    return scene.status, scene.take_id, scene.number, scene.text, scene.error


def _of_the_film(before: Job | None, after: Job) -> Iterator[Event]:
    if after.film and (before is None or before.film is None or before.film.id != after.film.id):
        yield Event(kind="film", data={"id": str(after.film.id), "frames": after.film.frames})
