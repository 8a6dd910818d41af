"""Speak a line and write it to a folder. Runs in a process of its own."""

import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from domain.deferred import Deferred
from domain.errors import InputRejected
from domain.job.sound.speech import SpokenWord
from domain.ports.speech import SOUND, WORDS, KnownTimes
from providers.local_voice import NATURAL
from providers.local_voice.sentences import pieces
from providers.local_voice.spoken import Samples, SpokenPiece, shifted

# Each is large, and only one of them is needed.
speak_naturally = Deferred[[str, int], SpokenPiece]("providers.local_voice.natural_voice:speak")
speak_as_pico = Deferred[[str, str], SpokenPiece]("providers.local_voice.pico_voice:speak")

_PAUSE: Final = 0.35
"""Seconds between two sentences, beside what is kept around them."""


def speak(text: str, voice: str, seed: int, folder: Path) -> None:
    """Speak the line sentence by sentence, so that it is known when each is said. Errors: InputRejected."""
    said = [(piece, _speak(piece, voice, seed + at).trimmed()) for at, piece in enumerate(pieces(text))]
    said = [(piece, spoken) for piece, spoken in said if len(spoken.samples)]
    if not said:
        raise InputRejected(f"the voice {voice} finds nothing in this line that it can say; change the script")
    times, at = list[float](), 0.0
    for _, spoken in said:
        times.append(at)
        at += spoken.seconds + _PAUSE
    _write(folder / SOUND, [spoken for _, spoken in said])
    (folder / WORDS).write_text(_known(said, times).model_dump_json())


def _speak(piece: str, voice: str, seed: int) -> SpokenPiece:
    return speak_naturally(piece, seed) if voice == NATURAL else speak_as_pico(piece, voice)


def _known(said: Sequence[tuple[str, SpokenPiece]], times: Sequence[float]) -> KnownTimes:
    """Return the times of the sentences, and those of all words, if they are known of all."""
    sentences, words = list[SpokenWord](), list[SpokenWord]()
    for (piece, spoken), at in zip(said, times, strict=True):
        sentences.append(SpokenWord(text=piece, start=round(at, 3), end=round(at + spoken.seconds, 3)))
        words += shifted(spoken.words or (), at, at + spoken.seconds)
    known = all(spoken.words for _, spoken in said)
    return KnownTimes(words=tuple(words) if known else (), sentences=tuple(sentences))


def _write(path: Path, said: Sequence[SpokenPiece]) -> None:
    rate = said[0].rate
    pause: Samples = np.zeros(round(_PAUSE * rate), np.float32)
    parts = [part for spoken in said for part in (spoken.samples, pause)][:-1]
    samples = np.clip(np.concatenate(parts), -1, 1)
    with wave.open(str(path), "wb") as target:
        target.setparams((1, 2, rate, 0, "NONE", "not compressed"))
        target.writeframes((samples * 32767).astype("<i2").tobytes())
