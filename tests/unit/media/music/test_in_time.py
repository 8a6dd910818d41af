"""A client's music in time with the cuts."""

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest

from domain.errors import InputRejected
from domain.film_format import FPS, SAMPLE_RATE
from media.audio.pcm import Samples, read_wave, write_wave
from media.music.in_time import MOST_STRETCHED, timing_of, write_music
from media.music.sounds.drums import drum
from media.music.tempo import Pulse, find_pulse
from tests.unit.media.material import tone


def drummed(tempo: float, first: float = 0.31, seconds: float = 30, faster: float = 0) -> Samples:
    """Return a drum on every beat, the first after `first` seconds, and cymbals between; each beat may be faster."""
    sound = np.zeros(int((seconds + 1) * SAMPLE_RATE), dtype=np.float32)
    kick, hat, at, period = drum("kick"), drum("hat"), first, 60 / tempo
    while at < seconds:
        for stroke, level, when in ((kick, 0.5, at), (hat, 0.2, at + period / 2)):
            start = int(when * SAMPLE_RATE)
            sound[start : start + len(stroke)] += level * stroke[: len(sound) - start]
        at += period
        period *= 1 - faster
    return np.repeat((sound[: int(seconds * SAMPLE_RATE)] * 20_000).astype(np.int16)[:, None], 2, axis=1)


def film(scenes: Sequence[float]) -> tuple[tuple[int, ...], int]:
    """Return the cuts and the frames of a film with scenes of so many seconds."""
    lengths = [round(scene * FPS) for scene in scenes]
    return tuple(accumulate(lengths[:-1])), sum(lengths)


def written(folder: Path, music: Samples, scenes: Sequence[float]) -> Samples:
    cuts, frames = film(scenes)
    write_wave(folder / "music.wav", [music])
    write_music(folder / "music.wav", folder / "out.wav", frames, cuts)
    return np.concatenate(list(read_wave(folder / "out.wav")))


def off(pulse: Pulse, cut: float) -> float:
    return (cut - pulse.first + pulse.period / 2) % pulse.period - pulse.period / 2


@pytest.mark.parametrize("tempo", [84, 97.3, 120, 138.5])
def test_the_tempo_of_music_is_found_and_when_its_beats_are(tempo: float) -> None:
    pulse = find_pulse([drummed(tempo)])
    assert pulse is not None
    assert pulse.tempo == pytest.approx(tempo, abs=0.2)
    assert abs(off(pulse, 0.31)) < 0.02


def test_music_whose_tempo_is_not_sure_has_none() -> None:
    noise = (np.random.default_rng(1).standard_normal((20 * SAMPLE_RATE, 2)) * 3_000).astype(np.int16)
    for unsure in (drummed(100, faster=0.01), noise, tone(600), drummed(100, seconds=4)):
        assert find_pulse([unsure]) is None


@pytest.mark.parametrize("scenes", [(3, 3, 3, 3), (4.2, 4.8, 4.2, 3.5), (3.1,) * 6])
def test_beats_fall_on_the_cuts(scenes: Sequence[float], tmp_path: Path) -> None:
    cuts, _ = film(scenes)
    pulse = find_pulse([written(tmp_path, drummed(100), scenes)])
    assert pulse is not None
    assert pulse.tempo == pytest.approx(100, rel=MOST_STRETCHED + 0.002)
    assert all(abs(off(pulse, cut / FPS)) < 0.045 for cut in cuts)


def test_music_is_not_stretched_for_cuts_that_its_own_tempo_has() -> None:
    cuts, frames = film((3, 3, 3, 3))
    assert timing_of(Pulse(period=0.6, first=0.1), cuts, frames).speed == 1


@pytest.mark.parametrize("period", [0.35, 0.5, 0.61, 0.9])
def test_music_is_stretched_little_and_starts_within_its_first_beat(period: float) -> None:
    cuts, frames = film((3.1, 4.7, 2.3, 6.1, 3.3))
    timing = timing_of(Pulse(period=period, first=0.1), cuts, frames)
    assert abs(timing.speed - 1) <= MOST_STRETCHED
    assert 0 <= timing.start < period
    assert timing.on_cuts >= 1


def test_the_fade_begins_on_a_beat_and_ends_with_the_film() -> None:
    cuts, frames = film((3, 3, 3, 3))
    timing = timing_of(Pulse(period=0.6, first=0.1), cuts, frames)
    music_time = timing.start + timing.speed * timing.ends
    assert abs((music_time - 0.1 + 0.3) % 0.6 - 0.3) < 1e-6
    assert 1.5 < frames / FPS - timing.ends < 3


def test_music_is_as_long_as_the_film_and_ends_in_silence(tmp_path: Path) -> None:
    for music in (drummed(100), drummed(100, seconds=5), tone(40)):
        sound = written(tmp_path, music, (4, 5, 3.5))
        assert len(sound) == round(12.5 * SAMPLE_RATE)
        assert np.abs(sound[-1]).max() <= 1
        assert np.abs(sound[:SAMPLE_RATE]).max() > 1_000


def test_music_of_unsure_tempo_is_played_from_its_beginning(tmp_path: Path) -> None:
    music = tone(600)
    sound = written(tmp_path, music, (4, 5, 3.5))
    middle = slice(SAMPLE_RATE, 5 * SAMPLE_RATE)
    assert np.array_equal(sound[middle], music[middle])


def test_what_is_too_short_to_be_music_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="too short"):
        written(tmp_path, drummed(100)[:100], (4, 4))
