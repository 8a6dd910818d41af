"""hibari: a natural voice for English. https://pypi.org/project/hibari-tts/ 0.2.1, Apache-2.0.

Only its voice "heart" is in the package; any other would be downloaded, and is never asked for. Its parts are used
here, and not its class, for one thing that the class does not tell: how long each sound is, and so when each word is.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import onnxruntime
from hibari import dsp
from hibari.g2p import G2P
from hibari.tts import ASSETS

from domain.job.sound.speech import SpokenWord
from providers.local_voice.spoken import Samples, SpokenPiece

RATE: Final = dsp.SR

_LENGTHS: Final = b"/Clip_output_0"
"""The value of the model that holds the length of each sound."""

_UNIT: Final = 0.025
"""Seconds of one unit of length."""

_HEARD_EARLY: Final = 0.08
"""Seconds by which a word is heard before the model's own boundary: measured by an aligner, and at onsets of energy."""

_MOST_SOUNDS: Final = 400
"""In one run of the model, as its authors do it."""

_PUNCTUATION: Final = frozenset(';:,.!?—…"“”() ')


class _Timed(NamedTuple):
    """A word as it is pronounced: "3,000" is two."""

    start: float
    end: float


class _Natural:
    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        model = Path(ASSETS, "hibari.onnx").read_bytes() + _one_more_output(_LENGTHS)
        self._model = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._ids: dict[str, int] = json.loads(Path(ASSETS, "vocab.json").read_text("utf-8"))
        self._pronounce = G2P()

    def speak(self, text: str, seed: int) -> SpokenPiece:
        random = np.random.default_rng(seed)
        parts, timed, begins = list[Samples](), list[_Timed](), 0.0
        pronounced = [word for word in self._pronounce(text).split(" ") if word]
        for words in _runs(pronounced):
            samples, times = self._run(words, random)
            timed += [_Timed(begins + each.start, begins + each.end) for each in times]
            parts.append(samples)
            begins += len(samples) / RATE
        samples = np.concatenate(parts) if parts else np.zeros(0, np.float32)
        return SpokenPiece(samples, RATE, self._written(text, timed))

    def _run(self, words: Sequence[str], random: np.random.Generator) -> tuple[Samples, list[_Timed]]:
        sounds = " ".join(words)
        known = [self._ids[sound] for sound in sounds if sound in self._ids]
        given = {"ids": np.array([[0, *known, 0]], np.int64), "speed": np.ones(1, np.float32)}
        *spectrum, lengths = self._model.run(None, given)
        samples: Samples = dsp.synth(*(part[0] for part in spectrum), random)
        return samples, list(self._times(words, (lengths.ravel() * _UNIT).tolist()))

    def _times(self, words: Sequence[str], lengths: Iterable[float]) -> Iterator[_Timed]:
        """Yield when each word is said, except for punctuation. `lengths` are of a silence, the sounds, a silence."""
        left = iter(lengths)
        at = next(left)
        for word in words:
            start = end = at
            for sound in f"{word} ":
                at += next(left) if sound in self._ids else 0.0
                end = end if sound in _PUNCTUATION else at
            if not _PUNCTUATION.issuperset(word):
                yield _Timed(max(start - _HEARD_EARLY, 0.0), end - _HEARD_EARLY / 2)

    def _written(self, text: str, timed: Sequence[_Timed]) -> tuple[SpokenWord, ...] | None:
        """Return the words as they are written, with their times; None if it is not sure which are whose."""
        words = self._words(text)
        ends = list(accumulate(map(self._count, words), initial=0))
        if not words or ends[-1] != len(timed):
            return None
        starts = [*(timed[first].start for first in ends[:-1]), timed[-1].end]
        return tuple(
            SpokenWord(text=word, start=start, end=min(timed[last - 1].end, following))
            for word, last, (start, following) in zip(words, ends[1:], pairwise(starts), strict=True)
        )

    def _words(self, text: str) -> list[str]:
        """Return the words as they are written, a dash or an emoji with the word before it, or else after it."""
        words, unsaid = list[str](), ""
        for word in text.split():
            if self._count(word):
                words.append(f"{unsaid} {word}".strip())
                unsaid = ""
            elif words:
                words[-1] = f"{words[-1]} {word}"
            else:
                unsaid = f"{unsaid} {word}"
        return words

    def _count(self, word: str) -> int:
        """Return how many words are said for one that is written: none for a dash."""
        return sum(not _PUNCTUATION.issuperset(said) for said in self._pronounce(word).split(" ") if said)


@cache
def _voice() -> _Natural:
    return _Natural()


def speak(text: str, seed: int) -> SpokenPiece:
    """Speak a piece of a line. What it cannot read, it leaves out. The same seed gives the same samples."""
    return _voice().speak(text, seed)


def _runs(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield the pronounced words in parts that the model takes."""
    run, length = list[str](), 0
    for word in words:
        if run and length + len(word) > _MOST_SOUNDS:
            yield run
            run, length = [], 0
        run.append(word[:_MOST_SOUNDS])
        length += len(word) + 1
    if run:
        yield run


def _one_more_output(value: bytes) -> bytes:
    """Return what makes a value of a model an output, put after the model's file.

    Messages of Protocol Buffers that follow each other are one: this is a ModelProto with a graph with an output.
    """
    for field in (1, 12, 7):  # ValueInfoProto.name, GraphProto.output, ModelProto.graph
        value = bytes([field << 3 | 2, len(value)]) + value
    return value
