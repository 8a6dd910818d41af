"""Join sounds without clicks: a short ramp where sound meets silence, a short cross-fade where it meets sound."""

from collections.abc import Generator, Iterable, Iterator
from typing import Final

import numpy as np

from domain.film_format import SAMPLE_RATE
from media.audio.pcm import Samples, silence

RAMP: Final = SAMPLE_RATE // 200
"""Samples of a ramp: 5 ms, too short to be heard as a fade, long enough not to be heard as a click."""

LOOKED_AT: Final = 2 * RAMP
"""Samples by which it is judged whether a sound begins with a click of its own."""

_CLICK: Final = SAMPLE_RATE // 1000
_CLICK_HEIGHT: Final = 4


def join(outgoing: Samples, incoming: Samples) -> Samples:
    """Blend what follows the end of a sound, at most `RAMP` samples, with the start of another sound.

    Returns a block as long as `incoming`. A click at its very start, as of a recorded beat, keeps its height.
    """
    length = min(len(outgoing), len(incoming))
    up = np.sin((np.arange(length, dtype=np.float32) + 0.5)[:, None] * (np.pi / 2 / max(length, 1))) ** 2
    # The two gains add up to one: a sound that goes on through the join is not changed.
    start = outgoing[:length] * (1 - up) + incoming[:length] * (1 if _begins_with_click(incoming) else up)
    return np.concatenate([np.clip(np.rint(start), -32768, 32767).astype(np.int16), incoming[length:]])


def fade_in(block: Samples) -> Samples:
    """Ramp a block's first samples up from silence."""
    return join(silence(RAMP), block)


def fade_out(block: Samples) -> Samples:
    """Ramp a block's last samples down to silence."""
    return fade_in(block[::-1])[::-1]


def all_but_last(blocks: Iterable[Samples], count: int) -> Generator[Samples, None, Samples]:
    """Yield the samples but for the last `count`, which are returned."""
    held = silence(0)
    for block in blocks:
        held = np.concatenate([held, block])
        if len(held) > count:
            yield held[:-count]
            held = held[-count:]
    return held


def faded_at_end(blocks: Iterable[Samples]) -> Iterator[Samples]:
    """Yield the samples, the last of them ramped down to silence."""
    rest = yield from all_but_last(blocks, LOOKED_AT)
    yield fade_out(rest)


def _begins_with_click(block: Samples) -> bool:
    start, rest = np.abs(block[:_CLICK].astype(np.int32)), np.abs(block[_CLICK:LOOKED_AT].astype(np.int32))
    return len(rest) >= _CLICK and int(start.max()) > _CLICK_HEIGHT * int(rest.max())
