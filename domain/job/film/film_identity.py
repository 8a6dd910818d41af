"""What besides its footage makes a film another film: voice-over, captions, music, logo and end card."""

from typing import TYPE_CHECKING, Final

from domain.job.film.captions import overlay_id
from domain.job.film.end_card import end_card_parts
from domain.job.filming.changes import is_muted
from domain.job.sound.music import music_parts
from domain.job.sound.scene_lines import line_of, speech_of

if TYPE_CHECKING:
    from domain.job.model import Job

FINISHING_VERSION: Final = "1"
"""Part of the identity of films that have any of it. Raise it when a film of the same parts is another film."""


def finishing_parts(job: "Job") -> list[str]:
    """Return what of it is part of the film's identity: nothing for films of before."""
    parts = list[str]()
    for scene in job.active_scenes:
        if is_muted(job, scene):
            parts.append(f"without the sound of {scene.take_id}")
        if line := line_of(job, scene):
            speech = speech_of(job, line)
            failed = " failed" if speech and speech.is_settled and not speech.is_heard else ""
            parts.append(f"speech {speech.id if speech else line.speech_id(job.id)}{failed}")
        if overlay := overlay_id(job, scene):
            parts.append(f"overlay {overlay}")
    parts += music_parts(job)
    parts += end_card_parts(job)
    if job.brief.creative.brand and parts:
        parts.append(f"brand {job.brief.creative.brand.model_dump_json()}")
    return [f"finishing {FINISHING_VERSION}", *parts] if parts else []
