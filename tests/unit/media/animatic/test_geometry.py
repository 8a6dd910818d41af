"""Frames are shown upright, with square pixels, in the film and as stills."""

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from media.decoding.frames.shown_frames import film_frame_filter, still_filter
from media.decoding.pictures.picture import open_picture
from media.decoding.streams.container import first_video, open_media
from tests.unit.media.video.tagged_clips import (
    CORNERS,
    as_still,
    corners,
    difference,
    four_corners,
    in_film,
    write_clip,
)

ONE = 1 << 16

TURNS = {
    1: (ONE, 0, 0, ONE),
    2: (-ONE, 0, 0, ONE),
    3: (-ONE, 0, 0, -ONE),
    4: (ONE, 0, 0, -ONE),
    5: (0, ONE, ONE, 0),
    6: (0, ONE, -ONE, 0),
    7: (0, -ONE, -ONE, 0),
    8: (0, -ONE, ONE, 0),
}
"""a, b, c, d of the display matrix that does what the EXIF orientation of that number does."""

STORED = {
    2: (1, 0, 3, 2),
    3: (3, 2, 1, 0),
    4: (2, 3, 0, 1),
    5: (0, 2, 1, 3),
    6: (1, 3, 0, 2),
    7: (3, 1, 2, 0),
    8: (2, 0, 3, 1),
    1: (0, 1, 2, 3),
}
"""Which of `CORNERS` is stored in each corner, so that the orientation shows them in their places."""


def stored_for(orientation: int, width: int = 96, height: int = 64) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    pixels = four_corners(width, height, [CORNERS[corner] for corner in STORED[orientation]])
    return np.asarray(pixels, dtype=np.uint8)


def a_frame(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], format: str = "yuv420p") -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format=format)


def display_matrix(a: int, b: int, c: int, d: int) -> tuple[int, ...]:
    return a, b, 0, c, d, 0, 0, 0, 1 << 30


@pytest.mark.parametrize("orientation", TURNS)
def test_a_clip_is_turned_and_mirrored_as_its_display_matrix_says(tmp_path: Path, orientation: int) -> None:
    matrix = display_matrix(*TURNS[orientation])
    clip = write_clip(tmp_path / "clip.mov", [a_frame(stored_for(orientation))], "mpeg4", matrix=matrix)

    still = as_still(clip)

    assert still.shape[:2] == ((64, 96) if orientation < 5 else (96, 64))
    assert difference(corners(still)) <= 12
    assert difference(corners(in_film(clip, 64, 96)[0])) <= 12


def test_a_display_matrix_that_is_a_little_off_a_right_angle_turns_by_the_right_angle(tmp_path: Path) -> None:
    off = display_matrix(900, ONE - 5, -ONE + 5, 900)
    clip = write_clip(tmp_path / "clip.mov", [a_frame(stored_for(6))], "mpeg4", matrix=off)

    assert difference(corners(as_still(clip))) <= 12


