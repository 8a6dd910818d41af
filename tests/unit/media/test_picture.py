from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from domain.errors import InputRejected
from media.animatic.cutout import cut_out
from media.images.decode import WORKING_SIDE, covering, open_picture, open_pictures
from tests.unit.media.material import a_photo, a_product


def saved(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)  # type: ignore[arg-type]
    return path


def test_a_picture_that_was_stored_lying_is_shown_upright(tmp_path: Path) -> None:
    image = Image.new("RGB", (60, 30), "red")
    image.paste("blue", (30, 0, 60, 30))
    exif = Image.Exif()
    exif[0x0112] = 6

    shown = open_picture(saved(tmp_path / "p.jpg", image, exif=exif))

    assert shown.size == (30, 60)
    assert shown.getpixel((15, 5))[0] > 200  # type: ignore[index]


@pytest.mark.parametrize(
    ("mode", "extension", "colour"),
    [
        ("CMYK", "jpg", (0, 255, 255, 0)),
        ("L", "png", 90),
        ("1", "png", 1),
        ("P", "gif", 3),
        ("LA", "png", (90, 255)),
        ("RGBA", "webp", (10, 20, 30, 255)),
        ("I;16", "png", 40_000),
        ("F", "tiff", 0.5),
    ],
)
def test_every_kind_of_pixel_becomes_rgb(
    tmp_path: Path, mode: str, extension: str, colour: tuple[int, ...] | int
) -> None:
    path = saved(tmp_path / f"p.{extension}", Image.new(mode, (20, 10), colour))

    shown = open_picture(path)

    assert (shown.mode, shown.size) == ("RGB", (20, 10))


def test_sixteen_bits_of_grey_keep_their_brightness(tmp_path: Path) -> None:
    grey = np.full((10, 10), 32_768, dtype=np.uint16)

    shown = open_picture(saved(tmp_path / "p.png", Image.fromarray(grey)))

    assert shown.getpixel((5, 5)) == pytest.approx((127, 127, 127), abs=1)


def test_transparency_is_kept(tmp_path: Path) -> None:
    assert open_picture(saved(tmp_path / "p.png", Image.new("RGBA", (9, 9), (1, 2, 3, 0)))).mode == "RGBA"


def test_a_very_large_picture_is_made_smaller(tmp_path: Path) -> None:
    shown = open_picture(saved(tmp_path / "p.jpg", Image.new("RGB", (6000, 3000))))

    assert shown.size == (WORKING_SIDE, WORKING_SIDE // 2)


def test_a_file_that_claims_gigapixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = saved(tmp_path / "p.png", Image.new("1", (12_000, 12_000)))

    with pytest.raises(InputRejected, match="pixels"):
        open_picture(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"\x89PNG\r\n\x1a\nbroken", b"\xff\xd8\xff\xe0 no more", b"GIF89a", b"RIFF\x10\0\0\0WEBPVP8 "],
)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "holiday.png"
    path.write_bytes(content)

    with pytest.raises(InputRejected, match=r"holiday\.png"):
        open_picture(path)


def test_half_a_photo_is_refused(tmp_path: Path) -> None:
    whole = a_photo(tmp_path / "p.png").read_bytes()
    (tmp_path / "half.png").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(InputRejected):
        open_picture(tmp_path / "half.png")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match=r"none\.png"):
        open_picture(tmp_path / "none.png")


def test_only_the_first_three_pictures_are_opened(tmp_path: Path) -> None:
    photos = [a_photo(tmp_path / f"{number}.png", (50, 50), number) for number in range(5)]

    assert len(open_pictures(photos)) == 3


def test_a_product_on_a_plain_ground_is_cut_out(tmp_path: Path) -> None:
    product = cut_out(open_picture(a_product(tmp_path / "p.png")))

    assert product is not None
    assert product.width < 200
    corner, label = product.getpixel((1, 1)), product.getpixel((product.width // 2, product.height * 2 // 3))
    assert corner[3] < 40  # type: ignore[index]
    # The label is as white as the ground, but lies inside.
    assert label[3] == 255  # type: ignore[index]


def test_a_photo_is_not_cut_out(tmp_path: Path) -> None:
    assert cut_out(open_picture(a_photo(tmp_path / "p.png"))) is None


@pytest.mark.parametrize("colour", [(255, 255, 255, 255), (0, 0, 0, 0)])
def test_a_picture_of_nothing_has_no_product(colour: tuple[int, int, int, int]) -> None:
    assert cut_out(Image.new("RGBA", (50, 50), colour)) is None


@pytest.mark.parametrize("size", [(3, 2), (4000, 300), (10, 900)])
def test_any_proportions_cover_a_box_exactly(size: tuple[int, int]) -> None:
    assert covering(Image.new("RGB", size), 108, 192).size == (108, 192)
