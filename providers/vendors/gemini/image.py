"""Pictures by Gemini's generateContent: https://ai.google.dev/gemini-api/docs/image-generation, google-genai 3.4.0."""

import asyncio
from collections.abc import Iterator
from typing import Self

from google.genai import types
from typing_extensions import override

from domain import timeouts
from domain.errors import AccountProblem, InputRejected, OutcomeUnknown
from domain.film_format import FilmFormat
from domain.ports.download import Download
from domain.ports.image import ImageOrder
from providers.common.aspect_ratio import nearest
from providers.common.immediate_image import ImmediateImageModel
from providers.vendors.gemini.client import GeminiAccount, GeminiApi

MOST_REFERENCES = 14

_MODELS = ("gemini-nano-banana-2.1",)
_RATIOS = ("9:16", "16:9", "1:1", "4:5", "5:4", "3:4", "4:3", "2:3", "3:2", "21:9")


class GeminiImage(ImmediateImageModel[GeminiApi]):
    name = "gemini"
    model = _MODELS[0]
    models = _MODELS

    @classmethod
    def from_env(cls, _: Download) -> Self:
        return cls(GeminiApi.from_env(timeouts.IMMEDIATE_IMAGE))

    @override
    async def draw(self, picture: ImageOrder) -> bytes:
        parts = await asyncio.to_thread(lambda: list(_parts(picture)))
        with self.api.ordering():
            async with self.api.client() as gemini:
                answer = await gemini.models.generate_content(
                    model=picture.model, contents=[types.Content(role="user", parts=parts)], config=_config(picture)
                )
            return _picture(_read(answer))


def _config(picture: ImageOrder) -> types.GenerateContentConfig:
    return types.GenerateContentConfig(
        response_modalities=["IMAGE"],
        should_return_http_response=True,
        seed=picture.seed,
        image_config=types.ImageConfig(aspect_ratio=nearest(_RATIOS, picture.format), image_size=_size(picture.format)),
    )


def _size(format: FilmFormat) -> str:
    return "2K" if min(format.width, format.height) > 720 else "1K"


def _parts(picture: ImageOrder) -> Iterator[types.Part]:
    for reference in picture.references[:MOST_REFERENCES]:
        yield types.Part.from_bytes(data=reference.read_bytes(), mime_type="image/jpeg")
    yield types.Part.from_text(text=picture.prompt)


def _read(answer: types.GenerateContentResponse) -> types.GenerateContentResponse:
    """The answer as its body has it: the SDK's own reading drops `finishMessage`, why there is no picture.

    Errors: ValueError when it cannot be read.
    """
    body = answer.sdk_http_response.body if answer.sdk_http_response else None
    return types.GenerateContentResponse.model_validate_json(body or "")


def _picture(response: types.GenerateContentResponse) -> bytes:
    """Errors: InputRejected when it was not drawn for its content, AccountProblem when for the account."""
    feedback = response.prompt_feedback
    if feedback and feedback.block_reason:
        reason = feedback.block_reason_message or feedback.block_reason.value
        raise InputRejected(f"Gemini refused this picture: {reason}")
    if not response.candidates:
        raise OutcomeUnknown("Gemini answered nothing")
    candidate = response.candidates[0]
    parts = (candidate.content.parts if candidate.content else None) or []
    for part in parts:
        if part.inline_data and part.inline_data.data and not part.thought:
            return part.inline_data.data
    if candidate.finish_reason is types.FinishReason.PUP_LIMITED_DISABLED:
        raise AccountProblem(f"Gemini: the account is limited or disabled. {GeminiAccount.fix}")
    words = "".join(part.text for part in parts if part.text and not part.thought)
    finish = candidate.finish_reason.value if candidate.finish_reason else "it gave no reason"
    raise InputRejected(f"Gemini drew no picture: {candidate.finish_message or words or finish}")
