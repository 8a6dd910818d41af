"""Captions are drawn into a vendor's clip while it is encoded."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

import av
import numpy as np
import pytest
from PIL import Image

from domain.brief import CaptionStyle
from domain.film_format import FilmFormat
from domain.job.film.captions import CaptionLine
from domain.job.sound.speech import SpokenWord
from domain.job.takes.left_out import Ingredient
from domain.ports.editor import Overlay
from media.drawing.palette import MIN_CONTRAST, contrast
from media.drawing.yuv_planes import planes_of, planes_to_frame, planes_to_image, to_layer
from media.text.words import split_words
from media.video.ai_label import make_label
from media.video.overlay import make_overlay
from media.video.prepare_clip import prepare
from tests.unit.media.material import SHAPES, a_product, a_vendors_clip, an_own_clip, decoded_frames

TEXTS = {
    "Latin": "Three out of four people say their skin feels dry by noon.",
    "Japanese": "毎朝、焙煎したての香りをお届けします。豆は農園から直接届きます。",
    "Arabic": "سيروم VERDE يرطب بشرتك طوال 24 ساعة (50 مل)، بدون عطور.",
    "Hindi": "हर सुबह ताज़ी कॉफ़ी, सीधे आपके घर। बीन्स सीधे खेत से आती हैं।",
    "Thai": "กาแฟสดใหม่ทุกเช้าส่งตรงถึงบ้านคุณ เมล็ดกาแฟมาจากไร่โดยตรง",
    "Hebrew": "קפה טרי כל בוקר, ישר אליך הביתה!",
    "one long word": "Donaudampfschifffahrtsgesellschaftskapitän" * 4,
}
EVERY_SHAPE = pytest.mark.parametrize("format", SHAPES.values(), ids=SHAPES.keys())
EVERY_STYLE = pytest.mark.parametrize("style", CaptionStyle)


def spoken(text: str, begins: float = 0.25, each: float = 0.3) -> CaptionLine:
    parts = split_words(text)
    each = max(each, 2 / len(parts)) if len(parts) == 1 else each
    words = tuple(
        SpokenWord(text=word, start=begins + at * each, end=begins + (at + 1) * each) for at, word in enumerate(parts)
    )
    return CaptionLine(text=text, begins=0, ends=round(30 * words[-1].end), words=words)


def captions(text: str, style: CaptionStyle = CaptionStyle.PLAIN, *colours: str) -> Overlay:
    return Overlay(captions=(spoken(text),), style=style, colours=colours)


def grey_frames(count: int, format: FilmFormat, grey: int = 255) -> Iterator[av.VideoFrame]:
    layer = to_layer(Image.new("RGB", (format.width, format.height), (grey, grey, grey)))
    return (planes_to_frame(layer.planes) for _ in range(count))


def shown_frames(overlay: Overlay, format: FilmFormat, count: int, grey: int = 255) -> list[Image.Image]:
    drawn = make_overlay(overlay, format).drawn_on(grey_frames(count, format, grey))
    return [planes_to_image(planes_of(frame)) for frame in drawn]


def drawn_area(frame: Image.Image, grey: int = 255) -> tuple[int, int, int, int] | None:
    """Return where the frame is not as the footage was."""
    levels = frame.convert("L").point([255 * (abs(value - grey) > 12) for value in range(256)])
    return levels.getbbox()


@EVERY_SHAPE
@EVERY_STYLE
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_captions_are_inside_the_safe_area_and_clear_of_the_label(
    text: str, style: CaptionStyle, format: FilmFormat
) -> None:
    label = make_label("AI-generated", format)
    lowest = 0.70 if format == SHAPES["9:16"] else 0.95

    for frame in shown_frames(captions(text, style), format, 60)[10::12]:
        area = drawn_area(frame)
        assert area is not None
        left, top, right, bottom = area
        assert 0.05 * format.width <= left < right <= 0.95 * format.width
        assert label.top + label.height < top < bottom <= lowest * format.height


@EVERY_STYLE
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_words_can_be_read_on_any_picture(style: CaptionStyle, grey: int) -> None:
    """The letters and their ground are the two most frequent colours of what is drawn, or of the mark in it."""
    format = FilmFormat(width=540, height=960)
    frame = np.asarray(shown_frames(captions("Rain again", style), format, 20, grey)[15])
    black = np.asarray(shown_frames(captions("Rain again", style), format, 20, 0)[15]).max(axis=2)
    mark = np.asarray(shown_frames(captions("Rain again", style), format, 20, 0)[15])[..., 2] < 100

    letters = (black > 225) & ~mark
    ground = black < 20
    rows, columns = np.nonzero(letters)
    around = np.zeros_like(ground)
    around[rows.min() - 8 : rows.max() + 8, columns.min() - 8 : columns.max() + 8] = True
    ink = tuple(int(value) for value in np.median(frame[letters], axis=0))
    under = tuple(int(value) for value in np.median(frame[ground & around], axis=0))
    assert contrast(ink, under) >= MIN_CONTRAST  # type: ignore[arg-type]


def test_a_caption_is_shown_from_its_first_word_on_and_not_after_its_last() -> None:
    frames = shown_frames(captions("Rain again today now"), SHAPES["1:1"], 60)

    seen = [drawn_area(frame) is not None for frame in frames]

    first = seen.index(True)
    assert first == round(0.25 * 30)
    assert abs(seen.index(False, first) - 30 * (0.25 + 4 * 0.3)) <= 3


def test_the_word_that_is_spoken_is_marked_when_it_is_spoken() -> None:
    format = FilmFormat(width=540, height=960)

    def yellow(frame: Image.Image) -> tuple[int, int, int, int] | None:
        levels = np.asarray(frame).astype(int)
        is_yellow = (levels[..., 0] > 200) & (levels[..., 2] < 110)
        return Image.fromarray(is_yellow.astype(np.uint8) * 255).getbbox()

    frames = shown_frames(captions("Rain again today now", CaptionStyle.HIGHLIGHT), format, 44)
    marks = [yellow(frame) for frame in frames]

    changes = [number for number in range(1, 44) if marks[number] != marks[number - 1]]
    assert [round(each / 30, 2) for each in changes] == pytest.approx([0.25, 0.55, 0.85, 1.15], abs=0.05)
    lefts = [marks[number + 2] for number in changes]
    assert all(one and other and one[0] < other[0] for one, other in pairwise(lefts))


def test_words_from_right_to_left_are_marked_in_that_direction() -> None:
    frames = shown_frames(captions("قهوة طازجة كل صباح", CaptionStyle.HIGHLIGHT), FilmFormat(width=540, height=540), 44)

    def left_of_mark(number: int) -> int:
        levels = np.asarray(frames[number]).astype(int)
        return int(np.nonzero((levels[..., 0] > 200) & (levels[..., 2] < 110))[1].min())

    assert left_of_mark(10) > left_of_mark(19) > left_of_mark(28)


def test_the_mark_has_the_brands_colour_unless_that_is_not_seen() -> None:
    def colour(brand: str) -> tuple[int, ...]:
        overlay = captions("Rain", CaptionStyle.HIGHLIGHT, brand)
        frame = np.asarray(shown_frames(overlay, FilmFormat(width=540, height=960), 12, 0)[10])
        bright = frame[frame.max(axis=2) > 150]
        return tuple(int(value) for value in np.median(bright, axis=0))

    green, dark = colour("#20c060"), colour("#101040")
    assert green[1] > green[0] + 60
    assert dark[0] > 200 > 100 > dark[2]


def test_a_frame_that_is_shown_again_is_drawn_on_once() -> None:
    format = SHAPES["16:9"]
    (frame,) = grey_frames(1, format, 255)
    drawn = make_overlay(captions("Rain again", CaptionStyle.HIGHLIGHT), format).drawn_on([frame] * 40)

    repeated = [planes_to_image(planes_of(each)).tobytes() for each in drawn]

    assert repeated == [
        each.tobytes() for each in shown_frames(captions("Rain again", CaptionStyle.HIGHLIGHT), format, 40)
    ]


def test_a_clip_is_prepared_with_its_captions(tmp_path: Path) -> None:
    original, format = a_vendors_clip(tmp_path / "original.mp4", size=(320, 180), rate=30, frames=60), SHAPES["16:9"]

    files = prepare(original, tmp_path, 40, format, overlay=captions("Rain again"))

    (tmp_path / "plain").mkdir()
    plain = prepare(original, tmp_path / "plain", 40, format)
    with_words, without = decoded_frames(files.working), decoded_frames(plain.working)
    changed = [np.abs(one.astype(int) - other).max() > 60 for one, other in zip(with_words, without, strict=True)]
    assert changed[:7] == [False] * 7
    assert all(changed[8:25])
    assert files.not_drawn == ()


def test_a_clip_of_our_own_encoder_is_encoded_again_for_its_captions(tmp_path: Path) -> None:
    original = an_own_clip(tmp_path / "original.mp4", 40, SHAPES["1:1"])

    files = prepare(original, tmp_path, 40, SHAPES["1:1"], overlay=captions("Rain again"))

    assert decoded_frames(files.working)[20].max() > 220


def test_captions_that_cannot_be_drawn_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no such glyph")

    monkeypatch.setattr("media.video.overlay.draw_line", broken)
    original = an_own_clip(tmp_path / "original.mp4", 20, SHAPES["1:1"])

    files = prepare(original, tmp_path, 20, SHAPES["1:1"], overlay=captions("Rain again"))

    (lacking,) = files.not_drawn
    assert lacking.what is Ingredient.CAPTIONS
    assert "no such glyph" in lacking.reason
    assert len(decoded_frames(files.working)) == 20


@EVERY_SHAPE
def test_the_logo_is_in_the_other_corner_than_the_label_and_above_the_captions(
    tmp_path: Path, format: FilmFormat
) -> None:
    a_product(tmp_path / "logo.png")
    overlay = captions(TEXTS["Latin"]).model_copy(update={"logo": tmp_path / "logo.png"})
    label = make_label("AI-generated", format)

    (first, *_, middle) = shown_frames(overlay, format, 20, 128)

    logo = drawn_area(first, 128)
    assert logo is not None
    assert logo[0] > label.left + label.width
    words = drawn_area(middle.crop((0, logo[3], *middle.size)), 128)
    assert words is not None
    assert words[1] > 0


def test_a_logo_that_cannot_be_opened_is_left_out_and_the_captions_are_not(tmp_path: Path) -> None:
    (tmp_path / "logo").write_bytes(b"no picture")
    overlay = captions("Rain again").model_copy(update={"logo": tmp_path / "logo"})

    drawn = make_overlay(overlay, SHAPES["1:1"])

    assert [part.what for part in drawn.not_drawn] == [Ingredient.LOGO]
    assert drawn.is_seen


def test_a_logo_that_cannot_be_opened_is_left_out_and_its_asset_named(tmp_path: Path) -> None:
    asset = uuid5(NAMESPACE_OID, "logo")
    (tmp_path / f"logo-{asset}").write_bytes(b"no logo")

    drawn = make_overlay(Overlay(logo=tmp_path / f"logo-{asset}"), SHAPES["1:1"])

    (lost,) = drawn.not_drawn
    assert (lost.what, lost.asset, drawn.is_seen) == (Ingredient.LOGO, asset, False)
