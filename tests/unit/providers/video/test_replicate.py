"""Replicate: inputs, the list of predictions, which is kept for an hour, and statuses."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import AccountProblem, InputRejected, NotAccepted, TakeLost, Transient
from domain.film_format import AspectRatio, FilmFormat, Resolution
from domain.ports.video_and_image import CannotSay, Found, NotThere
from providers.vendors.replicate.client import CLOCK_SKEW
from tests.simulators.film import drops, serving
from tests.simulators.replicate import ReplicateVendor
from tests.unit.providers.adapters import Video, body_of, collected, made_by, shot, vendor_of

FAST = "bytedance/seedance-2.0-fast"


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[ReplicateVendor]:
    simulated = vendor_of(ReplicateVendor, tmp_path)
    assert isinstance(simulated, ReplicateVendor)
    async with serving(simulated):
        yield simulated


def just_now() -> datetime:
    return datetime.now(UTC)


async def test_the_model_gets_its_own_inputs_and_is_not_waited_for(video: Video, vendor: ReplicateVendor) -> None:
    await video.order(shot(FAST))

    assert {name: value for name, value in body_of(vendor).items() if name != "prompt"} == {
        "model": FAST,
        "seed": 7,
        "duration": 5,
        "resolution": "720p",
        "aspect_ratio": "9:16",
        "generate_audio": False,
    }
    assert "Prefer" not in vendor.headers


@pytest.mark.parametrize(
    ("ratio", "offered"),
    [
        (AspectRatio.VERTICAL, "9:16"),
        (AspectRatio.WIDE, "16:9"),
        (AspectRatio.SQUARE, "1:1"),
        (AspectRatio.PORTRAIT, "3:4"),
    ],
)
@pytest.mark.parametrize("resolution", list(Resolution))
async def test_the_nearest_ratio_is_ordered(
    video: Video, vendor: ReplicateVendor, ratio: AspectRatio, resolution: Resolution, offered: str
) -> None:
    await video.order(shot(FAST, format=FilmFormat.of(ratio, resolution)))

    assert body_of(vendor)["aspect_ratio"] == offered


@pytest.mark.parametrize(("seconds", "slot"), [(1, 4), (4, 4), (4.1, 5), (14.5, 15), (15, 15)])
async def test_the_next_longer_clip_is_ordered(
    video: Video, vendor: ReplicateVendor, seconds: float, slot: int
) -> None:
    await video.order(shot(FAST, seconds=seconds))

    assert video.slot(FAST, seconds) == slot
    assert body_of(vendor)["duration"] == slot


async def test_a_still_is_uploaded_ahead(video: Video, vendor: ReplicateVendor, tmp_path: Path) -> None:
    (tmp_path / "still.jpg").write_bytes(b"jpeg")

    await video.order(shot(FAST, first_frame=tmp_path / "still.jpg"))

    assert vendor.uploads == [b"jpeg"]
    assert body_of(vendor)["image"] == f"{vendor.base_url}/files/f1"


async def test_an_upload_that_fails_orders_nothing(video: Video, vendor: ReplicateVendor, tmp_path: Path) -> None:
    (tmp_path / "still.jpg").write_bytes(b"jpeg")
    vendor.faults["upload"].extend([vendor.fails(500), drops, vendor.fails(401), vendor.fails(413)])

    for kind in (NotAccepted, NotAccepted, AccountProblem, InputRejected):
        with pytest.raises(kind):
            await video.order(shot(FAST, first_frame=tmp_path / "still.jpg"))

    assert not vendor.calls["order"]


async def test_an_order_whose_answer_was_lost_is_found(video: Video) -> None:
    asked_at = just_now()
    await video.order(shot(FAST))

    assert await video.find(shot(FAST), asked_at) == Found(order_id="replicate-p1")


async def test_an_order_is_found_on_a_later_page(video: Video, vendor: ReplicateVendor) -> None:
    asked_at = just_now()
    await video.order(shot(FAST))
    vendor.page_size = 2
    for seed in range(100, 104):
        await video.order(shot(FAST, seed=seed))

    assert await video.find(shot(FAST), asked_at) == Found(order_id="replicate-p1")
    assert vendor.calls["find"] == 3


async def test_predictions_of_other_clients_are_skipped(video: Video, vendor: ReplicateVendor) -> None:
    now = just_now()
    vendor.strangers.append({"id": "s1", "model": None, "created_at": now.isoformat(), "output": {"words": 3}})
    vendor.strangers.append({"id": "s2", "model": FAST, "created_at": now.isoformat(), "input": {}, "output": 7})
    await video.order(shot(FAST))

    assert await video.find(shot(FAST), now) == Found(order_id="replicate-p1")


async def test_another_take_of_the_same_text_is_another_order(video: Video) -> None:
    asked_at = just_now()
    await video.order(shot(FAST, seed=8))
    await video.order(shot("bytedance/seedance-2.0"))

    assert await video.find(shot(FAST), asked_at) == NotThere()


async def test_an_order_from_before_the_intent_is_another_one(video: Video) -> None:
    await video.order(shot(FAST))

    assert await video.find(shot(FAST), just_now() + CLOCK_SKEW + timedelta(seconds=1)) == NotThere()


async def test_an_order_is_found_although_the_vendors_clock_is_behind(video: Video) -> None:
    await video.order(shot(FAST))

    assert isinstance(await video.find(shot(FAST), just_now() + CLOCK_SKEW / 2), Found)


async def test_a_removed_prediction_cannot_be_told(video: Video, vendor: ReplicateVendor) -> None:
    asked_at = just_now()
    await video.order(shot(FAST))
    vendor.forgotten.add("p1")

    assert await video.find(shot(FAST), asked_at) == CannotSay()


async def test_an_order_is_not_told_by_a_seed_that_other_takes_may_have(video: Video, vendor: ReplicateVendor) -> None:
    chosen, asked_at = shot(FAST, shares_seed=True), just_now()
    assert await video.find(chosen, asked_at) == NotThere()

    await video.order(chosen)

    assert await video.find(chosen, asked_at) == CannotSay()
    assert vendor.accepted.total() == 1


async def test_a_removed_prediction_of_another_model_leaves_no_doubt(video: Video, vendor: ReplicateVendor) -> None:
    asked_at = just_now()
    await video.order(shot("bytedance/seedance-2.0"))
    vendor.forgotten.add("p1")

    assert await video.find(shot(FAST), asked_at) == NotThere()


@pytest.mark.parametrize("status", [401, 404, 429, 500])
async def test_a_failed_search_is_transient(video: Video, vendor: ReplicateVendor, status: int) -> None:
    vendor.faults["find"].append(vendor.fails(status))

    with pytest.raises(Transient):
        await video.find(shot(FAST), just_now())


async def test_an_output_may_be_a_list(video: Video, vendor: ReplicateVendor, tmp_path: Path) -> None:
    vendor.in_a_list = True
    order_id = await video.order(shot(FAST))

    await collected(video, order_id, tmp_path)

    assert (tmp_path / "clip").read_bytes() == made_by(vendor)


@pytest.mark.parametrize("output", [None, [], {}, 7])
async def test_an_output_that_is_no_url_is_a_rejected_input(
    video: Video, vendor: ReplicateVendor, tmp_path: Path, output: object
) -> None:
    vendor.ends.append({"status": "succeeded", "output": output})
    order_id = await video.order(shot(FAST))

    with pytest.raises(InputRejected, match="made nothing"):
        await collected(video, order_id, tmp_path)


async def test_an_aborted_prediction_ends_the_take(video: Video, vendor: ReplicateVendor, tmp_path: Path) -> None:
    vendor.ends.append(vendor.aborted())
    order_id = await video.order(shot(FAST))

    with pytest.raises(InputRejected, match="aborted"):
        await collected(video, order_id, tmp_path)


async def test_a_failure_is_told_in_the_models_words(video: Video, vendor: ReplicateVendor, tmp_path: Path) -> None:
    vendor.ends.append(vendor.failed("CUDA out of memory"))
    order_id = await video.order(shot(FAST))

    with pytest.raises(InputRejected, match="CUDA out of memory"):
        await collected(video, order_id, tmp_path)


async def test_a_clip_that_was_not_fetched_within_the_hour_is_lost(
    video: Video, vendor: ReplicateVendor, tmp_path: Path
) -> None:
    order_id = await video.order(shot(FAST))
    vendor.forgotten.add("p1")

    with pytest.raises(TakeLost, match="an hour"):
        await collected(video, order_id, tmp_path)


@pytest.mark.parametrize("is_there", [True, False])
async def test_an_order_of_a_model_without_a_seed_cannot_be_told_from_an_equal_one(
    video: Video, is_there: bool
) -> None:
    asked_at, kling = just_now(), shot("kwaivgi/kling-v3-video")
    if is_there:
        await video.order(kling)

    assert await video.find(kling, asked_at) == (CannotSay() if is_there else NotThere())


async def test_a_long_prompt_is_shortened_to_what_its_model_takes(video: Video, vendor: ReplicateVendor) -> None:
    words = shot(FAST).text.model_copy(update={"visual": "a cup " * 330, "camera": "slow " * 390})

    await video.order(shot(FAST, text=words))
    whole = body_of(vendor)["prompt"]
    await video.order(shot("kwaivgi/kling-v3-video", text=words))

    assert len(whole) > 2500
    assert len(body_of(vendor)["prompt"]) <= 2500
    assert whole.startswith(body_of(vendor)["prompt"])


@pytest.mark.parametrize(("resolution", "ordered"), [("720p", "720p"), ("1080p", "1080p")])
async def test_veo_films_in_the_films_resolution(
    video: Video, vendor: ReplicateVendor, resolution: str, ordered: str
) -> None:
    await video.order(shot("google/veo-3.1", format=FilmFormat.of(AspectRatio.WIDE, Resolution(resolution))))

    assert body_of(vendor)["resolution"] == ordered
