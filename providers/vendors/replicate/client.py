"""Replicate's account and its predictions. SDK replicate 2.0.0b4, https://replicate.com/docs/reference/http.

The beta, because 1.0.7 drops Retry-After from its errors and cannot read a prediction that was `aborted`.
"""

import re
from asyncio import to_thread
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from replicate import APIError, APIStatusError, AsyncReplicate, DefaultAsyncHttpxClient

from domain.errors import InputRejected, NotAccepted, TakeLost, Transient
from domain.ports.video_and_image import CannotSay, Found, NotThere
from providers.common.http_errors import ErrorReply, retry_after
from providers.common.settings import VendorAccount, WithVersion, key_in
from providers.common.vendor_api import OrderApi, Output, Pending, data_url, tls
from providers.vendors.replicate import KEY_VARIABLES

CLOCK_SKEW = timedelta(minutes=2)
"""Most by which Replicate's clock is behind ours."""

INLINE_BYTES = 256 * 1024
"""Larger pictures are uploaded: types/models/prediction_create_params.py, `input`."""

_PREFIX = "replicate-"
_PERCENT = re.compile(r"(\d{1,3})%\|")
"""The progress bar of tqdm in a model's logs."""


class ReplicateAccount(VendorAccount):
    vendor = "Replicate"
    fix = "Check REPLICATE_API_TOKEN, the name of the model, and the credit of the Replicate account."

    key: SecretStr | None = key_in(*KEY_VARIABLES)
    base_url: WithVersion = Field("https://api.replicate.com/v1", validation_alias="REPLICATE_BASE_URL")


class _Reply(BaseModel):
    """An answer, without the fields that are not used here."""

    model_config = ConfigDict(frozen=True, extra="ignore", protected_namespaces=())


class _Created(_Reply):
    id: str = Field(min_length=1)


class _Prediction(_Created):
    """A prediction, whose data is kept for an hour: https://replicate.com/docs/topics/predictions/lifecycle."""

    status: str
    data_removed: bool = False
    output: Any = None
    error: Any = None
    logs: str | None = None


class _Listed(_Created):
    """One of the account's predictions, of any model and any client."""

    model: str | None = None
    created_at: datetime | None = None
    data_removed: bool = False
    input: dict[str, Any] | None = None


class _Page(_Reply):
    results: tuple[_Listed, ...]
    next: str | None = None


class _UploadUrls(_Reply):
    get: str


class _Upload(_Reply):
    urls: _UploadUrls


class ReplicateApi(OrderApi):
    account_type = ReplicateAccount
    raises = (APIError, ValidationError)

    async def order(self, model: str, given: Mapping[str, object]) -> str:
        """Start a prediction of the model and return its id. Errors: as `VideoModel.order`."""
        owner, _, name = model.partition("/")
        with self.ordering():
            reply = await self._call("post", f"/models/{quote(owner)}/{quote(name)}/predictions", {"input": given})
            return _PREFIX + _Created.model_validate_json(reply.content).id

    async def look(self, order_id: str) -> Pending | Output:
        with self.looking():
            reply = await self._call("get", _path(order_id))
            prediction = _Prediction.model_validate_json(reply.content)
        if prediction.status == "succeeded":
            return Output(url=_output(prediction))
        if prediction.status in ("failed", "canceled", "aborted"):
            raise InputRejected(f"Replicate {prediction.status} this order: {prediction.error or 'it gave no reason'}")
        return Pending(progress=_progress(prediction.logs or ""))

    async def find(self, model: str, given: Mapping[str, object], asked_at: datetime) -> Found | NotThere | CannotSay:
        """Return the prediction of the model with all of the inputs `given`, made since `asked_at`. Errors: Transient.

        Relied on: the list of an account's predictions, newest first, filtered by `created_after` and with their inputs
        (SDK resources/predictions.py, types/prediction.py); inputs are removed after an hour
        (https://replicate.com/docs/topics/predictions/data-retention), and the answer is CannotSay.
        """
        answer: NotThere | CannotSay = NotThere()
        with self.finding():
            async for prediction in self._since(asked_at - CLOCK_SKEW):
                if (prediction.model or "").partition(":")[0] != model:
                    continue
                if prediction.data_removed:
                    answer = CannotSay()
                elif given.items() <= (prediction.input or {}).items():
                    return Found(order_id=_PREFIX + prediction.id)
        return answer

    async def cancel(self, order_id: str) -> None:
        with self.cancelling():
            await self._call("post", f"{_path(order_id)}/cancel")

    async def lend(self, picture: Path) -> str:
        """Return a URL by which a model can read the JPEG. A large one is uploaded, before anything is ordered.

        Errors: NotAccepted, InputRejected, AccountProblem.
        """
        content = await to_thread(picture.read_bytes)
        if len(content) <= INLINE_BYTES:
            return data_url(content)
        try:
            with self.asking():
                return await self._upload(content)
        except Transient as error:
            raise NotAccepted(f"the picture was not taken: {error.message}", retry_after=error.retry_after) from error

    async def _upload(self, content: bytes) -> str:
        async with self._client() as client:
            reply = await client.files.with_raw_response.create(content=("first-frame.jpg", content, "image/jpeg"))
        return _Upload.model_validate_json(await reply.read()).urls.get

    async def _since(self, moment: datetime) -> AsyncIterator[_Listed]:
        url: str | None = f"/predictions?created_after={quote(moment.isoformat())}"
        while url:
            page = _Page.model_validate_json((await self._call("get", url)).content)
            for prediction in page.results:
                if prediction.created_at and prediction.created_at < moment:
                    return
                yield prediction
            url = page.next

    async def _call(self, method: Literal["get", "post"], path: str, body: object = None) -> httpx.Response:
        """Send a request by the SDK's own client, but read its answer here: the SDK does not check answers."""
        async with self._client() as client:
            if method == "get":
                return await client.get(path, cast_to=httpx.Response)
            return await client.post(path, cast_to=httpx.Response, body=body)

    def _client(self) -> AsyncReplicate:
        return AsyncReplicate(
            bearer_token=self.account.api_key,
            base_url=self.account.base_url,
            max_retries=0,
            timeout=httpx.Timeout(self.timeout, connect=10),
            http_client=DefaultAsyncHttpxClient(verify=tls()),
        )

    def reply_of(self, error: Exception) -> ErrorReply | None:
        if not isinstance(error, APIStatusError):
            return None
        body = error.body if isinstance(error.body, dict) else {}
        words = str(body.get("detail") or body.get("title") or error.message)
        return ErrorReply(status=error.status_code, words=words, retry_after=retry_after(error.response.headers))


def _path(order_id: str) -> str:
    return f"/predictions/{quote(order_id.removeprefix(_PREFIX))}"


def _output(prediction: _Prediction) -> str:
    """Return the URL of what was made. Errors: TakeLost, InputRejected."""
    made = prediction.output[:1] if isinstance(prediction.output, list) else [prediction.output]
    if made and isinstance(made[0], str):
        return made[0]
    if prediction.data_removed:
        raise TakeLost("Replicate keeps what it made for an hour, and this was longer ago; order it anew")
    raise InputRejected(f"Replicate made nothing of this order: {prediction.error or 'its model withheld the output'}")


def _progress(logs: str) -> float | None:
    percents = _PERCENT.findall(logs)
    return min(int(percents[-1]), 100) / 100 if percents else None
