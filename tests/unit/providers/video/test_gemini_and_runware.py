"""What holds for the clips of Gemini and of Runware alike: ordered once, looked at until they are done, fetched."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import AccountProblem, InputRejected, NotAccepted, OutcomeUnknown, TakeLost, Transient
from providers.common.polling_video import PollingVideoModel
from providers.registry import VIDEO
from tests.simulators.film import MediaVendor, drops, has_expired, never_answers, says_nonsense, serving
from tests.simulators.gemini_video import GeminiVideo
from tests.simulators.language import Answer, as_json
from tests.simulators.runware import Runware
from tests.unit.providers.ordering import collected, downloads, lost, made_by, refused, shot, vendor_of, video_at

VENDORS: list[type[MediaVendor]] = [GeminiVideo, Runware]


@pytest.fixture(params=VENDORS, ids=lambda kind: kind.name)
async def vendor(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MediaVendor]:
    async with serving(vendor_of(request.param, tmp_path)) as simulated:
        yield simulated


@pytest.fixture
def video(vendor: MediaVendor) -> PollingVideoModel:
    return video_at(vendor)


async def test_an_order_is_known_by_the_vendors_id(video: PollingVideoModel, vendor: MediaVendor) -> None:
    order_id = await video.order(shot(video.model))

    assert order_id.removeprefix(f"{vendor.name}-") in vendor.orders
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 1)


async def test_what_was_ordered_is_fetched(video: PollingVideoModel, vendor: MediaVendor, tmp_path: Path) -> None:
    order_id = await video.order(shot(video.model))

    assert await collected(video, order_id, tmp_path) == made_by(vendor)


async def test_it_is_fetched_again_without_another_order(
    video: PollingVideoModel, vendor: MediaVendor, tmp_path: Path
) -> None:
    order_id = await video.order(shot(video.model))
    await collected(video, order_id, tmp_path)

    assert await collected(video, order_id, tmp_path) == made_by(vendor)
    assert vendor.accepted.total() == 1


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_vendor_did_not_take_the_order_and_says_when_to_come_again(
    video: PollingVideoModel, vendor: MediaVendor, status: int
) -> None:
    vendor.faults["refuse"].append(vendor.fails(status, retry_after=7))

    error = await refused(video)

    assert isinstance(error, NotAccepted)
    assert error.retry_after == timedelta(seconds=7)
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 0)


async def test_a_refused_connection_took_nothing(vendor: MediaVendor) -> None:
    vendor.url = "http://127.0.0.1:9"

    assert isinstance(await refused(video_at(vendor)), NotAccepted)


@pytest.mark.parametrize("status", [408, 409, 425, 500, 502, 504])
async def test_any_other_trouble_leaves_the_order_unknown(
    video: PollingVideoModel, vendor: MediaVendor, status: int
) -> None:
    vendor.faults["order"].append(vendor.fails(status))

    assert type(await refused(video)) is OutcomeUnknown
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 1)


@pytest.mark.parametrize("answer", [drops, says_nonsense, as_json({})], ids=["dropped", "no JSON", "empty"])
async def test_a_lost_or_unreadable_answer_leaves_the_order_unknown(
    video: PollingVideoModel, vendor: MediaVendor, answer: Answer
) -> None:
    vendor.faults["order"].append(answer)

    assert type(await refused(video)) is OutcomeUnknown
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 1)


async def test_an_answer_that_never_comes_leaves_the_order_unknown(vendor: MediaVendor) -> None:
    vendor.faults["order"].append(never_answers)

    assert type(await refused(video_at(vendor, deadline=0.3))) is OutcomeUnknown
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 1)


async def test_an_order_given_up_half_way_is_not_sent_again(video: PollingVideoModel, vendor: MediaVendor) -> None:
    vendor.faults["order"].append(never_answers)
    ordering = asyncio.create_task(video.order(shot(video.model)))
    await vendor.until_ordered(1)

    ordering.cancel()
    await asyncio.gather(ordering, return_exceptions=True)

    assert vendor.asked["order"] == 1


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_refused_order_is_told_in_the_vendors_words(
    video: PollingVideoModel, vendor: MediaVendor, status: int
) -> None:
    vendor.faults["refuse"].append(vendor.fails(status, "this prompt is against our policy"))

    error = await refused(video)

    assert isinstance(error, InputRejected)
    assert "this prompt is against our policy" in error.message
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 0)


async def test_a_wrong_key_says_which_variable_to_look_at(video: PollingVideoModel, vendor: MediaVendor) -> None:
    vendor.key = "another"

    error = await refused(video)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message
    assert vendor.accepted.total() == 0


async def test_no_credit_is_a_matter_for_the_account(video: PollingVideoModel, vendor: MediaVendor) -> None:
    vendor.faults["refuse"].append(vendor.is_out_of_credit())

    error = await refused(video)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message
    assert (vendor.asked["order"], vendor.accepted.total()) == (1, 0)


async def test_a_scene_longer_than_anything_it_films_is_refused_before_it_is_sent(
    video: PollingVideoModel, vendor: MediaVendor
) -> None:
    error = await refused(video, shot(video.model, seconds=40))

    assert isinstance(error, InputRejected)
    assert "make the scene shorter" in error.message
    assert vendor.asked["order"] == 0


async def test_a_model_that_it_does_not_have_is_refused_before_it_is_sent(
    video: PollingVideoModel, vendor: MediaVendor
) -> None:
    error = await refused(video, shot("sora-9"))

    assert isinstance(error, InputRejected)
    assert video.model in error.message
    assert vendor.asked["order"] == 0


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_trouble_while_looking_passes(
    video: PollingVideoModel, vendor: MediaVendor, tmp_path: Path, status: int
) -> None:
    order_id = await video.order(shot(video.model))
    vendor.faults["look"].append(vendor.fails(status, retry_after=9))

    error = await lost(video, order_id, tmp_path)

    assert isinstance(error, Transient)
    assert error.retry_after == timedelta(seconds=9)
    assert await collected(video, order_id, tmp_path) == made_by(vendor)


@pytest.mark.parametrize("answer", [drops, says_nonsense], ids=["dropped", "no JSON"])
async def test_a_look_that_is_lost_or_unreadable_is_taken_again(
    video: PollingVideoModel, vendor: MediaVendor, tmp_path: Path, answer: Answer
) -> None:
    order_id = await video.order(shot(video.model))
    vendor.faults["look"].append(answer)

    assert isinstance(await lost(video, order_id, tmp_path), Transient)
    assert vendor.asked["look"] == 1


async def test_a_look_that_is_refused_does_not_lose_what_was_paid(
    video: PollingVideoModel, vendor: MediaVendor, tmp_path: Path
) -> None:
    order_id = await video.order(shot(video.model))
    vendor.faults["look"].append(vendor.fails(422))

    assert isinstance(await lost(video, order_id, tmp_path), Transient)


@pytest.mark.parametrize("status", [401, 402])
async def test_a_key_or_credit_that_ran_out_meanwhile_is_a_matter_for_the_account(
    video: PollingVideoModel, vendor: MediaVendor, tmp_path: Path, status: int
) -> None:
    order_id = await video.order(shot(video.model))
    vendor.faults["look"].append(vendor.fails(status))

    error = await lost(video, order_id, tmp_path)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message


async def test_an_order_that_the_vendor_does_not_know_any_more_is_lost(
    video: PollingVideoModel, vendor: MediaVendor, tmp_path: Path
) -> None:
    order_id = await video.order(shot(video.model))
    vendor.orders.clear()

    error = await lost(video, order_id, tmp_path)

    assert isinstance(error, TakeLost)
    assert "regenerate" in error.message


@pytest.mark.parametrize("ending", ["failed", "filtered"])
async def test_what_the_vendor_will_not_make_is_told_in_its_words(
    video: PollingVideoModel, vendor: MediaVendor, tmp_path: Path, ending: str
) -> None:
    vendor.ends.append(getattr(vendor, ending)("the picture shows a person"))
    order_id = await video.order(shot(video.model))

    error = await lost(video, order_id, tmp_path)

    assert isinstance(error, InputRejected)
    assert "the picture shows a person" in error.message
    assert vendor.accepted.total() == 1


async def test_an_order_that_is_done_without_a_clip_was_filtered(
    video: PollingVideoModel, vendor: GeminiVideo | Runware, tmp_path: Path
) -> None:
    vendor.ends.append(vendor.made_nothing())
    order_id = await video.order(shot(video.model))

    error = await lost(video, order_id, tmp_path)

    assert isinstance(error, InputRejected)
    assert "without a clip" in error.message


async def test_half_a_file_is_completed(video: PollingVideoModel, vendor: MediaVendor, tmp_path: Path) -> None:
    order_id = await video.order(shot(video.model))
    vendor.faults["download"].append(vendor.half_a_file())

    assert await collected(video, order_id, tmp_path) == made_by(vendor)


async def test_a_link_that_has_expired_loses_the_take(
    video: PollingVideoModel, vendor: MediaVendor, tmp_path: Path
) -> None:
    order_id = await video.order(shot(video.model))
    vendor.faults["download"].append(has_expired)

    assert isinstance(await lost(video, order_id, tmp_path), TakeLost)
    assert vendor.accepted.total() == 1


async def test_an_adapter_is_built_from_the_environment(vendor: MediaVendor, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in vendor.environment().items():
        monkeypatch.setenv(variable, value)

    video = VIDEO.create(vendor.name, downloads())
    await video.order(shot(video.model))

    assert video.queue == f"greenlight-{vendor.name}"
    assert vendor.accepted.total() == 1


async def test_a_base_url_may_have_the_version_or_not(vendor: MediaVendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(vendor.key_variable, vendor.key)
    for number, base_url in enumerate((vendor.url, f"{vendor.url}/", f"{vendor.url}/v1", f"{vendor.url}/v1/")):
        monkeypatch.setenv(vendor.url_variable, base_url)
        video = VIDEO.create(vendor.name, downloads())
        await video.order(shot(video.model, key=f"6b1f3f0a-54b5-5c8e-9d2a-00000000000{number}"))

    assert vendor.accepted.total() == 4


def test_without_a_key_there_is_no_adapter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GOOGLE_API_KEY", raising=False)
    for kind in VENDORS:
        monkeypatch.delenv(kind.key_variable, raising=False)
        with pytest.raises(AccountProblem, match=rf"needs a key: set {kind.key_variable}\.$"):
            VIDEO.create(kind.name, downloads())
