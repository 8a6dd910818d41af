"""What only Replicate's image models do: their inputs, and which orders can be told apart."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.film_format import AspectRatio, FilmFormat, Resolution
from domain.ports.order_lookup import CannotSay, Found, NotThere
from providers.vendors.replicate.image import ReplicateImage
from tests.simulators.film import serving
from tests.simulators.replicate import ReplicateVendor
from tests.unit.providers.making import image_at, picture, vendor_of

FLUX = "black-forest-labs/flux-2-pro"
NANO_BANANA = "google/nano-banana-pro"


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[ReplicateVendor]:
    simulated = vendor_of(ReplicateVendor, tmp_path)
    assert isinstance(simulated, ReplicateVendor)
    async with serving(simulated):
        yield simulated


@pytest.fixture
def image(vendor: ReplicateVendor) -> ReplicateImage:
    adapter = image_at(vendor)
    assert isinstance(adapter, ReplicateImage)
    return adapter


def asked(vendor: ReplicateVendor) -> dict[str, object]:
    return next(reversed(vendor.orders.values())).body


def pictures(folder: Path, count: int) -> tuple[Path, ...]:
    found = tuple(folder / f"{number}.jpg" for number in range(count))
    for each in found:
        each.write_bytes(b"jpeg")
    return found


async def test_each_model_is_asked_in_its_own_words(
    image: ReplicateImage, vendor: ReplicateVendor, tmp_path: Path
) -> None:
    references = pictures(tmp_path, 1)

    await image.order(picture(FLUX, references=references), tmp_path / "picture")
    flux = asked(vendor)
    await image.order(picture(NANO_BANANA, references=references), tmp_path / "picture")
    banana = asked(vendor)

    assert flux["input_images"] == banana["image_input"] == ["data:image/jpeg;base64,anBlZw=="]
    assert (flux["seed"], "seed" in banana) == (7, False)
    assert flux["aspect_ratio"] == banana["aspect_ratio"] == "9:16"


@pytest.mark.parametrize("ratio", list(AspectRatio))
async def test_every_ratio_of_a_film_is_offered(
    image: ReplicateImage, vendor: ReplicateVendor, tmp_path: Path, ratio: AspectRatio
) -> None:
    await image.order(picture(FLUX, film=FilmFormat.of(ratio, Resolution.HD)), tmp_path / "picture")

    assert asked(vendor)["aspect_ratio"] == ratio


async def test_no_more_references_are_sent_than_the_model_takes(
    image: ReplicateImage, vendor: ReplicateVendor, tmp_path: Path
) -> None:
    await image.order(picture(FLUX, references=pictures(tmp_path, 9)), tmp_path / "picture")

    sent = asked(vendor)["input_images"]
    assert isinstance(sent, list)
    assert len(sent) == 8


async def test_an_order_whose_answer_was_lost_is_found_by_its_seed(image: ReplicateImage, tmp_path: Path) -> None:
    asked_at = datetime.now(UTC)
    await image.order(picture(FLUX, seed=8, references=pictures(tmp_path, 1)), tmp_path / "picture")
    await image.order(picture(FLUX, references=pictures(tmp_path, 1)), tmp_path / "picture")

    assert await image.find(picture(FLUX), asked_at) == Found(order_id="replicate-p2")


async def test_of_a_model_without_a_seed_nobody_can_say_whose_order_it_is(
    image: ReplicateImage, tmp_path: Path
) -> None:
    asked_at = datetime.now(UTC)

    before = await image.find(picture(NANO_BANANA), asked_at)
    await image.order(picture(NANO_BANANA), tmp_path / "picture")
    after = await image.find(picture(NANO_BANANA), asked_at)

    assert (before, after) == (NotThere(), CannotSay())
