"""A clip that was ordered is waited for and fetched, again after every trouble, and cancelled when nobody wants it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import AccountProblem, GreenlightError, InputRejected, TakeLost, Transient
from providers.vendors.replicate.video import ReplicateVideo
from providers.vendors.runway.video import RunwayVideo
from tests.simulators.film import MediaVendor, drops, has_expired, never_answers, says_nonsense, serving
from tests.simulators.language import Answer
from tests.simulators.replicate import ReplicateVendor
from tests.simulators.runway import RunwayVendor
from tests.unit.providers.making import VENDORS, made_by, shot, vendor_of, video_at

Video = ReplicateVideo | RunwayVideo


@pytest.fixture(params=VENDORS, ids=lambda kind: kind.name)
async def vendor(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MediaVendor]:
    async with serving(vendor_of(request.param, tmp_path)) as simulated:
        yield simulated


@pytest.fixture
def video(vendor: MediaVendor) -> Video:
    return video_at(vendor)


@pytest.fixture
async def order_id(video: Video) -> str:
    return await video.order(shot(video.model))


async def collect(video: Video, order_id: str, into: Path, heard: list[float] | None = None) -> Path:
    told = [] if heard is None else heard
    await video.collect(order_id, shot(video.model), into / "clip", told.append)
    return into / "clip"


async def failure(video: Video, order_id: str, into: Path) -> GreenlightError:
    with pytest.raises(GreenlightError) as raised:
        await collect(video, order_id, into)
    return raised.value


async def test_what_was_made_is_fetched(video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path) -> None:
    clip = await collect(video, order_id, tmp_path)

    assert clip.read_bytes() == made_by(vendor)


async def test_an_order_that_does_not_end_is_a_failure_that_time_may_mend(
    video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path
) -> None:
    vendor.slow.clear()
    video.patience = 0.1

    error = await failure(video, order_id, tmp_path)

    assert type(error) is Transient
    assert "has not ended it in 0.1 s" in error.message
    vendor.slow.set()
    assert (await collect(video, order_id, tmp_path)).read_bytes() == made_by(vendor)
    assert vendor.accepted.total() == 1


async def test_the_vendors_progress_is_passed_on_until_it_is_done(
    video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path
) -> None:
    vendor.slow.clear()
    heard: list[float] = []
    collecting = asyncio.create_task(collect(video, order_id, tmp_path, heard))
    while not heard:
        await asyncio.sleep(0.01)

    vendor.slow.set()
    clip = await collecting

    assert set(heard) == {0.42}
    assert clip.read_bytes() == made_by(vendor)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_trouble_while_looking_passes(
    video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path, status: int
) -> None:
    vendor.faults["look"].append(vendor.fails(status, retry_after=9))

    error = await failure(video, order_id, tmp_path)

    assert isinstance(error, Transient)
    assert error.retry_after == timedelta(seconds=9)
    assert (await collect(video, order_id, tmp_path)).read_bytes() == made_by(vendor)


@pytest.mark.parametrize("answer", [drops, says_nonsense])
async def test_a_look_that_is_lost_or_cannot_be_read_is_taken_again(
    video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path, answer: Answer
) -> None:
    vendor.faults["look"].append(answer)

    assert isinstance(await failure(video, order_id, tmp_path), Transient)
    assert vendor.asked["look"] == 1


async def test_a_look_that_is_not_answered_is_given_up(vendor: MediaVendor, tmp_path: Path) -> None:
    video = video_at(vendor, timeout=0.3)
    order_id = await video.order(shot(video.model))
    vendor.faults["look"].append(never_answers)

    assert isinstance(await failure(video, order_id, tmp_path), Transient)


async def test_a_look_that_is_refused_does_not_lose_what_was_paid(
    video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path
) -> None:
    vendor.faults["look"].append(vendor.fails(400))

    assert isinstance(await failure(video, order_id, tmp_path), Transient)


async def test_a_key_taken_back_meanwhile_is_a_problem_of_the_account(
    video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path
) -> None:
    vendor.key = "another"

    error = await failure(video, order_id, tmp_path)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message


async def test_an_order_that_the_vendor_does_not_know_is_lost(video: Video, tmp_path: Path) -> None:
    assert isinstance(await failure(video, f"{video.name}-nobody", tmp_path), TakeLost)


async def test_content_that_is_withheld_is_told_in_the_vendors_words(
    video: Video, vendor: MediaVendor, tmp_path: Path
) -> None:
    vendor.ends.append(vendor.filtered("It was flagged as sensitive"))
    order_id = await video.order(shot(video.model))

    error = await failure(video, order_id, tmp_path)

    assert isinstance(error, InputRejected)
    assert "It was flagged as sensitive" in error.message
    assert vendor.accepted.total() == 1


async def test_an_order_that_is_done_with_nothing_made_is_no_clip(
    video: Video, vendor: MediaVendor, tmp_path: Path
) -> None:
    assert isinstance(vendor, ReplicateVendor | RunwayVendor)
    vendor.ends.append(vendor.made_nothing())
    order_id = await video.order(shot(video.model))

    error = await failure(video, order_id, tmp_path)

    assert isinstance(error, InputRejected)
    assert "made nothing" in error.message


async def test_half_a_file_is_completed(video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path) -> None:
    vendor.faults["download"].append(vendor.half_a_file())

    clip = await collect(video, order_id, tmp_path)

    assert clip.read_bytes() == made_by(vendor)
    assert vendor.asked["download"] == 2


async def test_a_download_that_keeps_failing_is_tried_again_later(
    video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path
) -> None:
    vendor.faults["download"].extend([vendor.fails(500)] * 2)

    assert isinstance(await failure(video, order_id, tmp_path), Transient)
    assert not (tmp_path / "clip").exists()


async def test_a_link_that_has_expired_loses_the_take(
    video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path
) -> None:
    vendor.faults["download"].append(has_expired)

    error = await failure(video, order_id, tmp_path)

    assert isinstance(error, TakeLost)
    assert "regenerate the scene" in error.message


async def test_an_order_is_cancelled_and_again_without_an_error(
    video: Video, vendor: MediaVendor, order_id: str
) -> None:
    await video.cancel(order_id)
    await video.cancel(order_id)

    assert [order.is_cancelled for order in vendor.orders.values()] == [True]


async def test_an_order_that_was_never_there_is_cancelled_without_an_error(video: Video) -> None:
    await video.cancel(f"{video.name}-nobody")


@pytest.mark.parametrize("status", [400, 422])
async def test_an_order_that_is_over_is_cancelled_without_an_error(
    video: Video, vendor: MediaVendor, order_id: str, status: int
) -> None:
    vendor.faults["cancel"].append(vendor.fails(status))

    await video.cancel(order_id)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_cancellation_that_fails_is_tried_again(
    video: Video, vendor: MediaVendor, order_id: str, status: int
) -> None:
    vendor.faults["cancel"].append(vendor.fails(status))

    with pytest.raises(Transient):
        await video.cancel(order_id)


async def test_a_cancellation_waits_for_a_key_that_is_right(video: Video, vendor: MediaVendor, order_id: str) -> None:
    vendor.key = "another"

    with pytest.raises(Transient, match=vendor.key_variable):
        await video.cancel(order_id)


async def test_one_that_was_cancelled_at_the_vendor_ends_the_take(video: Video, order_id: str, tmp_path: Path) -> None:
    await video.cancel(order_id)

    assert isinstance(await failure(video, order_id, tmp_path), InputRejected | TakeLost)
