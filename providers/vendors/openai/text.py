"""OpenAI, by the Responses API. https://developers.openai.com/api/docs/guides/structured-outputs, SDK openai 3.52.0."""

from base64 import b64encode
from json import JSONDecodeError
from typing import Self

from openai import APIConnectionError, APIResponseValidationError, APIStatusError
from openai.types.responses import EasyInputMessageParam, Response, ResponseInputContentParam, ResponseInputParam
from pydantic import AliasChoices, Field, SecretStr

from domain.errors import InputRejected, Transient
from domain.ports.planner import PlannerImage
from providers.common.http_errors import error_of
from providers.llm.output import SCHEMA
from providers.llm.planner import MAX_OUTPUT_TOKENS, TIMEOUT, WRONG_SHAPE, LlmPlanner, Question, Said, unreadable
from providers.llm.prompt import Turn, picture_label
from providers.vendors.openai.client import OpenAIAddress, client, error_from

_FIX = "Check AI_API_KEY or OPENAI_API_KEY, AI_MODEL, and the credit of the OpenAI account."

_PASSING = {"server_error", "rate_limit_exceeded", "vector_store_timeout"}
"""`error.code` of a failed response for which time helps, of those in the SDK's types/responses/response_error.py."""


class OpenAISettings(OpenAIAddress):
    api_key: SecretStr = Field(validation_alias=AliasChoices("AI_API_KEY", "OPENAI_API_KEY"))
    model: str = Field("gpt-6-luna", validation_alias="AI_MODEL")


class OpenAIPlanner(LlmPlanner):
    name = "openai"

    def __init__(self, settings: OpenAISettings, timeout: float = TIMEOUT) -> None:
        self._settings = settings
        self._timeout = timeout

    @classmethod
    def from_env(cls) -> Self:
        return cls(OpenAISettings())

    async def ask(self, question: Question) -> Said:
        settings = self._settings
        try:
            async with client(settings.base_url, settings.api_key.get_secret_value(), self._timeout) as openai:
                response = await openai.responses.create(
                    model=settings.model,
                    instructions=question.instructions,
                    input=_input(question),
                    text={"format": {"type": "json_schema", "name": "storyboard", "schema": SCHEMA, "strict": True}},
                    max_output_tokens=MAX_OUTPUT_TOKENS,
                    store=False,
                )
        except APIStatusError as error:
            raise error_from(error, error_of, _FIX) from error
        except (APIConnectionError, APIResponseValidationError) as error:
            raise Transient(f"OpenAI: {error.message}") from error
        except JSONDecodeError as error:
            raise unreadable("OpenAI", error) from error
        try:
            return _said(response)
        except WRONG_SHAPE as error:
            raise unreadable("OpenAI", error) from error


def _input(question: Question) -> ResponseInputParam:
    return [_message(turn) for turn in question.turns]


def _message(turn: Turn) -> EasyInputMessageParam:
    if turn.role == "model":
        return {"role": "assistant", "content": turn.text}
    content: list[ResponseInputContentParam] = [{"type": "input_text", "text": turn.text}]
    for picture in turn.pictures:
        content.append({"type": "input_text", "text": picture_label(picture)})
        content.append({"type": "input_image", "image_url": _data_url(picture), "detail": "auto"})
    return {"role": "user", "content": content}


def _data_url(picture: PlannerImage) -> str:
    return f"data:{picture.content_type};base64,{b64encode(picture.path.read_bytes()).decode()}"


def _said(response: Response) -> Said:
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
    return Said(text=response.output_text, model=response.model, is_cut_off=response.status == "incomplete")
