"""Jobs with a voice-over, built by the rules themselves."""

from decimal import Decimal
from typing import Any

from domain.base import evolve
from domain.brief import AssetType
from domain.errors import ErrorInfo
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job
from domain.job.sound.speech import Speech, SpokenWord, WordTiming
from domain.job.sound.voice_over import lines_to_speak, speech_of_scene
from domain.rules import results
from domain.rules.purchases import speeches
from domain.rules.purchases.speeches import ReadySpeech
from tests.unit.domain.jobs import ERROR, NOW, asset, film, film_of, generating, send, write

VENDOR = "elevenlabs"
PRICE = Decimal("0.30")


def spoken(*words: str, voice: str = VENDOR, assets: tuple[JobAsset, ...] = (), **production: Any) -> Job:
    """Return an approved job of a scene for each of the words, with a voice-over."""
    job = write(generating(voice=voice, **production), *(words or ("one", "two")))
    return send(evolve(job, assets=assets), "approve_storyboard")


def recording(name: str = "voice", status: AssetStatus = AssetStatus.READY, **fields: Any) -> JobAsset:
    known = {"blob_key": f"assets/{name}", "content_type": "audio/wav"} if status is AssetStatus.READY else {}
    return evolve(asset(name), role="voice", type=AssetType.AUDIO, status=status, **known | fields)


def line_id(job: Job, number: int = 1) -> Any:
    """Return the id of the line that is open in the scene of that number."""
    (line,) = (line for line in lines_to_speak(job) if line.scene_number == number)
    return line.id


def speech_in(job: Job, number: int = 1) -> Speech:
    speech = speech_of_scene(job, job.active_scenes[number - 1])
    assert speech
    return speech


def claim(job: Job, number: int = 1, price: Decimal | None = PRICE) -> Job:
    return speeches.claim(job, line_id(job, number), None, NOW, "model-1", price)


def ordered(job: Job, number: int = 1) -> Job:
    speech = line_id(job, number)
    return speeches.record_order(claim(job, number), speech, f"{VENDOR}-{speech}")


def said(job: Job, number: int = 1, seconds: float = 1.5) -> Job:
    """Return the job with the scene's line bought and made ready."""
    speech = line_id(job, number)
    return speeches.mark_ready(ordered(job, number), speech, ready(job, speech, seconds), NOW)


def ready(job: Job, speech: Any, seconds: float = 1.5) -> ReadySpeech:
    words = (SpokenWord(text="word", start=0.1, end=seconds),)
    key = f"jobs/{job.id}/speech/{speech}/speech.wav"
    return ReadySpeech(key=key, size=100, seconds=seconds, words=words, timing=WordTiming.VENDOR)


def unsaid(job: Job, number: int = 1, error: ErrorInfo = ERROR) -> Job:
    """Return the job whose line has failed."""
    return speeches.fail(job, line_id(job, number), error, NOW)


def finished(*words: str, **more: Any) -> Job:
    """Return a completed job all of whose lines are said."""
    job = spoken(*words, **more)
    for scene in job.active_scenes:
        job = film(said(job, scene.number), scene.number)
    return results.apply_film(job, film_of(job))
