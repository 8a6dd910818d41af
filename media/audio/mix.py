"""The film's sound: the clips' own, one after the other, with music beneath."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Final

import av
import numpy as np

from domain.errors import InputRejected
from domain.film_format import SAMPLE_RATE, Transition
from domain.ports.editor import CutClip
from media.audio.loudness import Level, measure
from media.audio.pcm import (
    BLOCK,
    PER_FRAME,
    Samples,
    decoded,
    filtered,
    from_frame,
    read_wave,
    silence,
    to_frame,
    write_wave,
)
from media.video.container import audio_of, open_media
from media.video.timeline import Bridge, Copy, pieces

_BED: Final = -6.0
"""Loudness of music, in LU, beside the clips' own sound; where they are silent."""

_DUCKED: Final = 10 ** (-9 / 20)
"""And beneath it: 9 dB less again."""

_HEARD: Final = 0.01
"""Root mean square of a frame's sound, of full scale 1, above which the music makes room: -40 dB."""

_DUCK_STEP, _RETURN_STEP = 0.35, 0.06
"""How much of the way the music goes in a frame: down in about a fifth of a second, back in a second and a half."""

_FADE_IN, _FADE_OUT = SAMPLE_RATE // 2, SAMPLE_RATE * 2
_HEADROOM: Final = 0.5
"""Clips and music are both halved before they are added, so that 16 bits hold the sum. Loudness is set afterwards."""

Gains = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


def write_clips_sound(clips: Sequence[CutClip], out: Path) -> None:
    """A WAV of exactly 1,600 samples for each frame of the film; two clips' sounds overlap in their transition."""
    with write_wave(out) as target:
        for piece in pieces(clips):
            for block in _bridged(piece) if isinstance(piece, Bridge) else _copied(piece):
                target.writeframesraw(block.tobytes())


def write_with_music(sound: Path, level: Level, music: Path, out: Path) -> None:
    """The clips' sound (of that level) over the music, which is repeated or cut to the film's length.

    Errors: InputRejected when the file has no sound.
    """
    total = sum(len(block) for block in read_wave(sound))
    bed = _bed_gain(level, music)
    ducking = 1.0
    at = 0
    with write_wave(out) as target:
        for clip, tune in zip(_by_frame(read_wave(sound)), _by_frame(_repeated(music)), strict=False):
            loud = float(np.sqrt(np.mean(np.square(clip / 32768.0)))) > _HEARD
            wanted = _DUCKED if loud else 1.0
            before, ducking = ducking, ducking + (wanted - ducking) * (_DUCK_STEP if loud else _RETURN_STEP)
            gains = np.linspace(before, ducking, len(clip)) * _fades(at, len(clip), total) * bed
            mixed = (clip + tune[: len(clip)] * gains[:, None]) * _HEADROOM
            target.writeframesraw(np.clip(mixed, -32768, 32767).astype(np.int16).tobytes())
            at += len(clip)


def _bed_gain(level: Level, music: Path) -> float:
    """Factor that brings the music to its place beside the clips; 1 when they are silent or it is."""
    tune = measure(to_frame(block, 0) for block in islice(_once(music), 180))
    if level.loudness is None or tune.loudness is None:
        return 1.0
    return float(10 ** ((level.loudness + _BED - tune.loudness) / 20))


def _fades(at: int, count: int, total: int) -> Gains:
    places = np.arange(at, at + count, dtype=np.float32)
    return np.clip(np.minimum(places / _FADE_IN, (total - places) / _FADE_OUT), 0, 1).astype(np.float32)


def _repeated(music: Path) -> Iterator[Samples]:
    while True:
        yield from _once(music)


def _once(music: Path) -> Iterator[Samples]:
    heard = False
    try:
        with open_media(music) as container:
            stream = audio_of(container)
            if stream is None:
                raise InputRejected(f"{music.name} has no sound")
            chain_ = (("aresample", str(SAMPLE_RATE)), ("aformat", "sample_fmts=s16:channel_layouts=stereo"))
            for frame in filtered(decoded(stream), chain_):
                heard = True
                yield from_frame(frame)
    except av.error.FFmpegError as error:
        raise InputRejected(f"{music.name} cannot be opened as music: {error.strerror}") from error
    if not heard:
        raise InputRejected(f"{music.name} has no sound")


def _by_frame(blocks: Iterator[Samples]) -> Iterator[Samples]:
    """The same samples, 1,600 at a time; the last piece may be shorter."""
    kept = silence(0)
    for block in blocks:
        kept = np.concatenate([kept, block]) if len(kept) else block
        while len(kept) >= PER_FRAME:
            yield kept[:PER_FRAME]
            kept = kept[PER_FRAME:]
    if len(kept):
        yield kept


def _copied(piece: Copy) -> Iterator[Samples]:
    return _exactly(_own(piece.clip, piece.first * PER_FRAME), piece.count * PER_FRAME)


def _bridged(piece: Bridge) -> Iterator[Samples]:
    count = piece.frames * PER_FRAME
    leaving = np.concatenate(list(_exactly(_beyond(piece.outgoing), count)))
    coming = np.concatenate(list(_exactly(_own(piece.incoming, 0), count)))
    part = (np.arange(count, dtype=np.float32) + 0.5)[:, None] / count
    if piece.incoming.transition is Transition.FADE:
        down, up = np.clip(1 - 2 * part, 0, 1), np.clip(2 * part - 1, 0, 1)
    else:
        # Equal power: two unrelated sounds keep their loudness while they change places.
        down, up = np.cos(part * np.pi / 2), np.sin(part * np.pi / 2)
    yield np.clip(leaving * down + coming * up, -32768, 32767).astype(np.int16)


def _own(clip: CutClip, first: int) -> Iterator[Samples]:
    return read_wave(clip.sound, first) if clip.sound is not None else iter(())


def _beyond(clip: CutClip) -> Iterator[Samples]:
    """What is heard after the clip's end: the rest of a clip that was shortened, then its handle."""
    if clip.sound is None:
        return iter(())
    return chain(read_wave(clip.sound, clip.frames * PER_FRAME), _handle(clip.tail))


def _handle(tail: Path) -> Iterator[Samples]:
    with av.open(str(tail)) as container:
        for stream in container.streams.audio:
            yield from (from_frame(frame) for frame in decoded(stream))


def _exactly(blocks: Iterator[Samples], count: int) -> Iterator[Samples]:
    """The first `count` samples, and silence where there are not so many."""
    left = count
    for block in blocks:
        if left <= 0:
            return
        yield block[:left]
        left -= min(left, len(block))
    while left > 0:
        yield silence(min(left, BLOCK))
        left -= min(left, BLOCK)
