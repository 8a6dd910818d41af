"""Damage files by fixed rules, one for each seed: flipped bits, cuts, splices, repetitions, sizes that lie."""

from collections.abc import Callable, Sequence
from random import Random

_LIES = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""Sizes and counts that decoders have believed."""

_HEAD = 256
"""Where most headers are."""


def mutated(files: Sequence[bytes], seed: int) -> bytes:
    """Return one of the files with one to three kinds of damage."""
    random = Random(seed)
    data = bytearray(random.choice(files))
    for damage in random.sample(_DAMAGES, random.randint(1, 3)):
        if data:
            damage(data, random, files)
    return bytes(data)


def _flip_bits(data: bytearray, random: Random, _files: Sequence[bytes]) -> None:
    for _ in range(random.choice((1, 4, 40, 400))):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _flip_head(data: bytearray, random: Random, _files: Sequence[bytes]) -> None:
    for _ in range(random.randint(1, 6)):
        data[random.randrange(min(_HEAD, len(data)))] = random.randrange(256)


def _cut(data: bytearray, random: Random, _files: Sequence[bytes]) -> None:
    del data[random.randrange(len(data)) :]


def _leave_out(data: bytearray, random: Random, _files: Sequence[bytes]) -> None:
    start = random.randrange(len(data))
    del data[start : start + random.choice((1, 4, 100, 5000))]


def _splice(data: bytearray, random: Random, files: Sequence[bytes]) -> None:
    other = random.choice(files)
    data[random.randrange(len(data)) :] = other[random.randrange(len(other)) if other else 0 :]


def _repeat(data: bytearray, random: Random, _files: Sequence[bytes]) -> None:
    start = random.randrange(len(data))
    part = data[start : start + random.choice((4, 64, 1024, 20_000))]
    data[start:start] = part * random.randint(1, 8)


def _lie(data: bytearray, random: Random, _files: Sequence[bytes]) -> None:
    """Write another number over two or four bytes, in the head or anywhere."""
    for _ in range(random.randint(1, 3)):
        width = random.choice((2, 4))
        end = len(data) if random.random() < 0.5 else min(_HEAD, len(data))
        at = random.randrange(max(1, end - width))
        value = random.choice(_LIES) & (1 << 8 * width) - 1
        data[at : at + width] = value.to_bytes(width, random.choice(("big", "little")))


def _blank(data: bytearray, random: Random, _files: Sequence[bytes]) -> None:
    start = random.randrange(len(data))
    length = min(random.choice((16, 500, 8000)), len(data) - start)
    data[start : start + length] = bytes(length)


def _rename(data: bytearray, random: Random, _files: Sequence[bytes]) -> None:
    """Swap a name of four letters, as boxes, chunks and atoms have them, for another that occurs in the file."""
    names = [at for at in range(len(data) - 4) if data[at : at + 4].isalpha()]
    if names:
        one, other = random.choice(names), random.choice(names)
        data[one : one + 4] = data[other : other + 4]


_Damage = Callable[[bytearray, Random, Sequence[bytes]], None]
_DAMAGES: tuple[_Damage, ...] = (
    _flip_bits,
    _flip_head,
    _cut,
    _leave_out,
    _splice,
    _repeat,
    _lie,
    _blank,
    _rename,
)
