"""An order for a clip is sent once, and every way in which its answer may fail is told by who can help."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import AccountProblem, GreenlightError, InputRejected, NotAccepted, OutcomeUnknown
from providers.registry import VIDEO
from providers.vendors.replicate.video import ReplicateVideo
from providers.vendors.runway.video import RunwayVideo
from tests.simulators.film import MediaVendor, drops, key_of, never_answers, says_nonsense, serving
from tests.simulators.language import Answer, as_json
from tests.unit.providers.making import TEXT, VENDORS, shot, vendor_of, video_at

Video = ReplicateVideo | RunwayVideo


@pytest.fixture(params=VENDORS, ids=lambda kind: kind.name)
async def vendor(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MediaVendor]:
    async with serving(vendor_of(request.param, tmp_path)) as simulated:
        yield simulated


@pytest.fixture
def video(vendor: MediaVendor) -> Video:
    return video_at(vendor)


async def failure(video: Video) -> GreenlightError:
    with pytest.raises(GreenlightError) as raised:
        await video.order(shot(video.model))
    return raised.value


async def test_an_order_is_known_by_the_vendors_id(video: Video, vendor: MediaVendor) -> None:
    order_id = await video.order(shot(video.model))

    assert order_id.removeprefix(f"{vendor.name}-") in vendor.orders
    assert vendor.accepted == {key_of(TEXT.description + "\nShot: close-up", 7): 1}
    assert vendor.asked["order"] == 1


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_vendor_took_nothing_and_says_when_to_come_again(
    video: Video, vendor: MediaVendor, status: int
) -> None:
    vendor.faults["refuse"].append(vendor.fails(status, retry_after=7))

    error = await failure(video)

    assert isinstance(error, NotAccepted)
    assert error.retry_after == timedelta(seconds=7)
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 0)


async def test_a_refused_connection_took_nothing(vendor: MediaVendor) -> None:
    vendor.url = "http://127.0.0.1:9"

    assert isinstance(await failure(video_at(vendor)), NotAccepted)


@pytest.mark.parametrize("status", [408, 409, 425, 500, 502, 504])
async def test_any_other_trouble_of_the_vendor_leaves_the_order_unknown(
    video: Video, vendor: MediaVendor, status: int
) -> None:
    vendor.faults["order"].append(vendor.fails(status))

    assert isinstance(await failure(video), OutcomeUnknown)
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 1)


@pytest.mark.parametrize(
    "answer", [drops, says_nonsense, as_json({}), as_json({"id": ""})], ids=["lost", "not json", "no id", "empty id"]
)
async def test_an_answer_that_is_lost_or_cannot_be_read_leaves_the_order_unknown(
    video: Video, vendor: MediaVendor, answer: Answer
) -> None:
    vendor.faults["order"].append(answer)

    assert isinstance(await failure(video), OutcomeUnknown)
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 1)


async def test_an_answer_that_never_comes_leaves_the_order_unknown(vendor: MediaVendor) -> None:
    vendor.faults["order"].append(never_answers)

    assert isinstance(await failure(video_at(vendor, timeout=0.3)), OutcomeUnknown)
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 1)


async def test_an_order_given_up_half_way_is_not_sent_again(video: Video, vendor: MediaVendor) -> None:
    vendor.faults["order"].append(never_answers)
    ordering = asyncio.create_task(video.order(shot(video.model)))
    await vendor.until_ordered(1)

    ordering.cancel()
    await asyncio.gather(ordering, return_exceptions=True)

    assert vendor.accepted.total() == 1


@pytest.mark.parametrize("status", [400, 413, 415, 422])
async def test_a_refused_input_is_told_in_the_vendors_words(video: Video, vendor: MediaVendor, status: int) -> None:
    vendor.faults["refuse"].append(vendor.fails(status, "the prompt was flagged"))

    error = await failure(video)

    assert isinstance(error, InputRejected)
    assert "the prompt was flagged" in error.message
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 0)


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_an_account_that_may_not_says_what_to_check(video: Video, vendor: MediaVendor, status: int) -> None:
    vendor.faults["refuse"].append(vendor.fails(status))

    error = await failure(video)

    assert isinstance(error, AccountProblem)
    assert f"Check {vendor.key_variable}" in error.message


async def test_a_wrong_key_says_which_variable_holds_it(vendor: MediaVendor) -> None:
    video = video_at(vendor)
    vendor.key = "another"

    error = await failure(video)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message
    assert not vendor.accepted


async def test_an_account_without_credit_says_what_to_fix(video: Video, vendor: MediaVendor) -> None:
    vendor.faults["refuse"].append(vendor.is_out_of_credit())

    error = await failure(video)

    assert isinstance(error, AccountProblem)
    assert "credit" in error.message
    assert vendor.key_variable in error.message
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 0)


@pytest.mark.parametrize("tail", ["", "/", "/v1", "/v1/"])
async def test_a_base_url_may_name_the_version(
    vendor: MediaVendor, tail: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(vendor.key_variable, vendor.key)
    monkeypatch.setenv(vendor.url_variable, vendor.url + tail)
    video = VIDEO.create(vendor.name, None)

    await video.order(shot(video.model))

    assert vendor.accepted.total() == 1


async def test_the_env_file_is_read(vendor: MediaVendor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in vendor.environment():
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in vendor.environment().items()))
    video = VIDEO.create(vendor.name, None)

    await video.order(shot(video.model))

    assert vendor.accepted.total() == 1


def test_a_missing_key_is_named_in_one_sentence(
    vendor: MediaVendor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(vendor.key_variable, raising=False)

    with pytest.raises(AccountProblem, match=rf"^[^.]*: set {vendor.key_variable}\.$"):
        VIDEO.create(vendor.name, None)


async def test_a_scene_longer_than_any_clip_is_refused_before_anybody_is_paid(
    video: Video, vendor: MediaVendor
) -> None:
    with pytest.raises(InputRejected, match=r"films .* s at most and the scene is 60 s long"):
        await video.order(shot(video.model, seconds=60))

    assert not vendor.asked["order"]


def test_every_vendor_films_on_a_queue_of_its_own(video: Video) -> None:
    assert video.queue == f"greenlight-{video.name}"
    assert video.model in video.models
