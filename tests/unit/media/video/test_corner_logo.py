"""A logo in the corner can be read over any footage, and covers neither the label of AI nor the middle."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from domain.errors import InputRejected
from domain.film_format import FilmFormat
from media.drawing.corner_logo import box_of, corner_logo
from media.drawing.palette import Colour
from media.drawing.yuv_planes import planes_to_image, to_layer
from media.video.ai_label import make_label
from tests.unit.media.logos import a_logo
from tests.unit.media.material import SHAPES, a_photo

FULL = FilmFormat(width=1080, height=1080)


def over(footage: Colour, logo: Path, format: FilmFormat) -> Image.Image:
    planes = to_layer(Image.new("RGB", (format.width, format.height), footage)).planes
    corner_logo(logo, format).paste(planes)
    return planes_to_image(planes)


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#d7263d"])
def test_footage_does_not_show_through_the_logo_or_its_plate(tmp_path: Path, colour: str) -> None:
    logo = a_logo(tmp_path / "logo.png", colour)
    box = box_of(corner_logo(logo, FULL))
    inner = (box.left + 12, box.top + 12, box.right - 12, box.bottom - 12)

    white, black = (np.asarray(over(each, logo, FULL).crop(inner)) for each in ((255, 255, 255), (0, 0, 0)))

    assert np.array_equal(white, black)


@pytest.mark.parametrize("format", SHAPES.values(), ids=SHAPES.keys())
def test_it_is_in_the_upper_right_and_clear_of_the_label_of_ai(tmp_path: Path, format: FilmFormat) -> None:
    label = make_label("AI-generated", format)

    for logo in (
        a_logo(tmp_path / "logo.png"),
        a_logo(tmp_path / "sign.png", words=False),
        a_photo(tmp_path / "p.png"),
    ):
        box = box_of(corner_logo(logo, format))
        assert format.width / 2 < box.left < box.right <= 0.96 * format.width
        assert 0 < box.top < box.bottom < 0.3 * format.height
        assert box.left > label.left + label.width or box.top >= label.top + label.height


def test_a_logo_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"no logo")

    with pytest.raises(InputRejected):
        corner_logo(tmp_path / "logo.png", FULL)
