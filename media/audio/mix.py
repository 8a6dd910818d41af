"""Mix the film's sound: the clips' own, one after the other, over music."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import av
import numpy as np

from domain.film_format import SAMPLE_RATE, Transition
from domain.ports.editor import CutClip
from media.audio.joins import RAMP, faded_at_end, join
from media.audio.loudness import measure_frames
from media.audio.music import repeated_music
from media.audio.pcm import FRAME_SAMPLES, SampleReader, Samples, read_wave, samples_to_frame, silence, wave_frames
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

_FADE_IN, _FADE_OUT = SAMPLE_RATE // 2, SAMPLE_RATE * 2
_HEADROOM: Final = 0.5
"""Gain of clips and music before they are added, so that 16 bits hold the sum. Loudness is set afterwards."""

_MEASURED: Final = 20 * SAMPLE_RATE
"""Samples of the music, at most, from which its loudness is measured."""


def clips_sound(clips: Sequence[CutClip]) -> Iterator[Samples]:
    """Yield the clips' sound, 1,600 samples for each video frame; in a transition two clips overlap.

    After a hard cut the clip before is heard for 5 ms more, so that neither its end nor the next start is a click.
    """
    return faded_at_end(_joined(clips))


def with_music(sound: Path, music: Path) -> Iterator[Samples]:
    """Yield the clips' sound over the music, which is repeated or cut to the film's length.

    Errors: InputRejected if the music cannot be used.
    """
    total = sum(len(block) for block in read_wave(sound))
    clip_sound = SampleReader(read_wave(sound)).video_frames(total // FRAME_SAMPLES)
    music_sound = SampleReader(repeated_music(music))
    music_gain = _music_gain(measure_frames(wave_frames(sound)), music, min(total, _MEASURED) // FRAME_SAMPLES)
    ducking = 1.0
    for frame, clip in enumerate(clip_sound):
        audible = float(np.sqrt(np.mean(np.square(clip / 32768.0)))) > _AUDIBLE
        target, speed = (_DUCKED, _ATTACK) if audible else (1.0, _RELEASE)
        before, ducking = ducking, ducking + (target - ducking) * speed
        at = np.arange(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES, dtype=np.float32)
        fades = np.clip(np.minimum(at / _FADE_IN, (total - at) / _FADE_OUT), 0, 1)
        gains = np.linspace(before, ducking, FRAME_SAMPLES) * fades * music_gain
        mixed = (clip + music_sound.read(FRAME_SAMPLES) * gains[:, None]) * _HEADROOM
        yield np.clip(mixed, -32768, 32767).astype(np.int16)


def _music_gain(loudness: float | None, music: Path, frames: int) -> float:
    """Return the factor that brings the music to its level; 1 if its first frames or the clips are silent."""
    heard = SampleReader(repeated_music(music)).video_frames(frames)
    own = measure_frames(samples_to_frame(block, 0) for block in heard)
    if loudness is None or own is None:
        return 1.0
    return float(10 ** ((loudness + _MUSIC_LEVEL - own) / 20))


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
