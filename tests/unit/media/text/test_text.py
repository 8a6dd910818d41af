"""Words are set in their script's font, fit their box and can be read."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from domain.film_format import FilmFormat
from domain.job.storyboard import Scenario, ShotType
from domain.ports.video_and_image import Shot
from media.animatic.camera import SceneVariation
from media.animatic.design import design_scene, make_captions
from media.animatic.layout import Look, lay_out
from media.animatic.render import AnimaticScene
from media.drawing.palette import MIN_CONTRAST, WHITE, contrast, palette_of, shades, text_colour_on
from media.drawing.yuv_planes import planes_to_image
from media.text.captions import split_into_cues
from media.text.drawable import drawable_text
from media.text.shaping import shaping_available
from media.text.typesetting import Typesetter
from media.text.unicode_scripts import Script, script_of, script_of_text
from tests.unit.media.material import SHAPES, a_photo, a_product, a_shot

DIFFICULT_TEXTS = {
    "nothing but blanks": "  \n\t ",
    "one long word": "Donaudampfschifffahrtsgesellschaftskapitän" * 4,
    "far too much": "All work and no play makes Jack a dull boy. " * 12,
    "controls": "a\x00b\x1bc\u202ed\u2066e\ue000f\ufffeg",
    "a tower of marks": "Z" + "\u0301" * 80 + "algo",
    "Arabic with Latin": "سيروم VERDE يرطب بشرتك طوال 24 ساعة (50 مل)، بدون عطور.",
    "Hebrew": "קפה טרי כל בוקר, ישר אליך הביתה!",
    "Thai": "กาแฟสดใหม่ทุกเช้าส่งตรงถึงบ้านคุณ",
    "Hindi": "हर सुबह ताज़ी कॉफ़ी, सीधे आपके घर",
    "Japanese": "毎朝、焙煎したての香りをお届けします。",
    "Chinese": "每天早晨，新鲜烘焙的咖啡直接送到您家。",
    "Korean": "매일 아침 신선한 커피를 집으로 배달합니다.",
    "Russian and Greek": "Свежий кофе каждое утро. Φρέσκος καφές.",
    "Tamil and Georgian": "புதிய காபி ყოველ დილით",
    "emoji": "Wake up ☕️👩‍👩‍👧‍👦🏳️‍🌈🇩🇪 now!",
    "letters that were never assigned": "\u0378\U000e0fff",
}

ANY_TEXT = (
    st.text(max_size=160) | st.sampled_from(list(DIFFICULT_TEXTS.values())) | st.text("字ไ اא👍🏽W i", max_size=90)
)


def assert_inside(shot: Shot) -> None:
    """Check every visible pixel of every word."""
    area = lay_out(Look.TYPE, shot.format, SceneVariation.of(shot.seed)).text
    for caption in make_captions(design_scene(shot)):
        for line in caption.lines:
            assert line.layer.alpha is not None
            ink = line.layer.alpha[0].point([255 * (value > 40) for value in range(256)]).getbbox()
            if ink is None:
                continue
            assert area.left <= line.x + ink[0]
            assert line.x + ink[2] <= area.right
            assert area.top <= line.y + ink[1]
            assert line.y + ink[3] <= area.bottom


def test_complex_scripts_can_be_shaped() -> None:
    assert shaping_available()


@pytest.mark.parametrize("words", DIFFICULT_TEXTS.values(), ids=DIFFICULT_TEXTS.keys())
@pytest.mark.parametrize("format", SHAPES.values(), ids=SHAPES.keys())
def test_all_words_stay_inside_the_safe_area(photo: Path, words: str, format: FilmFormat) -> None:
    shot_type = ShotType.WIDE if format in (SHAPES["1:1"], SHAPES["4:5"]) else ShotType.MEDIUM
    assert_inside(a_shot(photo, script=words, format=format, shot_type=shot_type, seed=3))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(ANY_TEXT, st.sampled_from(list(SHAPES.values())), st.sampled_from(Scenario), st.integers(0, 7))
def test_any_text_stays_inside_the_safe_area(words: str, format: FilmFormat, scenario: Scenario, seed: int) -> None:
    assert_inside(a_shot(script=words[:2000], format=format, scenario=scenario, seed=seed))


@settings(max_examples=60)
@given(ANY_TEXT, st.integers(100, 500), st.integers(40, 300))
def test_fitted_lines_are_never_wider_than_asked(words: str, width: int, height: int) -> None:
    setter = Typesetter(words)

    px, lines = setter.fit(width, height, max_px=60, min_px=12, max_lines=5)

    assert len(lines) <= 5
    assert all(line.width(px) <= width for line in lines)


def test_a_text_that_fits_is_shown_whole() -> None:
    setter = Typesetter("Fresh coffee, every morning, straight to your door.")

    _, lines = setter.fit(400, 300, max_px=80, min_px=12, max_lines=4)

    assert " ".join(line.text for line in lines) == setter.text


def test_a_text_that_cannot_fit_ends_with_an_ellipsis() -> None:
    _, lines = Typesetter("word " * 300).fit(200, 100, max_px=40, min_px=20, max_lines=4)

    assert lines[-1].text.endswith("…")


def test_a_line_of_japanese_never_begins_with_a_full_stop() -> None:
    setter = Typesetter("香りをお届けします。毎朝、焙煎したて。")

    for width in range(60, 400, 7):
        assert not any(line.text[0] in "、。" for line in setter.wrap(24, width))


def test_arabic_with_latin_names_is_set_from_right_to_left() -> None:
    assert Typesetter("سيروم VERDE يرطب بشرتك").right_to_left
    assert not Typesetter("The word سلام in an English text about it").right_to_left


@pytest.mark.parametrize(
    ("words", "script"),
    [
        ("coffee", Script.LATIN),
        ("кофе", Script.LATIN),
        ("コーヒーを毎朝", Script.JAPANESE),
        ("每天早晨", Script.CHINESE),
        ("커피", Script.KOREAN),
        ("VERDE سيروم", Script.ARABIC),
        ("☕ 123", Script.LATIN),
    ],
)
def test_a_text_is_set_in_the_font_of_its_script(words: str, script: Script) -> None:
    assert script_of_text(words) is script


@pytest.mark.parametrize(
    ("char", "script"),
    [
        ("१", Script.DEVANAGARI),
        ("।", Script.DEVANAGARI),
        ("฿", Script.THAI),
        ("٣", Script.ARABIC),
        ("۴", Script.ARABIC),
        ("\ufdfc", Script.ARABIC),
        ("ބ", Script.ARABIC),
        ("၁", Script.MYANMAR),
        ("€", Script.LATIN),
        ("Ж", Script.LATIN),
        ("。", Script.CHINESE),
        ("ー", Script.JAPANESE),
        ("Ａ", Script.CHINESE),
        ("☕", Script.EMOJI),
        ("7", None),
        ("·", None),
        ("\u0301", None),
    ],
)
def test_a_character_belongs_to_one_script_or_follows_its_neighbours(char: str, script: Script | None) -> None:
    assert script_of(char) is script


@given(st.text())
def test_drawable_text_stays_as_it_is(words: str) -> None:
    assert drawable_text(drawable_text(words)) == drawable_text(words)


@given(st.text("abc. ,字", max_size=300), st.integers(30, 300))
def test_cues_follow_each_other_and_hold_the_whole_script(words: str, frames: int) -> None:
    cues = split_into_cues(words, frames, 40)

    assert "".join("".join(cue.text for cue in cues).split()) == "".join(drawable_text(words).split())
    assert all(one.end == other.start for one, other in itertools.pairwise(cues))
    if cues:
        assert (cues[0].start, cues[-1].end) == (0, frames)


COLOUR = st.tuples(*[st.integers(0, 255)] * 3)


@given(COLOUR)
def test_text_is_readable_on_a_button_of_any_colour(ground: tuple[int, int, int]) -> None:
    assert contrast(text_colour_on(ground), ground) >= MIN_CONTRAST


@given(st.floats(0, 0.999), st.floats(0, 1), st.floats(0, 1))
def test_white_is_readable_on_the_dark_shade_of_any_colour(hue: float, light: float, saturation: float) -> None:
    made = shades(hue, light, saturation)

    assert contrast(WHITE, made.deep) >= MIN_CONTRAST
    assert contrast(made.deep, made.pale) >= MIN_CONTRAST


def a_ground(path: Path, ground: str) -> Path:
    if ground == "product":
        return a_product(path)
    if ground == "photo":
        return a_photo(path, size=(250, 250))
    grey = Image.effect_noise((250, 250), 20).point([240 + value // 20 for value in range(256)])
    Image.merge("RGB", [grey] * 3).save(path)
    return path


@pytest.mark.parametrize("format", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize(
    ("look", "ground"), [("full", "white"), ("full", "photo"), ("card", "photo"), ("studio", "product"), ("type", None)]
)
def test_words_are_readable_on_what_is_behind_them(
    tmp_path: Path, format: FilmFormat, look: str, ground: str | None
) -> None:
    sources = [] if ground is None else [a_ground(tmp_path / "ground.png", ground)]
    shot_type = ShotType.CLOSE_UP if look == "full" else ShotType.MEDIUM
    scene = AnimaticScene(
        a_shot(*sources, shot_type=shot_type, format=format, script="Readable words, on anything at all")
    )
    assert scene.design.layout.look == look
    words, scene.captions = scene.captions, ()
    behind = planes_to_image(scene.frame(30)).filter(ImageFilter.BoxBlur(2))
    ink = scene.design.palette.deep if look == "studio" else WHITE

    for line in words[-1].lines[1:]:
        assert line.layer.alpha is not None
        width, height = line.layer.planes[0].size
        under = behind.crop((line.x, line.y, line.x + width, line.y + height))
        letters = np.asarray(line.layer.planes[0]) > 200 if ink == WHITE else np.asarray(line.layer.alpha[0]) > 200
        worst = sorted(contrast(ink, tuple(pixel)) for pixel in np.asarray(under)[letters].tolist()[::7])
        assert worst[len(worst) // 100] >= MIN_CONTRAST


def test_the_accent_comes_from_the_picture() -> None:
    green = Image.new("RGB", (100, 100), "white")
    green.paste((20, 160, 60), (20, 20, 60, 60))

    red, middle, blue = palette_of(green).accent

    assert middle > red
    assert middle > blue


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_photo(tmp_path_factory.mktemp("words") / "photo.png", size=(200, 250))
