"""Emoji, currency signs and letters of rare scripts are drawn right or replaced by text: never a box."""

from itertools import pairwise

import babel
import pytest
import regex
from babel.localedata import locale_identifiers
from babel.numbers import format_currency
from emoji import EMOJI_DATA, STATUS
from hypothesis import given, settings
from hypothesis import strategies as st

from media.text.clusters import clusters
from media.text.drawable import NO_BREAK_SPACE, drawable_text
from media.text.fonts import is_one_picture, load_font, shape
from media.text.typesetting import Run, Typesetter
from media.text.unicode_scripts import Script

WORDS = {
    Script.LATIN: "Price",
    Script.ARABIC: "السعر",
    Script.HEBREW: "מחיר",
    Script.THAI: "ราคา",
    Script.DEVANAGARI: "कीमत",
    Script.JAPANESE: "ねだん",
    Script.KOREAN: "가격",
    Script.CHINESE: "价格",
    Script.ARMENIAN: "Գին",
    Script.BENGALI: "দাম",
    Script.ETHIOPIC: "ዋጋ",
    Script.GEORGIAN: "ფასი",
    Script.GUJARATI: "કિંમત",
    Script.GURMUKHI: "ਕੀਮਤ",
    Script.KANNADA: "ಬೆಲೆ",
    Script.KHMER: "តម្លៃ",
    Script.LAO: "ລາຄາ",
    Script.MALAYALAM: "വില",
    Script.MYANMAR: "စျေး",
    Script.ORIYA: "ମୂଲ୍ୟ",
    Script.SINHALA: "මිල",
    Script.TAMIL: "விலை",
    Script.TELUGU: "ధర",
}
CURRENCY_SIGNS = regex.findall(r"\p{Sc}", "".join(map(chr, range(0x20000))))
NO_FONT_HAS = "\u07fe\u07ff\u20c1\u20c2\u20c3\u20c4\U00011fdd\U00011fde\U00011fdf\U00011fe0\U0001e2ff\U0001ecb0"
REGION_OF_NO_FLAG = "\U0001f1fd\U0001f1fd"

ANY_SIGN = (
    st.text(max_size=40)
    | st.lists(st.sampled_from(list(EMOJI_DATA)), max_size=6).map("".join)
    | st.text("👩🏽\u200d❤\ufe0f🔥🇩🇪1\u20e3#🏴\U000e0067\U000e0062\U000e007f\U0001faef\u0301 ₪5\u20c1a", max_size=12)
)


def runs(text: str) -> tuple[Run, ...]:
    setter = Typesetter(text)
    return setter.line(0, len(setter.text)).runs


def boxes(drawn: tuple[Run, ...]) -> list[Run]:
    """Return the runs for which their font lacks a glyph."""
    return [run for run in drawn if not shape(run.shown, run.script)]


def pictures(drawn: tuple[Run, ...]) -> list[str]:
    """Return the emoji that are drawn, from left to right."""
    return [cluster for run in drawn if run.script is Script.EMOJI for cluster in clusters(run.shown.strip())]


def test_every_emoji_of_unicodes_list_is_drawn_as_one_picture_or_replaced() -> None:
    flag_of_no_region = shape(REGION_OF_NO_FLAG, Script.EMOJI)

    for sequence in EMOJI_DATA:
        drawn = runs(f"Sale {sequence} 24")
        assert not boxes(drawn)
        assert all(is_one_picture(picture) for picture in pictures(drawn))
        assert flag_of_no_region not in [shape(picture, Script.EMOJI) for picture in pictures(drawn)]
        assert pictures(drawn) or sum(len(run.shown) for run in drawn) > len("Sale  24")


def test_emoji_are_drawn_whole_among_words_that_run_from_right_to_left() -> None:
    listed = [one for one in list(EMOJI_DATA)[::7] if EMOJI_DATA[one]["status"] == STATUS["fully_qualified"]]
    sequences = [one for one in listed if drawable_text(one) == one and one[0] not in "0123456789#*"]

    for first, second in pairwise(sequences):
        assert set(pictures(runs(f"מבצע {first}{second} היום"))) == {first, second}


def test_emoji_until_unicode_15_are_drawn_as_they_are() -> None:
    changed = [one for one in EMOJI_DATA if EMOJI_DATA[one]["E"] < 16 and drawable_text(one) != one]

    assert changed == []


def test_the_library_that_draws_finds_the_same_glyphs_as_the_one_that_checks() -> None:
    font = load_font(Script.EMOJI, 64)
    square = font.getlength("😀")

    for sequence in EMOJI_DATA:
        if drawable_text(sequence) == sequence:
            assert font.getlength(sequence, direction="ltr") == pytest.approx(square, abs=0.1)


