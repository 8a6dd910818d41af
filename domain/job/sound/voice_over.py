"""Which lines of its voice-over a job still needs, and which it has bought and does not say any more."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from domain.base import Frozen
from domain.brief import AssetRole, asset_role
from domain.job.filming.chains import is_held_up
from domain.job.job_asset import AssetStatus
from domain.job.model import Job, JobStatus
from domain.job.scene import Scene
from domain.job.sound.scene_lines import line_of, speech_of
from domain.job.sound.speech import ASSET_VOICE, LOCAL_VOICE, SceneLine, Speech
from domain.job.takes.take import ANIMATIC, TakeStatus
from domain.task_queues import RENDER_QUEUE, vendor_queue

FREE_VOICES: Final = frozenset({ASSET_VOICE, LOCAL_VOICE})
"""The providers of lines that cost nothing."""

_SEEDS: Final = 2**30


class OpenLine(Frozen):
    """A line that is to be said and is not settled. `id` is its speech's, which may have no row yet."""

    id: UUID
    scene_number: int
    line: SceneLine


def open_lines(job: Job) -> tuple[OpenLine, ...]:
    """Return the lines of the active scenes that are neither done nor failed, each once, in the order of the film."""
    found: dict[UUID, OpenLine] = {}
    for scene in job.active_scenes:
        line = line_of(job, scene)
        speech = speech_of(job, line) if line else None
        if line and not (speech and speech.is_settled):
            speech_id = speech.id if speech else line.speech_id(job.id)
            found.setdefault(speech_id, OpenLine(id=speech_id, scene_number=scene.number, line=line))
    return tuple(found.values())


def lines_to_speak(job: Job) -> tuple[OpenLine, ...]:
    """Return the lines that are to be bought: of an approved storyboard, once its recordings are fetched."""
    is_approved = job.status is JobStatus.PROCESSING
    return open_lines(job) if is_approved and not _is_fetching_recording(job) else ()


def lines_to_order(job: Job) -> tuple[OpenLine, ...]:
    """Return those of them that may be ordered now. Where there is a `maxCost`, footage comes first.

    So no line takes what a scene needs: a film without a line is worth more than one without a scene. A take that waits
    for a person is not waited for.
    """
    wanted = [scene for scene in job.active_scenes if scene.take and scene.take.status is TakeStatus.WANTED]
    footage = [scene for scene in wanted if scene.take and scene.take.provider != ANIMATIC]
    is_footage_first = job.brief.production.max_cost is not None
    if not (is_footage_first and any(not is_held_up(job, scene) for scene in footage)):
        return lines_to_speak(job)
    at_voice = {speech.id for speech in job.speeches if speech.is_at_vendor}
    return tuple(line for line in lines_to_speak(job) if line.id in at_voice)


def is_speaking(job: Job) -> bool:
    """Return whether it is not known yet what is heard in the film, and when."""
    return bool(lines_to_speak(job)) or (job.brief.production.is_spoken and _is_fetching_recording(job))


def _is_fetching_recording(job: Job) -> bool:
    pending = (asset for asset in job.assets if asset.status is AssetStatus.PENDING)
    return any(asset_role(asset.role) is AssetRole.VOICE for asset in pending)


def abandoned_speeches(job: Job) -> tuple[Speech, ...]:
    """Return what was ordered, is not settled and is not to be said any more: what becomes of it is still found out.

    What is paid for is kept, for words that come back.
    """
    wanted = {line.id for line in lines_to_speak(job)}
    return tuple(speech for speech in job.speeches if speech.is_at_vendor and speech.id not in wanted)


def speech_or_new(job: Job, speech_id: UUID, now: datetime) -> Speech | None:
    """Return the speech of that id, made from the open line if it has no row yet; None if there is neither."""
    if speech := job.find_speech(speech_id):
        return speech
    found = next((each for each in open_lines(job) if each.id == speech_id), None)
    return new_speech(job, found.line, 1, now) if found else None


def new_speech(job: Job, line: SceneLine, number: int, now: datetime) -> Speech:
    """Return another attempt to have the line spoken. Each has a seed of its own, so that it sounds different."""
    speech_id = line.speech_id(job.id, number)
    return Speech(
        id=speech_id,
        number=number,
        seed=speech_id.int % _SEEDS,
        provider=line.provider,
        model="",
        created_at=now,
        **line.model_dump(exclude={"provider"}),
    )


def speech_of_scene(job: Job, scene: Scene) -> Speech | None:
    """Return the newest attempt to have the scene's line spoken; None if there is none yet, or nothing to say."""
    line = line_of(job, scene)
    return speech_of(job, line) if line else None


def said_before(job: Job, speech: Speech) -> str:
    """Return what is said in the film just before the line, by the same voice; empty if it is the first."""
    before = ""
    for line in _lines(job):
        if line.text == speech.text:
            return before
        before = line.text if (line.provider, line.voice) == (speech.provider, speech.voice) else ""
    return ""


def speaking_queue(provider: str) -> str:
    """Return the task queue where lines of that provider are bought."""
    return RENDER_QUEUE if provider in FREE_VOICES else vendor_queue(provider)


def _lines(job: Job) -> Iterator[SceneLine]:
    for scene in job.active_scenes:
        if line := line_of(job, scene):
            yield line
