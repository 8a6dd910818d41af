"""The animatic says what it cannot draw."""

from pathlib import Path
from uuid import uuid4

from domain.job.takes.left_out import Ingredient
from domain.ports.video_and_image import LocalVideoModel
from providers.registry import VIDEO
from tests.unit.media.material import a_photo, a_shot


async def test_a_picture_that_cannot_be_opened_is_named_by_its_asset(tmp_path: Path) -> None:
    model = VIDEO.create("animatic", None)
    assert isinstance(model, LocalVideoModel)
    whole, broken = tmp_path / str(uuid4()), tmp_path / str(uuid4())
    a_photo(tmp_path / "photo.png").rename(whole)
    broken.write_bytes(whole.read_bytes()[:200])
    shot = a_shot(whole, broken, frames=3)

    made = await model.collect(await model.order(shot), shot, tmp_path / "clip.mp4", lambda _: None)

    (left_out,) = made.left_out

    assert (left_out.what, str(left_out.asset)) == (Ingredient.PICTURE, broken.name)
    assert broken.name not in left_out.reason
    assert (tmp_path / "clip.mp4").exists()
