"""A clip that was ordered is waited for and downloaded, again after any failure, or cancelled."""

from datetime import timedelta
from pathlib import Path

import pytest
from typing_extensions import override

from domain.errors import AccountProblem, AddressNotAllowed, InputRejected, TakeLost, Transient
from domain.ports.storage import Download
from domain.ports.video_and_image import Pending
from tests.simulators.film import MediaVendor, drops, has_expired, never_answers, says_nonsense
from tests.simulators.language import Answer, fault
from tests.simulators.replicate import ReplicateVendor
from tests.simulators.runware import Runware
from tests.simulators.runway import RunwayVendor
from tests.unit.providers.adapters import VIDEO, Video, collected, lost, made_by, shot, video_at

CANCELLABLE = pytest.mark.parametrize(
    "vendor", [kind for kind in VIDEO if kind is not Runware], indirect=True, ids=lambda kind: kind.name
)
"""Runware offers no way to stop a task."""


async def test_what_was_made_is_downloaded_as_often_as_it_is_collected(
    video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path
) -> None:
    assert await collected(video, order_id, tmp_path) == made_by(vendor)
    assert await collected(video, order_id, tmp_path) == made_by(vendor)
    assert vendor.accepted.total() == 1


@pytest.mark.parametrize("vendor", [ReplicateVendor, RunwayVendor], indirect=True, ids=lambda kind: kind.name)
async def test_a_look_tells_the_vendors_progress(video: Video, vendor: MediaVendor, order_id: str) -> None:
    vendor.slow.clear()

    assert await video.look(order_id) == Pending(progress=0.42)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_a_failed_look_is_transient(
    video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path, status: int
) -> None:
    vendor.faults["look"].append(vendor.fails(status, retry_after=9))

    error = await lost(video, order_id, tmp_path)

    assert isinstance(error, Transient)
    assert error.retry_after == timedelta(seconds=9)
    assert await collected(video, order_id, tmp_path) == made_by(vendor)


@pytest.mark.parametrize("answer", [drops, says_nonsense], ids=["dropped", "no JSON"])
async def test_a_lost_or_unreadable_answer_to_a_look_is_transient(
    video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path, answer: Answer
) -> None:
    vendor.faults["look"].append(answer)

    assert isinstance(await lost(video, order_id, tmp_path), Transient)
    assert vendor.calls["look"] == 1


async def test_a_look_that_is_not_answered_is_given_up(vendor: MediaVendor, tmp_path: Path) -> None:
    video = video_at(vendor, timeout=0.3)
    order_id = await video.order(shot(video.model))
    vendor.faults["look"].append(never_answers)

    assert isinstance(await lost(video, order_id, tmp_path), Transient)


@pytest.mark.parametrize("status", [400, 422])
async def test_a_rejected_look_does_not_lose_what_was_paid(
    video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path, status: int
) -> None:
    vendor.faults["look"].append(vendor.fails(status))

    assert isinstance(await lost(video, order_id, tmp_path), Transient)


@pytest.mark.parametrize("status", [401, 402])
async def test_a_key_or_credit_that_ran_out_meanwhile_is_an_account_problem(
    video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path, status: int
) -> None:
    vendor.faults["look"].append(vendor.fails(status))

    error = await lost(video, order_id, tmp_path)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message


async def test_an_order_that_the_vendor_does_not_have_any_more_is_lost(
    video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path
) -> None:
    vendor.orders.clear()

    error = await lost(video, order_id, tmp_path)

    assert isinstance(error, TakeLost)
    assert "regenerate" in error.message


async def test_withheld_content_is_told_in_the_vendors_words(video: Video, vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.ends.append(vendor.filtered("the picture shows a person"))
    order_id = await video.order(shot(video.model))

    error = await lost(video, order_id, tmp_path)

    assert isinstance(error, InputRejected)
    assert "the picture shows a person" in error.message
    assert vendor.accepted.total() == 1


async def test_an_order_that_is_done_without_a_clip_is_rejected(
    video: Video, vendor: MediaVendor, tmp_path: Path
) -> None:
    vendor.ends.append(vendor.made_nothing())
    order_id = await video.order(shot(video.model))

    error = await lost(video, order_id, tmp_path)

    assert isinstance(error, InputRejected)
    assert "made nothing" in error.message or "without a clip" in error.message


async def test_half_a_file_is_completed(video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path) -> None:
    vendor.faults["download"].append(vendor.half_a_file())

    assert await collected(video, order_id, tmp_path) == made_by(vendor)
    assert vendor.calls["download"] == 2


async def test_a_download_that_keeps_failing_is_transient(
    video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path
) -> None:
    vendor.faults["download"].extend([vendor.fails(500)] * 2)

    assert isinstance(await lost(video, order_id, tmp_path), Transient)


async def test_an_expired_link_loses_the_take(video: Video, vendor: MediaVendor, order_id: str, tmp_path: Path) -> None:
    vendor.faults["download"].append(has_expired)

    error = await lost(video, order_id, tmp_path)

    assert isinstance(error, TakeLost)
    assert "regenerate the scene" in error.message


@CANCELLABLE
async def test_an_order_is_cancelled_twice_without_an_error(video: Video, vendor: MediaVendor, order_id: str) -> None:
    await video.cancel(order_id)
    await video.cancel(order_id)

    assert [order.is_cancelled for order in vendor.orders.values()] == [True]


async def test_an_unknown_order_is_cancelled_without_an_error(video: Video) -> None:
    await video.cancel(f"{video.name}-unknown")


@CANCELLABLE
@pytest.mark.parametrize("status", [400, 404, 409, 422])
async def test_an_order_that_is_over_or_gone_is_cancelled_without_an_error(
    video: Video, vendor: MediaVendor, order_id: str, status: int
) -> None:
    vendor.faults["cancel"].append(vendor.fails(status))

    await video.cancel(order_id)


@CANCELLABLE
@pytest.mark.parametrize("answer", [drops, fault(429, {}), fault(500, {}), fault(503, {}), fault(401, {})])
async def test_a_failed_cancellation_is_transient(
    video: Video, vendor: MediaVendor, order_id: str, answer: Answer
) -> None:
    vendor.faults["cancel"].append(answer)

    with pytest.raises(Transient):
        await video.cancel(order_id)


async def test_an_output_at_an_address_that_is_not_allowed_is_kept_until_the_operator_allows_it(
    video: Video, order_id: str, tmp_path: Path
) -> None:
    class Closed(Download):
        @override
        async def fetch(self, url: str, into: Path, *_: object) -> None:
            raise AddressNotAllowed("the address 10.0.0.1 is not public")

    with pytest.raises(Transient, match=r"10\.0\.0\.1 is not public"):
        await collected(type(video)(video.api, Closed()), order_id, tmp_path)


@CANCELLABLE
async def test_an_order_that_was_cancelled_ends_the_take(video: Video, order_id: str, tmp_path: Path) -> None:
    await video.cancel(order_id)

    assert isinstance(await lost(video, order_id, tmp_path), InputRejected | TakeLost)
