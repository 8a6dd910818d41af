from pathlib import Path

from PIL import Image

from media.animatic.still import draw_still
from tests.unit.media.material import SMALL, a_photo, a_shot


def test_a_still_is_a_png_of_the_films_size(tmp_path: Path) -> None:
    draw_still(a_shot(a_photo(tmp_path / "p.png")), tmp_path / "still.png")

    with Image.open(tmp_path / "still.png") as still:
        assert (still.format, still.mode, still.size) == ("PNG", "RGB", (SMALL.width, SMALL.height))
