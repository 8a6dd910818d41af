"""An animatic writes its words when they are spoken."""

from pathlib import Path

import numpy as np
import pytest

from domain.brief import CaptionStyle
from domain.film_format import FilmFormat
from domain.job.sound.speech import SpokenWord
from domain.job.storyboard import Scenario, ShotType
from domain.ports.video_and_image import Shot
from media.animatic.camera import SceneVariation
from media.animatic.layout import Look, lay_out
from media.animatic.render import AnimaticScene
from media.text.words import split_words
from media.video.ai_label import make_label
from tests.unit.media.material import SHAPES, a_photo, a_product, a_shot
from tests.unit.media.video.test_overlay import TEXTS

LINE = "Rain again, all day. Then the sun comes out at last."


def spoken_shot(*pictures: Path, script: str = LINE, each: float = 0.4, **fields: object) -> Shot:
    words = tuple(
        SpokenWord(text=word, start=0.25 + at * each, end=0.25 + (at + 1) * each)
        for at, word in enumerate(split_words(script))
    )
    frames = round(30 * (words[-1].end + 0.5))
    style = fields.pop("caption_style", None)
    shot = a_shot(*pictures, script=script, frames=frames, **fields)  # type: ignore[arg-type]
    return shot.model_copy(update={"words": words, "caption_style": style})


def inked(shot: Shot, number: int) -> int:
    """Return how many pixels of the frame the words change."""
    with_words, without = AnimaticScene(shot), AnimaticScene(shot)
    without.captions = ()
    one, other = (np.asarray(scene.frame(number)[0], dtype=np.int16) for scene in (with_words, without))
    return int((np.abs(one - other) > 60).sum())


def test_captions_begin_with_their_first_words() -> None:
    first, second = AnimaticScene(spoken_shot(format=SHAPES["16:9"], shot_type=ShotType.MEDIUM)).captions

    assert (first.start, second.start) == (round(30 * 0.25), round(30 * (0.25 + 4 * 0.4)))
    assert (first.end, second.end) == (second.start, None)


def test_nothing_is_written_before_it_is_spoken() -> None:
    shot = spoken_shot(format=SHAPES["1:1"])

    assert inked(shot, 4) == 0
    assert inked(shot, 9) > 100


def test_each_line_appears_with_its_first_word() -> None:
    scene = AnimaticScene(spoken_shot(script="Rain again and again and again all day", format=SHAPES["9:16"], each=0.5))
    (caption,) = scene.captions

    starts = [first for first in caption.text.spoken if first is not None]

    assert starts == sorted(starts)
    assert len(set(starts)) > 1
    assert {round((first / 30 - 0.25) / 0.5) for first in starts} < set(range(8))


def test_a_scene_whose_words_are_not_spoken_is_written_as_before() -> None:
    captions = AnimaticScene(a_shot(script=LINE, frames=120)).captions

    assert all(first is None for caption in captions for first in caption.text.spoken)


def test_no_word_is_marked_unless_that_is_wanted() -> None:
    for style in (None, CaptionStyle.PLAIN):
        captions = AnimaticScene(spoken_shot(caption_style=style)).captions
        assert all(caption.text.marks == () for caption in captions)


@pytest.mark.parametrize("scenario", [Scenario.SOLUTION, Scenario.CTA])
def test_the_word_that_is_spoken_is_marked(scenario: Scenario) -> None:
    shot = spoken_shot(
        script="Buy it now", caption_style=CaptionStyle.HIGHLIGHT, format=SHAPES["1:1"], scenario=scenario
    )
    (caption,) = AnimaticScene(shot).captions

    assert [round(mark.start / 30, 1) for mark in caption.text.marks] == [0.3, 0.7, 1.1]
    lefts = [mark.layer.x for mark in caption.text.marks]
    assert lefts == sorted(lefts)


@pytest.mark.parametrize("format", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_words_and_marks_are_inside_the_safe_area_and_clear_of_the_label(
    tmp_path: Path, text: str, format: FilmFormat
) -> None:
    pictures = {
        ShotType.WIDE: (a_photo(tmp_path / "photo.png"),),
        ShotType.MEDIUM: (),
        ShotType.PRODUCT: (a_product(tmp_path / "product.png"),),
    }
    label = make_label("AI-generated", format)
    lowest = 0.70 if format == SHAPES["9:16"] else 0.95

    for seed, (kind, shown) in enumerate(pictures.items()):
        shot = spoken_shot(
            *shown, script=text, format=format, shot_type=kind, seed=seed, caption_style=CaptionStyle.HIGHLIGHT
        )
        for caption in AnimaticScene(shot).captions:
            for layer in [*caption.lines, *(mark.layer for mark in caption.text.marks)]:
                assert layer.layer.alpha is not None
                ink = layer.layer.alpha[0].point([255 * (value > 40) for value in range(256)]).getbbox()
                if ink is None:
                    continue
                assert layer.y + ink[3] <= lowest * format.height
                assert layer.y + ink[1] >= label.top + label.height or layer.x + ink[0] >= label.left + label.width


def test_a_tall_film_keeps_its_lower_part_free_of_words() -> None:
    for look in Look:
        for seed in (0, 1):
            text = lay_out(look, FilmFormat(width=1080, height=1920), SceneVariation.of(seed)).text
            assert text.bottom <= 0.70 * 1920
