"""Gemini's own requests, answers and errors for clips."""

from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from domain.errors import AccountProblem, GreenlightError, InputRejected, NotAccepted, TakeLost, Transient
from domain.ports.video_and_image import CannotSay, Output, Pending
from providers.vendors.gemini.video import GeminiVideo as GeminiFilms
from tests.simulators.documented.gemini import contents
from tests.simulators.film import drops, serving
from tests.simulators.gemini import knows_no_such_key, limits_in_the_body, quota_is_used_up
from tests.simulators.gemini_video import GeminiVideo, ended
from tests.simulators.language import Answer, as_json, fault
from tests.unit.providers.adapters import (
    PROMPT,
    Video,
    body_of,
    downloads,
    film,
    lost,
    opened,
    refused,
    shot,
    vendor_of,
)

OMNI, OLDER = "gemini-omni-1.2-flash", "gemini-omni-1.1-flash"


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[GeminiVideo]:
    simulated = vendor_of(GeminiVideo, tmp_path)
    assert isinstance(simulated, GeminiVideo)
    async with serving(simulated):
        yield simulated


async def test_a_clip_is_ordered_from_a_text_in_the_background(video: Video, vendor: GeminiVideo) -> None:
    await video.order(shot(OMNI, seconds=4.2))

    body = body_of(vendor)
    assert (body["background"], body["store"], body["model"]) == (True, True, OMNI)
    assert contents(body) == [{"type": "text", "text": PROMPT}]
    assert body["generation_config"] == {"video_config": {"task": "text_to_video"}}
    assert body["response_format"] == {
        "type": "video",
        "delivery": "uri",
        "aspect_ratio": "9:16",
        "resolution": "720p",
        "duration": "5s",
    }


async def test_a_still_is_sent_as_the_first_frame(video: Video, vendor: GeminiVideo, tmp_path: Path) -> None:
    still = tmp_path / "still.jpg"
    still.write_bytes(b"jpeg")

    await video.order(shot(OMNI, first_frame=still))

    image, text = contents(body_of(vendor))
    assert (image["type"], image["mime_type"], b64decode(image["data"])) == ("image", "image/jpeg", b"jpeg")
    assert text["text"] == PROMPT
    assert body_of(vendor)["generation_config"]["video_config"]["task"] == "image_to_video"


@pytest.mark.parametrize(
    ("ratio", "resolution", "asked"),
    [
        ("9:16", "720p", ("9:16", "720p")),
        ("16:9", "1080p", ("16:9", "1080p")),
        ("1:1", "720p", ("9:16", "720p")),
        ("4:5", "1080p", ("9:16", "1080p")),
    ],
)
async def test_the_nearest_ratio_is_ordered(
    video: Video, vendor: GeminiVideo, ratio: str, resolution: str, asked: tuple[str, str]
) -> None:
    await video.order(shot(OMNI, format=film(ratio, resolution)))

    form = body_of(vendor)["response_format"]
    assert (form["aspect_ratio"], form["resolution"]) == asked


@pytest.mark.parametrize(
    ("model", "seconds", "slot"), [(OMNI, 1, 3), (OMNI, 3, 3), (OMNI, 4.2, 5), (OMNI, 15, 15), (OLDER, 9.5, 10)]
)
def test_the_next_longer_clip_is_ordered(video: Video, model: str, seconds: float, slot: float) -> None:
    assert video.slot(model, seconds) == slot


def test_each_model_has_its_own_limit(video: Video) -> None:
    with pytest.raises(InputRejected, match="films 10 s at most"):
        video.slot(OLDER, 10.5)


async def front_end_says_no(_: web.Request) -> web.StreamResponse:
    return web.json_response([{"error": {"code": 400, "message": "no", "status": "FAILED_PRECONDITION"}}], status=400)


ACCOUNT, WAIT, INPUT = AccountProblem, NotAccepted, InputRejected

REFUSALS: list[tuple[str, Answer, type[GreenlightError]]] = [
    ("a key that is not valid", knows_no_such_key(), ACCOUNT),
    ("the quota of the day", quota_is_used_up("GenerateRequestsPerDayPerProjectPerModel"), ACCOUNT),
    ("the quota of the minute", quota_is_used_up("GenerateRequestsPerMinutePerProjectPerModel"), WAIT),
    ("no permission", fault(403, {"error": {"code": 403, "message": "no", "status": "PERMISSION_DENIED"}}), ACCOUNT),
    ("no such model", fault(404, {"error": {"code": 404, "message": "no", "status": "NOT_FOUND"}}), ACCOUNT),
    ("a code in words", fault(400, {"error": {"code": "invalid_request", "message": "no"}}), INPUT),
    ("a list of one", front_end_says_no, ACCOUNT),
]


@pytest.mark.parametrize(("answer", "kind"), [pytest.param(told, kind, id=name) for name, told, kind in REFUSALS])
async def test_googles_own_errors_are_understood(
    video: Video, vendor: GeminiVideo, answer: Answer, kind: type[GreenlightError]
) -> None:
    vendor.faults["refuse"].append(answer)

    assert type(await refused(video)) is kind
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 0)


