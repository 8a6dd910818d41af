"""Runway's image models, by text_to_image. SDK runwayml 5.24.0, which has the sizes."""

from asyncio import to_thread
from pathlib import Path
from typing import Any

from typing_extensions import override

from domain.errors import InputRejected
from domain.film_format import nearest
from domain.ports.video_and_image import ImageOrder
from providers.common.vendor_api import data_url
from providers.common.vendor_models import PollingImageModel, shortened
from providers.vendors.runway.client import LEAST_INTERVAL, RunwayApi

_NEEDS_A_REFERENCE = "gen4_image_turbo"
_SIZES = ("1920:1080", "1080:1920", "1080:1080", "1440:1080", "1080:1440", "1280:720", "720:1280", "720:720", "720:960")
_MOST_REFERENCES = 3
_UNITS = 1000


class RunwayImage(PollingImageModel[RunwayApi]):
    name = "runway"
    api_type = RunwayApi
    model = "gen4_image"
    models = (model, _NEEDS_A_REFERENCE)
    least_interval = LEAST_INTERVAL

    @override
    def prompt(self, picture: ImageOrder) -> str:
        return _prompt(picture.prompt, _tags(picture))

    @override
    async def order(self, picture: ImageOrder, into: Path) -> str:
        if picture.model == _NEEDS_A_REFERENCE and not picture.references:
            raise InputRejected(
                f"Runway's {picture.model} draws from a picture and there is none; draw with gen4_image"
            )
        references = [
            {"uri": data_url(await to_thread(path.read_bytes)), "tag": tag}
            for tag, path in zip(_tags(picture), picture.references, strict=False)
        ]
        body: dict[str, Any] = {
            "model": picture.model,
            "promptText": self.prompt(picture),
            "ratio": nearest(_SIZES, picture.format),
            "seed": picture.seed,
        }
        if references:
            body["referenceImages"] = references
        return await self.api.order("text_to_image", body)


def _tags(picture: ImageOrder) -> list[str]:
    return [f"picture{number}" for number, _ in enumerate(picture.references[:_MOST_REFERENCES], 1)]


def _prompt(text: str, tags: list[str]) -> str:
    """Return the text after a sentence that names every reference: one that is not named may be ignored."""
    if not tags:
        return shortened(text, _UNITS)
    named = "It shows " + " and ".join(f"@{tag}" for tag in tags) + ".\n"
    return named + shortened(text, _UNITS - len(named))
