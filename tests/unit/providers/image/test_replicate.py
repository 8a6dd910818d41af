"""Replicate's image models: their inputs, and which orders can be looked up."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.film_format import AspectRatio, FilmFormat, Resolution
from domain.ports.video_and_image import CannotSay, Found, ImageModel, NotThere, PolledModel
from tests.simulators.film import MediaVendor, serving
from tests.simulators.replicate import ReplicateVendor
from tests.unit.providers.adapters import body_of, picture, vendor_of

FLUX = "black-forest-labs/flux-2-pro"
NANO_BANANA = "google/nano-banana-pro"


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[MediaVendor]:
    async with serving(vendor_of(ReplicateVendor, tmp_path)) as simulated:
        yield simulated


def pictures(folder: Path, count: int) -> tuple[Path, ...]:
    found = tuple(folder / f"{number}.jpg" for number in range(count))
    for each in found:
        each.write_bytes(b"jpeg")
    return found


async def test_each_model_gets_its_own_inputs(image: ImageModel, vendor: MediaVendor, tmp_path: Path) -> None:
    references = pictures(tmp_path, 1)

    await image.order(picture(FLUX, references=references), tmp_path / "picture")
    flux = body_of(vendor)
    await image.order(picture(NANO_BANANA, references=references), tmp_path / "picture")
    banana = body_of(vendor)

    assert (flux["input_images"], banana["image_input"]) == (
        [f"{vendor.base_url}/files/f1"],
        [f"{vendor.base_url}/files/f2"],
    )
    assert (flux["seed"], "seed" in banana) == (7, False)
    assert flux["aspect_ratio"] == banana["aspect_ratio"] == "9:16"


@pytest.mark.parametrize("ratio", list(AspectRatio))
async def test_every_ratio_of_a_film_is_offered(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, ratio: AspectRatio
) -> None:
    await image.order(picture(FLUX, format=FilmFormat.of(ratio, Resolution.HD)), tmp_path / "picture")

    assert body_of(vendor)["aspect_ratio"] == ratio


async def test_no_more_references_are_sent_than_the_model_takes(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path
) -> None:
    await image.order(picture(FLUX, references=pictures(tmp_path, 9)), tmp_path / "picture")

    sent = body_of(vendor)["input_images"]
    assert isinstance(sent, list)
    assert len(sent) == 8


async def test_an_order_whose_answer_was_lost_is_found_by_its_seed(image: ImageModel, tmp_path: Path) -> None:
    asked_at = datetime.now(UTC)
    await image.order(picture(FLUX, seed=8, references=pictures(tmp_path, 1)), tmp_path / "picture")
    await image.order(picture(FLUX, references=pictures(tmp_path, 1)), tmp_path / "picture")

    assert await image.find(picture(FLUX), asked_at) == Found(order_id="replicate-p2")


async def test_an_order_of_a_model_without_a_seed_cannot_be_told(image: ImageModel, tmp_path: Path) -> None:
    asked_at = datetime.now(UTC)

    before = await image.find(picture(NANO_BANANA), asked_at)
    await image.order(picture(NANO_BANANA), tmp_path / "picture")
    after = await image.find(picture(NANO_BANANA), asked_at)

    assert (before, after) == (NotThere(), CannotSay())


async def test_an_order_names_the_url_for_news_of_it(image: ImageModel, vendor: MediaVendor, tmp_path: Path) -> None:
    assert isinstance(image, PolledModel)
    assert isinstance(vendor, ReplicateVendor)
    image.news_url = "https://review.example.com/api/v3/vendor-news/replicate"

    await image.order(picture(FLUX), tmp_path / "picture")

    assert vendor.bodies[-1]["webhook"] == image.news_url
    assert vendor.bodies[-1]["webhook_events_filter"] == ["completed"]
