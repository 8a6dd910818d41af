"""Runware: our task UUID, and error codes in place of statuses."""

from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime
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
from domain.ports.video_and_image import Found, NotThere, Pending
from providers.vendors.runware.client import task_uuid
from tests.simulators.film import drops, never_answers, serving
from tests.simulators.language import Answer, as_json, fault
from tests.simulators.runware import Runware, rejects
from tests.unit.providers.adapters import (
    KEY,
    PROMPT,
    Video,
    body_of,
    collected,
    film,
    lost,
    made_by,
    refused,
    shot,
    vendor_of,
)

OMNI, SEEDANCE = "google:gemini@omni-flash", "bytedance:seedance@2.0"
ORDER = f"runware-{task_uuid(KEY)}"
NOW = datetime.now(UTC)


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[Runware]:
    simulated = vendor_of(Runware, tmp_path)
    assert isinstance(simulated, Runware)
    async with serving(simulated):
        yield simulated


async def test_a_clip_is_ordered_from_a_text(video: Video, vendor: Runware) -> None:
    assert await video.order(shot(OMNI, seconds=4.2)) == ORDER

    assert body_of(vendor) == {
        "taskType": "videoInference",
        "taskUUID": task_uuid(KEY),
        "deliveryMethod": "async",
        "model": OMNI,
        "positivePrompt": PROMPT,
        "duration": 5,
        "numberResults": 1,
        "outputType": "URL",
        "outputFormat": "MP4",
        "width": 720,
        "height": 1280,
    }


async def test_a_still_is_sent_as_the_first_frame(video: Video, vendor: Runware, tmp_path: Path) -> None:
    still = tmp_path / "still.jpg"
    still.write_bytes(b"jpeg")

    await video.order(shot(OMNI, first_frame=still))

    data = f"data:image/jpeg;base64,{b64encode(b'jpeg').decode()}"
    assert body_of(vendor)["inputs"] == {"frameImages": [{"image": data, "frame": "first"}]}
    assert (body_of(vendor)["width"], body_of(vendor)["height"]) == (720, 1280)


@pytest.mark.parametrize(("resolution", "asked"), [("720p", "720p"), ("1080p", "1080p")])
async def test_with_a_still_only_a_resolution_is_sent_if_the_still_sets_the_size(
    video: Video, vendor: Runware, tmp_path: Path, resolution: str, asked: str
) -> None:
    still = tmp_path / "still.jpg"
    still.write_bytes(b"jpeg")

    await video.order(shot(SEEDANCE, first_frame=still, format=film("9:16", resolution)))

    assert body_of(vendor)["resolution"] == asked
    assert "width" not in body_of(vendor)


@pytest.mark.parametrize(
    ("model", "ratio", "resolution", "size"),
    [
        (OMNI, "9:16", "1080p", (720, 1280)),
        (OMNI, "16:9", "720p", (1280, 720)),
        (OMNI, "1:1", "720p", (720, 1280)),
        (OMNI, "4:5", "720p", (720, 1280)),
        (SEEDANCE, "9:16", "720p", (720, 1280)),
        (SEEDANCE, "16:9", "1080p", (1920, 1080)),
        (SEEDANCE, "1:1", "720p", (960, 960)),
        (SEEDANCE, "1:1", "1080p", (1440, 1440)),
        (SEEDANCE, "4:5", "720p", (834, 1112)),
        (SEEDANCE, "4:5", "1080p", (1248, 1664)),
    ],
)
async def test_the_nearest_size_is_ordered(
    video: Video, vendor: Runware, model: str, ratio: str, resolution: str, size: tuple[int, int]
) -> None:
    await video.order(shot(model, format=film(ratio, resolution)))

    assert (body_of(vendor)["width"], body_of(vendor)["height"]) == size


@pytest.mark.parametrize(
    ("model", "seconds", "slot"), [(OMNI, 1, 3), (OMNI, 9.1, 10), (SEEDANCE, 3, 4), (SEEDANCE, 15, 15)]
)
def test_the_next_longer_clip_is_ordered(video: Video, model: str, seconds: float, slot: float) -> None:
    assert video.slot(model, seconds) == slot


async def test_the_same_take_is_ordered_once_however_often_it_is_sent(
    video: Video, vendor: Runware, tmp_path: Path
) -> None:
    first = await video.order(shot(OMNI))

    assert await video.order(shot(OMNI)) == first
    assert (vendor.calls["order"], vendor.accepted.total()) == (2, 1)
    assert await collected(video, first, tmp_path) == made_by(vendor)


@pytest.mark.parametrize("is_silent", [False, True])
async def test_an_order_that_never_arrived_is_not_there(video: Video, vendor: Runware, is_silent: bool) -> None:
    vendor.is_silent = is_silent

    assert await video.find(shot(OMNI), NOW) == NotThere()


async def test_an_order_whose_answer_was_lost_is_found(video: Video, vendor: Runware) -> None:
    vendor.faults["order"].append(drops)
    assert type(await refused(video)) is OutcomeUnknown

    assert await video.find(shot(OMNI), NOW) == Found(order_id=ORDER)
    assert vendor.accepted.total() == 1


async def test_an_order_that_has_failed_meanwhile_is_found(video: Video, vendor: Runware) -> None:
    vendor.ends.append(vendor.failed("the provider did not answer"))
    await video.order(shot(OMNI))

    assert await video.find(shot(OMNI), NOW) == Found(order_id=ORDER)


