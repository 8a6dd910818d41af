"""Runway: models and their sizes, failure codes, and the polling interval."""

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import AccountProblem, InputRejected, NotAccepted, Permanent
from domain.film_format import AspectRatio, FilmFormat, Resolution
from domain.ports.video_and_image import CannotSay
from providers.common.vendor_models import shortened
from providers.vendors.runway.video import RunwayVideo
from tests.simulators.film import serving
from tests.simulators.runway import VERSION, RunwayVendor
from tests.unit.providers.adapters import PROMPT, Video, body_of, collected, shot, vendor_of

HD, FULL_HD = Resolution.HD, Resolution.FULL_HD


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[RunwayVendor]:
    simulated = vendor_of(RunwayVendor, tmp_path)
    assert isinstance(simulated, RunwayVendor)
    async with serving(simulated):
        yield simulated


@pytest.fixture
def still(tmp_path: Path) -> Path:
    (tmp_path / "still.jpg").write_bytes(b"jpeg")
    return tmp_path / "still.jpg"


async def test_a_scene_with_a_still_begins_from_it(video: Video, vendor: RunwayVendor, still: Path) -> None:
    await video.order(shot("gen4.5", first_frame=still))

    image = "data:image/jpeg;base64," + base64.b64encode(b"jpeg").decode()
    assert body_of(vendor) == {
        "kind": "image_to_video",
        "model": "gen4.5",
        "promptText": PROMPT,
        "promptImage": [{"uri": image, "position": "first"}],
        "ratio": "720:1280",
        "duration": 5,
        "seed": 7,
    }
    assert vendor.headers["X-Runway-Version"] == VERSION


async def test_a_scene_without_a_still_is_filmed_from_its_text(video: Video, vendor: RunwayVendor) -> None:
    await video.order(shot("gen4.5"))

    assert body_of(vendor)["kind"] == "text_to_video"
    assert "promptImage" not in body_of(vendor)


async def test_a_model_that_needs_a_still_rejects_an_order_without_one(video: Video, vendor: RunwayVendor) -> None:
    with pytest.raises(InputRejected, match="gen4_turbo begins from a picture"):
        await video.order(shot("gen4_turbo"))

    assert not vendor.calls["order"]


@pytest.mark.parametrize("model", RunwayVideo.models)
async def test_every_model_films_from_a_still(video: Video, vendor: RunwayVendor, still: Path, model: str) -> None:
    await video.order(shot(model, seconds=4.5, first_frame=still))

    assert body_of(vendor)["model"] == model
    assert ("seed" in body_of(vendor)) is not model.startswith("kling")


@pytest.mark.parametrize(
    ("model", "ratio", "resolution", "size"),
    [
        ("gen4.5", AspectRatio.VERTICAL, FULL_HD, "720:1280"),
        ("gen4.5", AspectRatio.SQUARE, HD, "960:960"),
        ("gen4.5", AspectRatio.PORTRAIT, HD, "832:1104"),
        ("veo3.1", AspectRatio.VERTICAL, HD, "720:1280"),
        ("veo3.1", AspectRatio.VERTICAL, FULL_HD, "1080:1920"),
        ("veo3.1", AspectRatio.WIDE, FULL_HD, "1920:1080"),
        ("kling3.0_pro", AspectRatio.SQUARE, HD, "1440:1440"),
        ("seedance2", AspectRatio.PORTRAIT, FULL_HD, "1248:1664"),
        ("seedance2", AspectRatio.PORTRAIT, HD, "834:1112"),
    ],
)
async def test_the_nearest_size_is_ordered(
    video: Video,
    vendor: RunwayVendor,
    still: Path,
    model: str,
    ratio: AspectRatio,
    resolution: Resolution,
    size: str,
) -> None:
    await video.order(shot(model, format=FilmFormat.of(ratio, resolution), first_frame=still))

    assert body_of(vendor)["ratio"] == size


@pytest.mark.parametrize(
    ("ratio", "size"),
    [(AspectRatio.VERTICAL, "720:1280"), (AspectRatio.PORTRAIT, "720:1280"), (AspectRatio.WIDE, "1280:720")],
)
async def test_from_text_only_the_sizes_of_text_are_ordered(
    video: Video, vendor: RunwayVendor, ratio: AspectRatio, size: str
) -> None:
    await video.order(shot("gen4.5", format=FilmFormat.of(ratio, HD)))

    assert body_of(vendor)["ratio"] == size


