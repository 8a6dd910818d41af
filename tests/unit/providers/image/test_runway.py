"""Runway's image models: references with tags, sizes, and the length of prompts."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import InputRejected
from domain.film_format import AspectRatio, FilmFormat, Resolution
from domain.ports.video_and_image import CannotSay, ImageModel
from tests.simulators.film import MediaVendor, serving
from tests.simulators.runway import RunwayVendor
from tests.unit.providers.adapters import body_of, picture, vendor_of


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[MediaVendor]:
    async with serving(vendor_of(RunwayVendor, tmp_path)) as simulated:
        yield simulated


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    (tmp_path / "cup.jpg").write_bytes(b"jpeg")
    return tmp_path / "cup.jpg"


async def test_references_are_named_in_the_prompt(
    image: ImageModel, vendor: MediaVendor, reference: Path, tmp_path: Path
) -> None:
    await image.order(picture("gen4_image", references=(reference,) * 4), tmp_path / "picture")

    assert body_of(vendor) == {
        "kind": "text_to_image",
        "model": "gen4_image",
        "promptText": "It shows @picture1 and @picture2 and @picture3.\nA cup at dawn.",
        "referenceImages": [
            {"uri": "data:image/jpeg;base64,anBlZw==", "tag": f"picture{number}"} for number in (1, 2, 3)
        ],
        "ratio": "720:1280",
        "seed": 7,
    }


async def test_without_references_the_prompt_names_none(image: ImageModel, vendor: MediaVendor, tmp_path: Path) -> None:
    await image.order(picture("gen4_image"), tmp_path / "picture")

    assert body_of(vendor)["promptText"] == "A cup at dawn."
    assert "referenceImages" not in body_of(vendor)


async def test_a_long_prompt_keeps_the_names_of_its_references(
    image: ImageModel, vendor: MediaVendor, reference: Path, tmp_path: Path
) -> None:
    order = picture("gen4_image", references=(reference,)).model_copy(update={"prompt": "cup " * 1000})

    await image.order(order, tmp_path / "picture")

    prompt = str(body_of(vendor)["promptText"])
    assert prompt.startswith("It shows @picture1.\ncup cup")
    assert 990 < len(prompt) <= 1000


@pytest.mark.parametrize(
    ("ratio", "resolution", "size"),
    [
        (AspectRatio.VERTICAL, Resolution.HD, "720:1280"),
        (AspectRatio.VERTICAL, Resolution.FULL_HD, "1080:1920"),
        (AspectRatio.WIDE, Resolution.FULL_HD, "1920:1080"),
        (AspectRatio.SQUARE, Resolution.HD, "720:720"),
        (AspectRatio.PORTRAIT, Resolution.HD, "720:960"),
        (AspectRatio.PORTRAIT, Resolution.FULL_HD, "1080:1440"),
    ],
)
async def test_the_nearest_size_is_ordered(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, ratio: AspectRatio, resolution: Resolution, size: str
) -> None:
    await image.order(picture("gen4_image", format=FilmFormat.of(ratio, resolution)), tmp_path / "picture")

    assert body_of(vendor)["ratio"] == size


async def test_a_model_that_needs_a_reference_rejects_an_order_without_one(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path
) -> None:
    with pytest.raises(InputRejected, match="gen4_image_turbo draws from a picture"):
        await image.order(picture("gen4_image_turbo"), tmp_path / "picture")

    assert not vendor.calls["order"]


async def test_runway_cannot_look_an_order_up(image: ImageModel, tmp_path: Path) -> None:
    await image.order(picture("gen4_image"), tmp_path / "picture")

    assert await image.find(picture("gen4_image"), datetime.now(UTC)) == CannotSay()