@pytest.mark.parametrize(
    ("sequence", "shown"),
    [
        ("1️⃣", "1️⃣"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        ("🏴󠁵󠁳󠁴󠁸󠁿", "US-TX"),
        ("🇨🇶", "(Sark)"),
        (REGION_OF_NO_FLAG, "XX"),
        ("🇩", "🇩"),
        ("👯🏿", "👯"),
        ("🧑🏿‍🩰", "🧑🩰"),
        ("👨🏽‍👩🏽‍👧🏽", "👨‍👩‍👧"),
        ("👨🏿‍\U0001faef‍👨🏻", "(men wrestling)"),
        ("\U0001facd", "(orca)"),
        ("サメ\U0001facd", "サメ(シャチ)"),
        ("a🏽", "a"),
        ("a\u200d\ufe0f", "a\u200d\ufe0f"),
        ("\u200d", ""),
        ("\ufe0f", ""),
        ("©", "©"),
    ],
)
def test_an_emoji_that_no_font_has_is_simplified_or_named(sequence: str, shown: str) -> None:
    assert drawable_text(sequence) == shown


@pytest.mark.parametrize("script", WORDS, ids=lambda script: script.name)
def test_every_currency_sign_is_drawn_in_a_text_of_every_script(script: Script) -> None:
    for sign in CURRENCY_SIGNS:
        text = f"{WORDS[script]} {sign}1,234.50"
        drawn = runs(text)
        assert not boxes(drawn)
        assert sign in NO_FONT_HAS or sign in "".join(run.shown for run in drawn)
        assert Typesetter(text).script is script


def test_a_currency_sign_that_no_font_has_becomes_its_code() -> None:
    assert drawable_text("Now \u20c149") == f"Now SAR{NO_BREAK_SPACE}49"
    assert drawable_text("الآن 49 \u20c1") == f"الآن 49{NO_BREAK_SPACE}ر.س"
    assert not [sign for sign in NO_FONT_HAS if any(shape(sign, script) for script in Script)]


LANGUAGES = [babel.Locale.parse(name) for name in locale_identifiers() if "_" not in name]
CURRENCIES = ["USD", "EUR", "GBP", "JPY", "INR", "ILS", "AED", "SAR", "CNY", "KRW", "THB", "UAH", "BDT", "IRR", "XXX"]


def test_amounts_in_all_languages_and_all_currency_symbols_of_cldr_have_no_box() -> None:
    amounts = {format_currency(1234.5, code, locale=language) for language in LANGUAGES for code in CURRENCIES}
    symbols = {symbol for language in LANGUAGES for symbol in language.currency_symbols.values()} - {"\u200b"}

    assert len(amounts) > 400
    assert len(symbols) > 300
    for text in amounts | symbols:
        drawn = runs(text)
        assert not boxes(drawn)
        assert sum(run.width(20) for run in drawn) > 5


def test_an_amount_with_its_currency_or_unit_is_not_divided_over_lines() -> None:
    for amount in (
        "234,50 €",
        "1\u202f234,50\u00a0zł",
        "₪ 1,234.50",
        "12 %",
        "\u200f1,234.50\u00a0\u200f₪",
        "€\u00a05",
    ):
        for width in range(250, 500, 20):
            lines = [line.text for line in Typesetter(f"Coffee beans for {amount} today").wrap(40, width)]
            assert any(drawable_text(amount) in line for line in lines)


def test_no_break_spaces_between_words_do_not_keep_a_text_on_one_line() -> None:
    assert drawable_text("Fresh\u00a0coffee,\u00a0every\u00a0\u00a0morning:\u00a05\u00a0ml") == (
        f"Fresh coffee,{NO_BREAK_SPACE}every morning:{NO_BREAK_SPACE}5{NO_BREAK_SPACE}ml"
    )


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("𝓢𝓪𝓵𝓮", "Sale"),
        ("𝓢\u0301", "Ś"),
        ("שִׁ\u0596י", "שִׁי"),
        ("ߒߞߏ", "nko"),
        ("ⵜⵉⴼⵉⵏⴰⵖ", "tifinagh"),
        ("a\ud800\ue000\ufffd\ufffc\u0378b", "ab"),
        ("\u202a \u2066\u2069\u202c", ""),
        ("x\u202eabc\u202c", "x\u202babc\u202c"),
    ],
)
def test_letters_that_no_font_has_become_letters_that_one_has(words: str, shown: str) -> None:
    assert drawable_text(words) == shown


@given(ANY_SIGN)
def test_no_text_has_a_box(words: str) -> None:
    assert not boxes(runs(words))


@given(ANY_SIGN)
def test_drawable_text_of_signs_stays_as_it_is(words: str) -> None:
    assert drawable_text(drawable_text(words)) == drawable_text(words)


@settings(max_examples=50)
@given(ANY_SIGN.map(lambda words: f"{words} क्षि กำ 👩‍👩‍👧‍👦🇩🇪1️⃣ {words}"), st.integers(20, 400))
def test_a_line_and_an_ellipsis_never_divide_a_cluster(words: str, width: int) -> None:
    setter = Typesetter(words)
    _, shortened = setter.fit(width, 80, max_px=40, min_px=20, max_lines=2)

    def parts(text: str) -> list[str]:
        return list(filter(None, map(str.strip, clusters(text))))

    whole = parts(setter.text)
    wrapped = [cluster for line in setter.wrap(20, width) for cluster in parts(line.text)]
    cut = [cluster for line in shortened for cluster in parts(line.text)]

    assert wrapped == whole
    assert cut == whole or cut == [*whole[: len(cut) - 1], "…"]
