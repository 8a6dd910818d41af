"""An order for a picture is sent once, and each way in which its answer may fail is told by who can help."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import AccountProblem, InputRejected, NotAccepted, OutcomeUnknown
from domain.ports.video_and_image import ImageModel
from providers import registry
from tests.simulators.film import MediaVendor, drops, never_answers, says_nonsense
from tests.simulators.language import Answer
from tests.unit.providers.adapters import downloads, image_at, opened, picture, undrawn


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_vendor_did_not_take_the_order_and_says_when_to_try_again(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, status: int
) -> None:
    vendor.faults["refuse"].append(vendor.fails(status, retry_after=7))

    error = await undrawn(image, tmp_path)

    assert isinstance(error, NotAccepted)
    assert error.retry_after == timedelta(seconds=7)
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 0)


async def test_a_refused_connection_took_nothing(vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.url = "http://127.0.0.1:9"

    assert isinstance(await undrawn(image_at(vendor), tmp_path), NotAccepted)


@pytest.mark.parametrize("status", [408, 409, 425, 500, 502, 504])
async def test_any_other_trouble_leaves_the_order_unknown(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, status: int
) -> None:
    vendor.faults["order"].append(vendor.fails(status))

    assert type(await undrawn(image, tmp_path)) is OutcomeUnknown
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 1)


@pytest.mark.parametrize("answer", [drops, says_nonsense], ids=["dropped", "no JSON"])
async def test_a_lost_or_unreadable_answer_leaves_the_order_unknown(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, answer: Answer
) -> None:
    vendor.faults["order"].append(answer)

    assert type(await undrawn(image, tmp_path)) is OutcomeUnknown
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 1)


async def test_an_answer_that_never_comes_leaves_the_order_unknown(vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.faults["order"].append(never_answers)

    assert type(await undrawn(image_at(vendor, timeout=0.3), tmp_path)) is OutcomeUnknown
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 1)


async def test_a_cancelled_order_call_is_not_sent_again(image: ImageModel, vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.faults["order"].append(never_answers)
    ordering = asyncio.create_task(image.order(picture(image.model), tmp_path / "picture"))
    await vendor.until_ordered(1)

    ordering.cancel()
    await asyncio.gather(ordering, return_exceptions=True)

    assert vendor.calls["order"] == 1


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_rejected_input_is_told_in_the_vendors_words(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, status: int
) -> None:
    vendor.faults["refuse"].append(vendor.fails(status, "this prompt is against our policy"))

    error = await undrawn(image, tmp_path)

    assert isinstance(error, InputRejected)
    assert "this prompt is against our policy" in error.message
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 0)


async def test_a_wrong_key_says_which_variable_holds_it(image: ImageModel, vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.key = "another"

    error = await undrawn(image, tmp_path)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message


async def test_a_lack_of_credit_is_an_account_problem(image: ImageModel, vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.faults["refuse"].append(vendor.is_out_of_credit())

    error = await undrawn(image, tmp_path)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 0)


@pytest.mark.parametrize("tail", ["", "/v1", "/v1/"])
async def test_an_adapter_is_built_from_the_environment_with_a_version_in_its_url_or_not(
    vendor: MediaVendor, tail: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(vendor.key_variable, vendor.key)
    monkeypatch.setenv(vendor.url_variable, vendor.url + tail)
    image = opened(registry.IMAGE.create(vendor.name, downloads()))

    await image.order(picture(image.model), tmp_path / "picture")

    assert vendor.accepted.total() == 1


def test_a_missing_key_is_named_in_one_sentence(
    vendor: MediaVendor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in registry.IMAGE.key_variables(vendor.name):
        monkeypatch.delenv(variable, raising=False)

    with pytest.raises(AccountProblem, match=rf"^[^.]* needs a key: set {vendor.key_variable}\.$"):
        registry.IMAGE.create(vendor.name, downloads())
