"""How lines of speech are claimed, bought, made ready and retried.

A change that does not apply any more changes nothing: then the job itself is returned.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from domain.base import Frozen, evolve
from domain.errors import BudgetExceeded, Conflict, ErrorInfo, Invalid
from domain.job.model import Job, JobStatus
from domain.job.scene import Scene
from domain.job.sound.scene_lines import line_of, speech_of
from domain.job.sound.speech import ASSET_VOICE, SPEECH_LOST, SceneLine, Speech, SpokenWord, WordTiming
from domain.job.sound.voice_over import FREE_VOICES, lines_to_order, new_speech, open_lines, speech_or_new
from domain.job.takes.vendor_file import FileStatus
from domain.rules.part_change import PartChange
from domain.rules.purchases import vendor_files
from domain.rules.purchases.budget import check_budget

changes_speech = PartChange(Job.find_speech, Job.with_speech)


class ReadySpeech(Frozen):
    """A line of speech in storage, as the film plays it, with the times of its words in seconds."""

    key: str
    sha256: str | None = None
    size: int
    seconds: float
    words: tuple[SpokenWord, ...]
    timing: WordTiming


def is_wanted(job: Job, speech_id: UUID) -> bool:
    """Return whether the line is still to be said, and not settled, and may be ordered. Asked before it is."""
    return any(line.id == speech_id for line in lines_to_order(job))


def claim(
    job: Job,
    speech_id: UUID,
    seen_asked_at: datetime | None,
    now: datetime,
    model: str,
    price: Decimal | None,
    prompt: str | None = None,
) -> Job:
    """Write the order intent before the voice is called: only the caller that saw the last intent gets the claim.

    `price` is None when it is not in the price table.

    Errors: BudgetExceeded when it is more than the job may still spend, or unknown while there is a limit.
    """
    speech = speech_or_new(job, speech_id, now)
    if speech is None or not vendor_files.may_be_claimed(speech, seen_asked_at) or not is_wanted(job, speech_id):
        return job
    owed = speech.owed if job.find_speech(speech.id) else Decimal(0)
    check_budget(job, price, owed, model=f"{speech.provider}'s voice {model}", what="this line of speech")
    return job.with_speech(vendor_files.claimed(speech, now, model, price, prompt))


release_claim = changes_speech(vendor_files.released)
record_order = changes_speech(vendor_files.ordered)


def postpone(
    job: Job, speech_id: UUID, error: ErrorInfo, now: datetime, retry_at: datetime, was_tried: bool = True
) -> Job:
    """Record that a step of the line failed, or could not be tried, and is tried again at `retry_at`."""
    speech = speech_or_new(job, speech_id, now)
    if speech is None or speech.is_settled:
        return job
    return job.with_speech(vendor_files.postponed(speech, error, now, retry_at, was_tried))


def mark_ready(job: Job, speech_id: UUID, ready: ReadySpeech, now: datetime) -> Job:
    """Record that the line is in storage as the film plays it: it is done. A client's recording is never ordered."""
    speech = speech_or_new(job, speech_id, now)
    expected = FileStatus.WANTED if speech and speech.provider == ASSET_VOICE else FileStatus.ORDERED
    if speech is None or speech.status is not expected:
        return job
    return job.with_speech(evolve(vendor_files.without_failures(speech, FileStatus.DONE), **dict(ready)))


def fail(job: Job, speech_id: UUID, error: ErrorInfo, now: datetime) -> Job:
    """Fail the line for good: the film is cut without it."""
    speech = speech_or_new(job, speech_id, now)
    if speech is None or speech.is_settled:
        return job
    return job.with_speech(vendor_files.failed(speech, error))


@changes_speech
def mark_lost(speech: Speech) -> Speech:
    """Record that the line's sound is gone from storage. The films that have it stay as they are."""
    return vendor_files.lost(speech, SPEECH_LOST)


def may_retry(job: Job) -> bool:
    """Return whether there is a line that can be spoken again."""
    is_open = job.status in (JobStatus.PROCESSING, JobStatus.COMPLETED)
    return is_open and any(speech.is_settled for _, speech in _bought_lines(job))


def retry(job: Job, scene: Scene | None, now: datetime) -> Job:
    """Have the scene's line spoken again, or all lines that failed. The film is cut again with what comes of it.

    Errors: Conflict if nothing has failed, Invalid if the line is being spoken, or the scene has none.
    """
    if scene is None:
        lines = [line for line, speech in _bought_lines(job) if speech.status is FileStatus.FAILED]
        if not lines:
            raise Conflict("no line of the voice-over has failed; name the sceneNumber of the line to speak again")
    else:
        lines = [_settled_line_of(job, scene)]
    return evolve(_spoken_again(job, lines, now), status=JobStatus.PROCESSING)


def retry_over_budget(job: Job, now: datetime) -> Job:
    """Have those lines bought that were not for lack of budget. A film that was cut without them is cut again."""
    if not may_retry(job):
        return job
    codes = [(line, speech.error.code) for line, speech in _bought_lines(job) if speech.error]
    job = _spoken_again(job, [line for line, code in codes if code == BudgetExceeded.code], now)
    is_stale = job.status is JobStatus.COMPLETED and job.film_is_stale
    return evolve(job, status=JobStatus.PROCESSING) if is_stale else job


def _bought_lines(job: Job) -> Iterator[tuple[SceneLine, Speech]]:
    """Yield the lines of the active scenes with their newest attempt, each once."""
    for line in dict.fromkeys(line_of(job, scene) for scene in job.active_scenes):
        if line and (speech := speech_of(job, line)):
            yield line, speech


def _settled_line_of(job: Job, scene: Scene) -> SceneLine:
    line = line_of(job, scene)
    if line is None:
        raise Invalid(f"scene {scene.number} has nothing to say")
    speech = speech_of(job, line)
    if speech is None or not speech.is_settled:
        raise Invalid(f"the line of scene {scene.number} is being spoken; wait until it is done")
    return line


def _spoken_again(job: Job, lines: Iterable[SceneLine], now: datetime) -> Job:
    for line in lines:
        number = 1 + max(each.number for each in job.speeches if line.is_said_by(each))
        job = job.with_speech(new_speech(job, line, number, now))
    return job


def paid_lines(job: Job) -> frozenset[UUID]:
    """Return the lines that are to be bought, now or once recordings are fetched, from voices that cost something."""
    lines = open_lines(job) if job.status is JobStatus.PROCESSING else ()
    return frozenset(line.id for line in lines if line.line.provider not in FREE_VOICES)