async def test_the_retry_delay_may_be_in_the_body(video: Video, vendor: GeminiVideo) -> None:
    vendor.faults["refuse"].append(limits_in_the_body(34.5))

    error = await refused(video)

    assert isinstance(error, NotAccepted)
    assert error.retry_after == timedelta(seconds=34.5)


async def test_an_order_cannot_be_found_again(video: Video) -> None:
    assert await video.find(shot(OMNI), datetime.now(UTC)) == CannotSay()


@pytest.mark.parametrize("status", ["queued", "in_progress"])
async def test_a_queued_interaction_is_pending(video: Video, vendor: GeminiVideo, status: str) -> None:
    order_id = await video.order(shot(OMNI))
    vendor.faults["look"].append(as_json({"id": order_id, "status": status}))

    assert await video.look(order_id) == Pending()


@pytest.mark.parametrize("status", ["failed", "cancelled", "incomplete", "requires_action"])
async def test_an_interaction_that_is_over_without_a_clip_is_told_in_its_words(
    video: Video, vendor: GeminiVideo, tmp_path: Path, status: str
) -> None:
    vendor.ends.append(ended(status, "it was blocked for safety"))
    order_id = await video.order(shot(OMNI))

    error = await lost(video, order_id, tmp_path)

    assert isinstance(error, InputRejected)
    assert status in error.message
    assert "it was blocked for safety" in error.message


async def test_a_used_up_budget_is_an_account_problem(video: Video, vendor: GeminiVideo, tmp_path: Path) -> None:
    vendor.ends.append(ended("budget_exceeded", "the monthly cap is reached"))
    order_id = await video.order(shot(OMNI))

    error = await lost(video, order_id, tmp_path)

    assert isinstance(error, AccountProblem)
    assert "GEMINI_API_KEY" in error.message


async def test_an_unknown_state_is_transient(video: Video, vendor: GeminiVideo, tmp_path: Path) -> None:
    vendor.ends.append(ended("pondering", ""))
    order_id = await video.order(shot(OMNI))

    assert isinstance(await lost(video, order_id, tmp_path), Transient)


async def test_an_unknown_interaction_may_be_answered_with_400(
    video: Video, vendor: GeminiVideo, tmp_path: Path
) -> None:
    order_id = await video.order(shot(OMNI))
    vendor.faults["look"].append(vendor.fails(400, "Invalid interaction name."))

    assert isinstance(await lost(video, order_id, tmp_path), TakeLost)


@pytest.mark.parametrize(
    ("host", "headers"),
    [
        ("generativelanguage.googleapis.com", {"x-goog-api-key": "key-1"}),
        ("store.example", {}),
        ("generativelanguage.googleapis.com.example", {}),
    ],
)
async def test_the_key_is_sent_to_gemini_only(
    video: Video, vendor: GeminiVideo, host: str, headers: dict[str, str]
) -> None:
    clip = {"type": "video", "uri": f"https://{host}/clip.mp4"}
    vendor.ends.append({"status": "completed", "steps": [{"type": "model_output", "content": [clip]}]})

    made = await video.api.look(await video.order(shot(OMNI)))

    assert made == Output(url=clip["uri"], headers=headers)


async def test_an_order_that_is_over_is_cancelled_without_an_error(video: Video, vendor: GeminiVideo) -> None:
    over = {"error": {"code": 400, "status": "FAILED_PRECONDITION", "message": "not running"}}

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response(over, status=400)

    vendor.faults["cancel"].append(answer)

    await video.cancel(await video.order(shot(OMNI)))


async def test_an_order_is_cancelled_twice_without_an_error(video: Video, vendor: GeminiVideo) -> None:
    order_id = await video.order(shot(OMNI))

    await video.cancel(order_id)
    await video.cancel(order_id)

    assert [order.is_cancelled for order in vendor.orders.values()] == [True]


@pytest.mark.parametrize("status", [400, 404, 409])
async def test_an_order_that_is_over_or_gone_is_cancelled_without_an_error(
    video: Video, vendor: GeminiVideo, status: int
) -> None:
    vendor.faults["cancel"].append(vendor.fails(status))

    await video.cancel("gemini-v1_nobody")


@pytest.mark.parametrize("answer", [drops, fault(500, {}), fault(429, {}), fault(401, {})])
async def test_a_failed_cancellation_of_gemini_is_transient(video: Video, vendor: GeminiVideo, answer: Answer) -> None:
    vendor.faults["cancel"].append(answer)

    with pytest.raises(Transient):
        await video.cancel("gemini-v1_1")


async def test_the_key_may_be_in_either_variable(vendor: GeminiVideo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "")
    monkeypatch.setenv("GOOGLE_API_KEY", vendor.key)
    monkeypatch.setenv("GEMINI_BASE_URL", vendor.url)

    await opened(GeminiFilms.from_env(downloads())).order(shot(OMNI))

    assert vendor.accepted.total() == 1
