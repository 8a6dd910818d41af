"""A picture is opened in the colours that it means."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from media.decoding.colours.picture_colour import to_srgb
from media.decoding.pictures.picture import open_picture, write_preview
from tests.unit.media.video.tagged_clips import CORNERS, Pixels, corners, difference, four_corners

SRGB = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06), (0.3127, 0.3290))
ADOBE = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06), (0.3127, 0.3290))
P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), (0.3127, 0.3290))
D50 = (0.9642, 1.0, 0.8249)


def xyz_matrix(space: Any) -> Pixels:
    columns = np.array([(x / y, 1, (1 - x - y) / y) for x, y in space[:3]]).T
    x, y = space[3]
    return np.asarray(columns * np.linalg.solve(columns, np.array((x / y, 1, (1 - x - y) / y))))


def light(pixels: Pixels) -> Pixels:
    values = np.asarray(pixels) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def coded_in(space: Any, gamma: float, pixels: Pixels) -> Pixels:
    """Return sRGB pixels as values, 0 to 1, of another space with the same white."""
    wanted = light(pixels) @ (np.linalg.inv(xyz_matrix(space)) @ xyz_matrix(SRGB)).T
    return np.asarray(np.clip(wanted, 0, 1) ** (1 / gamma))


def eight_bits(values: Pixels) -> Image.Image:
    return Image.fromarray(np.rint(values * 255).astype(np.uint8))


def icc_profile(space: Any, gamma: float, colours: bytes = b"RGB ") -> bytes:
    """Return an ICC profile (version 2) of primaries and a gamma; `colours` may be GRAY."""
    bradford = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    matrix = xyz_matrix(space)
    gains = (bradford @ np.array(D50)) / (bradford @ matrix.sum(axis=1))
    adapted = np.linalg.inv(bradford) @ np.diag(gains) @ bradford @ matrix
    curve = b"curv" + struct.pack(">IIH", 0, 1, round(gamma * 256))
    tags = {b"wtpt": xyz_tag(D50), b"desc": b"desc" + struct.pack(">II", 0, 5) + b"test\0" + bytes(79)}
    if colours == b"GRAY":
        tags[b"kTRC"] = curve
    else:
        tags |= {name: xyz_tag(column) for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), adapted.T, strict=True)}
        tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    index, data = b"", b""
    for name, content in tags.items():
        index += struct.pack(">4sII", name, 132 + 12 * len(tags) + len(data), len(content))
        data += content + bytes(-len(content) % 4)
    size = 132 + len(index) + len(data)
    header = struct.pack(">I4sI4s4s4s12s4s", size, bytes(4), 0x02400000, b"mntr", colours, b"XYZ ", bytes(12), b"acsp")
    header += bytes(28) + struct.pack(">3i", *(round(65536 * value) for value in D50))
    return header + bytes(128 - len(header)) + struct.pack(">I", len(tags)) + index + data


def xyz_tag(xyz: Any) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(65536 * value) for value in xyz))


def png(values: Pixels, *chunks: tuple[bytes, bytes]) -> bytes:
    """Encode values, 0 to 1, as a PNG of 16 bits: grey in two dimensions, RGB in three."""
    deep = np.rint(values * 65535).astype(">u2")
    rows = b"".join(b"\0" + row.tobytes() for row in deep)
    header = struct.pack(">IIBBBBB", deep.shape[1], deep.shape[0], 16, 2 if deep.ndim == 3 else 0, 0, 0, 0)
    parts = ((b"IHDR", header), *chunks, (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    coded = b"\x89PNG\r\n\x1a\n"
    for kind, data in parts:
        coded += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return coded


def cicp(primaries: int, transfer: int, *, full: int = 1) -> tuple[bytes, bytes]:
    return b"cICP", bytes((primaries, transfer, 0, full))


def gama(gamma: float) -> tuple[bytes, bytes]:
    return b"gAMA", struct.pack(">I", round(100_000 / gamma))


def chrm(space: Any) -> tuple[bytes, bytes]:
    red, green, blue, white = space
    points = (white, red, green, blue)
    return b"cHRM", struct.pack(">8I", *(round(100_000 * value) for point in points for value in point))


def iccp(profile: bytes) -> tuple[bytes, bytes]:
    return b"iCCP", b"p\0\0" + zlib.compress(profile)


def opened(folder: Path, data: bytes, name: str = "p.png") -> list[tuple[int, ...]]:
    (folder / name).write_bytes(data)
    shown = open_picture(folder / name)
    assert shown.mode == "RGB"
    return corners(np.asarray(shown))


@pytest.mark.parametrize("format", ["jpg", "png", "webp", "tiff", "avif"])
@pytest.mark.parametrize(("space", "gamma"), [(ADOBE, 2.2), (P3, 1.8)])
def test_an_icc_profile_is_applied_in_every_format(tmp_path: Path, format: str, space: Any, gamma: float) -> None:
    stored = eight_bits(coded_in(space, gamma, four_corners(colours=CORNERS)))
    stored.save(tmp_path / f"p.{format}", icc_profile=icc_profile(space, gamma), quality=100, subsampling="4:4:4")

    shown = open_picture(tmp_path / f"p.{format}")

    # One level of red less in AVIF's Y, U and V is 10 levels less in sRGB here, at the edge of what it can show.
    assert difference(corners(np.asarray(shown))) <= (24 if format == "avif" else 10)


def test_the_preview_of_a_picture_is_in_its_own_colours(tmp_path: Path) -> None:
    stored = eight_bits(coded_in(ADOBE, 2.2, four_corners(colours=CORNERS)))
    stored.save(tmp_path / "p.png", icc_profile=icc_profile(ADOBE, 2.2))

    write_preview(tmp_path / "p.png", tmp_path / "small", 100)

    assert difference(corners(np.asarray(Image.open(tmp_path / "small")))) <= 8


def test_a_profile_applies_to_a_picture_with_transparency(tmp_path: Path) -> None:
    stored = eight_bits(coded_in(ADOBE, 2.2, four_corners(colours=CORNERS)))
    stored.putalpha(100)
    stored.save(tmp_path / "p.png", icc_profile=icc_profile(ADOBE, 2.2))

    shown = open_picture(tmp_path / "p.png")

    assert shown.mode == "RGBA"
    assert difference(corners(np.asarray(shown)), [(*colour, 100) for colour in CORNERS]) <= 2


def test_a_profile_applies_to_a_palette(tmp_path: Path) -> None:
    stored = eight_bits(coded_in(ADOBE, 2.2, four_corners(colours=CORNERS))).quantize(4)
    stored.save(tmp_path / "p.png", icc_profile=icc_profile(ADOBE, 2.2))

    assert difference(corners(np.asarray(open_picture(tmp_path / "p.png")))) <= 3


@pytest.mark.parametrize("format", ["jpg", "png"])
def test_a_grey_profile_is_applied(tmp_path: Path, format: str) -> None:
    stored = Image.new("L", (32, 32), round(255 * 0.2140))
    stored.save(tmp_path / f"p.{format}", icc_profile=icc_profile(SRGB, 1.0, b"GRAY"), quality=98)

    shown = np.asarray(open_picture(tmp_path / f"p.{format}"))

    assert difference(shown[9, 9], (128, 128, 128)) <= 2


@pytest.mark.parametrize("format", ["jpg", "tiff"])
def test_cmyk_without_a_profile_is_mixed_from_its_inks(tmp_path: Path, format: str) -> None:
    inks = [(*(255 - value for value in colour), 0) for colour in CORNERS]
    Image.fromarray(four_corners(colours=inks).astype(np.uint8), "CMYK").save(tmp_path / f"p.{format}", quality=98)

    assert difference(corners(np.asarray(open_picture(tmp_path / f"p.{format}")))) <= 6


@pytest.mark.parametrize("format", ["jpg", "tiff"])
def test_cmyk_is_shown_as_its_profile_says(tmp_path: Path, format: str) -> None:
    """The profile's inks are Lab: 50 % of lightness whatever the ink, but paper."""
    corner = {0: (255, 128, 128), 8: (136, 208, 195)}
    table = b"".join(bytes(corner.get(number, (128, 128, 128))) for number in range(16))
    ramp = bytes(range(256))
    unit = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    lut = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + unit + ramp * 4 + table + ramp * 3
    profile = icc_profile(SRGB, 1.0, b"GRAY").replace(b"kTRC", b"A2B0").replace(b"mntrGRAYXYZ ", b"prtrCMYKLab ")
    start = profile.index(b"A2B0")
    profile = profile[: start + 4] + struct.pack(">II", len(profile), len(lut)) + profile[start + 12 :] + lut
    profile = struct.pack(">I", len(profile)) + profile[4:]
    Image.new("CMYK", (32, 32), (255, 0, 0, 0)).save(tmp_path / f"p.{format}", icc_profile=profile, quality=98)

    # L* 53, a* 80, b* 67 is red.
    assert difference(np.asarray(open_picture(tmp_path / f"p.{format}"))[9, 9], (255, 0, 0)) <= 8


