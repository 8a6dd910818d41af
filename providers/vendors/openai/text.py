"""OpenAI, by the Responses API. https://developers.openai.com/api/docs/guides/structured-outputs, SDK openai 3.52.0."""

from openai.types.responses import EasyInputMessageParam, Response, ResponseInputContentParam
from pydantic import Field, SecretStr

from domain.errors import InputRejected, Transient
from providers.common.settings import PlannerAccount, key_in
from providers.common.vendor_api import data_url
from providers.llm.output import SCHEMA
from providers.llm.planner import MAX_OUTPUT_TOKENS, WRONG_SHAPE, LlmPlanner, LlmReply, Question
from providers.llm.prompt import PromptMessage, picture_label
from providers.vendors.openai import KEY_VARIABLES
from providers.vendors.openai.client import OpenAIAccount, OpenAIApi

_PASSING = {"server_error", "rate_limit_exceeded", "vector_store_timeout"}
"""`error.code` of a failed response for which time helps, of those in the SDK's types/responses/response_error.py."""


class OpenAIPlannerAccount(OpenAIAccount, PlannerAccount):
    fix = "Check AI_API_KEY or OPENAI_API_KEY, AI_MODEL, and the credit of the OpenAI account."

    key: SecretStr | None = key_in("AI_API_KEY", *KEY_VARIABLES)
    model: str = Field("gpt-6-luna", validation_alias="AI_MODEL")


class OpenAIPlanner(LlmPlanner):
    name = "openai"
    api: OpenAIApi
    api_type = OpenAIApi
    account_type = OpenAIPlannerAccount

    async def ask(self, question: Question) -> LlmReply:
        with self.api.asking(*WRONG_SHAPE):
            response = await self.api.client.responses.create(
                model=self.model,
                instructions=question.instructions,
                input=[_message(each) for each in question.messages],
                text={"format": {"type": "json_schema", "name": "storyboard", "schema": SCHEMA, "strict": True}},
                max_output_tokens=MAX_OUTPUT_TOKENS,
                store=False,
            )
            return _reply(response)


def _message(message: PromptMessage) -> EasyInputMessageParam:
    if message.role == "model":
        return {"role": "assistant", "content": message.text}
    content: list[ResponseInputContentParam] = [{"type": "input_text", "text": message.text}]
    for picture in message.pictures:
        image_url = data_url(picture.path.read_bytes(), picture.content_type)
        content.append({"type": "input_text", "text": picture_label(picture)})
        content.append({"type": "input_image", "image_url": image_url, "detail": "auto"})
    return {"role": "user", "content": content}


def _reply(response: Response) -> LlmReply:
    """Errors: InputRejected when the model refuses or its answer is filtered, else as the failed response says."""
    if response.error is not None:
        kind = Transient if response.error.code in _PASSING else InputRejected
        raise kind(f"OpenAI: {response.error.message}")
    for item in response.output:
        for part in item.content if item.type == "message" else ():
            if part.type == "refusal":
                raise InputRejected(f"OpenAI refused to write this storyboard: {part.refusal}")
    reason = response.incomplete_details.reason if response.incomplete_details else None
    if reason == "content_filter":
        raise InputRejected("OpenAI's content filter stopped the storyboard of this brief")
    return LlmReply(text=response.output_text, model=response.model, is_cut_off=response.status == "incomplete")
