"""What only Runway's image models do: references with tags, sizes, prompts that are counted."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import InputRejected
from domain.film_format import AspectRatio, FilmFormat, Resolution
from domain.ports.order_lookup import CannotSay
from providers.vendors.runway.image import RunwayImage
from tests.simulators.film import serving
from tests.simulators.runway import RunwayVendor
from tests.unit.providers.making import image_at, picture, vendor_of


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[RunwayVendor]:
    simulated = vendor_of(RunwayVendor, tmp_path)
    assert isinstance(simulated, RunwayVendor)
    async with serving(simulated):
        yield simulated


@pytest.fixture
def image(vendor: RunwayVendor) -> RunwayImage:
    adapter = image_at(vendor)
    assert isinstance(adapter, RunwayImage)
    return adapter


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    (tmp_path / "cup.jpg").write_bytes(b"jpeg")
    return tmp_path / "cup.jpg"


def asked(vendor: RunwayVendor) -> dict[str, object]:
    return next(reversed(vendor.orders.values())).body


async def test_references_are_named_in_the_prompt(
    image: RunwayImage, vendor: RunwayVendor, reference: Path, tmp_path: Path
) -> None:
    await image.order(picture("gen4_image", references=(reference,) * 4), tmp_path / "picture")

    assert asked(vendor) == {
        "kind": "text_to_image",
        "model": "gen4_image",
        "promptText": "It shows @picture1 and @picture2 and @picture3.\nA cup at dawn.",
        "referenceImages": [
            {"uri": "data:image/jpeg;base64,anBlZw==", "tag": f"picture{number}"} for number in (1, 2, 3)
        ],
        "ratio": "720:1280",
        "seed": 7,
    }


async def test_without_references_none_are_spoken_of(image: RunwayImage, vendor: RunwayVendor, tmp_path: Path) -> None:
    await image.order(picture("gen4_image"), tmp_path / "picture")

    assert asked(vendor)["promptText"] == "A cup at dawn."
    assert "referenceImages" not in asked(vendor)


async def test_a_long_prompt_keeps_the_names_of_its_references(
    image: RunwayImage, vendor: RunwayVendor, reference: Path, tmp_path: Path
) -> None:
    order = picture("gen4_image", references=(reference,)).model_copy(update={"prompt": "cup " * 1000})

    await image.order(order, tmp_path / "picture")

    prompt = str(asked(vendor)["promptText"])
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
    image: RunwayImage, vendor: RunwayVendor, tmp_path: Path, ratio: AspectRatio, resolution: Resolution, size: str
) -> None:
    await image.order(picture("gen4_image", film=FilmFormat.of(ratio, resolution)), tmp_path / "picture")

    assert asked(vendor)["ratio"] == size


async def test_a_model_that_needs_a_picture_says_so_before_anybody_is_paid(
    image: RunwayImage, vendor: RunwayVendor, tmp_path: Path
) -> None:
    with pytest.raises(InputRejected, match="gen4_image_turbo draws from a picture"):
        await image.order(picture("gen4_image_turbo"), tmp_path / "picture")

    assert not vendor.asked["order"]


async def test_whether_it_has_an_order_runway_cannot_say(image: RunwayImage, tmp_path: Path) -> None:
    await image.order(picture("gen4_image"), tmp_path / "picture")

    assert await image.find(picture("gen4_image"), datetime.now(UTC)) == CannotSay()
