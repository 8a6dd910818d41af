"""Convert sound of any format, rate and layout to 16-bit stereo at 48 kHz."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

import av
import numpy as np

from domain.film_format import SAMPLE_RATE
from media.audio.pcm import Samples
from media.decoding.streams.filters import Filter, filter_frames
from media.decoding.streams.packets import Damage

_MONO, _STEREO = (
    ("aformat", f"sample_fmts=s16:sample_rates={SAMPLE_RATE}:channel_layouts={layout}") for layout in ("mono", "stereo")
)

_AMBISONIC: Final = ("pan", "stereo|c0=0.5*c0+0.5*c1|c1=0.5*c0-0.5*c1")
"""Two microphones that point to the left and to the right, of ambiX's channels W and Y."""


def to_stereo(frames: Iterable[av.AudioFrame], damage: Damage) -> Iterator[Samples]:
    """Convert frames that are all of one format, rate and layout; what cannot be converted counts as damaged.

    A mono sound is as loud as the same sound in both channels of a stereo one. More channels are mixed by
    libswresample's matrices, which cannot clip.
    """
    frames = iter(frames)
    first = next(frames, None)
    if first is None:
        return
    mono = first.layout.nb_channels == 1
    try:
        filters = (_MONO,) if mono else (*_mixing(first), _STEREO)
        for frame in filter_frames(chain([first], frames), filters):
            block = np.asarray(frame.to_ndarray(), dtype=np.int16)
            yield np.repeat(block.reshape(-1, 1), 2, axis=1) if mono else block.reshape(-1, 2)
    except MemoryError:
        raise
    except av.error.FFmpegError as error:
        damage.add(error)


def _mixing(first: av.AudioFrame) -> tuple[Filter, ...]:
    """Return the filters that are needed before the conversion to stereo, for a layout that it does not know."""
    try:
        list(filter_frames([first], [_STEREO]))
    except av.error.FFmpegError:
        if first.layout.name.startswith("ambisonic"):
            return (_AMBISONIC,)
        count = first.layout.nb_channels
        mean = "+".join(f"{1 / count}*c{number}" for number in range(count))
        return (("pan", f"stereo|c0={mean}|c1={mean}"),)
    return ()
