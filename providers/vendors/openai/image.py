"""Pictures by OpenAI, synchronously. https://developers.openai.com/api/docs/guides/image-generation, SDK openai 3.52.0.

It takes no seed.
"""

import asyncio
from base64 import b64decode
from functools import partial
from math import sqrt

from openai.types import ImagesResponse

from domain.film_format import FilmFormat
from domain.ports.video_and_image import ImageOrder
from providers.common.vendor_models import ImmediateImageModel
from providers.vendors.openai.client import OpenAIApi

MOST_REFERENCES = 16

_SIDE_STEP = 16
_LEAST_PIXELS = 1024 * 1024
"""The smallest of the standard sizes; what is smaller may be below a model's limit."""


class OpenAIImage(ImmediateImageModel[OpenAIApi]):
    name = "openai"
    api_type = OpenAIApi
    models = ("gpt-image-2.5-flare", "gpt-image-2.5-sunburst", "gpt-image-2.6-flare", "gpt-image-2.6-sunburst")
    model = models[0]

    async def draw(self, picture: ImageOrder) -> bytes:
        references = await asyncio.to_thread(_references, picture)
        model, prompt, size = picture.model, picture.prompt, _size(picture.format)
        with self.api.ordering():
            openai = self.api.order_client
            send = partial(openai.images.edit, image=references) if references else openai.images.generate
            return _picture(await send(model=model, prompt=prompt, size=size, n=1, output_format="jpeg"))


def _references(picture: ImageOrder) -> list[tuple[str, bytes, str]]:
    shown = picture.references[:MOST_REFERENCES]
    return [(f"reference-{at}.jpg", path.read_bytes(), "image/jpeg") for at, path in enumerate(shown, 1)]


def _size(format: FilmFormat) -> str:
    """The film's size, enlarged where it is below the limit; both sides divisible by 16."""
    scale = max(1.0, sqrt(_LEAST_PIXELS / (format.width * format.height)))
    width, height = (round(side * scale / _SIDE_STEP) * _SIDE_STEP for side in (format.width, format.height))
    return f"{width}x{height}"


def _picture(response: object) -> bytes:
    """Errors: ValueError when there is no picture in it that can be read."""
    data = response.data if isinstance(response, ImagesResponse) else None
    if not data or not data[0].b64_json:
        raise ValueError("an answer without a picture")
    return b64decode(data[0].b64_json, validate=True)