def test_lab_becomes_rgb(tmp_path: Path) -> None:
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    stored = ImageCms.applyTransform(Image.fromarray(four_corners().astype(np.uint8)), to_lab)
    assert stored is not None
    stored.save(tmp_path / "p.tiff")

    assert difference(corners(np.asarray(open_picture(tmp_path / "p.tiff")))) <= 10


@pytest.mark.parametrize(
    "profile",
    [b"no profile", icc_profile(SRGB, 1.0, b"GRAY"), icc_profile(ADOBE, 2.2)[:200]],
    ids=["text", "grey", "cut"],
)
def test_a_profile_that_is_broken_or_of_other_colours_is_ignored(tmp_path: Path, profile: bytes) -> None:
    Image.fromarray(four_corners().astype(np.uint8)).save(tmp_path / "p.png", icc_profile=profile)

    assert difference(corners(np.asarray(open_picture(tmp_path / "p.png")))) == 0


def test_cicp_of_a_png_is_applied(tmp_path: Path) -> None:
    wanted = coded_in(P3, 1.0, four_corners(colours=CORNERS))
    stored = np.where(wanted <= 0.0031308, wanted * 12.92, 1.055 * wanted ** (1 / 2.4) - 0.055)

    assert difference(opened(tmp_path, png(stored, cicp(12, 13)))) <= 4


