"""Small pictures of pictures."""

from pathlib import Path

import pytest
from PIL import Image

from domain.errors import InputRejected
from media.images.preview import preview


def test_a_large_picture_becomes_a_small_jpeg(tmp_path: Path) -> None:
    Image.new("RGBA", (3000, 1500), (255, 0, 0, 0)).save(tmp_path / "large.png")

    preview(tmp_path / "large.png", tmp_path / "small", 1024)

    with Image.open(tmp_path / "small") as small:
        assert (small.format, small.size) == ("JPEG", (1024, 512))
        assert small.getpixel((5, 5)) == (255, 255, 255)


def test_a_small_picture_keeps_its_size(tmp_path: Path) -> None:
    Image.new("L", (40, 30)).save(tmp_path / "icon.png")

    preview(tmp_path / "icon.png", tmp_path / "small", 1024)

    with Image.open(tmp_path / "small") as small:
        assert small.size == (40, 30)


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words").write_text("no picture")

    with pytest.raises(InputRejected):
        preview(tmp_path / "words", tmp_path / "small", 1024)
