"""Gemini, by generateContent. https://ai.google.dev/gemini-api/docs/structured-output, SDK google-genai 3.4.0."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Self

import aiohttp
from google import genai
from google.genai import errors, types
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import AccountProblem, GreenlightError, InputRejected, Transient
from domain.planning import Picture
from providers.answer import SCHEMA
from providers.prompt import Turn, picture_label
from providers.vendor_errors import error_of, retry_after
from providers.writing import MAX_OUTPUT_TOKENS, TIMEOUT, Question, Said, WritingPlanner

_FIX = "Check AI_API_KEY or GEMINI_API_KEY, AI_MODEL, and the plan and quota of the Google project."

_CUT_OFF = {types.FinishReason.MAX_TOKENS, types.FinishReason.CONTINUATION}
_WHOLE = {types.FinishReason.STOP, types.FinishReason.FINISH_REASON_UNSPECIFIED}
_MALFORMED = {types.FinishReason.MALFORMED_RESPONSE, types.FinishReason.OTHER}
"""The model's own mishap: sent back like any answer that breaks the rules."""


class GeminiSettings(BaseSettings):
    model_config = SettingsConfigDict(
        frozen=True, env_file=".env", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    api_key: SecretStr = Field(validation_alias=AliasChoices("AI_API_KEY", "GEMINI_API_KEY"))
    model: str = Field("gemini-3.8-flash", validation_alias="AI_MODEL")
    base_url: str = Field(
        "https://generativelanguage.googleapis.com/",
        validation_alias=AliasChoices("GOOGLE_GEMINI_BASE_URL", "GEMINI_BASE_URL"),
    )


class GeminiPlanner(WritingPlanner):
    name = "gemini"

    def __init__(self, settings: GeminiSettings, timeout: float = TIMEOUT) -> None:
        self._settings = settings
        self._timeout = timeout

    @classmethod
    def from_env(cls) -> Self:
        return cls(GeminiSettings())

    async def ask(self, question: Question) -> Said:
        try:
            async with aiohttp.ClientSession() as session, self._client(session).aio as client:
                response = await client.models.generate_content(
                    model=self._settings.model,
                    contents=[_content(turn) for turn in question.turns],
                    config=types.GenerateContentConfig(
                        system_instruction=question.instructions,
                        response_mime_type="application/json",
                        response_json_schema=SCHEMA,
                        max_output_tokens=MAX_OUTPUT_TOKENS,
                    ),
                )
        except errors.APIError as error:
            raise _error(error) from error
        except (aiohttp.ClientError, TimeoutError, ValidationError, errors.UnknownApiResponseError) as error:
            raise Transient(f"Gemini: {type(error).__name__}: {error}") from error
        return _said(response, self._settings.model)

    def _client(self, session: aiohttp.ClientSession) -> genai.Client:
        """On a session of ours: for the one that it makes itself aiohttp warns."""
        settings = self._settings
        return genai.Client(
            vertexai=False,
            api_key=settings.api_key.get_secret_value(),
            http_options=types.HttpOptions(
                base_url=settings.base_url,
                timeout=round(self._timeout * 1000),
                retry_options=types.HttpRetryOptions(attempts=1),
                aiohttp_client=session,
            ),
        )


def _content(turn: Turn) -> types.Content:
    parts = [part for picture in turn.pictures for part in _picture_parts(picture)]
    return types.Content(role=turn.role, parts=[*parts, types.Part.from_text(text=turn.text)])


def _picture_parts(picture: Picture) -> Iterator[types.Part]:
    yield types.Part.from_text(text=picture_label(picture))
    yield types.Part.from_bytes(data=picture.path.read_bytes(), mime_type=picture.content_type)


def _said(response: types.GenerateContentResponse, asked: str) -> Said:
    """Errors: InputRejected when the prompt or the answer is blocked, AccountProblem when the account is."""
    feedback = response.prompt_feedback
    if feedback and feedback.block_reason:
        reason = feedback.block_reason_message or feedback.block_reason.value
        raise InputRejected(f"Gemini refused this brief: {reason}")
    if not response.candidates:
        raise Transient("Gemini answered nothing")
    candidate = response.candidates[0]
    finish = candidate.finish_reason or types.FinishReason.STOP
    if finish is types.FinishReason.PUP_LIMITED_DISABLED:
        raise AccountProblem(f"Gemini: the account is limited or disabled. {_FIX}")
    if finish not in _CUT_OFF | _WHOLE | _MALFORMED:
        raise InputRejected(f"Gemini refused to write this storyboard: {candidate.finish_message or finish.value}")
    parts = (candidate.content.parts if candidate.content else None) or []
    text = "".join(part.text for part in parts if part.text and not part.thought)
    return Said(text=text, model=response.model_version or asked, is_cut_off=finish in _CUT_OFF)


def _error(error: errors.APIError) -> GreenlightError:
    """What a status does not tell apart is in `error.details`: typed messages (google/rpc/error_details.proto)."""
    details = list(_details(error))
    words = error.message or str(error)
    if error.status == "FAILED_PRECONDITION" or any(map(_is_about_the_account, details)):
        return AccountProblem(f"Gemini: {words}. {_FIX}")
    return error_of("Gemini", error.code, words, _FIX, _delay(details) or retry_after(_headers(error)))


def _details(error: errors.APIError) -> Iterator[dict[str, Any]]:
    body = error.details.get("error") if isinstance(error.details, dict) else None
    found = body.get("details") if isinstance(body, dict) else None
    for detail in found if isinstance(found, list) else ():
        if isinstance(detail, dict):
            yield detail


def _is_about_the_account(detail: dict[str, Any]) -> bool:
    """A key that is not valid is answered with 400; a quota of the day or the month, with the 429 of a rate limit."""
    if detail.get("reason") == "API_KEY_INVALID":
        return True
    quotas = [str(violation.get("quotaId")) for violation in detail.get("violations", ())]
    return any("PerDay" in quota or "PerMonth" in quota for quota in quotas)


def _delay(details: list[dict[str, Any]]) -> timedelta | None:
    """RetryInfo: `"retryDelay": "34s"`."""
    for detail in details:
        said = str(detail.get("retryDelay", "")).removesuffix("s")
        if said.replace(".", "", 1).isdigit():
            return timedelta(seconds=float(said))
    return None


def _headers(error: errors.APIError) -> dict[str, str]:
    return {name.lower(): value for name, value in error.response.headers.items()} if error.response else {}
