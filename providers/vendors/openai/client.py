"""What the planner and the image model of OpenAI share: where it is, what its errors mean."""

from openai import APIStatusError, AsyncOpenAI, DefaultAsyncHttpxClient
from pydantic import Field, SecretStr

from domain.errors import AccountProblem, GreenlightError
from providers.common.http_errors import ErrorOf, retry_after
from providers.common.sdk_calls import tls
from providers.common.settings import VendorAccount, VendorSettings, WithVersion

FIX = "Check OPENAI_API_KEY, and the credit of the OpenAI account."

_OUT_OF_CREDIT = {"insufficient_quota", "credit_balance_exhausted", "billing_hard_limit_reached", "billing_not_active"}
"""`error.type` or `error.code` of what no waiting heals, whatever the status."""


class OpenAIAddress(VendorSettings):
    base_url: WithVersion = Field("https://api.openai.com/v1", validation_alias="OPENAI_BASE_URL")


class OpenAIAccount(OpenAIAddress, VendorAccount):
    """Who pays for pictures."""

    vendor = "OpenAI"
    variable = "OPENAI_API_KEY"

    key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY")


def client(base_url: str, api_key: str, timeout: float) -> AsyncOpenAI:
    """Sends once."""
    return AsyncOpenAI(
        api_key=api_key,
        base_url=base_url,
        max_retries=0,
        timeout=timeout,
        http_client=DefaultAsyncHttpxClient(verify=tls()),
    )


def error_from(error: APIStatusError, error_of: ErrorOf, fix: str) -> GreenlightError:
    if _OUT_OF_CREDIT & {error.type, error.code}:
        return AccountProblem(f"OpenAI: {error.message}. {fix}")
    return error_of("OpenAI", error.status_code, error.message, fix, retry_after(error.response.headers))
