"""Notes as an edit decision list (CMX 3600), which editing programs import.

Each scene is an event. A note at a frame of this cut is a locator (`* LOC:`), red while it is open and else green; any
other is a comment of its scene's event, one on the whole job of the first event. Record timecode begins at 00:00:00:00,
as the film does. Transitions are written as cuts, because they do not change where a scene begins.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from domain.errors import NotFound
from domain.film_format import frames, timecode
from domain.job.film.timeline import Shown, film_timeline
from domain.job.model import Job
from domain.job.notes import Note, NoteStatus, scene_number

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def notes_edl(job: Job, notes: Iterable[Note]) -> bytes:
    """Return the cut of the film with the notes, or of the scenes as they are while there is none of them. UTF-8.

    Errors: NotFound while the job has no scenes.
    """
    cut = film_timeline(job, job.film) if job.film else ()
    film = job.film.id if job.film and cut else None
    shown = cut or _planned(job)
    if not shown:
        raise NotFound(
            f"job {job.id} has no scenes yet, which an edit decision list is made of; export the notes as csv"
        )
    lines_of: defaultdict[int, list[str]] = defaultdict(list)
    for note in notes:
        if note.film_id == film and note.first_frame is not None:
            lines_of[_event_at(shown, note.first_frame)].append(_locator(note, note.first_frame))
        else:
            lines_of[_event_of(shown, note)].append(_comment(job, note))
    lines = [f"TITLE: {_one_line(job.title)}", "FCM: NON-DROP FRAME", ""]
    for position, event in enumerate(shown):
        lines += [*_event(position + 1, event, job.title), *lines_of[position], ""]
    return "\n".join(lines).encode()


def _planned(job: Job) -> tuple[Shown, ...]:
    """Return the active scenes as they will be cut."""
    shown: list[Shown] = []
    for scene in job.active_scenes:
        begins = shown[-1].ends if shown else 0
        shown.append(Shown(scene=scene, take=scene.clip, begins=begins, length=frames(scene.text.duration)))
    return tuple(shown)


def _event_at(shown: tuple[Shown, ...], frame: int) -> int:
    return next(position for position, event in enumerate(shown) if frame < event.ends)


def _event_of(shown: tuple[Shown, ...], note: Note) -> int:
    """Return the position of the note's scene; the first one if that is not in the cut."""
    return next((position for position, event in enumerate(shown) if event.scene.id == note.scene_id), 0)


def _event(number: int, event: Shown, title: str) -> tuple[str, str]:
    reel = f"S{event.scene.number:03}T{event.take.number:02}"[:8] if event.take else "AX"
    source = f"{timecode(0)} {timecode(event.length)}"
    record = f"{timecode(event.begins)} {timecode(event.ends)}"
    clip = f"{_one_line(title)} scene {event.scene.number}.mp4"
    return f"{number:03}  {reel:8} V     C        {source} {record}", f"* FROM CLIP NAME: {clip}"


def _locator(note: Note, first_frame: int) -> str:
    colour = "RED" if note.status is NoteStatus.OPEN else "GREEN"
    until = "" if note.last_frame in (None, first_frame) else f" (until {timecode(note.last_frame or first_frame)})"
    return f"* LOC: {timecode(first_frame)} {colour:7} {_one_line(f'{note.author}: {note.text}')}{until}"


def _comment(job: Job, note: Note) -> str:
    number = scene_number(job, note)
    about = [
        *(["resolved"] if note.status is NoteStatus.RESOLVED else []),
        f"scene {number}" if number else "whole job",
    ]
    if note.timecode:
        about.append(f"{note.timecode} of an earlier cut")
    return f"* COMMENT: [{', '.join(about)}] {_one_line(f'{note.author}: {note.text}')}"


def _one_line(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split())
