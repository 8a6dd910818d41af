"""Gemini, by generateContent. https://ai.google.dev/gemini-api/docs/structured-output, SDK google-genai 3.4.0."""

from collections.abc import Iterator
from typing import Self

import aiohttp
from google.genai import errors, types
from pydantic import AliasChoices, Field, SecretStr

from domain.errors import AccountProblem, InputRejected, Transient
from domain.ports.planner import PlannerImage
from providers.common.http_errors import error_of
from providers.llm.output import SCHEMA
from providers.llm.planner import MAX_OUTPUT_TOKENS, TIMEOUT, LlmPlanner, Question, Said
from providers.llm.prompt import Turn, picture_label
from providers.vendors.gemini.client import Complaint, GeminiAddress, client

_FIX = "Check AI_API_KEY or GEMINI_API_KEY, AI_MODEL, and the plan and quota of the Google project."

_CUT_OFF = {types.FinishReason.MAX_TOKENS, types.FinishReason.CONTINUATION}
_WHOLE = {types.FinishReason.STOP, types.FinishReason.FINISH_REASON_UNSPECIFIED}
_MALFORMED = {types.FinishReason.MALFORMED_RESPONSE, types.FinishReason.OTHER}
"""The model's own mishap: sent back like any answer that breaks the rules."""


class GeminiSettings(GeminiAddress):
    api_key: SecretStr = Field(validation_alias=AliasChoices("AI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"))
    model: str = Field("gemini-3.8-flash", validation_alias="AI_MODEL")


class GeminiPlanner(LlmPlanner):
    name = "gemini"

    def __init__(self, settings: GeminiSettings, timeout: float = TIMEOUT) -> None:
        self._settings = settings
        self._timeout = timeout

    @classmethod
    def from_env(cls) -> Self:
        return cls(GeminiSettings())

    async def ask(self, question: Question) -> Said:
        settings = self._settings
        try:
            async with (
                aiohttp.ClientSession() as session,
                client(settings.base_url, settings.api_key.get_secret_value(), self._timeout, session).aio as gemini,
            ):
                response = await gemini.models.generate_content(
                    model=settings.model,
                    contents=[_content(turn) for turn in question.turns],
                    config=types.GenerateContentConfig(
                        system_instruction=question.instructions,
                        response_mime_type="application/json",
                        response_json_schema=SCHEMA,
                        max_output_tokens=MAX_OUTPUT_TOKENS,
                    ),
                )
        except errors.APIError as error:
            raise Complaint.from_api_error(error).error(error_of, _FIX) from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Transient(f"Gemini: {type(error).__name__}: {error}") from error
        return _said(response, settings.model)


def _content(turn: Turn) -> types.Content:
    parts = [part for picture in turn.pictures for part in _picture_parts(picture)]
    return types.Content(role=turn.role, parts=[*parts, types.Part.from_text(text=turn.text)])


def _picture_parts(picture: PlannerImage) -> Iterator[types.Part]:
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
