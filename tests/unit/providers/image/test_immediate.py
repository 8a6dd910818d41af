"""Models whose vendor answers the order with the picture itself."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import InputRejected, OutcomeUnknown, TakeLost
from domain.ports.video_and_image import CannotSay, ImageModel
from tests.simulators.film import MediaVendor
from tests.simulators.language import Answer, as_json, breaks_off
from tests.unit.providers.adapters import IMMEDIATE_IMAGES, KEY, made_by, picture, undrawn

pytestmark = pytest.mark.parametrize("vendor", IMMEDIATE_IMAGES, indirect=True, ids=lambda kind: kind.name)


async def test_the_picture_is_there_when_the_order_is_answered(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path
) -> None:
    order_id = await image.order(picture(image.model), tmp_path / "picture")

    assert (tmp_path / "picture").read_bytes() == made_by(vendor)
    assert order_id == f"{vendor.name}-{KEY}"
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 1)


@pytest.mark.parametrize("answer", [breaks_off, as_json({})], ids=["half a picture", "empty"])
async def test_an_answer_without_a_whole_picture_leaves_the_order_unknown(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, answer: Answer
) -> None:
    vendor.faults["order"].append(answer)

    assert type(await undrawn(image, tmp_path)) is OutcomeUnknown
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 1)


@pytest.mark.parametrize("ending", ["filtered", "failed"])
async def test_a_withheld_picture_is_told_in_the_vendors_words(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, ending: str
) -> None:
    vendor.ends.append(getattr(vendor, ending)("the picture shows a person"))

    error = await undrawn(image, tmp_path)

    assert isinstance(error, InputRejected)
    assert "the picture shows a person" in error.message
    assert vendor.calls["order"] == 1


async def test_an_unknown_model_is_rejected_before_it_is_sent(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path
) -> None:
    error = await undrawn(image, tmp_path, picture("dall-e-9"))

    assert isinstance(error, InputRejected)
    assert image.model in error.message
    assert vendor.calls["order"] == 0


async def test_a_lost_answer_cannot_be_had_again(image: ImageModel, tmp_path: Path) -> None:
    order_id = await image.order(picture(image.model), tmp_path / "picture")

    assert await image.find(picture(image.model), datetime.now(UTC)) == CannotSay()
    with pytest.raises(TakeLost):
        await image.collect(order_id, picture(image.model), tmp_path / "picture")
