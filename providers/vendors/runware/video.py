"""Runware, by its HTTP API: https://runware.ai/docs/platform/task-polling and /errors, read 2026-11.

Its SDK cannot send once and poll without blocking. An order's task UUID is ours, so an order that is sent twice is
taken once: the second answer is `conflictTaskUUID`. The models here document no seed.
"""

import asyncio
import json
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import aiohttp
from pydantic import Field, SecretStr

from domain.base import Frozen
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
from domain.ports.order_lookup import Found, NotThere
from domain.ports.video import Shot
from domain.task_queues import vendor_queue
from providers.common.aspect_ratio import nearest
from providers.common.http_errors import ErrorOf, error_of, look_error_of, order_error_of, retry_after
from providers.common.polling_video import Pending, PollingVideoModel, Ready, next_longer, prompt_of
from providers.common.settings import VendorAccount, WithVersion

_FIX = "Check RUNWARE_API_KEY, and the balance of the Runware account."
_PREFIX = "runware-"

# Codes are still being standardised, and vary between the models: these are matched by what they have in common.
_TAKEN_BEFORE = "conflictTaskUUID"
_NO_SUCH_TASK = re.compile(r"^(unknowntask|task\w*(notfound|expired))", re.IGNORECASE)
_NO_CREDIT = re.compile(r"insufficientcredits|paymentrequired|quotaexceeded", re.IGNORECASE)
_NO_ACCESS = re.compile(r"apikey|unauthorized|suspended|organizationdisabled", re.IGNORECASE)
_PASSING = re.compile(r"timeout|ratelimit|unavailable|internal|badgateway|noavailableserver", re.IGNORECASE)


class _Model(Frozen):
    """`frame_sets_size`: with a first frame only a resolution may be named."""

    slots: tuple[float, ...]
    sizes: tuple[str, ...]
    frame_sets_size: bool = False


_MODELS = {
    "google:gemini@omni-flash": _Model(
        slots=tuple(float(seconds) for seconds in range(3, 11)), sizes=("720:1280", "1280:720")
    ),
    "bytedance:seedance@2.0": _Model(
        slots=tuple(float(seconds) for seconds in range(4, 16)),
        sizes=(
            *("720:1280", "1280:720", "960:960", "834:1112"),
            *("1080:1920", "1920:1080", "1440:1440", "1248:1664"),
        ),
        frame_sets_size=True,
    ),
}
"""https://runware.ai/docs/models/google-gemini-omni-flash and /bytedance-seedance-2-0."""


class RunwareAccount(VendorAccount):
    vendor = "Runware"
    variable = "RUNWARE_API_KEY"

    key: SecretStr | None = Field(None, validation_alias="RUNWARE_API_KEY")
    base_url: WithVersion = Field("https://api.runware.ai/v1", validation_alias="RUNWARE_BASE_URL")


class _Answer(Frozen):
    """What came back about one task: the HTTP answer, the task's own part of the data, and what is wrong with it."""

    status: int
    headers: dict[str, str]
    data: tuple[dict[str, Any], ...]
    errors: tuple[dict[str, Any], ...]
    task: str

    @property
    def made(self) -> dict[str, Any] | None:
        return next((item for item in self.data if item.get("taskUUID") == self.task), None)

    @property
    def fault(self) -> dict[str, Any] | None:
        """What failed is this task, or the request as a whole."""
        return next((error for error in self.errors if error.get("taskUUID", self.task) == self.task), None)

    @property
    def names_the_task(self) -> bool:
        return "taskUUID" in (self.fault or {})

    @property
    def code(self) -> str:
        return str((self.fault or {}).get("code") or "")

    @property
    def words(self) -> str:
        fault = self.fault or {}
        return str(fault.get("message") or fault.get("code") or "it gave no reason")

    def error(self, error_of: ErrorOf) -> GreenlightError:
        return error_of("Runware", self.status, self.words, _FIX, retry_after(self.headers))


