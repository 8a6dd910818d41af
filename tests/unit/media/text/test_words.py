"""The words of texts in scripts with and without spaces."""

import pytest

from media.text.words import join_words, split_words


@pytest.mark.parametrize(
    "text",
    [
        "One minute. That is all it takes.",
        "Frische Blätter, heißes Wasser!",
        "一分钟就够。现在开始，享受早晨。",
        "一分でできる。新しい朝を、どうぞ。",
        "ชาดีเริ่มต้นที่ใบชาสดใหม่ทุกวัน",
        "دقيقة واحدة تكفي، جرّبها اليوم.",
        "एक मिनट काफी है।",
        "하루를 바꾸는 1분, 지금 시작하세요.",
        "TeaCo の新しいお茶。",
    ],
)
def test_words_joined_are_the_text(text: str) -> None:
    words = split_words(text)

    assert join_words(words) == text
    assert len(words) > 1
    assert all(word.strip() == word != "" for word in words)


def test_no_word_begins_with_punctuation_that_may_not_begin_a_line() -> None:
    assert not any(word[0] in "。，、！？" for word in split_words("一分钟就够。现在开始，享受早晨！好吗？"))


def test_a_text_without_letters_has_no_words() -> None:
    assert split_words(" \n ") == []
    assert join_words([]) == ""
