"""Gemini's own requests, answers and errors for pictures."""

from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import AccountProblem, GreenlightError, InputRejected, NotAccepted, OutcomeUnknown
from domain.ports.video_and_image import ImageModel
from tests.simulators.film import MediaVendor, key_of, serving
from tests.simulators.gemini import knows_no_such_key, limits_in_the_body, needs_billing, quota_is_used_up
from tests.simulators.gemini_images import GeminiImages, blocked, says, shown, stopped
from tests.simulators.language import Answer, as_json
from tests.unit.providers.adapters import body_of, film, picture, undrawn, vendor_of


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[MediaVendor]:
    async with serving(vendor_of(GeminiImages, tmp_path)) as simulated:
        yield simulated


async def test_a_picture_is_ordered_from_a_text(image: ImageModel, vendor: MediaVendor, tmp_path: Path) -> None:
    await image.order(picture(image.model), tmp_path / "picture")

    assert body_of(vendor)["model"] == "gemini-nano-banana-2.1"
    assert body_of(vendor)["generationConfig"] == {
        "responseModalities": ["IMAGE"],
        "seed": 7,
        "imageConfig": {"aspectRatio": "9:16", "imageSize": "1K"},
    }
    assert vendor.accepted == {key_of("A cup at dawn.", 7): 1}


async def test_references_are_sent_up_to_the_limit(image: ImageModel, vendor: MediaVendor, tmp_path: Path) -> None:
    references = tuple(tmp_path / f"{number}.jpg" for number in range(20))
    for path in references:
        path.write_bytes(path.name.encode())

    await image.order(picture(image.model, references=references), tmp_path / "picture")

    assert [b64decode(data) for data in shown(body_of(vendor))] == [path.name.encode() for path in references[:14]]


@pytest.mark.parametrize(
    ("ratio", "resolution", "asked"),
    [
        ("9:16", "720p", ("9:16", "1K")),
        ("16:9", "1080p", ("16:9", "2K")),
        ("1:1", "720p", ("1:1", "1K")),
        ("4:5", "1080p", ("4:5", "2K")),
    ],
)
async def test_the_films_ratio_is_ordered(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, ratio: str, resolution: str, asked: tuple[str, str]
) -> None:
    await image.order(picture(image.model, format=film(ratio, resolution)), tmp_path / "picture")

    config = body_of(vendor)["generationConfig"]["imageConfig"]
    assert (config["aspectRatio"], config["imageSize"]) == asked


ACCOUNT, WAIT, INPUT, UNKNOWN = AccountProblem, NotAccepted, InputRejected, OutcomeUnknown

ANSWERS: list[tuple[str, Answer, type[GreenlightError]]] = [
    ("a key that is not valid", knows_no_such_key(), ACCOUNT),
    ("no billing", needs_billing(), ACCOUNT),
    ("the quota of the day", quota_is_used_up("GenerateRequestsPerDayPerProjectPerModel"), ACCOUNT),
    ("the quota of the minute", quota_is_used_up("GenerateRequestsPerMinutePerProjectPerModel"), WAIT),
    ("the prompt is blocked", as_json(blocked("no")), INPUT),
    ("safety", as_json(stopped("IMAGE_SAFETY", "no")), INPUT),
    ("recitation", as_json(stopped("IMAGE_RECITATION", "no")), INPUT),
    ("prohibited", as_json(stopped("PROHIBITED_CONTENT", "no")), INPUT),
    ("words in place of a picture", as_json(says("no")), INPUT),
    ("account disabled", as_json(stopped("PUP_LIMITED_DISABLED", "no")), ACCOUNT),
    ("nothing at all", as_json({"candidates": []}), UNKNOWN),
]


@pytest.mark.parametrize(("answer", "kind"), [pytest.param(told, kind, id=name) for name, told, kind in ANSWERS])
async def test_googles_own_errors_are_understood(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, answer: Answer, kind: type[GreenlightError]
) -> None:
    vendor.faults["refuse"].append(answer)

    error = await undrawn(image, tmp_path)

    assert type(error) is kind
    assert vendor.calls["order"] == 1


async def test_an_answer_without_a_picture_is_rejected_with_googles_reason(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path
) -> None:
    vendor.ends.append(vendor.made_nothing())

    error = await undrawn(image, tmp_path)

    assert isinstance(error, InputRejected)
    assert "NO_IMAGE" in error.message


async def test_the_retry_delay_may_be_in_the_body(image: ImageModel, vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.faults["refuse"].append(limits_in_the_body(34.5))

    error = await undrawn(image, tmp_path)

    assert isinstance(error, NotAccepted)
    assert error.retry_after == timedelta(seconds=34.5)
