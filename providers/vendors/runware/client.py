"""Runware's account and its HTTP API: https://runware.ai/docs/platform/task-polling and /errors, read 2026-11.

Its SDK cannot send once and poll without blocking. An order's task UUID is ours, so an order that is sent twice is
taken once: the second answer is `conflictTaskUUID`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import aiohttp
from pydantic import Field, SecretStr
from typing_extensions import override

from domain.base import Frozen
from domain.errors import AccountProblem, InputRejected
from domain.ports.video_and_image import Found, NotThere, OnStates, Output, Pending
from providers.common.settings import VendorAccount, WithVersion, key_in
from providers.common.vendor_api import KEEP_CONNECTION, ErrorReply, OrderApi, retry_after
from providers.vendors.runware import KEY_VARIABLES

ASKED_TOGETHER = 100
"""Tasks in one request. A request is a list of tasks, of which no limit is documented."""

_PREFIX = "runware-"

# Codes are still being standardised, and vary between the models: these are matched by what they have in common.
_TAKEN_BEFORE = "conflictTaskUUID"
_NO_SUCH_TASK = re.compile(r"^(unknowntask|task\w*(notfound|expired))", re.IGNORECASE)
_NO_CREDIT = re.compile(r"insufficientcredits|paymentrequired|quotaexceeded", re.IGNORECASE)
_NO_ACCESS = re.compile(r"apikey|unauthorized|suspended|organizationdisabled", re.IGNORECASE)
_PASSING = re.compile(r"timeout|ratelimit|unavailable|internal|badgateway|noavailableserver", re.IGNORECASE)


class RunwareAccount(VendorAccount):
    vendor = "Runware"
    fix = "Check RUNWARE_API_KEY, and the balance of the Runware account."

    key: SecretStr | None = key_in(*KEY_VARIABLES)
    base_url: WithVersion = Field("https://api.runware.ai/v1", validation_alias="RUNWARE_BASE_URL")


class _Answer(Frozen):
    """An HTTP answer about one task. `fault` is the error of this task, or of the request as a whole."""

    status: int
    retry_after: timedelta | None
    made: dict[str, Any] | None
    fault: dict[str, Any] | None

    @property
    def names_the_task(self) -> bool:
        return "taskUUID" in (self.fault or {})

    @property
    def has_failed(self) -> bool:
        """The task is over and failed."""
        return self.names_the_task and (self.fault or {}).get("status") == "error"

    @property
    def code(self) -> str:
        return str((self.fault or {}).get("code") or "")

    @property
    def words(self) -> str:
        return str((self.fault or {}).get("message") or self.code or "it gave no reason")


class _Reply(Frozen):
    """An HTTP answer about tasks, with `data` and `errors` by their UUIDs. An error that names none is under ""."""

    status: int
    retry_after: timedelta | None
    data: dict[str, dict[str, Any]]
    errors: dict[str, dict[str, Any]]

    def about(self, uuid: str) -> _Answer:
        return _Answer(
            status=self.status,
            retry_after=self.retry_after,
            made=self.data.get(uuid),
            fault=self.errors.get(uuid) or self.errors.get(""),
        )


class _Refusal(Exception):
    """An answer that is an error, to an order or, if not `is_of_order`, to a question about one."""

    def __init__(self, answer: _Answer, is_of_order: bool = False) -> None:
        super().__init__(answer.words)
        self.answer = answer
        self.is_of_order = is_of_order


class RunwareApi(OrderApi):
    account_type = RunwareAccount
    raises = (aiohttp.ClientError, TimeoutError, ValueError, _Refusal)

    @cached_property
    def session(self) -> aiohttp.ClientSession:
        """The session of what may be repeated, with kept connections."""
        return self._new_session(aiohttp.TCPConnector(keepalive_timeout=KEEP_CONNECTION))

    @cached_property
    def order_session(self) -> aiohttp.ClientSession:
        """The session of orders, with a new connection for each (see `VendorApi`)."""
        return self._new_session(aiohttp.TCPConnector(force_close=True))

    def _new_session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=connector,
            headers={"Authorization": f"Bearer {self.account.api_key}"},
            timeout=aiohttp.ClientTimeout(total=self.timeout),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    @override
    async def close(self) -> None:
        for name in ("session", "order_session"):
            if session := self.__dict__.pop(name, None):
                await session.close()

    async def order(self, task: Mapping[str, Any]) -> str:
        """Send the task and return the order's id. Errors: as `VideoModel.order`."""
        with self.ordering():
            answer = (await self._send(self.order_session, [task])).about(task["taskUUID"])
            if answer.made is None and answer.code != _TAKEN_BEFORE:
                raise _Refusal(answer, is_of_order=True)
        return f"{_PREFIX}{task['taskUUID']}"

    async def find(self, uuid: str) -> Found | NotThere:
        """An unknown task may be sent again: if it is there after all, it is not taken twice. Errors: Transient."""
        with self.finding():
            answer = await self._ask(uuid)
            if answer.made is not None or answer.has_failed:
                return Found(order_id=f"{_PREFIX}{uuid}")
            if answer.status > 400 and answer.status != 404:
                raise _Refusal(answer)
        return NotThere()

    async def look(self, order_id: str) -> Pending | Output:
        with self.looking():
            answer = await self._ask(order_id.removeprefix(_PREFIX))
            if answer.made is not None:
                return _state(answer.made)
            is_over = answer.has_failed or (answer.names_the_task and answer.status <= 400)
            if _NO_SUCH_TASK.match(answer.code) or (answer.status >= 400 and not is_over):
                raise _Refusal(answer)
        if is_over:
            kind = AccountProblem if _NO_CREDIT.search(answer.code) else InputRejected
            raise kind(f"Runware did not make the clip: {answer.words}")
        return Pending()

    @override
    async def look_at_many(self, order_ids: Sequence[str], on_states: OnStates) -> Mapping[str, Pending | None]:
        """Ask about many tasks in one request. Nothing is known of those that its answer does not name."""
        known = dict[str, Pending | None]()
        for start in range(0, len(order_ids), ASKED_TOGETHER):
            uuids = [order_id.removeprefix(_PREFIX) for order_id in order_ids[start : start + ASKED_TOGETHER]]
            await self.pace.wait()
            with self.asking():
                reply = await self._send(self.session, [_question(uuid) for uuid in uuids])
                if reply.status >= 400 and not (reply.data | reply.errors).keys() & set(uuids):
                    raise _Refusal(reply.about(""))
            told = dict[str, Pending | None]()
            for uuid in uuids:
                answer = reply.about(uuid)
                if answer.made is not None:
                    told[_PREFIX + uuid] = None if _is_over(answer.made) else _progress(answer.made)
                elif answer.has_failed:
                    told[_PREFIX + uuid] = None
            on_states(told)
            known |= told
        return known

    async def cancel(self, order_id: str) -> None:
        """Do nothing: Runware offers no way to stop a task, which is filmed, charged, and left there."""

    def reply_of(self, error: Exception) -> ErrorReply | None:
        if not isinstance(error, _Refusal):
            return None
        answer = error.answer
        # Credit or access that is missing now says nothing of an order that was taken before.
        is_account = error.is_of_order and bool(_NO_CREDIT.search(answer.code) or _NO_ACCESS.search(answer.code))
        wait = answer.retry_after
        return ErrorReply(status=_status(answer), words=answer.words, retry_after=wait, is_account=is_account)

    async def _ask(self, uuid: str) -> _Answer:
        return (await self._send(self.session, [_question(uuid)])).about(uuid)

    async def _send(self, session: aiohttp.ClientSession, tasks: Sequence[Mapping[str, Any]]) -> _Reply:
        """Errors: ValueError when a success cannot be read, and aiohttp's."""
        async with session.post(self.account.base_url, json=tasks) as response:
            body = _body(await response.text(), response.status)
            return _Reply(
                status=response.status,
                retry_after=retry_after(response.headers),
                data=_by_task(body, "data"),
                errors=_by_task(body, "errors"),
            )


