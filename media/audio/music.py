"""Play music for as long as a film needs it."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from domain.errors import InputRejected
from domain.film_format import SAMPLE_RATE
from media.audio.joins import LOOKED_AT, RAMP, all_but_last, join
from media.audio.pcm import Samples, silence, split_samples
from media.decoding.sounds.sound import music_samples

_MIN_LENGTH: Final = SAMPLE_RATE // 10
"""Samples of the shortest music that is played: repeated, anything shorter is a buzz."""

_KEPT: Final = 2 * SAMPLE_RATE
"""Samples that are kept in memory: shorter music is not decoded again for each repetition."""


def repeated_music(path: Path) -> Iterator[Samples]:
    """Yield the music again and again, without end; its end and its beginning overlap by 5 ms.

    Errors: InputRejected if it cannot be decoded or is shorter than a tenth of a second.
    """
    start, rest = split_samples(music_samples(path), _KEPT)
    if len(start) < _MIN_LENGTH:
        raise InputRejected(f"{path.name} is too short to be music: {len(start) / SAMPLE_RATE:.3f} seconds")
    ending = silence(0)
    blocks: Iterator[Samples] = chain([start], rest)
    while True:
        head, blocks = split_samples(blocks, LOOKED_AT)
        ending = yield from all_but_last(chain([join(ending, head)], blocks), RAMP)
        blocks = iter([start]) if len(start) < _KEPT else music_samples(path)
