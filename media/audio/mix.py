"""Mix the film's sound: the clips' own, one after the other, over music."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import av
import numpy as np

from domain.film_format import Transition
from domain.ports.editor import CutClip
from media.audio.joins import RAMP, faded_at_end, join
from media.audio.loudness import measure_frames
from media.audio.pcm import FRAME_SAMPLES, SampleReader, Samples, read_wave, silence, wave_frames
from media.decoding.sounds.sound import decode_samples
from media.decoding.streams.packets import Damage
from media.video.transitions import TransitionSegment, film_segments

_MUSIC_LEVEL: Final = -6.0
"""Loudness of the music, in LU, relative to the clips' sound, where the clips are silent."""

_DUCKED: Final = 10 ** (-9 / 20)
"""Gain of the music under the clips' sound: -9 dB."""

_AUDIBLE: Final = 0.01
"""Root mean square of a video frame's samples, of full scale 1, above which the music is ducked: -40 dB."""

_ATTACK, _RELEASE = 0.35, 0.06
"""Share of the way to its new gain that the music moves in a video frame: down in 0.2 s, up in 1.5 s."""

_HEADROOM: Final = 0.5
"""Gain of clips and music before they are added, so that 16 bits hold the sum. Loudness is set afterwards."""


def clips_sound(clips: Sequence[CutClip]) -> Iterator[Samples]:
    """Yield the clips' sound, 1,600 samples for each video frame; in a transition two clips overlap.

    After a hard cut the clip before is heard for 5 ms more, so that neither its end nor the next start is a click.
    """
    return faded_at_end(_joined(clips))


def with_music(sound: Path, music: Path) -> Iterator[Samples]:
    """Yield the clips' sound over the music, a WAV that is as long.

    Errors: those of files that are no WAV of ours.
    """
    clip_sound, music_sound = (SampleReader(read_wave(each)) for each in (sound, music))
    music_gain = _music_gain(measure_frames(wave_frames(sound)), measure_frames(wave_frames(music)))
    ducking = 1.0
    for clip in clip_sound.video_frames(sum(len(block) for block in read_wave(sound)) // FRAME_SAMPLES):
        audible = float(np.sqrt(np.mean(np.square(clip / 32768.0)))) > _AUDIBLE
        target, speed = (_DUCKED, _ATTACK) if audible else (1.0, _RELEASE)
        before, ducking = ducking, ducking + (target - ducking) * speed
        gains = np.linspace(before, ducking, FRAME_SAMPLES) * music_gain
        mixed = (clip + music_sound.read(FRAME_SAMPLES) * gains[:, None]) * _HEADROOM
        yield np.clip(mixed, -32768, 32767).astype(np.int16)


def _music_gain(clips: float | None, music: float | None) -> float:
    """Return the factor that brings the music to its level, by the loudness of both; 1 if one of them is silent."""
    return 1.0 if clips is None or music is None else float(10 ** ((clips + _MUSIC_LEVEL - music) / 20))


def _joined(clips: Sequence[CutClip]) -> Iterator[Samples]:
    before: CutClip | None = None
    for segment in film_segments(clips):
        if isinstance(segment, TransitionSegment):
            yield _blended(segment)
            before = segment.incoming
            continue
        sound = SampleReader(_clip_sound(segment.clip, segment.first)).video_frames(segment.count)
        if segment.first == 0:
            ending = SampleReader(_after_end(before)).read(RAMP) if before is not None else silence(RAMP)
            yield join(ending, next(sound))
        yield from sound
        before = segment.clip


def _blended(segment: TransitionSegment) -> Samples:
    length = segment.frames * FRAME_SAMPLES
    outgoing = SampleReader(_after_end(segment.outgoing)).read(length)
    incoming = SampleReader(_clip_sound(segment.incoming, 0)).read(length)
    part = (np.arange(length, dtype=np.float32) + 0.5)[:, None] / length
    if segment.incoming.transition is Transition.FADE:
        down, up = np.clip(1 - 2 * part, 0, 1), np.clip(2 * part - 1, 0, 1)
    else:
        # Equal power: two unrelated sounds keep their loudness.
        down, up = np.cos(part * np.pi / 2), np.sin(part * np.pi / 2)
    return np.clip(outgoing * down + incoming * up, -32768, 32767).astype(np.int16)


def _clip_sound(clip: CutClip, first_frame: int) -> Iterator[Samples]:
    return read_wave(clip.sound, first_frame * FRAME_SAMPLES) if clip.sound is not None else iter(())


def _after_end(clip: CutClip) -> Iterator[Samples]:
    """Yield what follows the clip's end: the rest of a clip that was shortened, then its handle."""
    if clip.sound is None:
        return
    yield from _clip_sound(clip, clip.frames)
    with av.open(str(clip.tail)) as container:
        for stream in container.streams.audio:
            yield from decode_samples(container, stream, Damage())
