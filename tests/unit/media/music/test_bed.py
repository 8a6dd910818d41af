"""Music beds, heard by measuring."""

import wave
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from domain.film_format import FPS, SAMPLE_RATE
from domain.job.sound.music import MusicBed
from domain.music.beats import beats_of, best_tempo
from domain.music.styles import PITCH_CLASSES, STYLES, Style
from media.music.arrangement import arranged
from media.music.compose import write_bed
from media.music.harmony import Key
from media.music.playing import PLAYING

SCENES = (120, 150, 105, 135)
CUTS, FRAMES = tuple(accumulate(SCENES[:-1])), sum(SCENES)

Heard = NDArray[np.float64]


def a_bed(style: Style, seed: int = 7, cuts: tuple[int, ...] = CUTS, frames: int = FRAMES) -> MusicBed:
    facts = STYLES[style]
    tempo = best_tempo(cuts, frames, facts.slowest, facts.fastest, facts.flexibility)
    return MusicBed(name="a bed", style=style, tempo=tempo, seed=seed, tonic=facts.tonics[seed % 4])


@pytest.fixture(scope="module", params=list(Style), ids=str)
def sound(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Heard:
    """A bed of each style."""
    return heard(tmp_path_factory.mktemp("bed"), a_bed(request.param))


def heard(folder: Path, bed: MusicBed, cuts: tuple[int, ...] = CUTS, frames: int = FRAMES) -> Heard:
    """Return the samples of the bed, of shape (samples, 2), from -1 to 1."""
    write_bed(bed, cuts, frames, folder / "bed.wav")
    with wave.open(str(folder / "bed.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, SAMPLE_RATE)
        return np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16).reshape(-1, 2) / 32768


def level(samples: Heard) -> float:
    return float(10 * np.log10(np.mean(np.square(samples)) + 1e-12))


def test_a_bed_is_as_long_as_its_film_begins_at_once_and_ends_in_silence(sound: Heard) -> None:
    assert sound.shape == (FRAMES * SAMPLE_RATE // FPS, 2)
    assert level(sound[: SAMPLE_RATE // 4]) > -50
    assert np.abs(sound[-1]).max() == 0
    assert level(sound[-SAMPLE_RATE // 20 :]) < -50
    assert level(sound[-3 * SAMPLE_RATE // 2 : -SAMPLE_RATE]) > -45


def test_a_bed_has_no_clipping_no_silence_and_no_click(sound: Heard) -> None:
    assert np.abs(sound).max() < 0.97
    middle = sound[SAMPLE_RATE : -3 * SAMPLE_RATE // 2]
    quarters = middle[: len(middle) // (SAMPLE_RATE // 4) * (SAMPLE_RATE // 4)].reshape(-1, SAMPLE_RATE // 4, 2)
    assert min(level(each) for each in quarters) > -48
    # A jump from one sample to the next that no sound of the bed makes.
    assert np.abs(np.diff(sound, axis=0)).max() < 0.35


def test_a_bed_is_balanced(sound: Heard) -> None:
    power = np.abs(np.fft.rfft(sound.mean(axis=1))) ** 2
    frequency = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)

    def share(low: float, high: float) -> float:
        return float(10 * np.log10(power[(frequency >= low) & (frequency < high)].sum() / power.sum()))

    assert share(0, 25) < -25
    assert -14 < share(25, 150) < -1
    assert share(150, 1_000) > -12
    assert -22 < share(1_000, 5_000) < -5  # where speech is understood
    assert share(5_000, 20_000) > -40


def test_a_bed_grows_and_is_never_much_louder_than_it_began(sound: Heard) -> None:
    ends = [end * SAMPLE_RATE // FPS for end in accumulate(SCENES)]
    levels = [level(sound[start:end]) for start, end in zip([0, *ends], ends, strict=False)]
    assert levels[2] > levels[0] - 0.5
    assert max(levels) - min(levels) < 8


def test_the_same_bed_is_the_same_bytes_and_another_seed_is_other_music(tmp_path: Path) -> None:
    first, again = heard(tmp_path, a_bed(Style.WARM)), heard(tmp_path, a_bed(Style.WARM))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, heard(tmp_path, a_bed(Style.WARM, seed=8)))


@pytest.mark.parametrize("style", Style)
def test_no_note_of_the_keys_sounds_on_in_the_next_chord(style: Style) -> None:
    bed, facts = a_bed(style), STYLES[style]
    key = Key(PITCH_CLASSES[bed.tonic], facts.mode)
    beats = beats_of(bed.tempo, CUTS, FRAMES, facts.flexibility)
    bars = [beats.times[bar] * SAMPLE_RATE for bar in beats.bars]
    for note in arranged(beats, CUTS, FRAMES, PLAYING[style], key, bed.seed):
        if note.track == "keys":
            following = next((bar for bar in bars if bar > note.start + SAMPLE_RATE // 50), FRAMES * SAMPLE_RATE // FPS)
            assert note.start + note.length <= following + 1


@pytest.mark.parametrize("style", [Style.UPBEAT, Style.ENERGETIC, Style.MODERN])
def test_the_bass_and_a_new_chord_are_heard_on_the_cuts(style: Style) -> None:
    bed, facts = a_bed(style), STYLES[style]
    key = Key(PITCH_CLASSES[bed.tonic], facts.mode)
    beats = beats_of(bed.tempo, CUTS, FRAMES, facts.flexibility)
    notes = arranged(beats, CUTS, FRAMES, PLAYING[style], key, bed.seed)
    for cut in CUTS:
        at = cut * SAMPLE_RATE // FPS
        assert {note.track for note in notes if abs(note.start - at) <= 1} >= {"bass", "keys", "drums"}


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("frames", [150, 151, 900, 5_400])
def test_every_note_is_in_the_scale_and_the_last_chord_is_the_tonics(style: Style, frames: int) -> None:
    facts, bed = STYLES[style], a_bed(style, cuts=(), frames=frames)
    key = Key(PITCH_CLASSES[bed.tonic], facts.mode)
    beats = beats_of(bed.tempo, (), frames, facts.flexibility)
    notes = arranged(beats, (), frames, PLAYING[style], key, bed.seed)
    assert all(key.has(note.pitch) for note in notes if note.track != "drums")
    last = [note for note in notes if note.start >= beats.times[-1] * SAMPLE_RATE - 1 and note.track != "drums"]
    assert {note.pitch % 12 for note in last} == {key.pitch(degree) % 12 for degree in (0, 2, 4)}
    assert min(note.pitch for note in last) % 12 == key.tonic
    assert all(note.start < frames * SAMPLE_RATE // FPS for note in notes)


@pytest.mark.parametrize("frames", [30, 60, 150, 151])
def test_even_a_very_short_film_has_its_bed(frames: int, tmp_path: Path) -> None:
    sound = heard(tmp_path, a_bed(Style.PLAYFUL, cuts=(), frames=frames), (), frames)
    assert len(sound) == frames * SAMPLE_RATE // FPS
    assert np.abs(sound).max() > 0.01
