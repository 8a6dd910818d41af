from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from domain.film_format import FilmFormat
from domain.ports.video_and_image import Found
from providers.registry import IMAGE
from tests.unit.media.material import a_photo
from tests.unit.providers.adapters import picture

SMALL = FilmFormat(width=216, height=384)


async def test_a_still_is_rendered_at_each_collect_with_its_references(tmp_path: Path) -> None:
    image = IMAGE.create("animatic", None)
    told = picture(image.model, format=SMALL)
    shown = picture(image.model, format=SMALL, references=(a_photo(tmp_path / "photo.png"),))

    order_id = await image.order(told, tmp_path / "first")
    await image.collect(order_id, told, tmp_path / "first")
    await image.collect(order_id, told, tmp_path / "second")
    await image.collect(order_id, shown, tmp_path / "shown")

    assert await image.find(told, datetime.now(UTC)) == Found(order_id=order_id)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    assert (tmp_path / "first").read_bytes() != (tmp_path / "shown").read_bytes()
    with Image.open(tmp_path / "first") as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (SMALL.width, SMALL.height))
