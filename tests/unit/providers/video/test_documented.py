"""The simulators refuse what vendors' documentation forbids, and the test that sent it fails."""

from pathlib import Path
from typing import Any

import pytest

from tests.simulators.documented import gemini, replicate, runware, runway
from tests.simulators.film import serving
from tests.simulators.replicate import ReplicateVendor
from tests.unit.providers.adapters import refused, shot, vendor_of, video_at

URL = "https://files.example/1.jpg"
SEEDANCE: dict[str, Any] = {"prompt": "a cup", "duration": 5}
VEO: dict[str, Any] = {"prompt": "a cup", "duration": 8, "aspect_ratio": "16:9"}
TASK: dict[str, Any] = {
    "taskType": "videoInference",
    "taskUUID": "b7db282d-2943-4f12-992f-77df3ad3ec71",
    "model": "bytedance:seedance@2.0",
    "positivePrompt": "a cup",
    "duration": 5,
    "width": 720,
    "height": 1280,
}
FRAMES = {"frameImages": [{"image": URL, "frame": "first"}]}
STILL = {"uri": URL, "position": "first"}


@pytest.mark.parametrize(
    ("model", "given", "fault"),
    [
        ("bytedance/seedance-2.0", SEEDANCE | {"fps": 24}, "no field fps"),
        ("bytedance/seedance-2.0", {"duration": 5}, "prompt is missing"),
        ("bytedance/seedance-2.0", SEEDANCE | {"duration": 3}, "duration is 3"),
        ("bytedance/seedance-2.0", SEEDANCE | {"duration": 16}, "duration is 16"),
        ("bytedance/seedance-2.0", SEEDANCE | {"generate_audio": "no"}, "is no bool"),
        ("bytedance/seedance-2.0", SEEDANCE | {"aspect_ratio": "4:5"}, "is '4:5'"),
        ("bytedance/seedance-2.0", SEEDANCE | {"last_frame_image": URL}, "only works with image"),
        ("bytedance/seedance-2.0", SEEDANCE | {"image": URL, "reference_images": [URL]}, "combined with image"),
        ("bytedance/seedance-2.0", SEEDANCE | {"reference_images": [URL] * 10}, "above 9"),
        ("kwaivgi/kling-v3-video", SEEDANCE | {"seed": 7}, "no field seed"),
        ("kwaivgi/kling-v3-video", SEEDANCE | {"reference_images": [URL]}, "no field reference_images"),
        ("kwaivgi/kling-v3-video", SEEDANCE | {"prompt": "a" * 2501}, "above 2500"),
        ("kwaivgi/kling-v3-omni-video", SEEDANCE | {"end_image": URL}, "only works with start_image"),
        ("google/veo-3.1", VEO | {"duration": 5}, "duration is 5"),
        ("google/veo-3.1", VEO | {"duration": 6, "reference_images": [URL]}, "only works with duration 8"),
        ("google/veo-3.1", VEO | {"aspect_ratio": "9:16", "reference_images": [URL]}, "with aspect_ratio 16:9"),
        ("google/veo-3.1", VEO | {"image": URL, "reference_images": [URL]}, "combined with image"),
        ("google/veo-3.1-fast", VEO | {"reference_images": [URL]}, "no field reference_images"),
    ],
)
def test_replicate(model: str, given: dict[str, Any], fault: str) -> None:
    (found,) = replicate.MODELS[model].faults(given)
    assert fault in found


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"seed": 7}, "no field seed"),
        ({"resolution": "720p"}, "resolution without frameImages"),
        ({"width": 700}, "700x1280 are not supported"),
        ({"inputs": FRAMES}, "exactly one of"),
        ({"inputs": {"referenceImages": [URL] * 10}}, "above 9"),
        ({"settings": {"generateAudio": False}}, "no field generateAudio"),
        ({"providerSettings": {"bytedance": {"audio": False}}}, "no field providerSettings"),
        ({"model": "google:3@3"}, "duration is 5"),
        ({"model": "klingai:kling-video@3-pro"}, "720x1280 are not supported"),
        ({"model": "klingai:kling-video@3-standard", "settings": {"audio": False}}, "no field settings"),
        ({"model": "google:gemini@omni-flash", "settings": {"audio": False}}, "no field settings"),
    ],
)
def test_runware(change: dict[str, Any], fault: str) -> None:
    task = TASK | change
    (found,) = runware.MODELS[task["model"]].faults(task)
    assert fault in found


