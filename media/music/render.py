"""Render notes to samples, a block after the other, so that memory does not grow with the film."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from domain.film_format import SAMPLE_RATE
from media.audio.pcm import Samples
from media.music.arrangement import MusicNote
from media.music.sounds.instruments import Sounds
from media.music.sounds.room import BLOCK, Room
from media.music.sounds.struck import Mono
from media.music.sounds.sustained import LOOP, Ensemble, Stereo

TRACKS: Final = ("pad", "keys", "bass", "drums", "tune")

_SENT: Final[Mapping[str, float]] = {"pad": 0.7, "keys": 0.9, "bass": 0.0, "drums": 0.35, "tune": 1.3}
"""How much of each track is heard in the room, of the bed's own share."""

_DAMPED: Final = SAMPLE_RATE // 8
"""Samples in which a note that is let go fades."""

_LEVEL: Final = 0.6
"""Of all tracks together: their sum stays below the knee but for rare peaks."""

_AIR: Final = 0.8
"""By how much high notes are lifted: 2 dB at 5 kHz, 5 dB at 10 kHz."""

_KNEE: Final = 0.75
"""Peaks above this are rounded, so that none reaches full scale."""

_FADE: Final = 1.2
"""Seconds in which the last chord fades to silence at the film's end."""

_BREATH: Final = 0.22
"""Seconds in which pads come back after a kick."""


@dataclass(frozen=True)
class Mix:
    """Reverberation time in seconds, its level, and by how much pads give way to the kick."""

    room: float
    wet: float
    pump: float


def rendered(notes: Sequence[MusicNote], samples: int, mix: Mix) -> Iterator[Samples]:
    """Yield the bed in blocks, together exactly so many samples. `notes` are in the order of their start."""
    sounds, room = Sounds(), Room(mix.room)
    waiting, sounding = list(reversed(notes)), list[MusicNote]()
    before: Stereo = np.zeros((2, 1), dtype=np.float32)
    kicks = np.array([note.start for note in notes if note.sound in {"kick", "soft kick"}])
    for start in range(0, samples, BLOCK):
        while waiting and waiting[-1].start < start + BLOCK:
            sounding.append(waiting.pop())
        tracks: dict[str, Stereo] = {name: np.zeros((2, BLOCK), dtype=np.float32) for name in TRACKS}
        sounding = [note for note in sounding if _add(note, tracks[note.track], start, sounds)]
        if mix.pump and len(kicks):
            tracks["pad"] *= _pumping(kicks, start, mix.pump)
        dry = sum(tracks.values(), np.zeros((2, BLOCK), dtype=np.float32))
        sent = sum((tracks[name] * np.float32(share) for name, share in _SENT.items() if share), np.zeros_like(dry))
        plain = (dry + room.heard(sent) * np.float32(mix.wet)) * np.float32(_LEVEL)
        block = _rounded(plain + np.float32(_AIR) * np.diff(plain, axis=1, prepend=before))
        before = plain[:, -1:]
        yield _sixteen_bits(_ended(block, start, samples)[:, : samples - start])


def _add(note: MusicNote, into: Stereo, start: int, sounds: Sounds) -> bool:
    """Add what is heard of the note in the block that begins at `start`. Return whether it sounds on after it."""
    sound = sounds.ensemble(note.sound)
    if sound is not None:
        return _add_sustained(note, sound, sounds.loop(note.sound, note.pitch), into, start)
    wave = sounds.once(note.sound, note.pitch)
    length = min(len(wave), note.length + _DAMPED)
    first, last = max(0, start - note.start), min(length, start + BLOCK - note.start)
    if first < last:
        piece = _damped(wave, note.length, first, last)
        at = note.start + first - start
        left, right = _panned(note.pan, note.gain)
        into[0, at : at + len(piece)] += piece * left
        into[1, at : at + len(piece)] += piece * right
    return note.start + length > start + BLOCK


def _damped(wave: Mono, held: int, first: int, last: int) -> Mono:
    if last <= held:
        return wave[first:last]
    fading = np.arange(first - held, last - held, dtype=np.float32) / np.float32(_DAMPED)
    damped: Mono = wave[first:last] * np.cos(np.clip(fading, 0, 1) * np.float32(np.pi / 2)) ** 2
    return damped


def _add_sustained(note: MusicNote, sound: Ensemble, loop: Stereo, into: Stereo, start: int) -> bool:
    attack, release = int(sound.attack * SAMPLE_RATE), int(sound.release * SAMPLE_RATE)
    length = note.length + release
    first, last = max(0, start - note.start), min(length, start + BLOCK - note.start)
    if first < last:
        # Each note is another part of the loop.
        offset = (note.start * 7 + first) % LOOP
        piece = loop[:, offset : offset + last - first]
        if piece.shape[1] < last - first:
            piece = np.concatenate([piece, loop[:, : last - first - piece.shape[1]]], axis=1)
        left, right = _panned(note.pan, note.gain)
        piece = piece * np.array([[left], [right]], dtype=np.float32)
        if first < attack:
            rising = np.arange(first, min(last, attack), dtype=np.float32) / np.float32(attack)
            piece[:, : len(rising)] *= np.sin(rising * np.float32(np.pi / 2)) ** 2
        if last > note.length:
            falling = np.arange(max(first, note.length) - note.length, last - note.length, dtype=np.float32)
            piece[:, last - first - len(falling) :] *= np.cos(falling * np.float32(np.pi / 2 / release)) ** 2
        at = note.start + first - start
        into[:, at : at + last - first] += piece
    return note.start + length > start + BLOCK


def _panned(pan: float, gain: float) -> tuple[np.float32, np.float32]:
    """Return the gains of the left and the right channel: together as loud wherever the sound is."""
    angle = (np.clip(pan, -1, 1) + 1) * np.pi / 4
    return np.float32(np.cos(angle) * gain * 2**0.5), np.float32(np.sin(angle) * gain * 2**0.5)


def _pumping(kicks: np.ndarray, start: int, depth: float) -> Mono:
    at = np.arange(start, start + BLOCK)
    before = np.searchsorted(kicks, at, side="right") - 1
    since = (at - kicks[np.maximum(before, 0)]) / (_BREATH * SAMPLE_RATE)
    dip = depth * (1 - np.minimum(since, 1)) ** 2 * np.minimum(since * 20, 1)
    return np.where(before >= 0, 1 - dip, 1).astype(np.float32)


def _rounded(block: Stereo) -> Stereo:
    over = np.abs(block) > _KNEE
    if over.any():
        peaks = block[over]
        beyond = (np.abs(peaks) - _KNEE) / (1 - _KNEE)
        block[over] = np.sign(peaks) * (_KNEE + (1 - _KNEE) * np.tanh(beyond) * 0.95)
    return block


def _ended(block: Stereo, start: int, samples: int) -> Stereo:
    """Fade the film's last moments to silence."""
    fade = min(int(_FADE * SAMPLE_RATE), samples)
    if start + BLOCK > samples - fade:
        left = np.clip((samples - 1 - np.arange(start, start + BLOCK)) / fade, 0, 1).astype(np.float32)
        block = block * np.sin(left * np.float32(np.pi / 2)) ** 2
    return block


def _sixteen_bits(block: Stereo) -> Samples:
    return np.rint(block.T * 32767).astype(np.int16)
