"""ElevenLabs' account and API: speech with the times of its characters, its history, and voices by name.

https://elevenlabs.io/docs/api-reference/text-to-speech/convert-with-timestamps, SDK elevenlabs 2.78.0. By default the
SDK sends an order that is answered with 408, 409, 429 or 5xx three times (measured), so its retries are off; after a
lost connection it never sends again.
"""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

import httpx
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.core.api_error import ApiError
from elevenlabs.core.request_options import RequestOptions
from pydantic import Field, SecretStr
from typing_extensions import override

from domain import timeouts
from domain.errors import InputRejected, NotAccepted, TakeLost, Transient
from domain.ports.video_and_image import CannotSay, Found, NotThere
from providers.common.settings import VendorAccount, WithoutVersion, key_in
from providers.common.vendor_api import KEEP_CONNECTION, ErrorReply, VendorApi, retry_after, tls
from providers.vendors.elevenlabs import KEY_VARIABLES
from providers.vendors.elevenlabs.answers import HistoryPage, Item, SpeechAnswer, Voices, detail_of

CLOCK_SKEW: Final = timedelta(minutes=2)

PREFIX: Final = "elevenlabs-"
_BY_HISTORY: Final = "elevenlabs-history-"
"""Of an order that was found in the history; others have the id of their request."""

_GONE: Final = "ElevenLabs does not have this speech in its history any more; have the line spoken again"

ONCE: Final[RequestOptions] = {"max_retries": 0}

_PAGE: Final = 100
_MOST_PAGES: Final = 20
_VOICE_ID: Final = re.compile(r"[A-Za-z0-9]{20}")

_ACCOUNT_CODES: Final = {"quota_exceeded", "insufficient_credits", "missing_permissions", "detected_unusual_activity"}
_INPUT_CODES: Final = {"voice_not_found", "content_against_policy", "text_too_long", "max_character_limit_exceeded"}
_NO_PERMISSION: Final = "missing_permissions"


class ElevenLabsAccount(VendorAccount):
    vendor = "ElevenLabs"
    fix = "Check ELEVENLABS_API_KEY and its permissions, and the plan and credits of the account."

    key: SecretStr | None = key_in(*KEY_VARIABLES)
    base_url: WithoutVersion = Field("https://api.elevenlabs.io", validation_alias="ELEVENLABS_BASE_URL")