@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("format", ["jpg", "png", "webp", "tiff", "avif"])
def test_a_picture_is_turned_and_mirrored_once_as_its_exif_says(tmp_path: Path, orientation: int, format: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"p.{format}"
    Image.fromarray(stored_for(orientation)).save(path, exif=exif, quality=95)

    shown = open_picture(path)

    assert shown.size == ((96, 64) if orientation < 5 else (64, 96))
    assert difference(corners(np.asarray(shown))) <= 12


@pytest.mark.parametrize(("aspect", "shown"), [((2, 1), (192, 64)), ((1, 2), (48, 64)), ((4, 3), (128, 64))])
@pytest.mark.parametrize("name", ["clip.mov", "clip.mkv"])
def test_pixels_that_are_not_square_are_stretched(
    tmp_path: Path, name: str, aspect: tuple[int, int], shown: tuple[int, int]
) -> None:
    clip = write_clip(tmp_path / name, [a_frame(stored_for(1))], "mpeg4", aspect=Fraction(*aspect))

    still = as_still(clip)

    assert still.shape[1::-1] == shown
    assert difference(corners(still)) <= 12


def test_pixels_that_are_not_square_are_stretched_before_the_frame_is_turned(tmp_path: Path) -> None:
    matrix = display_matrix(*TURNS[6])
    clip = write_clip(tmp_path / "clip.mov", [a_frame(stored_for(6))], "mpeg4", aspect=Fraction(2), matrix=matrix)

    assert as_still(clip).shape[:2] == (192, 64)


def test_a_film_shows_the_middle_of_a_wide_clip_in_its_own_proportions(tmp_path: Path) -> None:
    pixels = np.full((90, 160, 3), 90, dtype=np.uint8)
    pixels[35:55, 70:90] = 235

    shown = in_film(write_clip(tmp_path / "clip.mkv", [a_frame(pixels)]), 90, 160)[0][..., 1] > 160

    rows, columns = np.nonzero(shown.any(axis=1))[0], np.nonzero(shown.any(axis=0))[0]
    assert abs(len(rows) - len(columns)) <= 2
    assert abs(len(rows) - 20 * 160 / 90) <= 2
    assert abs(columns.mean() - 44.5) <= 1.5


@pytest.mark.parametrize("size", [(97, 63), (1, 1), (16, 200), (200, 16)])
@pytest.mark.parametrize("format", ["yuv420p", "gbrp10le"])
def test_frames_of_any_size_cover_the_film(tmp_path: Path, size: tuple[int, int], format: str) -> None:
    pixels = np.full((size[1], size[0], 3), (230, 20, 20), dtype=np.uint8)
    clip = write_clip(tmp_path / "clip.mkv", [a_frame(pixels, format)])

    shown = in_film(clip, 64, 96)[0]

    assert shown.shape == (96, 64, 3)
    assert difference(corners(shown), [CORNERS[0]] * 4) <= 6


def test_frames_that_change_size_and_format_midway_are_shown_each_in_its_own_way(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv", [a_frame(stored_for(1))])
    pixels = stored_for(1, 48, 80)

    with open_media(clip) as container:
        stream = first_video(container)
        assert stream is not None
        to_film, to_still = film_frame_filter(stream, clip, 64, 96), still_filter(stream, clip, 2600)
        for format in ("yuv420p", "rgb24", "yuv444p10le"):
            for frame in (a_frame(stored_for(1), format), a_frame(pixels, format)):
                assert (to_film(frame).width, to_film(frame).height) == (64, 96)
                assert difference(corners(np.asarray(to_still(frame).to_ndarray()))) <= 12


def test_a_pixel_aspect_that_is_impossible_is_ignored(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv", [a_frame(stored_for(1))], aspect=Fraction(30_000))

    assert as_still(clip).shape[:2] == (64, 96)


def test_the_crop_of_matroska_is_hidden(tmp_path: Path) -> None:
    pixels = np.zeros((64, 128, 3), dtype=np.uint8)
    pixels[:, 16:112] = stored_for(1)
    clip = write_clip(tmp_path / "clip.mkv", [a_frame(pixels)])
    # Of the elements after Video's PixelHeight, DisplayUnit and the track's MaxBlockAdditionID become crops of Video.
    old = b"\xe0\x8a\xb0\x81\x80\xba\x81\x40\x54\xb2\x81\x04\x55\xee\x81\x00"
    new = b"\xe0\x8e\xb0\x81\x80\xba\x81\x40\x54\xcc\x81\x10\x54\xdd\x81\x10"
    data = clip.read_bytes()
    assert old in data
    data = data.replace(old, new)
    clip.write_bytes(data)

    still = as_still(clip)

    assert still.shape[:2] == (64, 96)
    assert difference([still[2, 1], still[2, -2]], CORNERS[:2]) <= 12
    assert difference(corners(in_film(clip, 96, 64)[0])) <= 12


@pytest.mark.parametrize("shift", [0, 8])
def test_the_clean_aperture_of_a_movie_is_shown(tmp_path: Path, shift: int) -> None:
    pixels = np.zeros((80, 128, 3), dtype=np.uint8)
    pixels[8:72, 16 + shift : 112 + shift] = stored_for(1)
    clip = write_clip(tmp_path / "clip.mov", [a_frame(pixels)], "mpeg4")
    clip.write_bytes(with_clean_aperture(clip.read_bytes(), 96, 64, shift))

    still = as_still(clip)

    assert still.shape[:2] == (64, 96)
    assert difference(corners(still)) <= 12
    assert still[32, 2].max() > 150


def with_clean_aperture(data: bytes, width: int, height: int, right_by: int) -> bytes:
    """Add a `clap` box to the end of the first sample entry, in a file whose index is at its end."""
    clap = struct.pack(">I4s8i", 40, b"clap", width, 1, height, 1, right_by, 1, 0, 1)
    entry = data.index(b"mp4v", data.index(b"stsd"))
    end = entry - 4 + int.from_bytes(data[entry - 4 : entry])
    data = data[:end] + clap + data[end:]
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"mp4v"):
        at = data.rindex(kind, 0, entry + 4) - 4
        data = data[:at] + struct.pack(">I", int.from_bytes(data[at : at + 4]) + len(clap)) + data[at + 4 :]
    return data
