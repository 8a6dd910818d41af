"""A frame reaches the film, and a still of it, in the colours that it means."""

from pathlib import Path

import av
import numpy as np
import pytest

from tests.unit.media.video.tagged_clips import (
    CORNERS,
    Pixels,
    as_still,
    corners,
    difference,
    four_corners,
    in_film,
    to_yuv,
    write_clip,
)

HD = (1, 1, 1)
WIDE = (9, 14, 9)
HLG = (9, 18, 9)
PQ = (9, 16, 9)


def a_clip(
    path: Path, values: Pixels, tags: tuple[int, int, int], matrix: int, *, full: bool = False, said: bool = True
) -> Path:
    """Write a frame of values from 0 to 1."""
    frame = av.VideoFrame.from_ndarray(to_yuv(values, matrix, full=full), format="yuv444p16le")
    return write_clip(path, [frame], tags=tags, full=full if said else None)


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("matrix", [1, 4, 6, 7, 9])
def test_the_matrix_and_the_range_are_those_that_the_clip_says(tmp_path: Path, matrix: int, full: bool) -> None:
    clip = a_clip(tmp_path / "clip.mkv", four_corners() / 255, (1, 1, matrix), matrix, full=full)

    assert difference(corners(in_film(clip)[0])) <= 3
    assert difference(corners(as_still(clip))) <= 3


@pytest.mark.parametrize(("size", "matrix"), [((640, 480), 6), ((720, 576), 6), ((1280, 720), 1), ((720, 1280), 1)])
def test_a_clip_that_says_nothing_has_the_matrix_of_its_size(
    tmp_path: Path, size: tuple[int, int], matrix: int
) -> None:
    clip = a_clip(tmp_path / "clip.mkv", four_corners(*size) / 255, (2, 2, 2), matrix, said=False)

    assert difference(corners(in_film(clip)[0])) <= 3


@pytest.mark.parametrize(
    ("tags", "values", "reference", "within"),
    [
        # ffmpeg n9.0.2, zscale=p=bt709:t=bt709:m=bt709:npl=1000
        (
            HLG,
            ((0.8896, 0.5362, 0.3414), (0.7407, 0.8999, 0.5242), (0.4565, 0.3074, 0.9449), (0.9634, 0.9606, 0.6079)),
            ((229, 31, 33), (28, 202, 30), (30, 31, 230), (238, 229, 28)),
            12,
        ),
        # zscale=p=bt709:t=bt709:m=bt709:npl=100: nothing is brighter than white
        (
            PQ,
            ((0.4381, 0.2616, 0.1886), (0.3536, 0.4443, 0.2567), (0.2332, 0.1736, 0.4726), (0.4850, 0.4828, 0.2900)),
            ((230, 32, 31), (32, 202, 30), (30, 31, 230), (238, 229, 28)),
            12,
        ),
        # colorspace=all=bt709
        (
            WIDE,
            ((0.7020, 0.2275, 0.1176), (0.4392, 0.7412, 0.2196), (0.1804, 0.1020, 0.8392), (0.9020, 0.8863, 0.2863)),
            ((226, 18, 18), (20, 196, 15), (15, 16, 225), (238, 226, 17)),
            8,
        ),
    ],
)
def test_wide_and_high_dynamic_range_colours_are_those_of_ffmpeg(
    tmp_path: Path, tags: tuple[int, int, int], values: Pixels, reference: Pixels, within: int
) -> None:
    clip = a_clip(tmp_path / "clip.mkv", four_corners(colours=values), tags, 9)

    assert difference(corners(in_film(clip)[0]), reference) <= within
    assert difference(corners(as_still(clip)), reference) <= within


@pytest.mark.parametrize(
    ("transfer", "grey", "shown"), [(4, 0.5, 128), (5, 0.5, 104), (8, 0.2140, 127), (13, 0.5, 128)]
)
def test_the_curve_is_the_one_that_the_clip_says(tmp_path: Path, transfer: int, grey: float, shown: int) -> None:
    clip = a_clip(tmp_path / "clip.mkv", four_corners(colours=[(grey,) * 3] * 4), (1, transfer, 1), 1)

    assert difference(corners(in_film(clip)[0]), [(shown,) * 3] * 4) <= 2