def test_runware_takes_either_frames_or_references() -> None:
    both = {name: value for name, value in TASK.items() if name not in ("width", "height")}
    both |= {"inputs": FRAMES | {"referenceImages": [URL]}}

    assert runware.MODELS[TASK["model"]].faults(both) == ["inputs.frameImages cannot be used with referenceImages"]


@pytest.mark.parametrize(
    ("kind", "change", "fault"),
    [
        ("text_to_video", {"ratio": "960:960"}, "ratio is not as documented"),
        ("text_to_video", {"audio": False}, "no field audio"),
        ("text_to_video", {"references": [{"uri": URL}]}, "no field references"),
        ("text_to_video", {"duration": 11}, "a duration of 11"),
        ("text_to_video", {"promptText": "a" * 1001}, "longer than 1000"),
        ("text_to_video", {"promptText": ""}, "is empty"),
        ("text_to_video", {"model": "gen4_turbo"}, "has no model gen4_turbo"),
        ("text_to_video", {"model": "gen9"}, "has no model gen9"),
        ("text_to_video", {"model": "veo3.1"}, "duration is not as documented"),
        ("text_to_video", {"model": "kling3.0_standard", "seed": 7}, "no field seed"),
        ("text_to_video", {"model": "seedance2", "references": [{"uri": URL}] * 10}, "10 references"),
        ("image_to_video", {"promptImage": [{"uri": URL, "position": "last"}]}, "promptImage is not as documented"),
        ("image_to_video", {"promptImage": []}, "promptImage is not as documented"),
        ("image_to_video", {}, "promptImage is missing"),
        (
            "image_to_video",
            {"model": "seedance2", "promptImage": [STILL, {"uri": URL}]},
            "pictures at ['first', None]",
        ),
        (
            "image_to_video",
            {"model": "veo3.1", "duration": 8, "promptImage": [{"uri": URL, "position": "last"}]},
            "pictures at ['last']",
        ),
    ],
)
def test_runway(kind: str, change: dict[str, Any], fault: str) -> None:
    body = {"model": "gen4.5", "promptText": "a cup", "duration": 5, "ratio": "720:1280"} | change
    (found,) = runway.faults(kind, body)
    assert fault in found


@pytest.mark.parametrize(
    ("task", "pictures", "change", "fault"),
    [
        ("text_to_video", 1, {}, "1 pictures"),
        ("image_to_video", 2, {}, "2 pictures"),
        ("reference_to_video", 4, {}, "4 pictures"),
        ("keyframes", 0, {}, "task is 'keyframes'"),
        ("text_to_video", 0, {"seed": 7}, "no field seed"),
        ("text_to_video", 0, {"response_format": {"type": "video", "duration": "11s"}}, "duration is '11s'"),
        ("text_to_video", 0, {"response_format": {"type": "video", "aspect_ratio": "1:1"}}, "is '1:1'"),
    ],
)
def test_gemini(task: str, pictures: int, change: dict[str, Any], fault: str) -> None:
    parts = [{"type": "image", "data": "", "mime_type": "image/jpeg"}] * pictures
    body = {
        "model": "gemini-omni-1.1-flash",
        "input": [{"type": "user_input", "content": [*parts, {"type": "text", "text": "a cup"}]}],
        "response_format": {"type": "video", "duration": "5s"},
        "generation_config": {"video_config": {"task": task}},
    } | change
    (found,) = gemini.MODELS["gemini-omni-1.1-flash"].faults(body)
    assert fault in found


async def test_an_order_that_is_forbidden_is_refused_and_fails_its_test(tmp_path: Path) -> None:
    served = serving(vendor_of(ReplicateVendor, tmp_path))
    vendor = await served.__aenter__()

    error = await refused(video_at(vendor), shot("bytedance/seedance-2.0-fast", seed="seven"))

    assert "Replicate answered 422" in error.message
    assert not vendor.accepted
    with pytest.raises(AssertionError, match="seed is no int"):
        await served.__aexit__(None, None, None)
