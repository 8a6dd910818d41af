"""Scenes of an animatic have the colours of the brand, and its logo in the corner if that is asked for."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from domain.brief import Brand
from domain.film_format import FilmFormat
from domain.job.storyboard import Scenario, ShotType
from domain.ports.video_and_image import Shot
from media.animatic.design import design_scene
from media.animatic.layout import clear_of
from media.animatic.render import AnimaticScene
from media.drawing.boxes import Box
from media.drawing.corner_logo import box_of
from media.drawing.yuv_planes import planes_to_image
from tests.unit.media.logos import a_logo
from tests.unit.media.material import SHAPES, SMALL, a_photo, a_product, a_shot

NAVY, ORANGE = (10, 37, 64), (255, 90, 31)
BRAND = Brand(colors=("#0A2540", "#FF5A1F"))


def with_look(shot: Shot, **look: object) -> Shot:
    return shot.model_copy(update=look)


def test_a_brand_with_colours_has_them_in_every_scene(tmp_path: Path) -> None:
    for pictures in ((), (a_photo(tmp_path / "p.png"),), (a_product(tmp_path / "b.png"),)):
        palette = AnimaticScene(with_look(a_shot(*pictures), brand=BRAND)).design.palette
        assert (palette.deep, palette.accent) == (NAVY, ORANGE)


def test_without_named_colours_the_last_scene_and_those_without_pictures_have_the_logos(tmp_path: Path) -> None:
    product = a_product(tmp_path / "b.png")
    look = {"brand_picture": a_logo(tmp_path / "logo.png", "#d7263d")}

    last, words, other = (
        AnimaticScene(with_look(shot, **look)).design.palette
        for shot in (a_shot(product, scenario=Scenario.CTA), a_shot(), a_shot(product))
    )

    assert last == words
    assert last.accent[0] > 2 * max(last.accent[1:])
    assert other == AnimaticScene(a_shot(product)).design.palette


def test_a_grey_logo_leaves_scenes_the_colours_of_their_pictures(tmp_path: Path) -> None:
    shot = a_shot(a_product(tmp_path / "b.png"), scenario=Scenario.CTA)
    grey = with_look(shot, brand_picture=a_logo(tmp_path / "logo.png", "#222222"))

    assert AnimaticScene(grey).design.palette == AnimaticScene(shot).design.palette


@pytest.mark.parametrize("format", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("seed", [1, 2])
def test_a_logo_is_in_the_corner_in_every_frame_and_no_words_are_beneath_it(
    tmp_path: Path, format: FilmFormat, seed: int
) -> None:
    shot = with_look(a_shot(format=format, seed=seed), logo=a_logo(tmp_path / "logo.png", words=False))
    scene = AnimaticScene(shot)
    logo = scene.design.logo
    assert logo is not None
    box = box_of(logo)

    plate = [np.asarray(planes_to_image(scene.frame(at)).crop((*box_edges(box, 3),)), dtype=int) for at in (0, 20, 40)]

    assert np.abs(plate[0] - plate[1]).max() <= 3
    assert np.abs(plate[0] - plate[2]).max() <= 3
    for caption in scene.captions:
        for line in caption.lines:
            words = box_of(line)
            pad = 30 * scene.design.unit
            assert words.left + pad >= box.right or words.right - pad <= box.left or words.top + pad >= box.bottom


@pytest.mark.parametrize("format", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("make", [a_product, a_photo], ids=["product", "card"])
def test_a_logo_does_not_lie_on_a_product_or_a_card(
    tmp_path: Path, make: Callable[[Path], Path], format: FilmFormat, seed: int
) -> None:
    picture, sign = make(tmp_path / "picture.png"), a_logo(tmp_path / "logo.png", words=False)
    shot = a_shot(picture, shot_type=ShotType.MEDIUM, format=format, seed=seed)

    design = design_scene(with_look(shot, logo=sign))

    assert design.logo is not None
    logo, shown = box_of(design.logo), design.layout.picture
    assert shown.top >= logo.bottom or shown.right <= logo.left
    assert shown.height >= 0.6 * design_scene(shot).layout.picture.height


def box_edges(box: Box, inset: int) -> tuple[int, int, int, int]:
    return box.left + inset, box.top + inset, box.right - inset, box.bottom - inset


def test_words_go_on_below_a_logo_or_beside_it_if_little_is_left_below() -> None:
    logo = Box(120, 10, 170, 60)

    assert clear_of(Box(10, 20, 170, 300), logo, SMALL).top >= logo.bottom
    assert clear_of(Box(10, 20, 170, 80), logo, SMALL).right <= logo.left
    assert clear_of(Box(10, 100, 170, 300), logo, SMALL) == Box(10, 100, 170, 300)


def test_a_logo_that_cannot_be_opened_is_left_out_and_named(tmp_path: Path) -> None:
    (tmp_path / "logo-x").write_bytes(b"no logo")

    scene = AnimaticScene(with_look(a_shot(), logo=tmp_path / "logo-x"))

    (lost,) = scene.not_drawn
    assert lost.picture == tmp_path / "logo-x"
    assert scene.design.logo is None
