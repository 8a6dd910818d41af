"""What the planner, the video and the image model of Gemini share: where it is, its client, what its errors mean."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Self

import aiohttp
from google import genai
from google.genai import errors, types
from pydantic import AliasChoices, Field, SecretStr

from domain.base import Frozen
from domain.errors import AccountProblem, GreenlightError
from providers.common.http_errors import ErrorOf, retry_after
from providers.common.sdk_calls import tls
from providers.common.settings import VendorAccount, VendorSettings, WithoutVersion

FIX = "Check GEMINI_API_KEY, and the plan, credit and quota of the Google project."


class GeminiAddress(VendorSettings):
    base_url: WithoutVersion = Field(
        "https://generativelanguage.googleapis.com",
        validation_alias=AliasChoices("GOOGLE_GEMINI_BASE_URL", "GEMINI_BASE_URL"),
    )


class GeminiAccount(GeminiAddress, VendorAccount):
    """Who pays for clips and pictures."""

    vendor = "Gemini"
    variable = "GEMINI_API_KEY"

    key: SecretStr | None = Field(None, validation_alias=AliasChoices("GEMINI_API_KEY", "GOOGLE_API_KEY"))


class Complaint(Frozen):
    """An error that Google answered, whichever of the SDK's two trees of exceptions brought it."""

    status: int
    reason: str
    words: str
    details: tuple[dict[str, Any], ...]
    headers: dict[str, str]

    @classmethod
    def of(cls, status: int, body: object, headers: Mapping[str, str], otherwise: str) -> Self:
        """`body` is `{"error": …}`, or, from Google's front end, a list of one. Without words it says `otherwise`."""
        told = body[0] if isinstance(body, list) and body else body
        error = told.get("error") if isinstance(told, dict) else None
        error = error if isinstance(error, dict) else {}
        found = error.get("details")
        return cls(
            status=status,
            reason=str(error.get("status") or ""),
            words=str(error.get("message") or otherwise),
            details=tuple(detail for detail in found if isinstance(detail, dict)) if isinstance(found, list) else (),
            headers={name.lower(): value for name, value in headers.items()},
        )

    @classmethod
    def from_api_error(cls, error: errors.APIError) -> Self:
        """What `models.*` raise."""
        return cls.of(error.code, error.details, error.response.headers if error.response else {}, str(error))

    def error(self, error_of: ErrorOf, fix: str) -> GreenlightError:
        """What a status does not tell apart is in the details: typed messages (google/rpc/error_details.proto)."""
        if self.reason == "FAILED_PRECONDITION" or any(map(_is_about_the_account, self.details)):
            return AccountProblem(f"Gemini: {self.words}. {fix}")
        return error_of("Gemini", self.status, self.words, fix, self._delay() or retry_after(self.headers))

    def _delay(self) -> timedelta | None:
        """RetryInfo: `"retryDelay": "34s"`."""
        for detail in self.details:
            said = str(detail.get("retryDelay", "")).removesuffix("s")
            if said.replace(".", "", 1).isdigit():
                return timedelta(seconds=float(said))
        return None


def client(base_url: str, api_key: str, timeout: float, session: aiohttp.ClientSession | None = None) -> genai.Client:
    """Sends once. `models.*` go by the session: for the one that the client makes itself aiohttp warns."""
    return genai.Client(
        vertexai=False,
        api_key=api_key,
        http_options=types.HttpOptions(
            base_url=base_url,
            timeout=round(timeout * 1000),
            retry_options=types.HttpRetryOptions(attempts=1),
            aiohttp_client=session,
            client_args={"verify": tls()},
            async_client_args={"verify": tls(), "ssl": tls()},
        ),
    )


def _is_about_the_account(detail: dict[str, Any]) -> bool:
    """A key that is not valid is answered with 400; a quota of the day or the month, with the 429 of a rate limit."""
    if detail.get("reason") == "API_KEY_INVALID":
        return True
    quotas = [str(violation.get("quotaId")) for violation in _violations(detail)]
    return any("PerDay" in quota or "PerMonth" in quota for quota in quotas)


def _violations(detail: dict[str, Any]) -> Iterator[dict[str, Any]]:
    found = detail.get("violations")
    for violation in found if isinstance(found, list) else ():
        if isinstance(violation, dict):
            yield violation
