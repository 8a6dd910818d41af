"""Chords of a key and the movement of their voices."""

import random
from itertools import pairwise

import pytest

from domain.music.styles import PITCH_CLASSES, STYLES, Mode, Style
from media.music.harmony import Key, chord, parallels, voiced
from media.music.melody import ending, motif, tune
from media.music.playing import PLAYING

C_MAJOR = Key(0, Mode.MAJOR)


def names(style: Style) -> list[str]:
    """Return the chords of all progressions of the style, one after the other, and its cadence."""
    playing = PLAYING[style]
    return [name for each in playing.progressions for name in each] + [*playing.cadence, "I"]


def test_chords_are_read() -> None:
    assert chord("IVadd9").pitch_classes(C_MAJOR) == {5, 9, 0, 7}
    assert chord("Vsus").pitch_classes(C_MAJOR) == {7, 0, 2}
    assert chord("I/3").bass_pitch(C_MAJOR) % 12 == 4
    assert chord("II7").pitch_classes(C_MAJOR) == {2, 5, 9, 0}


def test_parallel_fifths_and_octaves_are_found() -> None:
    assert parallels((48, 55), (50, 57)) == 1
    assert parallels((48, 60), (50, 62)) == 1
    assert parallels((48, 55), (48, 55)) == 0
    assert parallels((48, 55), (53, 57)) == 0


@pytest.mark.parametrize("style", Style)
def test_voices_move_little_and_never_in_parallel_fifths_or_octaves(style: Style) -> None:
    for tonic in STYLES[style].tonics:
        key = Key(PITCH_CLASSES[tonic], STYLES[style].mode)
        voicings = voiced([chord(name) for name in names(style)] * 3, key)
        for before, after in pairwise(voicings):
            assert parallels(before, after) == 0
            assert abs(after[-1] - before[-1]) <= 9
            assert len(set(after)) == len(after)


@pytest.mark.parametrize("style", Style)
def test_all_notes_of_a_chord_are_in_its_scale_and_all_of_it_is_heard(style: Style) -> None:
    for tonic in STYLES[style].tonics:
        key = Key(PITCH_CLASSES[tonic], STYLES[style].mode)
        chords = [chord(name) for name in names(style)]
        for each, voicing in zip(chords, voiced(chords, key), strict=True):
            assert all(key.has(pitch) for pitch in voicing)
            assert {pitch % 12 for pitch in voicing[1:]} == each.pitch_classes(key)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("style", Style)
def test_a_tune_stays_in_its_scale_and_range_and_ends_on_the_tonic(style: Style, seed: int) -> None:
    rng = random.Random(seed)
    facts, playing = STYLES[style], PLAYING[style]
    key = Key(PITCH_CLASSES[facts.tonics[seed % len(facts.tonics)]], facts.mode)
    bars = [(4 * place, 4, chord(name)) for place, name in enumerate(names(style))]
    notes = tune(bars, motif(playing.rhythms, rng), motif(playing.rhythms, rng), key, rng)
    last = ending(notes, 100, 4, key)
    assert notes
    assert all(key.has(note.pitch) for note in notes)
    assert all(64 <= note.pitch <= 86 for note in (*notes, last))
    assert last.pitch % 12 == key.tonic
    assert len({note.pitch for note in notes}) > 2


@pytest.mark.parametrize("seed", range(20))
def test_a_tune_begins_bars_with_a_note_of_the_chord(seed: int) -> None:
    rng = random.Random(seed)
    playing = PLAYING[Style.UPBEAT]
    bars = [(4 * place, 4, chord(name)) for place, name in enumerate(names(Style.UPBEAT))]
    notes = tune(bars, motif(playing.rhythms, rng), motif(playing.rhythms, rng), C_MAJOR, rng)
    on_first = {note.beat: note.pitch % 12 for note in notes}
    for first, _, each in bars:
        if first in on_first:
            assert on_first[first] in each.pitch_classes(C_MAJOR)
