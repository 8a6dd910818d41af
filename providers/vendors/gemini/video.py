"""Gemini Omni, by interactions in the background. https://ai.google.dev/gemini-api/docs/omni, SDK google-genai 3.4.0.

Omni makes sound with every clip. Whether it keeps to a seed is not documented, so none is sent. Interactions cannot be
listed.
"""

import asyncio
from base64 import b64encode
from pathlib import Path
from typing import Literal, NotRequired, TypedDict
from urllib.parse import urlsplit

from google.genai.interactions import (
    ImageContentParam,
    Interaction,
    TextContentParam,
    VideoResponseFormatParam,
    WebhookConfigParam,
)
from pydantic import BaseModel

from domain.errors import AccountProblem, InputRejected, OutcomeUnknown, Transient
from domain.ports.video_and_image import Output, Pending, Shot
from providers.common.vendor_api import OrderApi
from providers.common.vendor_models import PollingVideoModel
from providers.common.video_models import video_models
from providers.vendors.gemini.client import GeminiAccount, GeminiApi

_PREFIX = "gemini-"
_HOME = "generativelanguage.googleapis.com"

_WAITING = {"queued", "in_progress"}
_OVER = {"failed", "cancelled", "incomplete", "requires_action", "requires_continuation"}


class _Standing(BaseModel):
    """What is read at each look: to read a whole interaction the SDK makes a model class, as costly as the request."""

    status: str | None = None


class GeminiVideoApi(GeminiApi, OrderApi):
    async def look(self, order_id: str) -> Pending | Output:
        with self.looking():
            answer = await self.client.interactions.with_raw_response.get(order_id.removeprefix(_PREFIX))
            if _Standing.model_validate_json(await answer.read()).status in _WAITING:
                return Pending()
            interaction = await answer.parse()
        words = "; ".join(error.message or error.code or "" for error in interaction.errors or ())
        words = words or interaction.output_text or "it gave no reason"
        match interaction.status:
            case "completed":
                video = interaction.output_video
                if video is None or not video.uri:
                    raise InputRejected(f"Gemini finished without a clip: {words}")
                return Output(url=video.uri, headers=self._headers(video.uri))
            case "budget_exceeded":
                raise AccountProblem(f"Gemini stopped filming, the budget is used up: {words}. {GeminiAccount.fix}")
            case status if status in _OVER:
                raise InputRejected(f"Gemini did not make the clip ({status}): {words}")
            case status:
                raise Transient(f"Gemini says that the clip is {status or 'in no state'}")

    async def cancel(self, order_id: str) -> None:
        with self.cancelling():
            await self.client.interactions.cancel(order_id.removeprefix(_PREFIX))

    def _headers(self, url: str) -> dict[str, str]:
        """Return the key for Gemini's own hosts only: a clip may be at another company's."""
        theirs = {urlsplit(self.account.base_url).hostname, _HOME}
        return {"x-goog-api-key": self.account.api_key} if urlsplit(url).hostname in theirs else {}


class GeminiVideo(PollingVideoModel[GeminiVideoApi]):
    name = "gemini"
    api_type = GeminiVideoApi
    capabilities = video_models(name)
    models = tuple(capabilities)
    model = models[0]

    async def order(self, shot: Shot) -> str:
        sent = self.sent(shot)
        clip: VideoResponseFormatParam = {
            "type": "video",
            "delivery": "uri",
            "aspect_ratio": "9:16" if self.size(shot) == "9:16" else "16:9",
            "resolution": "1080p" if shot.format.is_large else "720p",
            "duration": f"{self.seconds(shot)}s",
        }
        contents = await asyncio.to_thread(_contents, self.prompt(shot), sent)
        with self.api.ordering():
            taken = await self.api.order_client.interactions.create(
                model=shot.model,
                input=contents,
                response_format=clip,
                generation_config={"video_config": {"task": _task(sent)}},
                background=True,
                store=True,
                **_news(self.news_url),
            )
        if not isinstance(taken, Interaction) or not taken.id:
            raise OutcomeUnknown("Gemini answered the order without naming an interaction")
        return f"{_PREFIX}{taken.id}"


class _News(TypedDict):
    webhook_config: NotRequired[WebhookConfigParam]


def _news(url: str | None) -> _News:
    return {"webhook_config": {"uris": [url]}} if url else {}


def _task(sent: Shot) -> Literal["image_to_video", "reference_to_video", "text_to_video"]:
    if sent.first_frame:
        return "image_to_video"
    return "reference_to_video" if sent.references else "text_to_video"


def _contents(prompt: str, sent: Shot) -> list[TextContentParam | ImageContentParam]:
    pictures = [sent.first_frame] if sent.first_frame else sent.references
    text: TextContentParam = {"type": "text", "text": prompt}
    return [*(_picture(path) for path in pictures), text]


def _picture(path: Path) -> ImageContentParam:
    return {"type": "image", "data": b64encode(path.read_bytes()).decode(), "mime_type": "image/jpeg"}