@pytest.mark.parametrize("answer", [drops, fault(500, {}), fault(429, {}), fault(401, {}), fault(402, {})])
async def test_a_failed_search_is_transient(video: Video, vendor: Runware, answer: Answer) -> None:
    vendor.faults["find"].append(answer)

    with pytest.raises(Transient):
        await video.find(shot(OMNI), NOW)


async def test_a_search_without_an_answer_is_transient(video: Video, vendor: Runware) -> None:
    vendor.faults["find"].append(never_answers)
    video.api.timeout = 0.3

    with pytest.raises(Transient):
        await video.find(shot(OMNI), NOW)


ACCOUNT, WAIT, INPUT, UNKNOWN = AccountProblem, NotAccepted, InputRejected, OutcomeUnknown

REFUSALS: list[tuple[str, Answer, type[GreenlightError]]] = [
    ("no credit, by status", rejects(402, "paymentFailed"), ACCOUNT),
    ("no credit, by code", rejects(400, "insufficientCredits"), ACCOUNT),
    ("no credit at the provider", rejects(400, "providerInsufficientCredits"), ACCOUNT),
    ("no credit, in a success", rejects(200, "insufficientCredits"), ACCOUNT),
    ("a wrong key", rejects(401, "invalidApiKey"), ACCOUNT),
    ("a wrong key, by code", rejects(400, "invalidApiKey"), ACCOUNT),
    ("suspended", rejects(403, "accountSuspended"), ACCOUNT),
    ("a parameter", rejects(400, "unsupportedDuration"), INPUT),
    ("content", rejects(400, "invalidProviderContent"), INPUT),
    ("content, in a success", rejects(200, "contentPolicyViolation"), INPUT),
    ("a full queue", rejects(429, "rateLimitExceeded"), WAIT),
    ("no capacity", rejects(503, "serviceUnavailable"), WAIT),
    ("a rate, by code alone", rejects(400, "providerRateLimitExceeded"), UNKNOWN),
    ("a timeout, by code alone", rejects(400, "timeoutProvider"), UNKNOWN),
    ("trouble, in a success", rejects(200, "internalServerError"), UNKNOWN),
    ("too long in the queue", rejects(504, "timeout"), UNKNOWN),
    ("another task's trouble", as_json({"errors": [{"code": "invalidModel", "taskUUID": "another"}]}), UNKNOWN),
]


@pytest.mark.parametrize(("answer", "kind"), [pytest.param(told, kind, id=name) for name, told, kind in REFUSALS])
async def test_runwares_own_errors_are_understood(
    video: Video, vendor: Runware, answer: Answer, kind: type[GreenlightError]
) -> None:
    vendor.faults["refuse"].append(answer)

    assert type(await refused(video)) is kind
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 0)


async def test_an_error_of_another_task_does_not_refuse_ours(video: Video, vendor: Runware) -> None:
    ours = {"taskType": "videoInference", "taskUUID": task_uuid(KEY)}
    vendor.faults["order"].append(
        as_json({"data": [ours], "errors": [{"code": "invalidModel", "taskUUID": "another"}]})
    )

    assert await video.order(shot(OMNI)) == ORDER


async def test_progress_is_reported(video: Video, vendor: Runware) -> None:
    vendor.slow.clear()
    vendor.progress = 40
    await video.order(shot(OMNI))

    assert await video.api.look(ORDER) == Pending(progress=0.4)


async def test_an_empty_answer_about_an_order_is_pending(video: Video, vendor: Runware) -> None:
    await video.order(shot(OMNI))
    vendor.faults["look"].append(as_json({"data": []}))

    assert await video.look(ORDER) == Pending()


async def test_a_task_may_fail_with_a_400(video: Video, vendor: Runware, tmp_path: Path) -> None:
    await video.order(shot(OMNI))
    failed = {"code": "invalidProviderContent", "message": "a person is shown", "taskUUID": task_uuid(KEY)}
    vendor.faults["look"].append(fault(400, {"errors": [failed]}))

    error = await lost(video, ORDER, tmp_path)

    assert isinstance(error, InputRejected)
    assert "a person is shown" in error.message


async def test_a_task_that_failed_for_lack_of_credit_is_an_account_problem(
    video: Video, vendor: Runware, tmp_path: Path
) -> None:
    vendor.ends.append({"status": "error", "code": "insufficientCredits", "message": "your balance is used up"})
    await video.order(shot(OMNI))

    assert isinstance(await lost(video, ORDER, tmp_path), AccountProblem)


@pytest.mark.parametrize("code", ["insufficientCredits", "invalidApiKey"])
async def test_an_account_problem_of_a_look_does_not_end_an_order_that_was_taken(
    video: Video, vendor: Runware, tmp_path: Path, code: str
) -> None:
    await video.order(shot(OMNI))
    vendor.faults["look"].append(fault(400, {"errors": [{"code": code, "message": "later"}]}))

    assert isinstance(await lost(video, ORDER, tmp_path), Transient)


async def test_a_task_that_has_expired_is_lost(video: Video, vendor: Runware, tmp_path: Path) -> None:
    await video.order(shot(OMNI))
    vendor.faults["look"].append(rejects(400, "taskExpired"))

    assert isinstance(await lost(video, ORDER, tmp_path), TakeLost)


async def test_nothing_is_sent_to_cancel_an_order(video: Video, vendor: Runware) -> None:
    await video.order(shot(OMNI))

    await video.cancel(ORDER)

    assert vendor.calls.total() == 1


def test_the_task_uuid_is_of_version_4_and_always_the_same() -> None:
    assert task_uuid(KEY) == task_uuid(KEY) == "6b1f3f0a-54b5-4c8e-9d2a-0c5d1c1e7a10"
