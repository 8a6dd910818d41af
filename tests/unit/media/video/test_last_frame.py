"""The frame on which a clip ends in a film, from which another clip begins."""

import os
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from domain.errors import InputRejected
from media import editor
from media.audio.pcm import write_wave
from media.editor import ProcessEditor
from media.video.last_frame import write_last_frame
from media.video.prepare_clip import prepare
from tests.unit.media.animatic.test_geometry import TURNS, a_frame, display_matrix, stored_for
from tests.unit.media.material import TINY, a_photo, a_vendors_clip, decoded_frames, tone
from tests.unit.media.video.tagged_clips import CORNERS, Pixels, corners, difference, four_corners, to_yuv, write_clip


def last_frame(clip: Path, frames: int = 1, side: int = 1920) -> Pixels:
    into = clip.parent / "frame.jpg"
    write_last_frame(clip, into, frames, side)
    with Image.open(into) as picture:
        assert picture.format == "JPEG"
        return np.asarray(picture.convert("RGB"))


def bar(pixels: Pixels) -> int:
    """The first column of the white bar of `a_vendors_clip`."""
    row = pixels[pixels.shape[0] // 2].astype(int).mean(axis=-1)
    return int(np.argmax(row > 170))


@pytest.mark.parametrize(("frames", "number"), [(1, 0), (2, 1), (30, 23), (45, 35), (60, 47), (300, 47)])
@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv"])
def test_it_is_the_vendors_frame_that_the_film_shows_last_or_the_last_of_a_shorter_clip(
    tmp_path: Path, name: str, frames: int, number: int
) -> None:
    clip = a_vendors_clip(tmp_path / name, rate=24, frames=48, size=(480, 120))

    assert bar(last_frame(clip, frames)) == pytest.approx(number * 10, abs=2)


def test_it_shows_what_the_working_clip_ends_on(tmp_path: Path) -> None:
    clip = a_vendors_clip(tmp_path / "clip.mp4", rate=24, frames=60, size=(TINY.width, TINY.height))

    frame = last_frame(clip, 45)
    working = decoded_frames(prepare(clip, tmp_path, 45, TINY).working)[-1]

    luma = np.asarray(Image.fromarray(frame).convert("L"), dtype=int)
    shown = (working[: TINY.height].astype(int) - 16) * 255 // 219
    assert np.abs(luma - shown).mean() < 6


@pytest.mark.parametrize("orientation", TURNS)
def test_it_is_upright(tmp_path: Path, orientation: int) -> None:
    matrix = display_matrix(*TURNS[orientation])
    frames = [a_frame(stored_for(orientation)) for _ in range(3)]
    frame = last_frame(write_clip(tmp_path / "clip.mov", frames, "mpeg4", matrix=matrix), 3)

    assert frame.shape[:2] == ((64, 96) if orientation < 5 else (96, 64))
    assert difference(corners(frame)) <= 15


def test_its_pixels_are_square(tmp_path: Path) -> None:
    frame = last_frame(write_clip(tmp_path / "clip.mkv", [a_frame(stored_for(1))], "mpeg4", aspect=Fraction(2)))

    assert frame.shape[:2] == (64, 192)
    assert difference(corners(frame)) <= 15


@pytest.mark.parametrize("matrix", [1, 6, 9])
@pytest.mark.parametrize("full", [False, True])
def test_it_has_the_colours_that_the_clip_means(tmp_path: Path, matrix: int, full: bool) -> None:
    values = a_frame_of_values(four_corners() / 255, matrix, full=full)
    clip = write_clip(tmp_path / "clip.mkv", values, tags=(1, 1, matrix), full=full)

    assert difference(corners(last_frame(clip)), CORNERS) <= 6


def a_frame_of_values(values: Pixels, matrix: int, *, full: bool) -> list[av.VideoFrame]:
    return [av.VideoFrame.from_ndarray(to_yuv(values, matrix, full=full), format="yuv444p16le")]


def test_it_is_no_longer_than_it_may_be(tmp_path: Path) -> None:
    assert last_frame(a_vendors_clip(tmp_path / "clip.mp4", size=(320, 160)), side=160).shape == (80, 160, 3)


def test_of_a_clip_that_breaks_off_it_is_the_last_frame_that_is_there(tmp_path: Path) -> None:
    clip = a_vendors_clip(tmp_path / "clip.mkv", frames=48, key_frames=1, live=True)
    content = clip.read_bytes()
    clip.write_bytes(content[: len(content) // 2])

    assert 40 < bar(last_frame(clip, 60)) < 120


def test_what_is_no_video_has_none(tmp_path: Path) -> None:
    page, sound = tmp_path / "page.mp4", tmp_path / "sound.wav"
    page.write_text("<html>not found</html>")
    write_wave(sound, [tone(30)])

    for path in (page, sound, tmp_path / "missing.mp4"):
        with pytest.raises(InputRejected):
            write_last_frame(path, tmp_path / "frame.jpg", 30, 1920)


def crash(*_: object) -> None:
    os.abort()


def stumble(*_: object) -> None:
    raise ZeroDivisionError


async def test_it_is_made_in_a_process_of_its_own(tmp_path: Path) -> None:
    clip, into = a_vendors_clip(tmp_path / "clip.mp4", frames=24), tmp_path / "frame.jpg"

    await ProcessEditor(tmp_path / "cache").last_frame(clip, into, 30, 1920)

    with Image.open(into) as picture:
        assert picture.size == (160, 120)


@pytest.mark.parametrize("decoder", [crash, stumble])
async def test_a_decoder_that_crashes_is_an_error_of_the_clip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decoder: object
) -> None:
    monkeypatch.setattr(editor, "write_last_frame", decoder)

    with pytest.raises(InputRejected):
        await ProcessEditor(tmp_path / "cache").last_frame(a_photo(tmp_path / "clip.jpg"), tmp_path / "f", 30, 1920)
