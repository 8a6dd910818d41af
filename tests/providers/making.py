"""What a vendor is asked to make in these tests, and an adapter to the simulated vendor."""

import os
from ipaddress import ip_network
from pathlib import Path

from domain.film import FilmFormat
from domain.ports import PictureOrder, Shot
from domain.storyboard import SceneText
from providers.image.replicate import ReplicateImage
from providers.image.runway import RunwayImage
from providers.replicate_account import ReplicateAccount, ReplicateSettings
from providers.runway_account import RunwayAccount, RunwaySettings
from providers.video.replicate import ReplicateVideo
from providers.video.runway import RunwayVideo
from storage.download import Downloader
from tests.vendors.film import MediaVendor
from tests.vendors.replicate import ReplicateVendor
from tests.vendors.runway import RunwayVendor

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


def picture(model: str, film: FilmFormat = VERTICAL, references: tuple[Path, ...] = (), seed: int = 7) -> PictureOrder:
    return PictureOrder(
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
