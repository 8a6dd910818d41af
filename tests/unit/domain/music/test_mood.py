"""The style of music that a brief's words ask for."""

from collections import Counter

import pytest

from domain.music.mood import DEFAULT, style_of
from domain.music.mood_words import WORDS
from domain.music.styles import Style


@pytest.mark.parametrize(
    ("mood", "style"),
    [
        ("warm, unhurried", Style.WARM),
        ("Calm and airy", Style.SERENE),
        ("fröhlich und frisch", Style.UPBEAT),
        ("luxueux, intemporel", Style.ELEGANT),
        ("enérgico y audaz", Style.ENERGETIC),
        ("遊び心のある", Style.PLAYFUL),
        ("мрачный, эпический", Style.DRAMATIC),
        ("科技感", Style.MODERN),
        ("مبهج", Style.UPBEAT),
        ("고급스럽고 우아한", Style.ELEGANT),
        ("अंत में शांत", Style.SERENE),
    ],
)
def test_a_mood_is_understood_in_its_clients_language(mood: str, style: Style) -> None:
    assert style_of(mood) is style


def test_words_may_have_endings() -> None:
    assert style_of("calmer") is style_of("ruhiges") is Style.SERENE


def test_what_is_not_wanted_is_not_played() -> None:
    assert style_of("not too dark, playful") is Style.PLAYFUL
    assert style_of("weniger dramatisch") is DEFAULT


def test_the_mood_counts_more_than_the_tone_and_that_more_than_the_style() -> None:
    assert style_of("bold", "friendly", "minimal") is Style.ENERGETIC
    assert style_of("", "friendly", "minimal") is Style.WARM


def test_what_is_said_of_the_music_itself_decides() -> None:
    assert style_of("warm, cosy", "friendly", music="something dramatic") is Style.DRAMATIC
    assert style_of("warm, cosy", "friendly", music="as you like") is Style.WARM


def test_what_is_said_twice_counts_more_than_what_is_said_once() -> None:
    assert style_of("dark but bright and sunny") is Style.UPBEAT


def test_who_says_nothing_of_the_mood_gets_the_default() -> None:
    assert style_of("") is style_of("as you like") is DEFAULT


def test_no_word_asks_for_two_styles() -> None:
    words = Counter(word for words in WORDS.values() for word in words)
    assert [word for word, times in words.items() if times > 1] == []


def test_every_style_can_be_asked_for() -> None:
    assert {style_of(words[0]) for words in WORDS.values()} == set(Style)
