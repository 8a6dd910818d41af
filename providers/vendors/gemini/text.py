"""Gemini, by generateContent. https://ai.google.dev/gemini-api/docs/structured-output, SDK google-genai 3.4.0."""

from google.genai import types
from pydantic import Field, SecretStr

from domain.errors import InputRejected, Transient
from providers.common.settings import PlannerAccount, key_in
from providers.llm.output import SCHEMA
from providers.llm.planner import MAX_OUTPUT_TOKENS, LlmPlanner, LlmReply, Question
from providers.llm.prompt import PromptMessage, picture_label
from providers.vendors.gemini import KEY_VARIABLES
from providers.vendors.gemini.client import GeminiAccount, GeminiApi, candidate_of, parts_of

_CUT_OFF = {types.FinishReason.MAX_TOKENS, types.FinishReason.CONTINUATION}
_WHOLE = {types.FinishReason.STOP, types.FinishReason.FINISH_REASON_UNSPECIFIED}
_MALFORMED = {types.FinishReason.MALFORMED_RESPONSE, types.FinishReason.OTHER}
"""The model's own mishap: sent back like any answer that breaks the rules."""


class GeminiPlannerAccount(GeminiAccount, PlannerAccount):
    fix = "Check AI_API_KEY or GEMINI_API_KEY, AI_MODEL, and the plan and quota of the Google project."

    key: SecretStr | None = key_in("AI_API_KEY", *KEY_VARIABLES)
    model: str = Field("gemini-3.8-flash", validation_alias="AI_MODEL")


class GeminiPlanner(LlmPlanner):
    name = "gemini"
    api: GeminiApi
    api_type = GeminiApi
    account_type = GeminiPlannerAccount

    async def ask(self, question: Question) -> LlmReply:
        with self.api.asking():
            response = await self.api.client.models.generate_content(
                model=self.model,
                contents=[_content(each) for each in question.messages],
                config=types.GenerateContentConfig(
                    system_instruction=question.instructions,
                    response_mime_type="application/json",
                    response_json_schema=SCHEMA,
                    max_output_tokens=MAX_OUTPUT_TOKENS,
                ),
            )
            return _reply(response, self.model)


def _content(message: PromptMessage) -> types.Content:
    parts: list[types.Part] = []
    for picture in message.pictures:
        parts.append(types.Part.from_text(text=picture_label(picture)))
        parts.append(types.Part.from_bytes(data=picture.path.read_bytes(), mime_type=picture.content_type))
    return types.Content(role=message.role, parts=[*parts, types.Part.from_text(text=message.text)])


def _reply(response: types.GenerateContentResponse, model: str) -> LlmReply:
    """Errors: InputRejected when the prompt or the answer is blocked, AccountProblem when the account is."""
    candidate = candidate_of(response, "brief")
    if candidate is None:
        raise Transient("Gemini answered nothing")
    finish = candidate.finish_reason or types.FinishReason.STOP
    if finish not in _CUT_OFF | _WHOLE | _MALFORMED:
        raise InputRejected(f"Gemini refused to write this storyboard: {candidate.finish_message or finish.value}")
    text = "".join(part.text for part in parts_of(candidate) if part.text)
    return LlmReply(text=text, model=response.model_version or model, is_cut_off=finish in _CUT_OFF)
