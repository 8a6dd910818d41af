"""Runway: an account there, and its tasks. SDK runwayml 5.24.0, https://docs.dev.runwayml.com/api."""

from collections.abc import Mapping
from typing import ClassVar, Literal
from urllib.parse import quote

import httpx
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, SecretStr
from runwayml import APIError, APIStatusError, AsyncRunwayML, DefaultAsyncHttpxClient

from domain.errors import AccountProblem, GreenlightError, InputRejected, Permanent, TakeLost
from providers.common.http_errors import ErrorOf, retry_after
from providers.common.polling_video import Pending, Ready
from providers.common.sdk_calls import Answer, VendorCalls, tls
from providers.common.settings import VendorAccount, WithoutVersion

LOOK_EVERY = 5.0
"""Seconds: "not more frequently than once every five seconds for a given task" (SDK resources/tasks.py)."""

_PREFIX = "runway-"
_OUT_OF_CREDIT = "not have enough credits"
_ITS_OWN_FAULT = {"INTERNAL", "UNAVAILABLE"}
"""Parts of a failure code: https://docs.dev.runwayml.com/errors/task-failures."""


class RunwaySettings(VendorAccount):
    vendor: ClassVar[str] = "Runway"
    variable: ClassVar[str] = "RUNWAYML_API_SECRET"

    key: SecretStr | None = Field(None, validation_alias="RUNWAYML_API_SECRET")
    base_url: WithoutVersion = Field(
        "https://api.dev.runwayml.com", validation_alias=AliasChoices("RUNWAYML_BASE_URL", "RUNWAY_BASE_URL")
    )


class _Created(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(min_length=1)


class _Task(_Created):
    """As in types/task_retrieve_response.py, of which each status has its own fields."""

    status: str
    progress: float | None = None
    output: tuple[str, ...] | None = None
    failure: str | None = None
    failure_code: str | None = Field(None, alias="failureCode")


class RunwayAccount(VendorCalls):
    vendor = "Runway"
    fix = "Check RUNWAYML_API_SECRET, and buy credits for its organization at https://dev.runwayml.com."
    sdk_error = APIError

    def __init__(self, settings: RunwaySettings, timeout: float = 50.0) -> None:
        self._secret = settings.api_key
        self._base_url = settings.base_url
        self._timeout = timeout

    async def order(self, kind: Literal["image_to_video", "text_to_video", "text_to_image"], asked: object) -> str:
        """Runway began a task; its id. Errors: as `VideoModel.order`."""
        with self.ordering():
            async with self._client() as client:
                reply = await client.post(f"/v1/{kind}", cast_to=httpx.Response, body=asked)
            return _PREFIX + _Created.model_validate_json(reply.content).id

    async def look(self, order_id: str) -> Pending | Ready:
        """How the task stands. Its links are fresh at each look. Errors: Transient, Permanent."""
        with self.asking(InputRejected):
            async with self._client() as client:
                reply = await client.get(_path(order_id), cast_to=httpx.Response)
            task = _Task.model_validate_json(reply.content)
        if task.status == "SUCCEEDED":
            return _made(task)
        if task.status == "FAILED":
            raise _failure(task)
        if task.status == "CANCELLED":
            raise InputRejected("Runway's task was cancelled before it was done; order it anew")
        return Pending(progress=task.progress)

    async def cancel(self, order_id: str) -> None:
        """The task is deleted. One that is gone is no error. Errors: Transient."""
        try:
            with self.asking(AccountProblem):
                async with self._client() as client:
                    await client.delete(_path(order_id), cast_to=httpx.Response)
        except (InputRejected, TakeLost):
            return

    def _client(self) -> AsyncRunwayML:
        return AsyncRunwayML(
            api_key=self._secret,
            base_url=self._base_url,
            max_retries=0,
            timeout=httpx.Timeout(self._timeout, connect=10),
            http_client=DefaultAsyncHttpxClient(verify=tls()),
        )

    def answer_of(self, error: Exception) -> Answer | None:
        if not isinstance(error, APIStatusError):
            return None
        body = error.body if isinstance(error.body, Mapping) else {}
        words = str(body.get("error") or error.message)
        return Answer(status=error.status_code, words=words, retry_after=retry_after(error.response.headers))

    def error_from(self, answer: Answer, error_of: ErrorOf) -> GreenlightError:
        if answer.status == 400 and _OUT_OF_CREDIT in answer.words:
            return AccountProblem(f"Runway answered 400: {answer.words} {self.fix}")
        return super().error_from(answer, error_of)


def shortened(prompt: str, units: int) -> str:
    """The prompt in so many UTF-16 code units, as Runway counts: whole lines where there are some, else whole words."""
    encoded = prompt.encode("utf-16-le")
    if len(encoded) <= 2 * units:
        return prompt
    cut = encoded[: 2 * units].decode("utf-16-le", errors="ignore")
    end = max(cut.rfind("\n"), 0) or max(cut.rfind(" "), 0) or len(cut)
    return cut[:end].rstrip()


def _path(order_id: str) -> str:
    return f"/v1/tasks/{quote(order_id.removeprefix(_PREFIX))}"


def _made(task: _Task) -> Ready:
    if not task.output:
        raise InputRejected("Runway made nothing of this order: its task ended well, without an output")
    return Ready(url=task.output[0])


def _failure(task: _Task) -> GreenlightError:
    code = task.failure_code or "no code"
    reason = task.failure or "it gave no reason"
    if _ITS_OWN_FAULT & set(code.split(".")):
        return Permanent(
            f"Runway failed by its own fault: {reason} ({code}); "
            "another try may succeed, and is ordered and charged anew"
        )
    return InputRejected(f"Runway will not make this: {reason} ({code})")
