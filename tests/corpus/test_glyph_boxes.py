"""The check for "no glyph" boxes finds those of the fonts that captions are set in."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from media.text.fonts import load_font
from media.text.unicode_scripts import Script
from tests.corpus.glyph_boxes import check_words


def drawn(text: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    image = Image.new("RGB", (720, 200), (20, 40, 60))
    ImageDraw.Draw(image).text((40, 40), text, fill="white", font=font)
    return image


@pytest.mark.parametrize("script", Script)
def test_a_box_is_found(script: Script) -> None:
    assert not check_words(np.asarray(drawn("\u0378", load_font(script, 90)))).ok


def test_letters_are_no_boxes() -> None:
    font = load_font(Script.LATIN, 90)
    assert check_words(np.asarray(drawn("DOB 0H08QU", font))).ok
