"""What a vendor is asked to make in these tests, and an adapter to the simulated vendor."""

import os
from ipaddress import ip_network
from pathlib import Path

from domain.film_format import FilmFormat
from domain.job.storyboard import SceneText
from domain.ports.image import ImageOrder
from domain.ports.video import Shot
from providers.vendors.replicate.client import ReplicateAccount, ReplicateSettings
from providers.vendors.replicate.image import ReplicateImage
from providers.vendors.replicate.video import ReplicateVideo
from providers.vendors.runway.client import RunwayAccount, RunwaySettings
from providers.vendors.runway.image import RunwayImage
from providers.vendors.runway.video import RunwayVideo
from storage.download import Downloader
from tests.simulators.film import MediaVendor
from tests.simulators.replicate import ReplicateVendor
from tests.simulators.runway import RunwayVendor

VENDORS: list[type[MediaVendor]] = [ReplicateVendor, RunwayVendor]

VERTICAL = FilmFormat(width=720, height=1280)

TEXT = SceneText.model_validate(
    {
        "scenario": "hook",
        "duration": 5,
        "description": "Steam over a cup at dawn.",
        "script": "Slow mornings.",
        "shot_type": "close-up",
        "transition": "cut",
    }
)


def vendor_of(kind: type[MediaVendor], folder: Path) -> MediaVendor:
    """A simulated vendor that makes a file of a few bytes, big enough to be cut in half."""
    made = folder / "made"
    made.write_bytes(os.urandom(200_000))
    return kind(lambda _: made, made)


def made_by(vendor: MediaVendor) -> bytes:
    return vendor.file(next(iter(vendor.orders.values()))).read_bytes()


def shot(model: str, seconds: float = 5, film: FilmFormat = VERTICAL, still: Path | None = None, seed: int = 7) -> Shot:
    return Shot(
        key="take-1", model=model, text=TEXT, first_frame=still, format=film, frames=round(seconds * 30), seed=seed
    )


def picture(model: str, film: FilmFormat = VERTICAL, references: tuple[Path, ...] = (), seed: int = 7) -> ImageOrder:
    return ImageOrder(
        key="scene-1", model=model, prompt="A cup at dawn.", references=references, format=film, seed=seed
    )


def downloads() -> Downloader:
    return Downloader([ip_network("127.0.0.0/8")], 10_000_000, 5, waits_seconds=(0.01,))


def account_at(vendor: MediaVendor, timeout: float = 5.0) -> ReplicateAccount | RunwayAccount:
    variables = vendor.environment()
    if isinstance(vendor, ReplicateVendor):
        return ReplicateAccount(ReplicateSettings.model_validate(variables), timeout)
    return RunwayAccount(RunwaySettings.model_validate(variables), timeout)


def video_at(vendor: MediaVendor, timeout: float = 5.0) -> ReplicateVideo | RunwayVideo:
    """An adapter that is quick to look again."""
    account = account_at(vendor, timeout)
    video = (
        ReplicateVideo(account, downloads())
        if isinstance(account, ReplicateAccount)
        else RunwayVideo(account, downloads())
    )
    video.look_every = 0.02
    return video


def image_at(vendor: MediaVendor, timeout: float = 5.0) -> ReplicateImage | RunwayImage:
    """An adapter that is quick to look again."""
    account = account_at(vendor, timeout)
    image = (
        ReplicateImage(account, downloads())
        if isinstance(account, ReplicateAccount)
        else RunwayImage(account, downloads())
    )
    image.look_every = 0.02
    return image
