"""Jobs whose scenes are spoken, built by the rules themselves."""

from decimal import Decimal
from typing import Any

from domain.base import evolve
from domain.job.model import Job
from domain.job.sound.scene_lines import line_of
from domain.job.sound.speech import Speech, SpokenWord, WordTiming
from domain.job.takes.vendor_file import FileStatus
from tests.unit.domain import jobs


def with_choices(job: Job, **production: Any) -> Job:
    """Return the job as if its brief had these fields of `production`. Its film is the one that they make."""
    changed = type(job.brief.production).model_validate(
        {**job.brief.production.model_dump(exclude_none=True), **production}
    )
    job = evolve(job, brief=evolve(job.brief, production=changed))
    return evolve(job, film=evolve(job.film, id=job.film_id)) if job.film else job


def spoken(job: Job, number: int = 1, **fields: Any) -> Job:
    """Return the job with the line of that scene spoken, in a second, by the voice that its brief names."""
    scene = next(scene for scene in job.active_scenes if scene.number == number)
    line = line_of(job, scene)
    assert line
    usual: dict[str, Any] = {
        "status": FileStatus.DONE,
        "key": f"jobs/{job.id}/speech/speech.wav",
        "seconds": 1.0,
        "words": (SpokenWord(text="one,", start=0.0, end=0.4), SpokenWord(text="spoken", start=0.4, end=1.0)),
        "timing": WordTiming.VENDOR,
        "cost": Decimal("0.02"),
    }
    speech = Speech(
        id=line.speech_id(job.id),
        provider=line.provider,
        model="voice-1",
        voice=line.voice,
        text=line.text,
        created_at=jobs.NOW,
        **{**usual, **fields},
    )
    return job.with_speech(speech)
