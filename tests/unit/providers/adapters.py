"""Adapters at simulated vendors, and orders for them."""

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar

import pytest

from domain.errors import GreenlightError
from domain.film_format import AspectRatio, FilmFormat, Resolution
from domain.job.storyboard import SceneText
from domain.ports.planner import Planner
from domain.ports.video_and_image import ImageModel, ImageOrder, Output, Shot, VendorModel
from providers.common.pace import Pace
from providers.common.vendor_api import OrderApi, VendorApi
from providers.common.vendor_models import ImmediateImageModel, PollingImageModel, PollingVideoModel
from providers.common.voice_models import VendorVoice
from providers.vendors.elevenlabs.client import ElevenLabsApi
from providers.vendors.elevenlabs.voice import ElevenLabsVoice
from providers.vendors.gemini.client import GeminiApi
from providers.vendors.gemini.image import GeminiImage
from providers.vendors.gemini.video import GeminiVideo as GeminiFilms
from providers.vendors.gemini.video import GeminiVideoApi
from providers.vendors.gemini.voice import GeminiVoice
from providers.vendors.openai.client import OpenAIApi
from providers.vendors.openai.image import OpenAIImage
from providers.vendors.replicate.client import ReplicateApi
from providers.vendors.replicate.image import ReplicateImage
from providers.vendors.replicate.video import ReplicateVideo
from providers.vendors.runware.client import RunwareApi
from providers.vendors.runware.video import RunwareVideo
from providers.vendors.runway.client import RunwayApi
from providers.vendors.runway.image import RunwayImage
from providers.vendors.runway.video import RunwayVideo
from storage.web.download import Downloader
from tests.simulators.elevenlabs import ElevenLabs
from tests.simulators.film import MediaVendor
from tests.simulators.gemini_images import GeminiImages
from tests.simulators.gemini_video import GeminiVideo
from tests.simulators.gemini_voices import GeminiVoices
from tests.simulators.openai_images import OpenAIImages
from tests.simulators.replicate import ReplicateVendor
from tests.simulators.runware import Runware
from tests.simulators.runway import RunwayVendor

Video = PollingVideoModel[Any]

Opened = TypeVar("Opened", bound=VendorModel | Planner)

OPENED: list[VendorModel | Planner] = []
"""What `conftest.py` closes after each test."""

VIDEO: dict[type[MediaVendor], tuple[type[OrderApi], type[Video]]] = {
    ReplicateVendor: (ReplicateApi, ReplicateVideo),
    RunwayVendor: (RunwayApi, RunwayVideo),
    GeminiVideo: (GeminiVideoApi, GeminiFilms),
    Runware: (RunwareApi, RunwareVideo),
}
POLLED_IMAGES: dict[type[MediaVendor], tuple[type[OrderApi], type[PollingImageModel[Any]]]] = {
    ReplicateVendor: (ReplicateApi, ReplicateImage),
    RunwayVendor: (RunwayApi, RunwayImage),
}
IMMEDIATE_IMAGES: dict[type[MediaVendor], tuple[type[VendorApi], type[ImmediateImageModel[Any]]]] = {
    OpenAIImages: (OpenAIApi, OpenAIImage),
    GeminiImages: (GeminiApi, GeminiImage),
}
VOICES: dict[type[MediaVendor], tuple[type[VendorApi], type[VendorVoice[Any]]]] = {
    ElevenLabs: (ElevenLabsApi, ElevenLabsVoice),
    GeminiVoices: (GeminiApi, GeminiVoice),
}
IMAGES: list[type[MediaVendor]] = [*POLLED_IMAGES, *IMMEDIATE_IMAGES]

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


def opened(adapter: Opened) -> Opened:
    """An adapter that is closed after the test."""
    OPENED.append(adapter)
    return adapter


def film(ratio: str, resolution: str = "720p") -> FilmFormat:
    return FilmFormat.of(AspectRatio(ratio), Resolution(resolution))


def vendor_of(kind: type[MediaVendor], folder: Path) -> MediaVendor:
    """A simulated vendor. It makes a file of so many bytes that half of it is a lot."""
    made = folder / "made"
    made.write_bytes(os.urandom(200_000))
    return kind(lambda _: made, made)


def made_by(vendor: MediaVendor) -> bytes:
    return vendor.file(next(iter(vendor.orders.values()))).read_bytes()


def body_of(vendor: MediaVendor) -> dict[str, Any]:
    """The latest order as the vendor got it."""
    return next(reversed(vendor.orders.values())).body


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


def video_at(vendor: MediaVendor, timeout: float = 5.0) -> Video:
    """An adapter that looks again at once. `timeout` is in seconds, for each call."""
    api, model = VIDEO[type(vendor)]
    video = model(_at(vendor, api, timeout), downloads())
    video.least_interval = 0.0
    video.api.pace = Pace(1000)
    return opened(video)


def image_at(vendor: MediaVendor, timeout: float = 5.0) -> ImageModel:
    """As `video_at`."""
    if type(vendor) in IMMEDIATE_IMAGES:
        immediate_api, immediate = IMMEDIATE_IMAGES[type(vendor)]
        return opened(immediate(_at(vendor, immediate_api, timeout)))
    api, model = POLLED_IMAGES[type(vendor)]
    image = model(_at(vendor, api, timeout), downloads())
    image.least_interval, image.first_pause = 0.0, 0.02
    image.api.pace = Pace(1000)
    return opened(image)


def voice_at(vendor: MediaVendor, timeout: float = 5.0) -> VendorVoice[Any]:
    api, voice = VOICES[type(vendor)]
    return opened(voice(_at(vendor, api, timeout)))


def _at(vendor: MediaVendor, api: type[VendorApi], timeout: float) -> Any:
    return api(api.account_type.model_validate(vendor.environment()), timeout)


async def refused(video: Video, of: Shot | None = None) -> GreenlightError:
    """The error of an order that is not answered well."""
    with pytest.raises(GreenlightError) as raised:
        await video.order(of or shot(video.model))
    return raised.value


async def collected(video: Video, order_id: str, folder: Path) -> bytes:
    state = await video.look(order_id)
    assert isinstance(state, Output)
    await video.download(state, folder / "clip")
    return (folder / "clip").read_bytes()


async def lost(video: Video, order_id: str, folder: Path) -> GreenlightError:
    """The error of an order that gives no clip."""
    with pytest.raises(GreenlightError) as raised:
        await collected(video, order_id, folder)
    assert not (folder / "clip").exists()
    return raised.value


async def undrawn(image: ImageModel, folder: Path, of: ImageOrder | None = None) -> GreenlightError:
    """The error of a picture that cannot be ordered."""
    with pytest.raises(GreenlightError) as raised:
        await image.order(of or picture(image.model), folder / "picture")
    assert not (folder / "picture").exists()
    return raised.value
