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
from pydantic import Field, SecretStr

from domain import timeouts
from domain.errors import InputRejected
from domain.ports.planner import PlannerImage
from providers.common.http_errors import ErrorReply, retry_after
from providers.common.settings import VendorAccount, key_in
from providers.common.vendor_api import VendorApi, tls
from providers.llm.output import SCHEMA
from providers.llm.planner import MAX_OUTPUT_TOKENS, WRONG_SHAPE, LlmPlanner, LlmReply, Question
from providers.llm.prompt import Message as PromptMessage
from providers.llm.prompt import picture_label
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


class AnthropicAccount(VendorAccount):
    vendor = "Anthropic"
    fix = "Check AI_API_KEY or ANTHROPIC_API_KEY, AI_MODEL, and the credit of the Anthropic account."

    key: SecretStr | None = key_in("AI_API_KEY", *KEY_VARIABLES)
    model: str = Field("claude-sonnet-5-5", validation_alias="AI_MODEL")
    base_url: str = Field("https://api.anthropic.com", validation_alias="ANTHROPIC_BASE_URL")


class AnthropicApi(VendorApi):
    account_type = AnthropicAccount
    raises = (APIStatusError, APIConnectionError, APIResponseValidationError, JSONDecodeError)

    def client(self) -> AsyncAnthropic:
        return AsyncAnthropic(
            api_key=self.account.api_key,
            base_url=self.account.base_url,
            max_retries=0,
            timeout=self.timeout,
            http_client=DefaultAsyncHttpxClient(verify=tls()),
        )

    def reply_of(self, error: Exception) -> ErrorReply | None:
        if not isinstance(error, APIStatusError):
            return None
        words = error.api_message or error.message
        return ErrorReply(
            status=error.status_code,
            words=words,
            retry_after=retry_after(error.response.headers),
            is_account=error.type == "billing_error" or error.error_code in _OUT_OF_CREDIT or _NO_CREDIT_WORDS in words,
        )


class AnthropicPlanner(LlmPlanner):
    name = "anthropic"

    def __init__(self, account: AnthropicAccount, timeout: float = timeouts.LANGUAGE_MODEL) -> None:
        self._api = AnthropicApi(account, timeout)
        self._model = account.model

    @classmethod
    def from_env(cls) -> Self:
        return cls(AnthropicAccount.from_env())

    async def ask(self, question: Question) -> LlmReply:
        with self._api.asking(*WRONG_SHAPE):
            async with self._api.client() as client:
                message = await client.messages.create(
                    model=self._model,
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
        content += [{"type": "text", "text": picture_label(picture)}, _image(picture)]
    return {"role": "user", "content": [*content, {"type": "text", "text": message.text}]}


def _image(picture: PlannerImage) -> ImageBlockParam:
    media_type = cast(Literal["image/jpeg", "image/png", "image/webp"], picture.content_type)
    data = b64encode(picture.path.read_bytes()).decode()
    return {"type": "image", "source": {"type": "base64", "media_type": media_type, "data": data}}


def _reply(message: Message) -> LlmReply:
    """Errors: InputRejected when the model refuses."""
    if message.stop_reason == "refusal":
        why = message.stop_details.explanation if message.stop_details else None
        raise InputRejected(f"Anthropic refused to write this storyboard: {why or 'it gave no reason'}")
    text = "".join(block.text for block in message.content if block.type == "text")
    return LlmReply(text=text, model=message.model, is_cut_off=message.stop_reason in _CUT_OFF)
