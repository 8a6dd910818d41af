"""Anthropic, by the Messages API.

https://platform.claude.com/docs/en/build-with-claude/structured-outputs, SDK anthropic 2.11.0.
"""

from base64 import b64encode
from json import JSONDecodeError
from typing import Literal, Self, cast

from anthropic import (
    APIConnectionError,
    APIResponseValidationError,
    APIStatusError,
    AsyncAnthropic,
    DefaultAsyncHttpxClient,
)
from anthropic.types import ImageBlockParam, Message, MessageParam, TextBlockParam
from pydantic import AliasChoices, Field, SecretStr

from domain.errors import AccountProblem, GreenlightError, InputRejected, Transient
from domain.ports.planner import PlannerImage
from providers.common.http_errors import error_of, retry_after
from providers.common.sdk_calls import tls
from providers.common.settings import VendorSettings
from providers.llm.output import SCHEMA
from providers.llm.planner import MAX_OUTPUT_TOKENS, TIMEOUT, WRONG_SHAPE, LlmPlanner, Question, Said, unreadable
from providers.llm.prompt import Turn, picture_label

_FIX = "Check AI_API_KEY or ANTHROPIC_API_KEY, AI_MODEL, and the credit of the Anthropic account."

_OUT_OF_CREDIT = {
    "contract_spend_limit_reached",
    "enforced_spend_limit_reached",
    "linked_organization_billing_unavailable",
    "linked_organization_spend_limit_reached",
    "organization_on_hold",
}
"""`error.details.error_code` of what no waiting heals, whatever the status (types/shared/*_error_details.py)."""

_NO_CREDIT_WORDS = "credit balance is too low"
"""An older 400 of the API, which has no code of its own."""

_CUT_OFF = {"max_tokens", "model_context_window_exceeded"}


class AnthropicSettings(VendorSettings):
    api_key: SecretStr = Field(validation_alias=AliasChoices("AI_API_KEY", "ANTHROPIC_API_KEY"))
    model: str = Field("claude-sonnet-5-5", validation_alias="AI_MODEL")
    base_url: str = Field("https://api.anthropic.com", validation_alias="ANTHROPIC_BASE_URL")


class AnthropicPlanner(LlmPlanner):
    name = "anthropic"

    def __init__(self, settings: AnthropicSettings, timeout: float = TIMEOUT) -> None:
        self._settings = settings
        self._timeout = timeout

    @classmethod
    def from_env(cls) -> Self:
        return cls(AnthropicSettings())

    async def ask(self, question: Question) -> Said:
        try:
            async with self._client() as client:
                message = await client.messages.create(
                    model=self._settings.model,
                    system=question.instructions,
                    messages=[_message(turn) for turn in question.turns],
                    output_config={"format": {"type": "json_schema", "schema": SCHEMA}},
                    max_tokens=MAX_OUTPUT_TOKENS,
                )
        except APIStatusError as error:
            raise _error(error) from error
        except (APIConnectionError, APIResponseValidationError) as error:
            raise Transient(f"Anthropic: {error.message}") from error
        except JSONDecodeError as error:
            raise unreadable("Anthropic", error) from error
        try:
            return _said(message)
        except WRONG_SHAPE as error:
            raise unreadable("Anthropic", error) from error

    def _client(self) -> AsyncAnthropic:
        settings = self._settings
        return AsyncAnthropic(
            api_key=settings.api_key.get_secret_value(),
            base_url=settings.base_url,
            max_retries=0,
            timeout=self._timeout,
            http_client=DefaultAsyncHttpxClient(verify=tls()),
        )


def _message(turn: Turn) -> MessageParam:
    if turn.role == "model":
        return {"role": "assistant", "content": turn.text}
    content: list[TextBlockParam | ImageBlockParam] = []
    for picture in turn.pictures:
        content += [{"type": "text", "text": picture_label(picture)}, _image(picture)]
    return {"role": "user", "content": [*content, {"type": "text", "text": turn.text}]}


def _image(picture: PlannerImage) -> ImageBlockParam:
    media_type = cast(Literal["image/jpeg", "image/png", "image/webp"], picture.content_type)
    data = b64encode(picture.path.read_bytes()).decode()
    return {"type": "image", "source": {"type": "base64", "media_type": media_type, "data": data}}


def _said(message: Message) -> Said:
    """Errors: InputRejected when the model refuses."""
    if message.stop_reason == "refusal":
        why = message.stop_details.explanation if message.stop_details else None
        raise InputRejected(f"Anthropic refused to write this storyboard: {why or 'it gave no reason'}")
    text = "".join(block.text for block in message.content if block.type == "text")
    return Said(text=text, model=message.model, is_cut_off=message.stop_reason in _CUT_OFF)


def _error(error: APIStatusError) -> GreenlightError:
    words = error.api_message or error.message
    if error.type == "billing_error" or error.error_code in _OUT_OF_CREDIT or _NO_CREDIT_WORDS in words:
        return AccountProblem(f"Anthropic: {words}. {_FIX}")
    return error_of("Anthropic", error.status_code, words, _FIX, retry_after(error.response.headers))
