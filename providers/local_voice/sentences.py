"""The pieces of a line that are spoken one after the other: its sentences, and parts of very long ones."""

from collections.abc import Iterator
from typing import Final

import regex

LONGEST_PIECE: Final = 240
"""Characters. What a voice needs in memory grows with the square of them."""

_END: Final = regex.compile(r"(?<=[.!?…][\"”’»)\]]*)\s+|\s*\n\s*")
_NO_END: Final = regex.compile(
    r"(?:^|[\s(])(?:dr|mr|mrs|ms|prof|st|no|nr|vs|bzw|ca|sr|sra|dott|sig|mme|mlle|\p{L}|\p{N}+)\.$", regex.IGNORECASE
)
"""A full stop that ends no sentence: after a title, an initial, or a number such as "3. Mai"."""


def pieces(text: str) -> list[str]:
    """Return the sentences as they are written, and long ones in parts, between words where possible."""
    return [piece for sentence in _sentences(text) for piece in _parts(sentence)]


def _sentences(text: str) -> Iterator[str]:
    begun = ""
    for part, gap in zip(_END.split(text.strip()), [*_END.findall(text.strip()), "\n"], strict=True):
        begun += part
        if "\n" in gap or not _NO_END.search(begun):
            if begun.strip():
                yield begun.strip()
            begun = ""
        else:
            begun += " "
    if begun.strip():
        yield begun.strip()


def _parts(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST_PIECE:
        head = sentence[:LONGEST_PIECE]
        clause = max(head.rfind(mark) + 1 for mark in (", ", "; ", ": ", "— "))
        cut = clause or head.rfind(" ") + 1 or LONGEST_PIECE
        yield sentence[:cut].strip()
        sentence = sentence[cut:].strip()
    if sentence:
        yield sentence
