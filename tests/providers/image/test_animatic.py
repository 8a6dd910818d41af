from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from domain.film import FilmFormat
from domain.ports import Found
from providers.image.animatic import AnimaticImage
from providers.registry import IMAGE
from tests.media.material import a_photo
from tests.providers.making import picture

SMALL = FilmFormat(width=216, height=384)


async def test_a_still_is_drawn_as_often_as_it_is_collected(tmp_path: Path) -> None:
    image = AnimaticImage()
    wanted = picture(image.model, SMALL)

    order_id = await image.order(wanted, tmp_path / "first")
    await image.collect(order_id, wanted, tmp_path / "first")
    await image.collect(order_id, wanted, tmp_path / "second")

    assert await image.find(wanted, datetime.now(UTC)) == Found(order_id=order_id)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    with Image.open(tmp_path / "first") as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (SMALL.width, SMALL.height))


async def test_the_reference_is_in_the_picture(tmp_path: Path) -> None:
    image = IMAGE.create("animatic", None)
    shown = picture(image.model, SMALL, (a_photo(tmp_path / "photo.png"),))
    told = picture(image.model, SMALL)

    await image.collect("animatic-1", shown, tmp_path / "shown")
    await image.collect("animatic-1", told, tmp_path / "told")

    assert (tmp_path / "shown").read_bytes() != (tmp_path / "told").read_bytes()
