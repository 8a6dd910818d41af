"""Replicate's account and its predictions. SDK replicate 2.0.0b4, https://replicate.com/docs/reference/http.

The beta, because 1.0.7 drops Retry-After from its errors and cannot read a prediction that was `aborted`.
"""

import re
from asyncio import to_thread
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import replicate
from pydantic import AliasPath, BaseModel, Field, SecretStr, ValidationError
from typing_extensions import override

from domain.errors import InputRejected, NotAccepted, TakeLost, Transient
from domain.ports.video_and_image import CannotSay, Found, NotThere, OnStates, Output, Pending
from providers.common.sdk_api import SdkOrderApi
from providers.common.settings import VendorAccount, WithVersion, key_in
from providers.common.vendor_api import Created
from providers.vendors.replicate import KEY_VARIABLES

CLOCK_SKEW = timedelta(minutes=2)
"""Most by which Replicate's clock is behind ours."""

_PREFIX = "replicate-"
_FEW = 10
"""Orders that are asked about one by one within five seconds: an account's list may be long."""

_PERCENT = re.compile(r"(\d{1,3})%\|")
"""The progress bar of tqdm in a model's logs."""


class ReplicateAccount(VendorAccount):
    vendor = "Replicate"
    fix = "Check REPLICATE_API_TOKEN, the name of the model, and the credit of the Replicate account."

    key: SecretStr | None = key_in(*KEY_VARIABLES)
    base_url: WithVersion = Field("https://api.replicate.com/v1", validation_alias="REPLICATE_BASE_URL")


class _Status(Created):
    """How a prediction stands. A list may lack the logs."""

    status: str | None = None
    logs: str | None = None

    @property
    def state(self) -> Pending | None:
        """None when it is over."""
        if self.status in ("succeeded", "failed", "canceled", "aborted"):
            return None
        percents = _PERCENT.findall(self.logs or "")
        return Pending(progress=min(int(percents[-1]), 100) / 100 if percents else None)


class _Prediction(_Status):
    """A prediction, whose data is kept for an hour: https://replicate.com/docs/topics/predictions/lifecycle."""

    data_removed: bool = False
    output: Any = None
    error: Any = None
    version: str | None = None
    """`hidden` for the models that Replicate keeps itself."""


Item = TypeVar("Item", bound=Created)


class _Listed(Created):
    """One of the account's predictions, of any model and any client."""

    model: str | None = None
    created_at: datetime | None = None
    data_removed: bool = False
    input: dict[str, Any] | None = None


class _Page(BaseModel, Generic[Item]):
    """A page of the list of predictions, newest first, of usually a hundred."""

    results: tuple[Item, ...]
    next: str | None = None


class _Upload(BaseModel):
    url: str = Field(validation_alias=AliasPath("urls", "get"))


class ReplicateApi(SdkOrderApi[replicate.AsyncReplicate]):
    sdk = replicate
    account_type = ReplicateAccount
    raises = (replicate.APIError, ValidationError)

    async def order(self, model: str, given: Mapping[str, object], news_url: str | None = None) -> str:
        """Start a prediction of the model and return its id. Its end is posted to `news_url`.

        Errors: as `VideoModel.order`.
        """
        news = {"webhook": news_url, "webhook_events_filter": ["completed"]} if news_url else {}
        owner, _, name = model.partition("/")
        path = f"/models/{quote(owner)}/{quote(name)}/predictions"
        with self.ordering():
            return _PREFIX + Created.model_validate_json(await self.send_order(path, {"input": given} | news)).id

    async def look(self, order_id: str) -> Pending | Output:
        with self.looking():
            prediction = _Prediction.model_validate_json(await self.send("get", _path(order_id)))
        if prediction.state:
            return prediction.state
        if prediction.status == "succeeded":
            version = None if prediction.version == "hidden" else prediction.version
            return Output(url=_output(prediction), model_version=version)
        raise InputRejected(f"Replicate {prediction.status} this order: {prediction.error or 'it gave no reason'}")

    @override
    async def look_at_many(self, order_ids: Sequence[str], on_states: OnStates) -> Mapping[str, Pending | None]:
        """Read the list of predictions, as long as that takes fewer requests than asking about each of the others."""
        if len(order_ids) <= _FEW:
            return {}
        found, unseen = dict[str, Pending | None](), set(order_ids)
        url: str | None = "/predictions"
        pages = 0
        while url and pages < len(unseen):
            await self.pace.wait()
            with self.asking():
                page = _Page[_Status].model_validate_json(await self.send("get", url))
            listed = {_PREFIX + prediction.id: prediction.state for prediction in page.results if prediction.status}
            ours = {order_id: state for order_id, state in listed.items() if order_id in unseen}
            on_states(ours)
            found |= ours
            unseen -= listed.keys()
            url, pages = page.next, pages + 1
        return found

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
            await self.send("post", f"{_path(order_id)}/cancel")

    async def lend(self, picture: Path) -> str:
        """Upload the JPEG, before anything is ordered, and return a URL by which a model can read it.

        A picture in the order itself would be in each answer about it, and in each list.
        Errors: NotAccepted, InputRejected, AccountProblem.
        """
        file = ("first-frame.jpg", await to_thread(picture.read_bytes), "image/jpeg")
        try:
            with self.asking():
                reply = await self.client.files.with_raw_response.create(content=file)
                return _Upload.model_validate_json(await reply.read()).url
        except Transient as error:
            raise NotAccepted(f"the picture was not taken: {error.message}", retry_after=error.retry_after) from error

    async def _since(self, moment: datetime) -> AsyncIterator[_Listed]:
        url: str | None = f"/predictions?created_after={quote(moment.isoformat())}"
        while url:
            page = _Page[_Listed].model_validate_json(await self.send("get", url))
            for prediction in page.results:
                if prediction.created_at and prediction.created_at < moment:
                    return
                yield prediction
            url = page.next

    def new_client(self, options: dict[str, Any]) -> replicate.AsyncReplicate:
        return replicate.AsyncReplicate(bearer_token=self.account.api_key, **options)

    def read_error(self, error: replicate.APIStatusError) -> tuple[str, bool]:
        body = error.body if isinstance(error.body, dict) else {}
        return str(body.get("detail") or body.get("title") or error.message), False


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
