"""Runway's image models, by text_to_image. SDK runwayml 5.24.0, of which the sizes are."""

from asyncio import to_thread
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from domain.errors import InputRejected
from domain.ports.download import Download
from domain.ports.image import ImageOrder
from domain.ports.order_lookup import CannotSay
from providers.common.aspect_ratio import nearest
from providers.common.polling_image import PollingImageModel
from providers.common.polling_video import Pending, Ready
from providers.common.sdk_calls import data_url
from providers.vendors.runway.client import LOOK_EVERY, RunwayAccount, RunwaySettings, shortened

_NEEDS_A_REFERENCE = "gen4_image_turbo"
_SIZES = ("1920:1080", "1080:1920", "1080:1080", "1440:1080", "1080:1440", "1280:720", "720:1280", "720:720", "720:960")
_MOST_REFERENCES = 3
_UNITS = 1000


class RunwayImage(PollingImageModel):
    name = "runway"
    model = "gen4_image"
    models = (model, _NEEDS_A_REFERENCE)
    first_look = LOOK_EVERY
    look_every = LOOK_EVERY

    def __init__(self, account: RunwayAccount, download: Download) -> None:
        super().__init__(download)
        self._account = account

    @classmethod
    def from_env(cls, download: Download) -> Self:
        """Errors: AccountProblem when there is no key."""
        return cls(RunwayAccount(RunwaySettings()), download)

    async def order(self, picture: ImageOrder, into: Path) -> str:  # noqa: ARG002
        if picture.model == _NEEDS_A_REFERENCE and not picture.references:
            raise InputRejected(
                f"Runway's {picture.model} draws from a picture and there is none; draw with gen4_image"
            )
        references = [await _reference(*each) for each in enumerate(picture.references[:_MOST_REFERENCES], 1)]
        asked: dict[str, Any] = {
            "model": picture.model,
            "promptText": _prompt(picture.prompt, [reference["tag"] for reference in references]),
            "ratio": nearest(_SIZES, picture.format),
            "seed": picture.seed,
        }
        if references:
            asked["referenceImages"] = references
        return await self._account.order("text_to_image", asked)

    async def find(self, picture: ImageOrder, asked_at: datetime) -> CannotSay:  # noqa: ARG002
        """Tasks can be looked at by their id and deleted, not listed: SDK resources/tasks.py."""
        return CannotSay()

    async def look(self, order_id: str) -> Pending | Ready:
        return await self._account.look(order_id)


async def _reference(number: int, picture: Path) -> dict[str, str]:
    return {"uri": data_url(await to_thread(picture.read_bytes)), "tag": f"picture{number}"}


def _prompt(said: str, tags: list[str]) -> str:
    """Names every reference by its tag: what is not named need not be shown."""
    if not tags:
        return shortened(said, _UNITS)
    named = "It shows " + " and ".join(f"@{tag}" for tag in tags) + ".\n"
    return named + shortened(said, _UNITS - len(named))