def test_highlights_of_high_dynamic_range_stay_apart(tmp_path: Path) -> None:
    for tags, levels in ((HLG, (0.5, 0.75, 0.9, 1.0)), (PQ, (0.4, 0.5, 0.58, 0.75))):
        greys = [(level,) * 3 for level in levels]
        clip = a_clip(tmp_path / f"{tags[1]}.mkv", four_corners(colours=greys), tags, 9)

        shown = [colour[0] for colour in corners(in_film(clip)[0])]

        assert shown == sorted(set(shown))
        assert shown[-1] > 235


@pytest.mark.parametrize("format", ["bgr0", "gbrp10le", "gbrp12le", "gbrp16le"])
def test_rgb_is_shown_as_it_is(tmp_path: Path, format: str) -> None:
    frame = av.VideoFrame.from_ndarray(four_corners().astype(np.uint8), format="rgb24").reformat(format=format)

    clip = write_clip(tmp_path / "clip.mkv", [frame])

    assert difference(corners(in_film(clip)[0])) <= 3
    assert difference(corners(as_still(clip))) <= 2


@pytest.mark.parametrize("format", ["yuv420p", "yuv422p10le", "yuv444p12le", "yuvj420p", "nv12"])
def test_every_depth_and_sampling_keeps_its_colours(tmp_path: Path, format: str) -> None:
    matrix = 6 if "j" in format else 1
    wide = av.VideoFrame.from_ndarray(to_yuv(four_corners() / 255, matrix, full="j" in format), format="yuv444p16le")
    wide.colorspace, wide.color_range = matrix, 2 if "j" in format else 1

    codec = "rawvideo" if format == "nv12" else "mjpeg" if "j" in format else "ffv1"
    clip = write_clip(tmp_path / "clip.mkv", [wide.reformat(format=format)], codec, tags=HD, full="j" in format)

    assert difference(corners(in_film(clip)[0])) <= 6


def test_ycgco_is_decoded(tmp_path: Path) -> None:
    rgb = four_corners() / 255
    red, green, blue = (rgb[..., channel] for channel in range(3))
    y, cg, co = (red + 2 * green + blue) / 4, (2 * green - red - blue) / 4, (red - blue) / 2
    planes = np.rint(np.stack([16 + 219 * y, 128 + 224 * cg, 128 + 224 * co])).astype(np.uint8)

    clip = write_clip(tmp_path / "clip.mkv", [av.VideoFrame.from_ndarray(planes, format="yuv444p")], tags=(1, 1, 8))

    assert difference(corners(in_film(clip)[0])) <= 4
    assert difference(corners(as_still(clip))) <= 4


@pytest.mark.parametrize(
    ("codec", "format", "name"),
    [
        ("qtrle", "argb", "clip.mov"),
        ("png", "rgba", "clip.mov"),
        ("prores_ks", "yuva444p10le", "clip.mov"),
        ("ffv1", "yuva420p", "clip.mkv"),
        ("libvpx", "yuva420p", "clip.webm"),
        ("libvpx-vp9", "yuva420p", "clip.webm"),
    ],
)
def test_what_is_transparent_is_light_in_the_film_and_transparent_in_a_still(
    tmp_path: Path, codec: str, format: str, name: str
) -> None:
    rgba = four_corners(colours=((230, 20, 20, 255), (0, 0, 0, 0), (20, 20, 230, 255), (240, 230, 20, 128)))
    frame = av.VideoFrame.from_ndarray(rgba.astype(np.uint8), format="rgba").reformat(format=format)
    metadata = {"alpha_mode": "1"} if name.endswith("webm") else {}
    options = {"auto-alt-ref": "0"} if name.endswith("webm") else {}
    clip = write_clip(tmp_path / name, [frame], codec, metadata=metadata, options=options)

    shown, still = corners(in_film(clip)[0]), as_still(clip)

    half = tuple((colour + ground) // 2 for colour, ground in zip(CORNERS[3], (252, 252, 250), strict=True))
    assert difference(shown, (CORNERS[0], (252, 252, 250), CORNERS[2], half)) <= 12
    assert difference([colour[3] for colour in corners(still)], (255, 0, 255, 128)) <= 4
