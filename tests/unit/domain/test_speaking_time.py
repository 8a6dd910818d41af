"""How long texts take to say, compared with what voices needed for them (measured 2026-12-01)."""

import pytest

from domain.language.speaking_time import Boundary, boundary_after, speaking_seconds, word_seconds


@pytest.mark.parametrize(
    ("language", "text", "measured"),
    [
        ("English", "Your kitchen deserves better than a kettle that screams. Meet the quiet one, from Brewly.", 5.2),
        ("en", "Order today at brewly dot com. Free shipping, and thirty days to change your mind.", 5.1),
        ("de-DE", "Frische Blätter, heißes Wasser, und der Morgen gehört dir.", 3.6),
        ("Deutsch", "Bestelle noch heute auf brewly punkt com. Kostenloser Versand und dreißig Tage Bedenkzeit.", 5.7),
        ("fr", "Des feuilles fraîches, de l'eau chaude, et la matinée est à vous.", 3.3),
        ("es", "Tu cocina merece algo mejor que una tetera que grita. Conoce la silenciosa, de Brewly.", 6.1),
        ("it", "La tua cucina merita di meglio di un bollitore che urla. Scopri quello silenzioso, di Brewly.", 6.6),
    ],
)
def test_a_text_takes_as_long_as_a_voice_needed_within_a_fifth(language: str, text: str, measured: float) -> None:
    assert speaking_seconds(text, language) == pytest.approx(measured, rel=0.2)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("一分钟就够。现在开始，享受早晨。", 3, 5),
        ("一分でできる。新しい朝を、どうぞ。", 2.5, 5),
        ("하루를 바꾸는 일 분, 지금 시작하세요.", 2, 4),
        ("دقيقة واحدة تكفي، جرّبها اليوم.", 1.8, 4),
        ("एक मिनट काफी है।", 0.7, 2.5),
        ("ชาดีเริ่มต้นที่ใบชา", 1, 3),
    ],
)
def test_scripts_that_say_more_with_a_letter_take_longer_for_it(text: str, least: float, most: float) -> None:
    assert least < speaking_seconds(text) < most


def test_numbers_and_prices_are_said_in_words() -> None:
    assert speaking_seconds("Only $9.99!") > 1.2


def test_nothing_takes_no_time_and_every_word_some() -> None:
    assert speaking_seconds(" ") == 0
    assert word_seconds("—") > 0


@pytest.mark.parametrize(
    ("word", "boundary"),
    [
        *(("end.", Boundary.SENTENCE), ('"end!"', Boundary.SENTENCE), ("終わり。", Boundary.SENTENCE)),
        *(("first,", Boundary.CLAUSE), ("أولا،", Boundary.CLAUSE), ("一、", Boundary.CLAUSE)),
        *(("word", None), ("9.99", None), ("है।", Boundary.SENTENCE)),
    ],
)
def test_punctuation_tells_where_speakers_pause(word: str, boundary: Boundary | None) -> None:
    assert boundary_after(word) is boundary
