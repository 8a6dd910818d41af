"""Make a film's whole sound: its clips' own, over music, under the voice-over."""

import wave
from collections.abc import Sequence
from pathlib import Path

import av

from domain.job.takes.left_out import Ingredient, LeftOut
from domain.ports.editor import CutClip, CutPlan
from media.audio.mix import clips_sound, with_music
from media.audio.pcm import FRAME_SAMPLES, write_wave
from media.audio.voice_over import PlayedLine, play_line, with_voice_over


def write_film_sound(plan: CutPlan, clips: Sequence[CutClip], scratch: Path) -> tuple[Path, tuple[LeftOut, ...]]:
    """Write the sound as a WAV in the scratch directory, exactly as long as the clips, which are those of the plan.

    Return it, and what it lacks: music or a line of speech that cannot be played does not fail the film.
    """
    sound, left_out = scratch / "clips.wav", list[LeftOut]()
    write_wave(sound, clips_sound(clips))
    if plan.music is not None:
        mixed = scratch / "music.wav"
        try:
            write_wave(mixed, with_music(sound, plan.music))
            sound = mixed
        except (OSError, wave.Error, EOFError, ValueError) as error:
            left_out.append(LeftOut(what=Ingredient.MUSIC, reason=_reason("it", error)))
    if lines := _played(plan, scratch, left_out):
        spoken = scratch / "speech.wav"
        write_wave(spoken, with_voice_over(sound, lines))
        sound = spoken
    return sound, tuple(left_out)


def _played(plan: CutPlan, scratch: Path, left_out: list[LeftOut]) -> list[PlayedLine]:
    """Return the lines that can be played, in the order of the film, and note the others."""
    lines = list[PlayedLine]()
    for number, spoken in enumerate(sorted(plan.speech, key=lambda each: each.begins)):
        try:
            line = play_line(spoken, scratch / f"line{number}.wav", plan.frames * FRAME_SAMPLES)
        except (OSError, av.error.FFmpegError, wave.Error, EOFError, ValueError) as error:
            left_out.append(LeftOut(what=Ingredient.VOICE, reason=_reason("a line of the voice-over", error)))
            continue
        if line is not None:
            lines.append(line)
    return lines


def _reason(what: str, error: Exception) -> str:
    return f"{what} cannot be played: {getattr(error, 'strerror', None) or error or type(error).__name__}"
