"""Pictures are opened as RGB, cut out, fitted and previewed."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from domain.errors import InputRejected
from media.animatic.cutout import cut_out
from media.decoding.pictures.image_file import WORKING_SIDE
from media.decoding.pictures.picture import cover, open_picture, write_preview
from tests.unit.media.material import a_photo, a_product, a_vendors_clip


def saved(path: Path, image: Image.Image, **options: Any) -> Path:
    image.save(path, **options)
    return path


def pixel(image: Image.Image, x: int, y: int) -> list[int]:
    return [int(value) for value in np.asarray(image)[y, x]]


def test_exif_orientation_is_applied(tmp_path: Path) -> None:
    image = Image.new("RGB", (60, 30), "red")
    image.paste("blue", (30, 0, 60, 30))
    exif = Image.Exif()
    exif[0x0112] = 6

    shown = open_picture(saved(tmp_path / "p.jpg", image, exif=exif))

    assert shown.size == (30, 60)
    assert pixel(shown, 15, 5)[0] > 200


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
def test_every_pixel_mode_becomes_rgb(tmp_path: Path, mode: str, extension: str, colour: tuple[int, ...] | int) -> None:
    path = saved(tmp_path / f"p.{extension}", Image.new(mode, (20, 10), colour))

    shown = open_picture(path)

    assert (shown.mode, shown.size) == ("RGB", (20, 10))


def test_16_bit_grey_keeps_its_brightness(tmp_path: Path) -> None:
    grey = np.full((10, 10), 32_768, dtype=np.uint16)

    shown = open_picture(saved(tmp_path / "p.png", Image.fromarray(grey)))

    assert pixel(shown, 5, 5) == pytest.approx([127, 127, 127], abs=1)


def test_transparency_is_kept(tmp_path: Path) -> None:
    assert open_picture(saved(tmp_path / "p.png", Image.new("RGBA", (9, 9), (1, 2, 3, 0)))).mode == "RGBA"


def test_a_large_picture_is_reduced(tmp_path: Path) -> None:
    shown = open_picture(saved(tmp_path / "p.jpg", Image.new("L", (WORKING_SIDE + 400, 300))))

    assert shown.size == (WORKING_SIDE, 260)


def test_a_rotated_video_gives_an_upright_picture(tmp_path: Path) -> None:
    shown = open_picture(a_vendors_clip(tmp_path / "clip.mp4", size=(160, 96), rotation=-90))

    assert shown.size == (96, 160)
    luma = np.asarray(shown.convert("L"))
    assert luma.mean(axis=1).std() > 10 * luma.mean(axis=0).std()


def test_a_picture_with_too_many_pixels_is_rejected_before_it_is_decoded(tmp_path: Path) -> None:
    path = saved(tmp_path / "p.png", Image.new("1", (12_000, 6_000)))

    with pytest.raises(InputRejected, match="pixels"):
        open_picture(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"\x89PNG\r\n\x1a\nbroken", b"\xff\xd8\xff\xe0 no more", b"GIF89a", b"RIFF\x10\0\0\0WEBPVP8 "],
)
def test_a_damaged_file_is_rejected_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "holiday.png"
    path.write_bytes(content)

    with pytest.raises(InputRejected, match=r"holiday\.png"):
        open_picture(path)


def test_half_a_photo_is_rejected(tmp_path: Path) -> None:
    whole = a_photo(tmp_path / "p.png").read_bytes()
    (tmp_path / "half.png").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(InputRejected):
        open_picture(tmp_path / "half.png")


def test_a_missing_file_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match=r"none\.png"):
        open_picture(tmp_path / "none.png")


def test_a_product_on_a_plain_background_is_cut_out(tmp_path: Path) -> None:
    product = cut_out(open_picture(a_product(tmp_path / "p.png")))

    assert product is not None
    assert product.width < 100
    assert pixel(product, 1, 1)[3] < 40
    # The label is as white as the background, but the product encloses it.
    assert pixel(product, product.width // 2, product.height * 2 // 3)[3] == 255


def test_a_photo_is_not_cut_out(tmp_path: Path) -> None:
    assert cut_out(open_picture(a_photo(tmp_path / "p.png"))) is None


@pytest.mark.parametrize("colour", [(255, 255, 255, 255), (0, 0, 0, 0)])
def test_a_blank_picture_has_no_product(colour: tuple[int, int, int, int]) -> None:
    assert cut_out(Image.new("RGBA", (50, 50), colour)) is None


@pytest.mark.parametrize("size", [(3, 2), (4000, 300), (10, 900)])
def test_a_picture_of_any_proportions_covers_a_box_exactly(size: tuple[int, int]) -> None:
    assert cover(Image.new("RGB", size), 108, 192).size == (108, 192)


@pytest.mark.parametrize(("size", "preview_size"), [((300, 150), (100, 50)), ((40, 30), (40, 30))])
def test_a_preview_is_a_jpeg_on_white_no_larger_than_asked(
    tmp_path: Path, size: tuple[int, int], preview_size: tuple[int, int]
) -> None:
    path = saved(tmp_path / "large.png", Image.new("RGBA", size, (255, 0, 0, 0)))

    write_preview(path, tmp_path / "small", 100)

    with Image.open(tmp_path / "small") as preview:
        assert (preview.format, preview.size) == ("JPEG", preview_size)
        assert pixel(preview, 5, 5) == [255, 255, 255]


def test_a_preview_of_a_text_file_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "words").write_text("no picture")

    with pytest.raises(InputRejected):
        write_preview(tmp_path / "words", tmp_path / "small", 100)


def test_a_faint_picture_is_cut_out_as_it_looks_on_white() -> None:
    image = Image.new("RGBA", (200, 200), (200, 200, 200, 128))
    image.paste((220, 20, 20, 128), (50, 50, 150, 150))

    product = cut_out(image)

    assert product is not None
    assert np.abs(np.array(pixel(product, product.width // 2, product.height // 2)) - (237, 137, 137, 255)).max() <= 2
