"""A picture is ordered once, waited for and fetched, by vendors that draw while one waits."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import (
    AccountProblem,
    GreenlightError,
    InputRejected,
    NotAccepted,
    OutcomeUnknown,
    TakeLost,
    Transient,
)
from providers.registry import IMAGE
from providers.vendors.replicate.image import ReplicateImage
from providers.vendors.runway.image import RunwayImage
from tests.simulators.film import MediaVendor, drops, has_expired, never_answers, says_nonsense, serving
from tests.simulators.language import Answer
from tests.simulators.replicate import ReplicateVendor
from tests.simulators.runway import RunwayVendor
from tests.unit.providers.making import VENDORS, image_at, made_by, picture, vendor_of

Image = ReplicateImage | RunwayImage


@pytest.fixture(params=VENDORS, ids=lambda kind: kind.name)
async def vendor(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MediaVendor]:
    async with serving(vendor_of(request.param, tmp_path)) as simulated:
        yield simulated


@pytest.fixture
def image(vendor: MediaVendor) -> Image:
    return image_at(vendor)


async def failed_order(image: Image, into: Path) -> GreenlightError:
    with pytest.raises(GreenlightError) as raised:
        await image.order(picture(image.model), into / "picture")
    return raised.value


async def failed_collection(image: Image, order_id: str, into: Path) -> GreenlightError:
    with pytest.raises(GreenlightError) as raised:
        await image.collect(order_id, picture(image.model), into / "picture")
    return raised.value


async def test_a_picture_is_ordered_and_fetched(image: Image, vendor: MediaVendor, tmp_path: Path) -> None:
    order_id = await image.order(picture(image.model), tmp_path / "picture")
    await image.collect(order_id, picture(image.model), tmp_path / "picture")

    assert order_id.startswith(f"{vendor.name}-")
    assert (tmp_path / "picture").read_bytes() == made_by(vendor)
    assert vendor.accepted.total() == vendor.asked["order"] == 1


async def test_an_order_that_is_only_taken_has_no_picture_yet(
    image: Image, vendor: MediaVendor, tmp_path: Path
) -> None:
    vendor.slow.clear()

    await image.order(picture(image.model), tmp_path / "picture")

    assert not (tmp_path / "picture").exists()


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_vendor_took_nothing(image: Image, vendor: MediaVendor, tmp_path: Path, status: int) -> None:
    vendor.faults["refuse"].append(vendor.fails(status, retry_after=7))

    error = await failed_order(image, tmp_path)

    assert isinstance(error, NotAccepted)
    assert error.retry_after == timedelta(seconds=7)
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 0)


@pytest.mark.parametrize("answer", [drops, says_nonsense])
async def test_an_answer_that_is_lost_or_cannot_be_read_leaves_the_order_unknown(
    image: Image, vendor: MediaVendor, tmp_path: Path, answer: Answer
) -> None:
    vendor.faults["order"].append(answer)

    assert isinstance(await failed_order(image, tmp_path), OutcomeUnknown)
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 1)


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_any_other_trouble_of_the_vendor_leaves_the_order_unknown(
    image: Image, vendor: MediaVendor, tmp_path: Path, status: int
) -> None:
    vendor.faults["order"].append(vendor.fails(status))

    assert isinstance(await failed_order(image, tmp_path), OutcomeUnknown)
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 1)


async def test_an_answer_that_never_comes_leaves_the_order_unknown(vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.faults["order"].append(never_answers)

    assert isinstance(await failed_order(image_at(vendor, timeout=0.3), tmp_path), OutcomeUnknown)
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 1)


async def test_a_refused_prompt_is_told_in_the_vendors_words(image: Image, vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.faults["refuse"].append(vendor.fails(400, "the prompt was flagged"))

    error = await failed_order(image, tmp_path)

    assert isinstance(error, InputRejected)
    assert "the prompt was flagged" in error.message


async def test_an_account_without_credit_says_what_to_fix(image: Image, vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.faults["refuse"].append(vendor.is_out_of_credit())

    error = await failed_order(image, tmp_path)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 0)


async def test_a_picture_that_is_withheld_is_told_in_the_vendors_words(
    image: Image, vendor: MediaVendor, tmp_path: Path
) -> None:
    assert isinstance(vendor, ReplicateVendor | RunwayVendor)
    vendor.ends.extend([vendor.filtered("It was flagged as sensitive"), vendor.made_nothing()])

    for words in ("It was flagged as sensitive", "made nothing"):
        order_id = await image.order(picture(image.model), tmp_path / "picture")
        error = await failed_collection(image, order_id, tmp_path)

        assert isinstance(error, InputRejected)
        assert words in error.message


@pytest.mark.parametrize("status", [429, 500])
async def test_trouble_while_looking_passes(image: Image, vendor: MediaVendor, tmp_path: Path, status: int) -> None:
    order_id = await image.order(picture(image.model), tmp_path / "picture")
    vendor.faults["look"].append(vendor.fails(status))

    assert isinstance(await failed_collection(image, order_id, tmp_path), Transient)
    await image.collect(order_id, picture(image.model), tmp_path / "picture")
    assert vendor.accepted.total() == 1


async def test_half_a_file_is_completed_and_an_expired_link_is_a_loss(
    image: Image, vendor: MediaVendor, tmp_path: Path
) -> None:
    order_id = await image.order(picture(image.model), tmp_path / "picture")
    vendor.faults["download"].extend([has_expired, vendor.half_a_file()])

    assert isinstance(await failed_collection(image, order_id, tmp_path), TakeLost)
    await image.collect(order_id, picture(image.model), tmp_path / "picture")

    assert (tmp_path / "picture").read_bytes() == made_by(vendor)


async def test_an_order_that_the_vendor_does_not_know_is_lost(image: Image, tmp_path: Path) -> None:
    assert isinstance(await failed_collection(image, f"{image.name}-nobody", tmp_path), TakeLost)


def test_a_missing_key_is_named_in_one_sentence(
    vendor: MediaVendor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(vendor.key_variable, raising=False)

    with pytest.raises(AccountProblem, match=rf"^[^.]*: set {vendor.key_variable}\.$"):
        IMAGE.create(vendor.name, None)
