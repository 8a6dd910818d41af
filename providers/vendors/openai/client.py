"""OpenAI's account and API, for the planner and the image model. SDK openai 3.52.0."""

from typing import Any

import httpx2
import openai
from pydantic import Field, SecretStr

from providers.common.sdk_api import SdkApi
from providers.common.settings import VendorAccount, WithVersion, key_in
from providers.vendors.openai import KEY_VARIABLES

_OUT_OF_CREDIT = {"insufficient_quota", "credit_balance_exhausted", "billing_hard_limit_reached", "billing_not_active"}
"""`error.type` or `error.code` for which waiting does not help, whatever the status."""


class OpenAIAccount(VendorAccount):
    vendor = "OpenAI"
    fix = "Check OPENAI_API_KEY, and the credit of the OpenAI account."

    key: SecretStr | None = key_in(*KEY_VARIABLES)
    base_url: WithVersion = Field("https://api.openai.com/v1", validation_alias="OPENAI_BASE_URL")


class OpenAIApi(SdkApi[openai.AsyncOpenAI]):
    sdk = openai
    account_type = OpenAIAccount
    raises = (openai.OpenAIError, httpx2.HTTPError, ValueError)

    def new_client(self, options: dict[str, Any]) -> openai.AsyncOpenAI:
        return openai.AsyncOpenAI(api_key=self.account.api_key, **options)

    def read_error(self, error: openai.APIStatusError) -> tuple[str, bool]:
        return error.message, bool(_OUT_OF_CREDIT & {error.type, error.code})
