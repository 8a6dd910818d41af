"""Pictures by Gemini, by generateContent. https://ai.google.dev/gemini-api/docs/image-generation, google-genai 3.4.0.

A picture whose answer is lost cannot be had again.
"""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Self

import aiohttp
from google.genai import errors, types

from domain.errors import AccountProblem, InputRejected, NotAccepted, OutcomeUnknown, TakeLost
from domain.film_format import FilmFormat
from domain.ports.download import Download
from domain.ports.image import ImageModel, ImageOrder
from domain.ports.order_lookup import CannotSay
from providers.common.aspect_ratio import nearest
from providers.common.http_errors import order_error_of
from providers.vendors.gemini.client import FIX, Complaint, GeminiAccount, client

MOST_REFERENCES = 14

_MODELS = ("gemini-nano-banana-2.1",)
_RATIOS = ("9:16", "16:9", "1:1", "4:5", "5:4", "3:4", "4:3", "2:3", "3:2", "21:9")


class GeminiImage(ImageModel):
    name = "gemini"
    model = _MODELS[0]
    models = _MODELS
    order_deadline = 180.0

    def __init__(self, account: GeminiAccount) -> None:
        self._account = account

    @classmethod
    def from_env(cls, download: Download) -> Self:  # noqa: ARG003
        return cls(GeminiAccount.checked())

    async def order(self, picture: ImageOrder, into: Path) -> str:
        if picture.model not in self.models:
            raise InputRejected(f"Gemini has no image model {picture.model} here; there is {', '.join(self.models)}")
        parts = await asyncio.to_thread(lambda: list(_parts(picture)))
        account = self._account
        try:
            async with (
                aiohttp.ClientSession() as session,
                client(account.base_url, account.api_key, self.order_deadline, session).aio as gemini,
            ):
                answer = await gemini.models.generate_content(
                    model=picture.model, contents=[types.Content(role="user", parts=parts)], config=_config(picture)
                )
            response = _read(answer)
        except errors.APIError as error:
            raise Complaint.from_api_error(error).error(order_error_of, FIX) from error
        except aiohttp.ClientConnectorError as error:
            raise NotAccepted(f"Gemini cannot be reached: {error}") from error
        except (aiohttp.ClientError, TimeoutError, ValueError, errors.UnknownApiResponseError) as error:
            raise OutcomeUnknown(f"Gemini: {type(error).__name__}: {error}") from error
        await asyncio.to_thread(into.write_bytes, _drawn(response))
        return f"gemini-{picture.key}"

    async def find(self, picture: ImageOrder, asked_at: datetime) -> CannotSay:  # noqa: ARG002
        """Pictures cannot be listed."""
        return CannotSay()

    async def collect(self, order_id: str, picture: ImageOrder, into: Path) -> None:  # noqa: ARG002
        raise TakeLost(f"Gemini answers with the picture itself and keeps none: {order_id} is gone; draw it again")


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
    """What the answer's body says: the SDK's own reading drops `finishMessage`, why there is no picture.

    Errors: ValueError when it cannot be read.
    """
    body = answer.sdk_http_response.body if answer.sdk_http_response else None
    return types.GenerateContentResponse.model_validate_json(body or "")


def _drawn(response: types.GenerateContentResponse) -> bytes:
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
        raise AccountProblem(f"Gemini: the account is limited or disabled. {FIX}")
    said = "".join(part.text for part in parts if part.text and not part.thought)
    finish = candidate.finish_reason.value if candidate.finish_reason else "it gave no reason"
    raise InputRejected(f"Gemini drew no picture: {candidate.finish_message or said or finish}")
