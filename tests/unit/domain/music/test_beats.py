"""When the beats of a film's music are."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import pytest

from domain.film_format import FPS
from domain.music.beats import Beats, beats_of, best_tempo
from domain.music.styles import STYLES, Style

FILMS = [(120, 120, 120), (150,) * 4, (105, 150, 90, 135), (96, 123, 81, 117, 159), (150,), (2700, 2700), (60,) * 7]


def beats(style: Style, scenes: Sequence[int]) -> Beats:
    facts = STYLES[style]
    cuts, film = tuple(accumulate(scenes[:-1])), sum(scenes)
    tempo = best_tempo(cuts, film, facts.slowest, facts.fastest, facts.flexibility)
    return beats_of(tempo, cuts, film, facts.flexibility)


@pytest.mark.parametrize("style", Style)
def test_beats_fall_on_the_cuts_of_scenes_that_are_alike(style: Style) -> None:
    found = beats(style, (120, 120, 120, 120))
    assert found.on_cuts == 3
    assert max(found.off) < 1e-6


def test_beats_fall_on_cuts_that_no_steady_tempo_has() -> None:
    found = beats(Style.WARM, (96, 123, 81, 117, 159))
    assert found.on_cuts == 4
    assert len({round(after - before, 4) for before, after in pairwise(found.times)}) > 1


def test_a_cut_that_no_beat_can_fall_on_says_how_far_off_it_is() -> None:
    found = beats_of(60, (60, 75), 300, 0.03)  # the scene of half a second has no room for a beat
    assert found.on_cuts == 1
    assert found.off[1] == pytest.approx(0.5)


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("scenes", FILMS)
def test_the_tempo_stays_within_what_the_style_allows(style: Style, scenes: Sequence[int]) -> None:
    facts = STYLES[style]
    found = beats(style, scenes)
    assert facts.slowest <= found.tempo <= facts.fastest
    for before, after in pairwise(found.times):
        assert 60 / (after - before) == pytest.approx(found.tempo, rel=facts.flexibility + 0.01)


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("scenes", FILMS)
def test_the_last_chord_has_time_to_fade_and_begins_a_bar(style: Style, scenes: Sequence[int]) -> None:
    found = beats(style, scenes)
    ring = sum(scenes) / FPS - found.times[-1]
    assert 1.5 <= ring < 6
    assert found.bars[-1] == len(found.times) - 1


@pytest.mark.parametrize("scenes", FILMS)
def test_bars_have_two_to_five_beats(scenes: Sequence[int]) -> None:
    found = beats(Style.UPBEAT, scenes)
    assert found.bars[0] == 0
    assert all(2 <= after - before <= 5 for before, after in pairwise(found.bars))


def test_the_last_chord_begins_with_the_end_card() -> None:
    found = beats_of(120, (120, 240, 285), 360, 0.03)
    assert found.times[-1] == pytest.approx(285 / FPS)
