"""Speech to test with: of the voices of our own machines, sentence by sentence, so that it is known when each is."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import py_nanotts

from domain.job.sound.speech import SpokenWord
from domain.ports.speech import SOUND, WORDS, KnownTimes
from media.audio.pcm import MonoSamples
from tests.unit.media.sound_files import write_sound

RATE = 16_000


@dataclass(frozen=True)
class Recording:
    """Sentences one after the other. `times` are in seconds from the beginning of the first word."""

    sound: MonoSamples
    sentences: tuple[SpokenWord, ...]

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


def spoken(*sentences: str, voice: str = "en-US", pause: float = 0.4, silence: float = 0.7) -> Recording:
    """Speak the sentences with exact pauses between them, and silence before and after all of them."""
    parts: list[MonoSamples] = [np.zeros(round(silence * RATE), dtype=np.int16)]
    times, at = list[SpokenWord](), silence
    for sentence in sentences:
        sound = _without_silence(np.frombuffer(py_nanotts.NanoTTS().speak(sentence, voice=voice), dtype=np.int16))
        times.append(SpokenWord(text=sentence, start=at, end=at + len(sound) / RATE))
        parts += [sound, np.zeros(round(pause * RATE), dtype=np.int16)]
        at += len(sound) / RATE + pause
    parts.append(np.zeros(round(silence * RATE), dtype=np.int16))
    return Recording(np.concatenate(parts), tuple(times))


def ordered(folder: Path, recording: Recording, told: KnownTimes | None = None) -> Path:
    """Write the recording to the folder as a voice does."""
    folder.mkdir(exist_ok=True)
    write_sound(folder / SOUND, [recording.sound], layout="mono", rate=RATE, format="wav")
    if told is not None:
        (folder / WORDS).write_text(told.model_dump_json())
    return folder


def _without_silence(sound: MonoSamples) -> MonoSamples:
    heard = np.flatnonzero(np.abs(sound.astype(np.int32)) > 150)
    return sound[int(heard[0]) : int(heard[-1]) + 1]
