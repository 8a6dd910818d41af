"""Runway's image models, by text_to_image. SDK runwayml 5.24.0, of which the sizes are."""

from asyncio import to_thread
from pathlib import Path
from typing import Any

from typing_extensions import override

from domain.errors import InputRejected
from domain.ports.image import ImageOrder
from providers.common.aspect_ratio import nearest
from providers.common.polling import PollingImageModel
from providers.common.vendor_api import data_url
from providers.vendors.runway.client import LOOK_EVERY, RunwayApi, shortened

_NEEDS_A_REFERENCE = "gen4_image_turbo"
_SIZES = ("1920:1080", "1080:1920", "1080:1080", "1440:1080", "1080:1440", "1280:720", "720:1280", "720:720", "720:960")
_MOST_REFERENCES = 3
_UNITS = 1000


class RunwayImage(PollingImageModel[RunwayApi]):
    name = "runway"
    api_type = RunwayApi
    model = "gen4_image"
    models = (model, _NEEDS_A_REFERENCE)
    first_look = LOOK_EVERY
    look_every = LOOK_EVERY

    @override
    async def order(self, picture: ImageOrder, into: Path) -> str:
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
        return await self.api.order("text_to_image", asked)


async def _reference(number: int, picture: Path) -> dict[str, str]:
    return {"uri": data_url(await to_thread(picture.read_bytes)), "tag": f"picture{number}"}


def _prompt(said: str, tags: list[str]) -> str:
    """Names every reference by its tag: what is not named need not be shown."""
    if not tags:
        return shortened(said, _UNITS)
    named = "It shows " + " and ".join(f"@{tag}" for tag in tags) + ".\n"
    return named + shortened(said, _UNITS - len(named))
