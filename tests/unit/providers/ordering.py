"""What Gemini, Runware and OpenAI are asked for in these tests, and adapters to who plays them."""

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from domain.errors import GreenlightError
from domain.film_format import AspectRatio, FilmFormat, Resolution
from domain.job.storyboard import SceneText
from domain.ports.image import ImageModel, ImageOrder
from domain.ports.video import Shot
from providers.common.polling_video import PollingVideoModel
from providers.vendors.gemini.client import GeminiAccount
from providers.vendors.gemini.image import GeminiImage
from providers.vendors.gemini.video import GeminiVideo as GeminiFilms
from providers.vendors.openai.client import OpenAIAccount
from providers.vendors.openai.image import OpenAIImage
from providers.vendors.runware.video import RunwareAccount, RunwareVideo
from storage.download import Downloader
from tests.simulators.film import MediaVendor
from tests.simulators.openai_images import OpenAIImages
from tests.simulators.runware import Runware

KEY = "6b1f3f0a-54b5-5c8e-9d2a-0c5d1c1e7a10"
"""A take's id: a UUID of version 5."""

WORDS = {
    "scenario": "hook",
    "duration": 5,
    "description": "Steam over a cup at dawn.",
    "script": "Slow mornings.",
    "shot_type": "close-up",
    "transition": "cut",
}
PROMPT = "Steam over a cup at dawn.\nShot: close-up"


def film(ratio: str, resolution: str = "720p") -> FilmFormat:
    return FilmFormat.of(AspectRatio(ratio), Resolution(resolution))


def vendor_of(kind: type[MediaVendor], folder: Path) -> MediaVendor:
    """It makes a file of so many bytes that half of it is a lot."""
    made = folder / "made"
    made.write_bytes(os.urandom(200_000))
    return kind(lambda _: made, made)


def made_by(vendor: MediaVendor) -> bytes:
    return vendor.file(next(iter(vendor.orders.values()))).read_bytes()


def downloads() -> Downloader:
    return Downloader([ip_network("127.0.0.0/8")], 10_000_000, 5, waits_seconds=(0.01,))


def shot(model: str, seconds: float = 5, **changes: Any) -> Shot:
    frames = round(seconds * 30)
    text = SceneText.model_validate(WORDS | {"duration": seconds})
    known = Shot(key=KEY, model=model, text=text, format=film("9:16"), frames=frames, seed=7)
    return known.model_copy(update=changes)


def picture(model: str, **changes: Any) -> ImageOrder:
    known = ImageOrder(key=KEY, model=model, prompt="A cup at dawn.", format=film("9:16"), seed=7)
    return known.model_copy(update=changes)


def video_at(vendor: MediaVendor, deadline: float = 5.0) -> PollingVideoModel:
    """It is quick to look again, and to give up."""
    environment = vendor.environment()
    video: PollingVideoModel = (
        RunwareVideo(RunwareAccount.model_validate(environment), downloads())
        if isinstance(vendor, Runware)
        else GeminiFilms(GeminiAccount.model_validate(environment), downloads())
    )
    video.look_every = 0.02
    video.order_deadline = deadline
    return video


def image_at(vendor: MediaVendor, deadline: float = 5.0) -> ImageModel:
    environment = vendor.environment()
    image: ImageModel = (
        OpenAIImage(OpenAIAccount.model_validate(environment))
        if isinstance(vendor, OpenAIImages)
        else GeminiImage(GeminiAccount.model_validate(environment))
    )
    image.order_deadline = deadline
    return image


async def refused(video: PollingVideoModel, of: Shot | None = None) -> GreenlightError:
    """What becomes of an order that is not answered well."""
    with pytest.raises(GreenlightError) as raised:
        await video.order(of or shot(video.model))
    return raised.value


async def collected(video: PollingVideoModel, order_id: str, folder: Path) -> bytes:
    await video.collect(order_id, shot(video.model), folder / "clip", lambda _: None)
    return (folder / "clip").read_bytes()


async def lost(video: PollingVideoModel, order_id: str, folder: Path) -> GreenlightError:
    """What becomes of an order that gives no clip."""
    with pytest.raises(GreenlightError) as raised:
        await collected(video, order_id, folder)
    return raised.value


async def undrawn(image: ImageModel, folder: Path, of: ImageOrder | None = None) -> GreenlightError:
    """What becomes of a picture that is not drawn."""
    with pytest.raises(GreenlightError) as raised:
        await image.order(of or picture(image.model), folder / "picture")
    assert not (folder / "picture").exists()
    return raised.value
