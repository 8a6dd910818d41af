"""Clips by our own renderer, whatever their pictures do to its process."""

import os
from pathlib import Path

import pytest

from domain.job.takes.left_out import Ingredient
from domain.ports.video_and_image import Shot
from media.animatic.drawing import NotDrawn
from media.animatic.render import draw_clip
from media.bounded_process import BoundsExceeded
from media.decoding.pictures.picture import write_preview
from providers.animatic import models
from providers.animatic.models import AnimaticVideo
from tests.unit.domain.jobs import some_id
from tests.unit.media.material import a_photo, a_shot, decoded_frames

CRASHES = b"a picture that crashes its decoder"


def crash_if_damaging(picture: Path) -> None:
    if picture.read_bytes() == CRASHES:
        os.abort()


def draw(shot: Shot, into: Path, progress: Path) -> tuple[NotDrawn, ...]:
    for picture in shot.pictures:
        crash_if_damaging(picture)
    return draw_clip(shot, into, progress)


def preview(picture: Path, into: Path, side: int) -> None:
    crash_if_damaging(picture)
    write_preview(picture, into, side)


def crash(*_: object) -> None:
    os.abort()


@pytest.fixture
def shot(tmp_path: Path) -> Shot:
    """A shot of a picture that crashes its decoder, one that is none, and a photograph."""
    damaging, text, photo = (tmp_path / str(some_id(name)) for name in ("damaging", "text", "photo"))
    damaging.write_bytes(CRASHES)
    text.write_bytes(b"no picture")
    a_photo(tmp_path / "photo.png").rename(photo)
    return a_shot(damaging, text, photo, frames=10)


async def test_a_picture_that_crashes_its_decoder_is_left_out_of_the_clip(
    shot: Shot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "draw_clip", draw)
    monkeypatch.setattr(models, "write_preview", preview)

    made = await AnimaticVideo().collect("order", shot, tmp_path / "clip.mp4", lambda _: None)

    assert [(part.what, part.asset) for part in made.left_out] == [
        (Ingredient.PICTURE, some_id("damaging")),
        (Ingredient.PICTURE, some_id("text")),
    ]
    assert "its decoder crashes" in made.left_out[0].reason
    assert decoded_frames(tmp_path / "clip.mp4")


async def test_a_crash_that_no_picture_causes_is_an_error(
    shot: Shot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "draw_clip", crash)

    with pytest.raises(BoundsExceeded):
        await AnimaticVideo().collect("order", shot, tmp_path / "clip.mp4", lambda _: None)
