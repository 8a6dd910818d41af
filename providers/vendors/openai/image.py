"""Pictures by OpenAI, synchronously. https://developers.openai.com/api/docs/guides/image-generation, SDK openai 3.52.0.

It takes no seed, and a picture whose answer is lost cannot be had again.
"""

import asyncio
import binascii
from base64 import b64decode
from datetime import datetime
from math import sqrt
from pathlib import Path
from typing import Self

import httpx2
from openai import APIConnectionError, APIStatusError, AsyncOpenAI, OpenAIError
from openai.types import ImagesResponse

from domain.errors import InputRejected, NotAccepted, OutcomeUnknown, TakeLost
from domain.film_format import FilmFormat
from domain.ports.download import Download
from domain.ports.image import ImageModel, ImageOrder
from domain.ports.order_lookup import CannotSay
from providers.common.http_errors import order_error_of
from providers.vendors.openai.client import FIX, OpenAIAccount, client, error_from

MOST_REFERENCES = 16

_MODELS = ("gpt-image-2.5-flare", "gpt-image-2.5-sunburst", "gpt-image-2.6-flare", "gpt-image-2.6-sunburst")
_SIDE_STEP = 16
_LEAST_PIXELS = 1024 * 1024
"""The smallest of the standard sizes; what is smaller may be below a model's limit."""


class OpenAIImage(ImageModel):
    name = "openai"
    model = _MODELS[0]
    models = _MODELS
    order_deadline = 180.0

    def __init__(self, account: OpenAIAccount) -> None:
        self._account = account

    @classmethod
    def from_env(cls, download: Download) -> Self:  # noqa: ARG003
        return cls(OpenAIAccount.checked())

    async def order(self, picture: ImageOrder, into: Path) -> str:
        if picture.model not in self.models:
            raise InputRejected(f"OpenAI has no image model {picture.model} here; there is {', '.join(self.models)}")
        references = await asyncio.to_thread(_references, picture)
        try:
            async with client(self._account.base_url, self._account.api_key, self.order_deadline) as openai:
                drawn = _drawn(await _draw(openai, picture, references))
        except APIStatusError as error:
            raise error_from(error, order_error_of, FIX) from error
        except (OpenAIError, httpx2.HTTPError, ValueError) as error:
            raise _lost(error) from error
        await asyncio.to_thread(into.write_bytes, drawn)
        return f"openai-{picture.key}"

    async def find(self, picture: ImageOrder, asked_at: datetime) -> CannotSay:  # noqa: ARG002
        """Pictures cannot be listed."""
        return CannotSay()

    async def collect(self, order_id: str, picture: ImageOrder, into: Path) -> None:  # noqa: ARG002
        raise TakeLost(f"OpenAI answers with the picture itself and keeps none: {order_id} is gone; draw it again")


async def _draw(openai: AsyncOpenAI, picture: ImageOrder, references: list[tuple[str, bytes, str]]) -> ImagesResponse:
    size = _size(picture.format)
    if not references:
        return await openai.images.generate(
            model=picture.model, prompt=picture.prompt, size=size, n=1, output_format="jpeg"
        )
    return await openai.images.edit(
        model=picture.model, image=references, prompt=picture.prompt, size=size, n=1, output_format="jpeg"
    )


def _references(picture: ImageOrder) -> list[tuple[str, bytes, str]]:
    shown = picture.references[:MOST_REFERENCES]
    return [(f"reference-{at}.jpg", path.read_bytes(), "image/jpeg") for at, path in enumerate(shown, 1)]


def _size(format: FilmFormat) -> str:
    """The film's size, enlarged where it is below the limit; both sides divisible by 16."""
    scale = max(1.0, sqrt(_LEAST_PIXELS / (format.width * format.height)))
    width, height = (round(side * scale / _SIDE_STEP) * _SIDE_STEP for side in (format.width, format.height))
    return f"{width}x{height}"


def _drawn(response: object) -> bytes:
    """Errors: ValueError when there is no picture in it that can be read."""
    data = response.data if isinstance(response, ImagesResponse) else None
    if not data or not data[0].b64_json:
        raise ValueError("an answer without a picture")
    try:
        return b64decode(data[0].b64_json, validate=True)
    except binascii.Error as error:
        raise ValueError("a picture that cannot be read") from error


def _lost(error: Exception) -> NotAccepted | OutcomeUnknown:
    """No answer, or none that can be read. Without a connection nothing was sent."""
    if isinstance(error, APIConnectionError) and isinstance(
        error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout
    ):
        return NotAccepted(f"OpenAI cannot be reached: {error.__cause__}")
    return OutcomeUnknown(f"OpenAI: {type(error).__name__}: {error}")