class ElevenLabsApi(VendorApi):
    account_type = ElevenLabsAccount
    raises = (ApiError, httpx.HTTPError, ValueError, TypeError)

    def __init__(self, account: VendorAccount, timeout: float = timeouts.VENDOR_CALL) -> None:
        super().__init__(account, timeout)
        self._opened = list[httpx.AsyncClient]()
        self._voice_ids = dict[str, str]()

    @cached_property
    def client(self) -> AsyncElevenLabs:
        """The client of what may be repeated, with kept connections."""
        return self._new_client(httpx.Limits(max_keepalive_connections=10, keepalive_expiry=KEEP_CONNECTION))

    @cached_property
    def order_client(self) -> AsyncElevenLabs:
        """The client of orders, with a new connection for each (see `VendorApi`)."""
        return self._new_client(httpx.Limits(max_keepalive_connections=0))

    def _new_client(self, limits: httpx.Limits) -> AsyncElevenLabs:
        connections = httpx.AsyncClient(verify=tls(), limits=limits, follow_redirects=False)
        self._opened.append(connections)
        return AsyncElevenLabs(
            base_url=self.account.base_url,
            api_key=self.account.api_key,
            timeout=self.timeout,
            httpx_client=connections,
        )

    @override
    async def close(self) -> None:
        for name in ("client", "order_client"):
            self.__dict__.pop(name, None)
        while self._opened:
            await self._opened.pop().aclose()

    async def voice_id(self, voice: str) -> str:
        """Return a voice's id, also by its name. Errors: NotAccepted, InputRejected, AccountProblem."""
        if _VOICE_ID.fullmatch(voice):
            return voice
        if known := self._voice_ids.get(voice):
            return known
        try:
            with self.asking():
                answer = await self.client.voices.search(search=voice, page_size=_PAGE, request_options=ONCE)
                found = Voices.model_validate(answer).voices
        except Transient as error:
            raise NotAccepted(f"the voice was not looked up: {error.message}", retry_after=error.retry_after) from error
        same = [each for each in found if _is_called(each.name or "", voice)]
        if not same:
            raise InputRejected(f"ElevenLabs has no voice {voice} in this account; name one of its voices, or an id")
        self._voice_ids[voice] = same[0].voice_id
        return same[0].voice_id

    async def speak(self, voice: str, given: dict[str, Any]) -> tuple[str | None, SpeechAnswer]:
        """Order a speech once. Return the order's id, if the answer has one. Errors: as `SpeechModel.order`."""
        with self.ordering():
            speech = self.order_client.text_to_speech.with_raw_response
            answer = await speech.convert_with_timestamps(voice, request_options=ONCE, **given)
            request = answer.headers.get("request-id")
            return request and PREFIX + request, SpeechAnswer.model_validate(answer.data)

    async def find(
        self, voice: str, model: str, text: str, key: str, asked_at: datetime
    ) -> Found | NotThere | CannotSay:
        """Return the speech of that text, voice and model in the history, made since `asked_at`. Errors: Transient.

        Of two lines with the same words that are both looked for, both may find the same speech: they say the same.
        The id of the order ends with the line's `key`, so that each line has one of its own.

        Relied on: the history has every speech that was made for the API, with its text (GET /v1/history,
        https://elevenlabs.io/docs/api-reference/history/list). It has none for accounts with zero retention, which only
        enterprises have and which each request would have to ask for. A key may lack the permission to read it.
        """
        since = int((asked_at - CLOCK_SKEW).timestamp())
        with self.finding():
            try:
                async for item in self._history(voice, model, since=since):
                    if item.says(text):
                        return Found(order_id=f"{_BY_HISTORY}{item.history_item_id}:{key}")
            except ApiError as error:
                if detail_of(error).code == _NO_PERMISSION:
                    return CannotSay()
                raise
        return NotThere()

    async def made(self, order_id: str, voice: str, model: str, text: str) -> SpeechAnswer:
        """Return a speech from the history, by its id, or the latest that says the same.

        Errors: Transient, AccountProblem, TakeLost.
        """
        with self.looking():
            try:
                item = await self._item(order_id, voice, model, text)
                pieces = self.client.history.get_audio(item.history_item_id, request_options=ONCE)
                sound = b"".join([piece async for piece in pieces])
            except ApiError as error:
                if error.status_code in (404, 410):
                    raise TakeLost(_GONE) from error
                raise
            return SpeechAnswer(audio_base_64=sound, alignment=item.alignments and item.alignments.alignment)

    async def _item(self, order_id: str, voice: str, model: str, text: str) -> Item:
        if order_id.startswith(_BY_HISTORY):
            item_id = order_id.removeprefix(_BY_HISTORY).partition(":")[0]
            return Item.model_validate(await self.client.history.get(item_id, request_options=ONCE))
        same: Item | None = None
        async for item in self._history(voice, model):
            if item.request_id == order_id.removeprefix(PREFIX):
                return item
            same = same or (item if item.says(text) else None)
        if same is None:
            raise TakeLost(_GONE)
        return same

    async def _history(self, voice: str, model: str, since: int | None = None) -> AsyncIterator[Item]:
        """Yield the speeches of a voice and a model, the newest first."""
        after: str | None = None
        for _ in range(_MOST_PAGES):
            answer = await self.client.history.list(
                page_size=_PAGE,
                start_after_history_item_id=after,
                voice_id=voice,
                model_id=model,
                source="TTS",
                date_after_unix=since,
                request_options=ONCE,
            )
            page = HistoryPage.model_validate(answer)
            for item in page.history:
                yield item
            if not page.has_more or not page.last_history_item_id:
                return
            after = page.last_history_item_id

    def reply_of(self, error: Exception) -> ErrorReply | None:
        if not isinstance(error, ApiError) or error.status_code is None:
            return None
        detail = detail_of(error)
        return ErrorReply(
            status=error.status_code,
            words=detail.message,
            retry_after=retry_after(error.headers or {}),
            is_account=detail.code in _ACCOUNT_CODES,
            is_input=detail.code in _INPUT_CODES,
        )


def _is_called(name: str, voice: str) -> bool:
    """A voice is called "George", or "George - Warm, Captivating Storyteller"."""
    name, voice = name.casefold(), voice.casefold()
    return name == voice or name.startswith(f"{voice} -")
