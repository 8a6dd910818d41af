"""Gemini's account and API, for the planner, the video and the image model. SDK google-genai 3.4.0."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import cached_property
from typing import Any

import aiohttp
import httpx2
from google import genai
from google.genai import errors, types
from google.genai._interactions import APIStatusError, GeminiNextGenAPIClientError
from google.genai.client import AsyncClient
from pydantic import AliasChoices, Field, SecretStr
from typing_extensions import override

from domain import timeouts
from domain.errors import AccountProblem, InputRejected
from providers.common.settings import VendorAccount, WithoutVersion, key_in
from providers.common.vendor_api import KEEP_CONNECTION, ErrorReply, VendorApi, retry_after, tls
from providers.vendors.gemini import KEY_VARIABLES

_UNKNOWN_INTERACTION = "invalid interaction name"
"""A 400 that means what a 404 means elsewhere."""


class GeminiAccount(VendorAccount):
    vendor = "Gemini"
    fix = "Check GEMINI_API_KEY, and the plan, credit and quota of the Google project."

    key: SecretStr | None = key_in(*KEY_VARIABLES)
    base_url: WithoutVersion = Field(
        "https://generativelanguage.googleapis.com",
        validation_alias=AliasChoices("GOOGLE_GEMINI_BASE_URL", "GEMINI_BASE_URL"),
    )


class GeminiApi(VendorApi):
    account_type = GeminiAccount
    raises = (
        errors.APIError,
        GeminiNextGenAPIClientError,
        aiohttp.ClientError,
        httpx2.HTTPError,
        TimeoutError,
        ValueError,
    )

    def __init__(self, account: VendorAccount, timeout: float = timeouts.VENDOR_CALL) -> None:
        super().__init__(account, timeout)
        self._closing = AsyncExitStack()

    @cached_property
    def client(self) -> AsyncClient:
        """The client of what may be repeated, with kept connections."""
        limits = httpx2.Limits(max_keepalive_connections=10, keepalive_expiry=KEEP_CONNECTION)
        return self._new_client(aiohttp.TCPConnector(keepalive_timeout=KEEP_CONNECTION), limits)

    @cached_property
    def order_client(self) -> AsyncClient:
        """The client of orders, with a new connection for each (see `VendorApi`)."""
        return self._new_client(aiohttp.TCPConnector(force_close=True), httpx2.Limits(max_keepalive_connections=0))

    def _new_client(self, connector: aiohttp.TCPConnector, limits: httpx2.Limits) -> AsyncClient:
        """Return a client that sends once: `models.*` by aiohttp, `interactions.*` by httpx2."""
        session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        client = genai.Client(
            vertexai=False,
            api_key=self.account.api_key,
            http_options=types.HttpOptions(
                base_url=self.account.base_url,
                timeout=round(self.timeout * 1000),
                retry_options=types.HttpRetryOptions(attempts=1),
                aiohttp_client=session,
                client_args={"verify": tls()},
                async_client_args={"verify": tls(), "ssl": tls(), "limits": limits},
            ),
        ).aio
        self._closing.push_async_callback(session.close)
        self._closing.push_async_callback(client.aclose)
        return client

    @override
    async def close(self) -> None:
        for name in ("client", "order_client"):
            self.__dict__.pop(name, None)
        await self._closing.aclose()

    def reply_of(self, error: Exception) -> ErrorReply | None:
        """The SDK has two trees of exceptions: of `models.*`, and of `interactions.*`."""
        if isinstance(error, errors.APIError):
            headers = error.response.headers if error.response else {}
            return _reply(error.code, error.details, headers, str(error))
        if isinstance(error, APIStatusError):
            return _reply(error.response.status_code, error.body, error.response.headers, error.message)
        return None


def candidate_of(response: types.GenerateContentResponse, what: str) -> types.Candidate | None:
    """Return the answer's first candidate, None when there is none. `what` was asked for.

    Errors: InputRejected when the prompt is blocked, AccountProblem when the account is.
    """
    feedback = response.prompt_feedback
    if feedback and feedback.block_reason:
        reason = feedback.block_reason_message or feedback.block_reason.value
        raise InputRejected(f"Gemini refused this {what}: {reason}")
    candidate = response.candidates[0] if response.candidates else None
    if candidate and candidate.finish_reason is types.FinishReason.PUP_LIMITED_DISABLED:
        raise AccountProblem(f"Gemini: the account is limited or disabled. {GeminiAccount.fix}")
    return candidate


def parts_of(candidate: types.Candidate) -> list[types.Part]:
    """Return the parts of the answer, without the model's thoughts."""
    parts = (candidate.content.parts if candidate.content else None) or []
    return [part for part in parts if not part.thought]


def read_body(answer: types.GenerateContentResponse) -> types.GenerateContentResponse:
    """Read the body of an answer: the SDK's own reading drops `finishMessage`, why there is nothing in it.

    The request is to have `should_return_http_response`. Errors: ValueError when it cannot be read.
    """
    body = answer.sdk_http_response.body if answer.sdk_http_response else None
    return types.GenerateContentResponse.model_validate_json(body or "")


def data_of(candidate: types.Candidate) -> types.Blob | None:
    """Return the picture or sound of the answer, None if it has none."""
    return next((part.inline_data for part in parts_of(candidate) if part.inline_data and part.inline_data.data), None)


def reason_of(candidate: types.Candidate) -> str:
    """Return why the answer has not what was asked for, in Google's or the model's words."""
    words = "".join(part.text for part in parts_of(candidate) if part.text)
    finish = candidate.finish_reason.value if candidate.finish_reason else "it gave no reason"
    return candidate.finish_message or words or finish


def _reply(status: int, body: object, headers: Mapping[str, str], otherwise: str) -> ErrorReply:
    """`body` is `{"error": …}`, or, from Google's front end, a list of one. Without a message it is `otherwise`.

    What a status does not tell apart is in the details: typed messages (google/rpc/error_details.proto).
    """
    content = body[0] if isinstance(body, list) and body else body
    error = _mapping(_mapping(content).get("error"))
    details = _mappings(error.get("details"))
    words = str(error.get("message") or otherwise)
    return ErrorReply(
        status=404 if _UNKNOWN_INTERACTION in words.lower() else status,
        words=words,
        retry_after=_delay(details) or retry_after({name.lower(): value for name, value in headers.items()}),
        is_account=error.get("status") == "FAILED_PRECONDITION" or any(map(_is_about_the_account, details)),
    )


def _delay(details: list[dict[str, Any]]) -> timedelta | None:
    """RetryInfo: `"retryDelay": "34s"`."""
    delays = (str(detail.get("retryDelay", "")).removesuffix("s") for detail in details)
    return next((timedelta(seconds=float(each)) for each in delays if each.replace(".", "", 1).isdigit()), None)


def _is_about_the_account(detail: dict[str, Any]) -> bool:
    """An invalid key is answered with 400; a used-up quota of the day or the month, with the 429 of a rate limit."""
    if detail.get("reason") == "API_KEY_INVALID":
        return True
    quotas = [str(violation.get("quotaId")) for violation in _mappings(detail.get("violations"))]
    return any("PerDay" in quota or "PerMonth" in quota for quota in quotas)


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _mappings(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