def test_cicp_goes_before_an_icc_profile_in_a_png(tmp_path: Path) -> None:
    data = png(four_corners() / 255, cicp(1, 13), iccp(icc_profile(ADOBE, 1.4)))

    assert difference(opened(tmp_path, data)) <= 1


def test_cicp_of_limited_range_is_stretched(tmp_path: Path) -> None:
    stored = (16 + four_corners() / 255 * 219) / 255

    assert difference(opened(tmp_path, png(stored, cicp(1, 13, full=0)))) <= 2


def test_a_png_of_pq_is_tone_mapped(tmp_path: Path) -> None:
    stored = ((0.4381, 0.2616, 0.1886), (0.3536, 0.4443, 0.2567), (0.2332, 0.1736, 0.4726), (0.4850, 0.4828, 0.2900))

    # As the frame of a clip: zscale=p=bt709:t=bt709:npl=100
    reference = ((230, 32, 31), (32, 202, 30), (30, 31, 230), (238, 229, 28))
    assert difference(opened(tmp_path, png(four_corners(colours=stored), cicp(9, 16))), reference) <= 12


def test_gama_and_chrm_are_applied(tmp_path: Path) -> None:
    stored = coded_in(ADOBE, 1.4, four_corners(colours=CORNERS))

    assert difference(opened(tmp_path, png(stored, gama(1.4), chrm(ADOBE)))) <= 4


def test_gama_alone_is_applied(tmp_path: Path) -> None:
    # Pillow reads 8 of the 16 bits, which are few for dark colours of linear light.
    assert difference(opened(tmp_path, png(light(four_corners()), gama(1.0)))) <= 8


@pytest.mark.parametrize("chunk", [(b"sRGB", b"\0"), iccp(icc_profile(SRGB, 2.2))], ids=["sRGB", "iCCP"])
def test_gama_does_not_count_beside_a_better_description(tmp_path: Path, chunk: tuple[bytes, bytes]) -> None:
    assert difference(opened(tmp_path, png(four_corners() / 255, chunk, gama(1.0), chrm(ADOBE)))) <= 8


@pytest.mark.parametrize("chunks", [(gama(2.2),), (gama(2.2), chrm(SRGB)), (gama(2000.0),), (chrm([(0, 0)] * 4),)])
def test_a_description_that_says_srgb_or_nonsense_changes_nothing(
    tmp_path: Path, chunks: tuple[tuple[bytes, bytes], ...]
) -> None:
    assert difference(opened(tmp_path, png(four_corners() / 255, *chunks))) <= 1


def test_16_bit_grey_is_as_bright_as_it_says_however_dark(tmp_path: Path) -> None:
    assert difference(opened(tmp_path, png(np.full((16, 16), 200 / 65535))), [(1, 1, 1)] * 4) == 0


def test_a_camera_may_mark_adobe_rgb_in_exif(tmp_path: Path) -> None:
    stored = eight_bits(coded_in(ADOBE, 563 / 256, four_corners(colours=CORNERS)))
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA001] = 0xFFFF
    exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
    stored.save(tmp_path / "p.jpg", exif=exif, quality=98)

    assert difference(corners(np.asarray(open_picture(tmp_path / "p.jpg")))) <= 6


def test_a_large_picture_is_converted_whole() -> None:
    image = Image.new("RGB", (3, 700), (128, 128, 128))
    image.info["gamma"] = 1.0

    shown = np.asarray(to_srgb(image))

    assert np.ptp(shown) == 0
    assert shown[0, 0, 0] == 188


def test_an_animated_picture_is_its_first_frame(tmp_path: Path) -> None:
    first, second = Image.new("RGB", (16, 16), "red"), Image.new("RGB", (16, 16), "blue")
    file = BytesIO()
    first.save(file, "PNG", save_all=True, append_images=[second])

    assert difference(opened(tmp_path, file.getvalue()), [(255, 0, 0)] * 4) <= 2
