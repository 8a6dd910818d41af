"""Gemini Omni, by interactions in the background. https://ai.google.dev/gemini-api/docs/omni, SDK google-genai 3.4.0.

Whether Omni keeps to a seed is not documented, so none is sent.
"""

import asyncio
from base64 import b64encode
from datetime import datetime
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import httpx2
from google import genai
from google.genai._interactions import APIStatusError, GeminiNextGenAPIClientError
from google.genai.interactions import (
    GenerationConfigParam,
    ImageContentParam,
    Interaction,
    TextContentParam,
    VideoResponseFormatParam,
)

from domain.errors import (
    AccountProblem,
    GreenlightError,
    InputRejected,
    NotAccepted,
    OutcomeUnknown,
    Transient,
)
from domain.film_format import FPS, FilmFormat
from domain.ports.download import Download
from domain.ports.order_lookup import CannotSay
from domain.ports.video import Shot
from domain.task_queues import vendor_queue
from providers.common.aspect_ratio import nearest
from providers.common.http_errors import ErrorOf, look_error_of, order_error_of
from providers.common.polling_video import Pending, PollingVideoModel, Ready, next_longer, prompt_of
from providers.vendors.gemini.client import FIX, Complaint, GeminiAccount, client

_PREFIX = "gemini-"
_HOME = "generativelanguage.googleapis.com"
_SLOTS = {
    "gemini-omni-1.2-flash": tuple(float(seconds) for seconds in range(3, 16)),
    "gemini-omni-1.1-flash": tuple(float(seconds) for seconds in range(3, 11)),
}
_RATIOS = ("9:16", "16:9")

_WAITING = {"queued", "in_progress"}
_OVER = {"failed", "cancelled", "incomplete", "requires_action", "requires_continuation"}

_UNKNOWN_INTERACTION = "invalid interaction name"
"""A 400 that means what a 404 means elsewhere."""


class GeminiVideo(PollingVideoModel):
    name = "gemini"
    model = "gemini-omni-1.2-flash"
    models = tuple(_SLOTS)
    queue = vendor_queue(name)
    look_timeout = 30.0

    def __init__(self, account: GeminiAccount, download: Download) -> None:
        super().__init__(download)
        self._account = account

    @classmethod
    def from_env(cls, download: Download) -> Self:
        return cls(GeminiAccount.checked(), download)

    def slot(self, model: str, seconds: float) -> float:
        if model not in _SLOTS:
            raise InputRejected(f"Gemini has no video model {model}; there is {', '.join(_SLOTS)}")
        return next_longer(_SLOTS[model], seconds, "Gemini", model)

    async def order(self, shot: Shot) -> str:
        clip = _clip(shot.format, self.slot(shot.model, shot.frames / FPS))
        contents = await asyncio.to_thread(_contents, shot)
        try:
            async with self._client(self.order_deadline).aio as gemini:
                taken = await gemini.interactions.create(
                    model=shot.model,
                    input=contents,
                    response_format=clip,
                    generation_config=_config(shot),
                    background=True,
                    store=True,
                )
        except APIStatusError as error:
            raise _answered(error, order_error_of) from error
        except (GeminiNextGenAPIClientError, httpx2.HTTPError, ValueError) as error:
            raise _lost(error) from error
        if not isinstance(taken, Interaction) or not taken.id:
            raise OutcomeUnknown("Gemini answered the order without naming an interaction")
        return f"{_PREFIX}{taken.id}"

    async def find(self, shot: Shot, asked_at: datetime) -> CannotSay:  # noqa: ARG002
        """Interactions cannot be listed."""
        return CannotSay()

    async def look(self, order_id: str) -> Pending | Ready:
        try:
            async with self._client(self.look_timeout).aio as gemini:
                interaction = await gemini.interactions.get(order_id.removeprefix(_PREFIX))
        except APIStatusError as error:
            raise _answered(error, look_error_of) from error
        except (GeminiNextGenAPIClientError, httpx2.HTTPError, ValueError) as error:
            raise Transient(f"Gemini: {error}") from error
        return self._state(interaction)

    async def cancel(self, order_id: str) -> None:
        try:
            async with self._client(self.look_timeout).aio as gemini:
                await gemini.interactions.cancel(order_id.removeprefix(_PREFIX))
        except APIStatusError as error:
            failure = _answered(error, look_error_of)
            if error.status_code not in (400, 404, 409):
                raise Transient(failure.message, retry_after=failure.retry_after) from error
        except (GeminiNextGenAPIClientError, httpx2.HTTPError, ValueError) as error:
            raise Transient(f"Gemini: {error}") from error

    def _state(self, interaction: Interaction) -> Pending | Ready:
        said = "; ".join(error.message or error.code or "" for error in interaction.errors or ())
        words = said or interaction.output_text or "it gave no reason"
        match interaction.status:
            case "completed":
                video = interaction.output_video
                if video is None or not video.uri:
                    raise InputRejected(f"Gemini finished without a clip: {words}")
                return Ready(url=video.uri, headers=self._pass(video.uri))
            case "budget_exceeded":
                raise AccountProblem(f"Gemini stopped filming, the budget is used up: {words}. {FIX}")
            case status if status in _OVER:
                raise InputRejected(f"Gemini did not make the clip ({status}): {words}")
            case status if status in _WAITING:
                return Pending()
            case status:
                raise Transient(f"Gemini says that the clip is {status or 'in no state'}")

    def _pass(self, url: str) -> dict[str, str]:
        """The key, for where Gemini is: a clip may lie at a store that is not to see it."""
        theirs = {urlsplit(self._account.base_url).hostname, _HOME}
        return {"x-goog-api-key": self._account.api_key} if urlsplit(url).hostname in theirs else {}

    def _client(self, timeout: float) -> genai.Client:
        return client(self._account.base_url, self._account.api_key, timeout)


def _contents(shot: Shot) -> list[TextContentParam | ImageContentParam]:
    text: TextContentParam = {"type": "text", "text": prompt_of(shot.text)}
    return [_image(shot.first_frame), text] if shot.first_frame else [text]


def _image(jpeg: Path) -> ImageContentParam:
    return {"type": "image", "data": b64encode(jpeg.read_bytes()).decode(), "mime_type": "image/jpeg"}


def _clip(format: FilmFormat, seconds: float) -> VideoResponseFormatParam:
    return {
        "type": "video",
        "delivery": "uri",
        "aspect_ratio": "9:16" if nearest(_RATIOS, format) == "9:16" else "16:9",
        "resolution": "1080p" if min(format.width, format.height) > 720 else "720p",
        "duration": f"{seconds:g}s",
    }


def _config(shot: Shot) -> GenerationConfigParam:
    return {"video_config": {"task": "image_to_video" if shot.first_frame else "text_to_video"}}


def _answered(error: APIStatusError, error_of: ErrorOf) -> GreenlightError:
    complaint = Complaint.of(error.response.status_code, error.body, error.response.headers, error.message)
    if error_of is look_error_of and _UNKNOWN_INTERACTION in complaint.words.lower():
        return look_error_of("Gemini", 404, complaint.words, FIX)
    return complaint.error(error_of, FIX)


def _lost(error: Exception) -> NotAccepted | OutcomeUnknown:
    """No answer, or none that can be read. Without a connection nothing was sent."""
    causes = (error, error.__cause__)
    if any(isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout) for cause in causes):
        return NotAccepted(f"Gemini cannot be reached: {error}")
    return OutcomeUnknown(f"Gemini: {type(error).__name__}: {error}")
