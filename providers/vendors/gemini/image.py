"""Pictures by Gemini's generateContent: https://ai.google.dev/gemini-api/docs/image-generation, google-genai 3.4.0."""

import asyncio
from collections.abc import Iterator

from google.genai import types

from domain.errors import InputRejected, OutcomeUnknown
from domain.film_format import nearest
from domain.ports.video_and_image import ImageOrder
from providers.common.vendor_models import ImmediateImageModel
from providers.vendors.gemini.client import GeminiApi, candidate_of, data_of, read_body, reason_of

MOST_REFERENCES = 14

_RATIOS = ("9:16", "16:9", "1:1", "4:5", "5:4", "3:4", "4:3", "2:3", "3:2", "21:9")


class GeminiImage(ImmediateImageModel[GeminiApi]):
    name = "gemini"
    api_type = GeminiApi
    model = "gemini-nano-banana-2.1"
    models = (model,)

    async def draw(self, picture: ImageOrder) -> bytes:
        parts = await asyncio.to_thread(lambda: list(_parts(picture)))
        with self.api.ordering():
            answer = await self.api.order_client.models.generate_content(
                model=picture.model, contents=[types.Content(role="user", parts=parts)], config=_config(picture)
            )
            return _picture(answer)


def _config(picture: ImageOrder) -> types.GenerateContentConfig:
    size = "2K" if min(picture.format.width, picture.format.height) > 720 else "1K"
    return types.GenerateContentConfig(
        response_modalities=["IMAGE"],
        should_return_http_response=True,
        seed=picture.seed,
        image_config=types.ImageConfig(aspect_ratio=nearest(_RATIOS, picture.format), image_size=size),
    )


def _parts(picture: ImageOrder) -> Iterator[types.Part]:
    for reference in picture.references[:MOST_REFERENCES]:
        yield types.Part.from_bytes(data=reference.read_bytes(), mime_type="image/jpeg")
    yield types.Part.from_text(text=picture.prompt)


def _picture(answer: types.GenerateContentResponse) -> bytes:
    """Errors: ValueError when it cannot be read, InputRejected when its content was refused, AccountProblem."""
    candidate = candidate_of(read_body(answer), "picture")
    if candidate is None:
        raise OutcomeUnknown("Gemini answered nothing")
    made = data_of(candidate)
    if made is None or made.data is None:
        raise InputRejected(f"Gemini drew no picture: {reason_of(candidate)}")
    return made.data
