"""What a voice makes of a piece of a line."""

from typing import Final, NamedTuple

import numpy as np

from domain.job.sound.speech import SpokenWord

Samples = np.ndarray[tuple[int], np.dtype[np.float32]]
"""Mono, from -1 to 1."""

_MARGIN: Final = 0.06
"""Seconds that are kept before and after what is heard."""

_AUDIBLE: Final = 0.02
"""Of the loudest sample."""


class SpokenPiece(NamedTuple):
    """The sound of a piece, at `rate` samples a second, with the times of its words, None if they are not known."""

    samples: Samples
    rate: int
    words: tuple[SpokenWord, ...] | None = None

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    def trimmed(self) -> "SpokenPiece":
        """Return it without the silence around it."""
        level = np.abs(self.samples)
        heard = np.flatnonzero(level > _AUDIBLE * level.max(initial=0.0))
        if not len(heard):
            return SpokenPiece(self.samples[:0], self.rate, ())
        margin = round(_MARGIN * self.rate)
        first, last = max(int(heard[0]) - margin, 0), min(int(heard[-1]) + margin, len(self.samples))
        kept = SpokenPiece(self.samples[first:last], self.rate)
        return kept._replace(
            words=None if self.words is None else shifted(self.words, -first / self.rate, kept.seconds)
        )


def shifted(words: tuple[SpokenWord, ...], by: float, until: float) -> tuple[SpokenWord, ...]:
    """Return the words that much later, none before 0 or after `until`."""

    def within(time: float) -> float:
        return round(min(max(time + by, 0.0), until), 3)

    return tuple(SpokenWord(text=word.text, start=within(word.start), end=within(word.end)) for word in words)
