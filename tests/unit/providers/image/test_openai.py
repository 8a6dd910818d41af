"""OpenAI's own requests and errors for pictures."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.errors import AccountProblem, GreenlightError, InputRejected, NotAccepted, OutcomeUnknown
from domain.ports.video_and_image import ImageModel
from tests.simulators.film import MediaVendor, serving
from tests.simulators.language import Answer, as_json
from tests.simulators.openai_images import OpenAIImages, rejects
from tests.unit.providers.adapters import body_of, film, picture, undrawn, vendor_of


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[MediaVendor]:
    async with serving(vendor_of(OpenAIImages, tmp_path)) as simulated:
        yield simulated


async def test_a_picture_is_ordered_from_a_text(image: ImageModel, vendor: MediaVendor, tmp_path: Path) -> None:
    await image.order(picture(image.model), tmp_path / "picture")

    assert body_of(vendor) == {
        "model": "gpt-image-2.5-flare",
        "prompt": "A cup at dawn.",
        "size": "768x1360",
        "n": 1,
        "output_format": "jpeg",
    }


async def test_references_are_sent_up_to_the_limit(image: ImageModel, vendor: MediaVendor, tmp_path: Path) -> None:
    shown = tuple(tmp_path / f"{number}.jpg" for number in range(20))
    for path in shown:
        path.write_bytes(path.name.encode())

    await image.order(picture(image.model, references=shown), tmp_path / "picture")

    body = body_of(vendor)
    assert body["image"] == [path.name.encode() for path in shown[:16]]
    assert (body["prompt"], body["size"], body["model"]) == ("A cup at dawn.", "768x1360", "gpt-image-2.5-flare")


@pytest.mark.parametrize(
    ("ratio", "resolution", "size"),
    [
        ("9:16", "720p", "768x1360"),
        ("16:9", "720p", "1360x768"),
        ("1:1", "720p", "1024x1024"),
        ("4:5", "720p", "912x1152"),
        ("9:16", "1080p", "1088x1920"),
        ("16:9", "1080p", "1920x1088"),
        ("1:1", "1080p", "1088x1088"),
        ("4:5", "1080p", "1088x1344"),
    ],
)
async def test_its_size_is_the_films_in_steps_of_16(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, ratio: str, resolution: str, size: str
) -> None:
    await image.order(picture(image.model, format=film(ratio, resolution)), tmp_path / "picture")

    assert body_of(vendor)["size"] == size


ACCOUNT, WAIT, INPUT = AccountProblem, NotAccepted, InputRejected

REFUSALS: list[tuple[str, Answer, type[GreenlightError]]] = [
    ("quota by type alone", rejects(429, "no", "insufficient_quota", "credits_used"), ACCOUNT),
    ("the hard limit", rejects(400, "no", "billing_limit_user_error", "billing_hard_limit_reached"), ACCOUNT),
    ("rate", rejects(429, "no", "requests", "rate_limit_exceeded"), WAIT),
    ("moderation", rejects(400, "no", "image_generation_user_error", "moderation_blocked"), INPUT),
    ("policy", rejects(400, "no", "invalid_request_error", "content_policy_violation"), INPUT),
    ("no such model", rejects(404, "no", "invalid_request_error", "model_not_found"), ACCOUNT),
    ("not verified", rejects(403, "no", "invalid_request_error", None), ACCOUNT),
]


@pytest.mark.parametrize(("answer", "kind"), [pytest.param(told, kind, id=name) for name, told, kind in REFUSALS])
async def test_openais_own_errors_are_understood(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, answer: Answer, kind: type[GreenlightError]
) -> None:
    vendor.faults["refuse"].append(answer)

    assert type(await undrawn(image, tmp_path)) is kind
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 0)


@pytest.mark.parametrize("data", ["", "no base64!"])
async def test_an_answer_without_a_picture_leaves_the_order_unknown(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path, data: str
) -> None:
    vendor.faults["order"].append(as_json({"created": 1, "data": [{"b64_json": data}]}))

    assert type(await undrawn(image, tmp_path)) is OutcomeUnknown


async def test_an_answer_with_an_empty_list_leaves_the_order_unknown(
    image: ImageModel, vendor: MediaVendor, tmp_path: Path
) -> None:
    vendor.ends.append(vendor.made_nothing())

    assert type(await undrawn(image, tmp_path)) is OutcomeUnknown
