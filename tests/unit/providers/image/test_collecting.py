"""A picture that was ordered is waited for and downloaded, by models that are polled."""

from pathlib import Path

import pytest

from domain.errors import GreenlightError, InputRejected, TakeLost, Transient
from domain.ports.video_and_image import ImageModel
from providers.common.vendor_models import PollingImageModel
from tests.simulators.film import MediaVendor, has_expired
from tests.unit.providers.adapters import POLLED_IMAGES, made_by, picture

pytestmark = pytest.mark.parametrize("vendor", POLLED_IMAGES, indirect=True, ids=lambda kind: kind.name)


@pytest.fixture
async def order_id(image: ImageModel, tmp_path: Path) -> str:
    return await image.order(picture(image.model), tmp_path / "picture")


async def lost(image: ImageModel, order_id: str, folder: Path) -> GreenlightError:
    with pytest.raises(GreenlightError) as raised:
        await image.collect(order_id, picture(image.model), folder / "picture")
    return raised.value


async def test_a_picture_is_ordered_and_downloaded(
    image: ImageModel, vendor: MediaVendor, order_id: str, tmp_path: Path
) -> None:
    assert not (tmp_path / "picture").exists()

    await image.collect(order_id, picture(image.model), tmp_path / "picture")

    assert order_id.startswith(f"{vendor.name}-")
    assert (tmp_path / "picture").read_bytes() == made_by(vendor)
    assert vendor.accepted.total() == vendor.calls["order"] == 1


async def test_a_picture_that_is_not_drawn_in_time_is_a_failure_that_time_may_mend(
    image: ImageModel, vendor: MediaVendor, order_id: str, tmp_path: Path
) -> None:
    assert isinstance(image, PollingImageModel)
    vendor.slow.clear()
    image.patience = 0.1

    error = await lost(image, order_id, tmp_path)

    assert type(error) is Transient
    assert "has not ended it in 0.1 s" in error.message
    vendor.slow.set()
    await image.collect(order_id, picture(image.model), tmp_path / "picture")
    assert vendor.accepted.total() == 1


@pytest.mark.parametrize("ending", ["filtered", "nothing"])
async def test_a_withheld_picture_is_told_in_the_vendors_words(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, ending: str
) -> None:
    vendor.ends.append(vendor.filtered("It was flagged") if ending == "filtered" else vendor.made_nothing())
    order_id = await image.order(picture(image.model), tmp_path / "picture")

    error = await lost(image, order_id, tmp_path)

    assert isinstance(error, InputRejected)
    assert ("It was flagged" if ending == "filtered" else "made nothing") in error.message


@pytest.mark.parametrize("status", [429, 500])
async def test_a_failed_look_is_transient(
    image: ImageModel, vendor: MediaVendor, order_id: str, tmp_path: Path, status: int
) -> None:
    vendor.faults["look"].append(vendor.fails(status))

    assert isinstance(await lost(image, order_id, tmp_path), Transient)
    await image.collect(order_id, picture(image.model), tmp_path / "picture")
    assert vendor.accepted.total() == 1


async def test_an_expired_link_loses_the_picture(
    image: ImageModel, vendor: MediaVendor, order_id: str, tmp_path: Path
) -> None:
    vendor.faults["download"].append(has_expired)

    assert isinstance(await lost(image, order_id, tmp_path), TakeLost)


async def test_an_order_that_the_vendor_does_not_have_is_lost(image: ImageModel, tmp_path: Path) -> None:
    assert isinstance(await lost(image, f"{image.name}-unknown", tmp_path), TakeLost)
