"""OpenAI's account and API, for the planner and the image model. SDK openai 3.52.0."""

import httpx2
from openai import APIStatusError, AsyncOpenAI, DefaultAsyncHttpxClient, OpenAIError
from pydantic import Field, SecretStr

from providers.common.http_errors import ErrorReply, retry_after
from providers.common.settings import VendorAccount, WithVersion, key_in
from providers.common.vendor_api import VendorApi, tls
from providers.vendors.openai import KEY_VARIABLES

_OUT_OF_CREDIT = {"insufficient_quota", "credit_balance_exhausted", "billing_hard_limit_reached", "billing_not_active"}
"""`error.type` or `error.code` for which waiting does not help, whatever the status."""


class OpenAIAccount(VendorAccount):
    vendor = "OpenAI"
    fix = "Check OPENAI_API_KEY, and the credit of the OpenAI account."

    key: SecretStr | None = key_in(*KEY_VARIABLES)
    base_url: WithVersion = Field("https://api.openai.com/v1", validation_alias="OPENAI_BASE_URL")


class OpenAIApi(VendorApi):
    account_type = OpenAIAccount
    raises = (OpenAIError, httpx2.HTTPError, ValueError)

    def client(self) -> AsyncOpenAI:
        return AsyncOpenAI(
            api_key=self.account.api_key,
            base_url=self.account.base_url,
            max_retries=0,
            timeout=self.timeout,
            http_client=DefaultAsyncHttpxClient(verify=tls()),
        )

    def reply_of(self, error: Exception) -> ErrorReply | None:
        if not isinstance(error, APIStatusError):
            return None
        return ErrorReply(
            status=error.status_code,
            words=error.message,
            retry_after=retry_after(error.response.headers),
            is_account=bool(_OUT_OF_CREDIT & {error.type, error.code}),
        )
