"""Compose the music bed of a film and write it as a WAV."""

from collections.abc import Sequence
from pathlib import Path

from domain.film_format import FPS, SAMPLE_RATE
from domain.job.sound.music import MusicBed
from domain.music.beats import beats_of
from domain.music.styles import PITCH_CLASSES, STYLES, Style
from media.audio.pcm import write_wave
from media.music.arrangement import arranged
from media.music.harmony import Key
from media.music.playing import PLAYING
from media.music.render import Mix, rendered


def write_bed(bed: MusicBed, cuts: Sequence[int], frames: int, out: Path) -> None:
    """Write the bed of a film of so many video frames: 48 kHz, stereo, 16 bits, exactly as long as the film.

    `cuts` are the numbers of the frames at which its scenes begin. The last chord is the tonic's, and has faded away at
    the last sample. The same bed and the same cuts are the same music.
    """
    style = Style(bed.style)
    facts, playing = STYLES[style], PLAYING[style]
    beats = beats_of(bed.tempo, cuts, frames, facts.flexibility)
    key = Key(PITCH_CLASSES[bed.tonic], facts.mode)
    notes = arranged(beats, cuts, frames, playing, key, bed.seed)
    mix = Mix(room=playing.room, wet=playing.wet, pump=playing.pump)
    write_wave(out, rendered(notes, frames * SAMPLE_RATE // FPS, mix))
