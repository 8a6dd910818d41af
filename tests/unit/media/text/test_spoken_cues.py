"""Cues follow what is spoken."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.job.sound.speech import SpokenWord
from media.text.captions import Cue, SpokenPart, lengths_before, text_length
from media.text.clusters import clusters
from media.text.drawable import drawable_text
from media.text.spoken_cues import spoken_cues

LINE = "Three out of four people say their skin feels dry by noon. Ours does not, and it never will. Try it for free."


def timed(*words: str, start: float = 0.25, seconds: float = 0.3, gap: float = 0.0) -> tuple[SpokenWord, ...]:
    """Return words that follow each other."""
    step = seconds + gap
    return tuple(
        SpokenWord(text=word, start=start + at * step, end=start + at * step + seconds) for at, word in enumerate(words)
    )


def part_at(cue: Cue, frame: int) -> SpokenPart | None:
    """Return the word that is spoken at the frame."""
    return next((part for part in cue.parts if part.start <= frame < part.end), None)


def texts(cues: list[Cue]) -> list[str]:
    return [cue.text for cue in cues]


def test_cues_end_with_sentences_and_clauses() -> None:
    assert texts(spoken_cues(LINE, timed(*LINE.split()), 60)) == [
        "Three out of four people say their skin feels dry by noon.",
        "Ours does not, and it never will.",
        "Try it for free.",
    ]


def test_a_cue_begins_with_its_first_word_and_ends_after_its_last() -> None:
    cues = spoken_cues(LINE, timed(*LINE.split()), 60)

    assert [cue.start for cue in cues] == [round(30 * (0.25 + 0.3 * word)) for word in (0, 12, 19)]
    assert cues[0].end == cues[1].start
    assert cues[-1].end - 30 * (0.25 + 0.3 * 23) < 4


def test_a_short_last_word_stays_long_enough_to_be_read() -> None:
    (cue,) = spoken_cues("Now!", timed("Now!"), 60)
    assert cue.end - cue.start == 33


def test_no_cue_is_shown_beyond_the_end_of_the_film() -> None:
    (cue,) = spoken_cues("Now!", timed("Now!"), 60, limit=20)
    assert cue.end == 20


def test_a_long_pause_divides() -> None:
    words = (*timed("Wait", "for", "it"), *timed("and", "here", "it", "is", start=4.0))
    assert texts(spoken_cues("Wait for it and here it is", words, 60)) == ["Wait for it", "and here it is"]


def test_a_cue_does_not_stay_through_a_pause() -> None:
    words = (*timed("Wait", "for", "it", "now."), *timed("Here", "it", "is.", start=6.0))
    first, second = spoken_cues("Wait for it now. Here it is.", words, 60)
    assert first.end < 50
    assert second.start == 180


def test_each_part_is_marked_while_it_is_spoken() -> None:
    (cue,) = spoken_cues("Rain again, today", timed("Rain", "again,", "today", start=1.0, seconds=0.5), 60)

    def marked(frame: int) -> str:
        part = part_at(cue, frame)
        return cue.text[part.at : part.to] if part else ""

    assert [marked(frame) for frame in (29, 30, 44, 45, 60, 74)] == ["", "Rain", "Rain", "again,", "today", "today"]


def test_nothing_is_marked_in_a_pause() -> None:
    (cue,) = spoken_cues("Rain again", (*timed("Rain", start=0), *timed("again", start=1.0)), 60)
    assert part_at(cue, 8) is not None
    assert part_at(cue, 20) is None


def test_lines_of_different_scenes_are_never_in_one_cue() -> None:
    assert texts(spoken_cues("Now\nor never", timed("Now", "or", "never"), 60)) == ["Now", "or never"]


def test_letters_with_times_become_phrases() -> None:
    script = "毎朝、焙煎したての香りをお届けします。"
    (cue,) = spoken_cues(script, timed(*script, seconds=0.1), 60)
    parts = [cue.text[part.at : part.to] for part in cue.parts]
    assert "".join(parts) == script
    assert 2 < len(parts) < 10


def test_one_word_of_a_script_without_spaces_is_divided_into_phrases() -> None:
    script = "毎朝、焙煎したての香りをお届けします。豆は農園から直接届きます。"
    words = (SpokenWord(text=script, start=0, end=6),)
    cues = spoken_cues(script, words, 40)
    assert texts(cues) == ["毎朝、焙煎したての香りをお届けします。", "豆は農園から直接届きます。"]
    assert 80 < cues[1].start < 130


def test_words_that_are_not_those_of_the_script_are_shown_as_they_are_spoken() -> None:
    (cue,) = spoken_cues("Something else", timed("Rain", "again."), 60)
    assert cue.text == "Rain again."


def test_a_word_that_the_voice_says_in_another_way_is_read_as_it_is_written() -> None:
    (cue,) = spoken_cues("It costs $5 now", timed("It", "costs", "five", "now"), 60)
    assert cue.text.split() == ["It", "costs", "$5", "now"]


_LETTERS = "abcä é字香いก็่สวัสดีसुबहنور👍🏽.,!?"
ANY_WORDS = st.lists(
    st.text(_LETTERS, min_size=1, max_size=9) | st.sampled_from(["👩‍👩‍👧‍👦", "x" * 130]),
    max_size=25,
)


@settings(max_examples=150)
@given(ANY_WORDS, st.integers(10, 90), st.floats(0.02, 1.2))
def test_cues_hold_all_words_in_order_without_overlap_and_divide_no_character(
    words: list[str], max_length: int, seconds: float
) -> None:
    text = " ".join(words)
    cues = spoken_cues(text, timed(*words, seconds=seconds), max_length)

    if not cues:
        return
    assert all(one.end <= other.start for one, other in pairwise(cues))
    assert all(cue.start < cue.end for cue in cues)
    assert "".join("".join(cue.text for cue in cues).split()) == "".join(drawable_text(text).split())
    for cue in cues:
        assert all(0 <= part.at < part.to <= len(cue.text) for part in cue.parts)
        assert all(cue.start <= part.start < part.end <= cue.end for part in cue.parts)


@pytest.mark.parametrize("text", ["One, two.", "我们的产品 today", "สวัสดีครับ", "a👩\u200d👩\u200d👧b", ""])
def test_lengths_are_counted_once_for_all_places_of_a_text(text: str) -> None:
    before, at = lengths_before(text), 0
    assert len(before) == len(text) + 1
    for cluster in [*clusters(text), ""]:
        assert before[at] == text_length(text[:at])
        at += len(cluster)
