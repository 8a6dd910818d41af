"""Replicate's image models. https://replicate.com/black-forest-labs/flux-2-pro/api, SDK replicate 2.0.0b4."""

from datetime import datetime
from pathlib import Path
from typing import Any

from typing_extensions import override

from domain.film_format import nearest
from domain.ports.video_and_image import CannotSay, Found, ImageOrder, NotThere
from providers.common.vendor_models import PollingImageModel
from providers.vendors.replicate.client import ReplicateApi

_FLUX = "black-forest-labs/flux-2-pro"
_NANO_BANANA = "google/nano-banana-pro"
_RATIOS = ("16:9", "9:16", "1:1", "4:5", "3:4", "4:3")
_MOST_REFERENCES = {_FLUX: 8, _NANO_BANANA: 14}


class ReplicateImage(PollingImageModel[ReplicateApi]):
    name = "replicate"
    api_type = ReplicateApi
    model = _FLUX
    models = (_FLUX, _NANO_BANANA)
    looked_at_together = 1000

    @override
    async def order(self, picture: ImageOrder, into: Path) -> str:
        references = picture.references[: _MOST_REFERENCES.get(picture.model, 1)]
        lent = [await self.api.lend(reference) for reference in references]
        return await self.api.order(picture.model, _marks(picture) | _shape(picture, lent), self.news_url)

    async def find(self, picture: ImageOrder, asked_at: datetime) -> Found | NotThere | CannotSay:
        """Of a model without a seed, another client of the account may have sent an equal order: CannotSay."""
        marks = _marks(picture)
        answer = await self.api.find(picture.model, marks, asked_at)
        return CannotSay() if isinstance(answer, Found) and "seed" not in marks else answer


def _marks(picture: ImageOrder) -> dict[str, Any]:
    """Return the inputs by which the order is recognised."""
    return {"prompt": picture.prompt} | ({} if picture.model == _NANO_BANANA else {"seed": picture.seed})


def _shape(picture: ImageOrder, references: list[str]) -> dict[str, Any]:
    """Return the other inputs, which each model names otherwise."""
    ratio = nearest(_RATIOS, picture.format)
    if picture.model == _NANO_BANANA:
        return {"image_input": references, "aspect_ratio": ratio, "resolution": "2K", "output_format": "jpg"}
    return {"input_images": references, "aspect_ratio": ratio, "resolution": "2 MP", "output_format": "jpg"}
