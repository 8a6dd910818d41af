"""Deterministic choice: the same film, variation and question always give the same option."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

PEOPLE = {"people", "person", "persons", "human", "humans", "man", "woman", "men", "women", "actor", "actors"}


@dataclass(frozen=True)
class Variation:
    """The next `number` moves every choice to its next option.

    Options that hold a word of `without` are avoided if there are others. `standing` is the text of scenes that stay,
    from which choices for the whole film are taken.
    """

    seed: str
    number: int
    without: tuple[str, ...] = ()
    standing: str = ""

    def pick(self, question: str, options: Sequence[str]) -> str:
        options = self._allowed(options)
        count = len(options)
        turns = self.number + (self.number // count if count > 2 else 0)  # never two alike in a row, yet no short loop
        return options[(_digest(self.seed, question) + turns) % count]

    def pick_for_film(self, question: str, options: Sequence[str]) -> str:
        """Return the option that the standing scenes have already; else as `pick`."""
        kept = [option for option in self._allowed(options) if option in self.standing]
        return kept[0] if kept else self.pick(question, options)

    def _allowed(self, options: Sequence[str]) -> Sequence[str]:
        return [option for option in options if not self._unwanted(option)] or options

    def _unwanted(self, option: str) -> bool:
        words = [word.lower() for word in self.without]
        if "<hero>" in option.lower() and any(word in PEOPLE for word in words):
            return True
        return any(word.removesuffix("s") in option.lower() for word in words)


def _digest(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big")
