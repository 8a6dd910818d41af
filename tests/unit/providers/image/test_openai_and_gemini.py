"""What holds for the pictures of OpenAI and of Gemini alike: the answer to the order is the picture itself."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import AccountProblem, InputRejected, NotAccepted, OutcomeUnknown, TakeLost
from domain.ports.image import ImageModel
from domain.ports.order_lookup import CannotSay
from providers.registry import IMAGE
from tests.simulators.film import MediaVendor, drops, never_answers, says_nonsense, serving
from tests.simulators.gemini_images import GeminiImages
from tests.simulators.language import Answer, as_json, breaks_off
from tests.simulators.openai_images import OpenAIImages
from tests.unit.providers.ordering import KEY, downloads, image_at, made_by, picture, undrawn, vendor_of

VENDORS: list[type[MediaVendor]] = [OpenAIImages, GeminiImages]


@pytest.fixture(params=VENDORS, ids=lambda kind: kind.name)
async def vendor(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MediaVendor]:
    async with serving(vendor_of(request.param, tmp_path)) as simulated:
        yield simulated


@pytest.fixture
def image(vendor: MediaVendor) -> ImageModel:
    return image_at(vendor)


async def test_the_picture_is_there_when_the_order_is_answered(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path
) -> None:
    order_id = await image.order(picture(image.model), tmp_path / "picture")

    assert (tmp_path / "picture").read_bytes() == made_by(vendor)
    assert order_id == f"{vendor.name}-{KEY}"
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 1)


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_vendor_did_not_take_the_order_and_says_when_to_come_again(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, status: int
) -> None:
    vendor.faults["refuse"].append(vendor.fails(status, retry_after=7))

    error = await undrawn(image, tmp_path)

    assert isinstance(error, NotAccepted)
    assert error.retry_after == timedelta(seconds=7)
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 0)


async def test_a_refused_connection_took_nothing(vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.url = "http://127.0.0.1:9"

    assert isinstance(await undrawn(image_at(vendor), tmp_path), NotAccepted)


@pytest.mark.parametrize("status", [408, 409, 425, 500, 502, 504])
async def test_any_other_trouble_leaves_the_order_unknown(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, status: int
) -> None:
    vendor.faults["order"].append(vendor.fails(status))

    assert type(await undrawn(image, tmp_path)) is OutcomeUnknown
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 1)


@pytest.mark.parametrize(
    "answer",
    [drops, breaks_off, says_nonsense, as_json({})],
    ids=["dropped", "half a picture", "no JSON", "empty"],
)
async def test_a_lost_or_unreadable_answer_leaves_the_order_unknown(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, answer: Answer
) -> None:
    vendor.faults["order"].append(answer)

    assert type(await undrawn(image, tmp_path)) is OutcomeUnknown
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 1)


async def test_an_answer_that_never_comes_leaves_the_order_unknown(vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.faults["order"].append(never_answers)

    assert type(await undrawn(image_at(vendor, deadline=0.3), tmp_path)) is OutcomeUnknown
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 1)


async def test_an_order_given_up_half_way_is_not_sent_again(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path
) -> None:
    vendor.slow.clear()
    ordering = asyncio.create_task(image.order(picture(image.model), tmp_path / "picture"))
    await vendor.until_ordered(1)

    ordering.cancel()
    await asyncio.gather(ordering, return_exceptions=True)

    assert vendor.asked["order"] == 1


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_refused_order_is_told_in_the_vendors_words(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, status: int
) -> None:
    vendor.faults["refuse"].append(vendor.fails(status, "this prompt is against our policy"))

    error = await undrawn(image, tmp_path)

    assert isinstance(error, InputRejected)
    assert "this prompt is against our policy" in error.message
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 0)


@pytest.mark.parametrize("ending", ["filtered", "failed"])
async def test_a_picture_that_is_withheld_is_told_in_the_vendors_words(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, ending: str
) -> None:
    vendor.ends.append(getattr(vendor, ending)("the picture shows a person"))

    error = await undrawn(image, tmp_path)

    assert isinstance(error, InputRejected)
    assert "the picture shows a person" in error.message
    assert vendor.asked["order"] == 1


async def test_a_wrong_key_says_which_variable_to_look_at(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path
) -> None:
    vendor.key = "another"

    error = await undrawn(image, tmp_path)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message


async def test_no_credit_is_a_matter_for_the_account(image: ImageModel, vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.faults["refuse"].append(vendor.is_out_of_credit())

    error = await undrawn(image, tmp_path)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 0)


async def test_a_model_that_it_does_not_have_is_refused_before_it_is_sent(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path
) -> None:
    error = await undrawn(image, tmp_path, picture("dall-e-9"))

    assert isinstance(error, InputRejected)
    assert image.model in error.message
    assert vendor.asked["order"] == 0


async def test_an_answer_that_is_gone_cannot_be_had_again(image: ImageModel, tmp_path: Path) -> None:
    order_id = await image.order(picture(image.model), tmp_path / "picture")

    with pytest.raises(TakeLost):
        await image.collect(order_id, picture(image.model), tmp_path / "picture")


async def test_an_order_cannot_be_found_again(image: ImageModel) -> None:
    assert await image.find(picture(image.model), datetime.now(UTC)) == CannotSay()


async def test_an_adapter_is_built_from_the_environment(
    vendor: MediaVendor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(vendor.key_variable, vendor.key)
    for base_url in (vendor.url, f"{vendor.url}/v1", f"{vendor.url}/v1/"):
        monkeypatch.setenv(vendor.url_variable, base_url)
        image = IMAGE.create(vendor.name, downloads())
        await image.order(picture(image.model), tmp_path / "picture")

    assert vendor.accepted.total() == 3


def test_without_a_key_there_is_no_adapter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GOOGLE_API_KEY", raising=False)
    for kind in VENDORS:
        monkeypatch.delenv(kind.key_variable, raising=False)
        with pytest.raises(AccountProblem, match=rf"needs a key: set {kind.key_variable}\.$"):
            IMAGE.create(kind.name, downloads())
