"""Anthropic, by the Messages API.

https://platform.claude.com/docs/en/build-with-claude/structured-outputs, SDK anthropic 2.11.0.
"""

from base64 import b64encode
from json import JSONDecodeError
from typing import Any, Literal, cast

import anthropic
from anthropic.types import ImageBlockParam, Message, MessageParam, TextBlockParam
from pydantic import Field, SecretStr

from domain.errors import InputRejected
from providers.common.sdk_api import SdkApi
from providers.common.settings import PlannerAccount, key_in
from providers.llm.output import SCHEMA
from providers.llm.planner import MAX_OUTPUT_TOKENS, WRONG_SHAPE, LlmPlanner, LlmReply, Question
from providers.llm.prompt import PromptMessage, picture_label
from providers.vendors.anthropic import KEY_VARIABLES

_OUT_OF_CREDIT = {
    "contract_spend_limit_reached",
    "enforced_spend_limit_reached",
    "linked_organization_billing_unavailable",
    "linked_organization_spend_limit_reached",
    "organization_on_hold",
}
"""`error.details.error_code` for which waiting does not help, whatever the status (types/shared/*_error_details.py)."""

_NO_CREDIT_WORDS = "credit balance is too low"
"""An older 400 of the API, which has no code of its own."""

_CUT_OFF = {"max_tokens", "model_context_window_exceeded"}


class AnthropicAccount(PlannerAccount):
    vendor = "Anthropic"
    fix = "Check AI_API_KEY or ANTHROPIC_API_KEY, AI_MODEL, and the credit of the Anthropic account."

    key: SecretStr | None = key_in("AI_API_KEY", *KEY_VARIABLES)
    model: str = Field("claude-sonnet-5-5", validation_alias="AI_MODEL")
    base_url: str = Field("https://api.anthropic.com", validation_alias="ANTHROPIC_BASE_URL")


class AnthropicApi(SdkApi[anthropic.AsyncAnthropic]):
    sdk = anthropic
    account_type = AnthropicAccount
    raises = (anthropic.APIError, JSONDecodeError)

    def new_client(self, options: dict[str, Any]) -> anthropic.AsyncAnthropic:
        return anthropic.AsyncAnthropic(api_key=self.account.api_key, **options)

    def read_error(self, error: anthropic.APIStatusError) -> tuple[str, bool]:
        words = error.api_message or error.message
        is_unpaid = error.type == "billing_error" or error.error_code in _OUT_OF_CREDIT or _NO_CREDIT_WORDS in words
        return words, is_unpaid


class AnthropicPlanner(LlmPlanner):
    name = "anthropic"
    api: AnthropicApi
    api_type = AnthropicApi
    account_type = AnthropicAccount

    async def ask(self, question: Question) -> LlmReply:
        with self.api.asking(*WRONG_SHAPE):
            message = await self.api.client.messages.create(
                model=self.model,
                system=question.instructions,
                messages=[_message(each) for each in question.messages],
                output_config={"format": {"type": "json_schema", "schema": SCHEMA}},
                max_tokens=MAX_OUTPUT_TOKENS,
            )
            return _reply(message)


def _message(message: PromptMessage) -> MessageParam:
    if message.role == "model":
        return {"role": "assistant", "content": message.text}
    content: list[TextBlockParam | ImageBlockParam] = []
    for picture in message.pictures:
        media_type = cast(Literal["image/jpeg", "image/png", "image/webp"], picture.content_type)
        data = b64encode(picture.path.read_bytes()).decode()
        content.append({"type": "text", "text": picture_label(picture)})
        content.append({"type": "image", "source": {"type": "base64", "media_type": media_type, "data": data}})
    return {"role": "user", "content": [*content, {"type": "text", "text": message.text}]}


def _reply(message: Message) -> LlmReply:
    """Errors: InputRejected when the model refuses."""
    if message.stop_reason == "refusal":
        why = message.stop_details.explanation if message.stop_details else None
        raise InputRejected(f"Anthropic refused to write this storyboard: {why or 'it gave no reason'}")
    text = "".join(block.text for block in message.content if block.type == "text")
    return LlmReply(text=text, model=message.model, is_cut_off=message.stop_reason in _CUT_OFF)