class RunwareVideo(PollingVideoModel):
    name = "runware"
    model = "google:gemini@omni-flash"
    models = tuple(_MODELS)
    queue = vendor_queue(name)
    look_timeout = 30.0

    def __init__(self, account: RunwareAccount, download: Download) -> None:
        super().__init__(download)
        self._account = account

    @classmethod
    def from_env(cls, download: Download) -> Self:
        return cls(RunwareAccount.checked(), download)

    def slot(self, model: str, seconds: float) -> float:
        return next_longer(_model(model).slots, seconds, "Runware", model)

    async def order(self, shot: Shot) -> str:
        uuid = task_uuid(shot.key)
        task = await asyncio.to_thread(_task, shot, uuid, self.slot(shot.model, shot.frames / FPS))
        try:
            answer = await self._send(task, self.order_deadline)
        except aiohttp.ClientConnectorError as error:
            raise NotAccepted(f"Runware cannot be reached: {error}") from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise OutcomeUnknown(f"Runware: {type(error).__name__}: {error}") from error
        if answer.made is None and answer.code != _TAKEN_BEFORE:
            raise _refusal(answer)
        return f"{_PREFIX}{uuid}"

    async def find(self, shot: Shot, asked_at: datetime) -> Found | NotThere:  # noqa: ARG002
        """A task of which it says nothing may be sent again: if it is there after all, it is not taken twice."""
        uuid = task_uuid(shot.key)
        answer = await self._ask(uuid)
        if answer.made is not None or _says_error(answer):
            return Found(order_id=f"{_PREFIX}{uuid}")
        if answer.status <= 400 or answer.status == 404:
            return NotThere()
        failure = answer.error(error_of)
        raise Transient(failure.message, retry_after=failure.retry_after)

    async def look(self, order_id: str) -> Pending | Ready:
        answer = await self._ask(order_id.removeprefix(_PREFIX))
        if answer.made is not None:
            return _state(answer.made)
        if _NO_SUCH_TASK.match(answer.code):
            raise look_error_of("Runware", 404, answer.words, _FIX)
        if _says_error(answer) or (answer.names_the_task and answer.status <= 400):
            kind = AccountProblem if _NO_CREDIT.search(answer.code) else InputRejected
            raise kind(f"Runware did not make the clip: {answer.words}")
        if answer.status >= 400:
            raise answer.error(look_error_of)
        return Pending()

    async def cancel(self, order_id: str) -> None:
        """Runware offers no way to stop a task: it is filmed, charged, and left there."""

    async def _ask(self, uuid: str) -> _Answer:
        """What it says about the task. Errors: Transient."""
        try:
            return await self._send({"taskType": "getResponse", "taskUUID": uuid}, self.look_timeout)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Transient(f"Runware: {type(error).__name__}: {error}") from error

    async def _send(self, task: Mapping[str, Any], seconds: float) -> _Answer:
        """Errors: ValueError when a success cannot be read, and aiohttp's."""
        headers = {"Authorization": f"Bearer {self._account.api_key}"}
        limit = aiohttp.ClientTimeout(total=seconds)
        async with (
            aiohttp.ClientSession(headers=headers, timeout=limit) as http,
            http.post(self._account.base_url, json=[task]) as response,
        ):
            body = _body(await response.text(), response.status)
            return _Answer(
                status=response.status,
                headers={name.lower(): value for name, value in response.headers.items()},
                data=_items(body, "data"),
                errors=_items(body, "errors"),
                task=str(task["taskUUID"]),
            )


def task_uuid(key: str) -> str:
    """Runware wants a UUID of version 4; the same key has always the same one."""
    return str(UUID(bytes=UUID(key).bytes, version=4))


def _model(name: str) -> _Model:
    if name not in _MODELS:
        raise InputRejected(f"Runware has no video model {name} here; there is {', '.join(_MODELS)}")
    return _MODELS[name]


def _task(shot: Shot, uuid: str, seconds: float) -> dict[str, Any]:
    task = {
        "taskType": "videoInference",
        "taskUUID": uuid,
        "deliveryMethod": "async",
        "model": shot.model,
        "positivePrompt": prompt_of(shot.text),
        "duration": int(seconds),
        "numberResults": 1,
        "outputType": "URL",
        "outputFormat": "MP4",
    }
    if shot.first_frame is not None:
        task["inputs"] = {"frameImages": [{"image": _data_url(shot.first_frame), "frame": "first"}]}
    return task | _size(_model(shot.model), shot.format, shot.first_frame)


def _size(model: _Model, format: FilmFormat, first_frame: Path | None) -> dict[str, Any]:
    if first_frame is not None and model.frame_sets_size:
        return {"resolution": "1080p" if min(format.width, format.height) > 720 else "720p"}
    width, height = nearest(model.sizes, format).split(":")
    return {"width": int(width), "height": int(height)}


def _data_url(jpeg: Path) -> str:
    return f"data:image/jpeg;base64,{b64encode(jpeg.read_bytes()).decode()}"


def _body(text: str, status: int) -> dict[str, Any]:
    """Errors: ValueError when a success cannot be read; what is wrong with a failure its status says too."""
    try:
        body = json.loads(text)
    except ValueError:
        body = None
    if isinstance(body, dict) and (status >= 400 or body.keys() & {"data", "errors"}):
        return body
    if status < 400:
        raise ValueError("an answer that cannot be read")
    return {}


def _items(body: Mapping[str, Any], name: str) -> tuple[dict[str, Any], ...]:
    found = body.get(name)
    return tuple(item for item in found if isinstance(item, dict)) if isinstance(found, list) else ()


def _refusal(answer: _Answer) -> GreenlightError:
    """Why the order was not taken, or why nobody knows. The status decides; a code only where the status does not."""
    if _NO_CREDIT.search(answer.code) or _NO_ACCESS.search(answer.code):
        return AccountProblem(f"Runware: {answer.words}. {_FIX}")
    is_unclear = _PASSING.search(answer.code) is not None
    if answer.status in (429, 503) or (answer.status >= 400 and not is_unclear):
        return answer.error(order_error_of)
    if answer.fault is not None and not is_unclear:
        return InputRejected(f"Runware refused the order: {answer.words}")
    return OutcomeUnknown(f"Runware answered {answer.status}: {answer.words}")


def _says_error(answer: _Answer) -> bool:
    """The task is over and failed."""
    return answer.names_the_task and (answer.fault or {}).get("status") == "error"


def _state(made: Mapping[str, Any]) -> Pending | Ready:
    match made.get("status"):
        case "success" if made.get("videoURL"):
            return Ready(url=str(made["videoURL"]))
        case "success":
            raise InputRejected("Runware finished without a clip: it was withheld, as content of that kind is")
        case "error":
            raise InputRejected(f"Runware did not make the clip: {made.get('message') or 'it gave no reason'}")
        case _:
            done = made.get("progress")
            return Pending(progress=min(done / 100, 1.0) if isinstance(done, int | float) else None)