def task_uuid(key: str) -> str:
    """Runware wants a UUID of version 4; the same key has always the same one."""
    return str(UUID(bytes=UUID(key).bytes, version=4))


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


def _by_task(body: Mapping[str, Any], name: str) -> dict[str, dict[str, Any]]:
    """Return the first item of each task."""
    found = body.get(name)
    items = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    return {str(item.get("taskUUID", "")): item for item in reversed(items)}


def _question(uuid: str) -> dict[str, str]:
    return {"taskType": "getResponse", "taskUUID": uuid}


def _status(answer: _Answer) -> int:
    """The status that the code stands for, where the answer's own does not decide."""
    if _NO_SUCH_TASK.match(answer.code):
        return 404
    if answer.status not in (429, 503) and _PASSING.search(answer.code):
        return max(answer.status, 500)
    return 400 if answer.fault is not None and answer.status < 400 else answer.status


def _state(made: Mapping[str, Any]) -> Pending | Output:
    match made.get("status"):
        case "success" if made.get("videoURL"):
            return Output(url=str(made["videoURL"]))
        case "success":
            raise InputRejected("Runware finished without a clip: it was withheld, as content of that kind is")
        case "error":
            raise InputRejected(f"Runware did not make the clip: {made.get('message') or 'it gave no reason'}")
        case _:
            return _progress(made)


def _is_over(made: Mapping[str, Any]) -> bool:
    return made.get("status") in ("success", "error")


def _progress(made: Mapping[str, Any]) -> Pending:
    done = made.get("progress")
    return Pending(progress=min(done / 100, 1.0) if isinstance(done, int | float) else None)