@pytest.mark.parametrize(
    ("model", "seconds", "slot"),
    [
        ("gen4.5", 1, 2),
        ("gen4.5", 2.1, 3),
        ("gen4.5", 10, 10),
        ("gen4_turbo", 5.5, 10),
        ("veo3.1", 4.5, 6),
        ("kling3.0_pro", 1, 3),
        ("seedance2_fast", 14.2, 15),
    ],
)
def test_the_next_longer_clip_is_ordered(video: Video, model: str, seconds: float, slot: int) -> None:
    assert video.slot(model, seconds) == slot


def test_a_scene_longer_than_the_model_films_is_rejected(video: Video) -> None:
    with pytest.raises(InputRejected, match=r"veo3\.1 films 8 s at most"):
        video.slot("veo3.1", 8.5)


async def test_an_unknown_model_is_rejected_with_the_known_ones(video: Video) -> None:
    with pytest.raises(InputRejected, match=r"choose one of gen4\.5, gen4_turbo"):
        await video.order(shot("gen9"))


def test_a_prompt_is_shortened_at_a_line_else_at_a_word_and_counted_as_runway_counts() -> None:
    assert shortened("a cup", 5) == "a cup"
    assert shortened("a cup\nCamera: slow", 10) == "a cup"
    assert shortened("a blue cup", 9) == "a blue"
    assert shortened("😀😀😀", 5) == "😀😀"


async def test_runway_cannot_look_an_order_up(video: Video) -> None:
    await video.order(shot("gen4.5"))

    assert await video.find(shot("gen4.5"), datetime.now(UTC)) == CannotSay()


async def test_a_lack_of_credits_is_no_bad_request(video: Video, vendor: RunwayVendor) -> None:
    vendor.faults["refuse"].extend([vendor.is_out_of_credit(), vendor.fails(400, "Invalid ratio")])

    with pytest.raises(AccountProblem, match=r"not have enough credits.* buy credits"):
        await video.order(shot("gen4.5"))
    with pytest.raises(InputRejected, match="Invalid ratio"):
        await video.order(shot("gen4.5"))


async def test_a_daily_limit_is_not_accepted(video: Video, vendor: RunwayVendor) -> None:
    vendor.faults["refuse"].append(vendor.fails(429, "You have reached your daily limit"))

    with pytest.raises(NotAccepted, match="daily limit"):
        await video.order(shot("gen4.5"))


@pytest.mark.parametrize(
    "code", ["SAFETY.INPUT.TEXT", "SAFETY.OUTPUT.VIDEO", "INPUT_PREPROCESSING.SAFETY.TEXT", "ASSET.INVALID"]
)
async def test_content_failures_are_rejected_inputs(
    video: Video, vendor: RunwayVendor, tmp_path: Path, code: str
) -> None:
    vendor.ends.append(vendor.failed("No.", code))
    order_id = await video.order(shot("gen4.5"))

    with pytest.raises(InputRejected, match=code):
        await collected(video, order_id, tmp_path)


@pytest.mark.parametrize(
    "code", ["INTERNAL", "INTERNAL.BAD_OUTPUT.CODE01", "INPUT_PREPROCESSING.INTERNAL", "THIRD_PARTY.UNAVAILABLE"]
)
async def test_runways_own_failure_is_permanent_and_says_that_another_try_may_succeed(
    video: Video, vendor: RunwayVendor, tmp_path: Path, code: str
) -> None:
    vendor.ends.append(vendor.failed("Oh.", code))
    order_id = await video.order(shot("gen4.5"))

    with pytest.raises(Permanent, match="another try may succeed, and is ordered and charged anew") as raised:
        await collected(video, order_id, tmp_path)

    assert not isinstance(raised.value, InputRejected)


async def test_a_failure_without_a_reason_is_a_rejected_input(
    video: Video, vendor: RunwayVendor, tmp_path: Path
) -> None:
    vendor.ends.append({"status": "FAILED", "failure": None, "failureCode": None})
    order_id = await video.order(shot("gen4.5"))

    with pytest.raises(InputRejected, match=r"no reason \(no code\)"):
        await collected(video, order_id, tmp_path)


async def test_a_cancelled_task_ends_the_take(video: Video, vendor: RunwayVendor, tmp_path: Path) -> None:
    vendor.ends.append(vendor.cancelled())
    order_id = await video.order(shot("gen4.5"))

    with pytest.raises(InputRejected, match="cancelled"):
        await collected(video, order_id, tmp_path)


def test_a_task_is_polled_every_five_seconds_at_most() -> None:
    assert RunwayVideo.least_interval == 5
