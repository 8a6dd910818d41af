"""Text of mixed direction stands as the Unicode bidirectional algorithm says; the reference is Rust's unicode-bidi."""

from itertools import product

import pytest
from babel.numbers import format_currency
from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from media.text import bidi
from media.text.drawable import DIRECTION_MARKS
from media.text.typesetting import TextLine, Typesetter
from media.text.unicode_scripts import Script

NOT_DRAWN = str.maketrans(dict.fromkeys(DIRECTION_MARKS) | {"\u00a0": " "})

HEBREW = [
    "הטלפון החדש {} עכשיו בחנות",
    "{} — הטלפון",
    "רק היום: {}!",
    "מבצע ({}) לכל הלקוחות",
    'קנו "{}" וגם עוד, חינם',
]
ARABIC = [
    "سيروم {} يرطب بشرتك",
    "{} — العرض الجديد",
    "اليوم فقط: {}!",
    "عبوة ({}) بدون عطور",
    "«{}»، الآن في المتجر؟",
]
LATIN = ["The word שלום ({}) means peace", "{} سلام, hello", "Say “שלום {} לכולם” now"]
PHRASES = [
    "iPhone 15 Pro",
    "PS5 ב-₪1,999",
    "50 مل",
    "24 ساعة",
    "50%",
    "-20%",
    "٥٠٪",
    "۱۲٬۵۰۰",
    "₪ 49.90",
    "$5.99",
    "12.50 €",
    "US$ 1,299.00",
    "3–5",
    "10-20",
    "24/7",
    "12:30",
    "03-1234567",
    "+972 3 123 4567",
    "*2700",
    "www.shop.co.il/sale?x=1",
    "info@shop.com",
    "C++",
    "A&B (c)",
    "[x] {y} <z>",
    "Café™ ®",
    "№ 5, 6; 7",
    "± 5°C",
    "a • b",
    "ג'ורג' 1.5 ל'",
    "د.إ. 99.50",
    "ABC-123 אבג 45",
    "🎮🔥",
    "🇮🇱 🇦🇪",
    "1️⃣ 2️⃣",
    "\U0001fae8 5 \U0001faef",
    "\u20c0 5",
    "x = 2 × 3",
    "\u200eABC!\u200e",
    "\u2067abc 1\u2069, \u2066דה 2\u2069",
    "\u202bab (גד)\u202c",
]
LINES = [sentence.format(phrase) for sentence in HEBREW + ARABIC + LATIN for phrase in PHRASES if "{y}" not in phrase]
LINES += [sentence.replace("{}", phrase) for sentence in HEBREW + ARABIC for phrase in PHRASES if "{y}" in phrase]


def visual(line: TextLine) -> str:
    """Return the characters of a line from left to right."""
    shown = [run.text[::-1] if run.level % 2 else run.text for run in line.runs]
    return "".join(shown).translate(NOT_DRAWN)


def expected(setter: Typesetter) -> str:
    order = get_display(setter.text, base_dir="R" if setter.right_to_left else "L")
    assert isinstance(order, str)
    return order.translate(NOT_DRAWN)


def set_in_one_line(text: str) -> tuple[Typesetter, TextLine]:
    setter = Typesetter(text)
    return setter, setter.line(0, len(setter.text))


def test_there_are_some_hundred_lines_to_compare() -> None:
    assert len(LINES) > 400
    assert sum(Typesetter(text).right_to_left for text in LINES) > 300


@pytest.mark.parametrize("sentence", [*HEBREW, *ARABIC, *LATIN])
def test_a_line_of_mixed_direction_is_ordered_as_the_reference_orders_it(sentence: str) -> None:
    for phrase in PHRASES:
        setter, line = set_in_one_line(sentence.replace("{}", phrase))
        assert visual(line) == expected(setter)


@pytest.mark.parametrize("locale", ["he", "ar", "ar_EG", "fa", "ur", "ps", "yi", "en"])
def test_an_amount_stands_as_the_reference_orders_it(locale: str) -> None:
    words = {"he": "רק {} היום", "yi": "נאָר {} הײַנט", "en": "only {} today"}.get(locale, "فقط {} اليوم")

    for code, amount in product(["ILS", "AED", "SAR", "IRR", "USD", "EUR", "AFN", "EGP", "BTC"], [1234.5, -7]):
        formatted = format_currency(amount, code, locale=locale)
        for text in (formatted, words.format(formatted)):
            setter, line = set_in_one_line(text)
            assert visual(line) == expected(setter)


@settings(max_examples=200)
@given(st.text("אבجد ABC 123 ٣٤ .,:-+%$₪()[]«»\"'!?\u200f\u200e\u061c\u00a0🎉é\u05b8", max_size=40))
def test_any_line_is_ordered_as_the_reference_orders_it(words: str) -> None:
    # Without embeddings and isolates: libfribidi 1.0.8 resolves a number or bracket at their edges by what is outside.
    setter, line = set_in_one_line(words)

    assert visual(line) == expected(setter)


def test_lines_follow_each_other_in_the_order_of_reading() -> None:
    setter = Typesetter("הטלפון החדש iPhone 15 Pro Max (256 GB) — עכשיו ב-₪4,999 בלבד, רק השבוע!")

    for width in range(300, 900, 50):
        lines = setter.wrap(40, width)
        assert " ".join(line.text for line in lines) == setter.text


def test_signs_at_the_end_of_a_line_stand_as_in_their_paragraph() -> None:
    setter = Typesetter("רק היום Pro — Max בחנות")
    end = setter.text.index(" Max")

    assert visual(setter.line(0, end)) == "Pro — םויה קר"


def test_an_override_turns_no_letters_round() -> None:
    _, line = set_in_one_line("Buy \u202eABC 123\u202c now")

    assert visual(line) == "Buy ABC 123 now"


def test_an_amount_by_itself_follows_its_mark() -> None:
    assert visual(set_in_one_line("\u200f1,234.50\u00a0\u200f₪")[1]) == "₪ 1,234.50"
    assert not Typesetter("\u200fFresh coffee, every morning").right_to_left


def test_letters_of_each_direction_are_drawn_in_it() -> None:
    _, line = set_in_one_line("קפה Latte 12")

    assert [(run.text, run.direction) for run in line.runs] == [("Latte 12", "ltr"), ("קפה ", "rtl")]


def test_pictures_in_a_text_from_right_to_left_are_given_to_the_font_from_left_to_right() -> None:
    _, line = set_in_one_line("מבצע 👩🏽‍💻❤️‍🔥")
    (pictures,) = [run for run in line.runs if run.script is Script.EMOJI]

    assert (pictures.shown, pictures.direction) == ("❤️‍🔥👩🏽‍💻", "ltr")


def test_without_the_systems_library_all_text_is_ordered_from_left_to_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bidi, "_library", lambda: None)

    _, line = set_in_one_line("קפה Latte")

    assert [run.level for run in line.runs] == [0] * len(line.runs)
