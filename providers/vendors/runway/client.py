"""Runway's account and its tasks, which cannot be listed. SDK runwayml 5.24.0, https://docs.dev.runwayml.com/api."""

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import quote

import runwayml
from pydantic import AliasChoices, Field, SecretStr, ValidationError

from domain.errors import InputRejected, Permanent
from domain.ports.video_and_image import Output, Pending
from providers.common.sdk_api import SdkOrderApi
from providers.common.settings import VendorAccount, WithoutVersion, key_in
from providers.common.vendor_api import Created
from providers.vendors.runway import KEY_VARIABLES

LEAST_INTERVAL = 5.0
"""Seconds: "not more frequently than once every five seconds for a given task" (SDK resources/tasks.py)."""

_PREFIX = "runway-"
_OUT_OF_CREDIT = "not have enough credits"
_ITS_OWN_FAULT = {"INTERNAL", "UNAVAILABLE"}
"""Parts of a failure code: https://docs.dev.runwayml.com/errors/task-failures."""


class RunwayAccount(VendorAccount):
    vendor = "Runway"
    fix = "Check RUNWAYML_API_SECRET, and buy credits for its organization at https://dev.runwayml.com."

    key: SecretStr | None = key_in(*KEY_VARIABLES)
    base_url: WithoutVersion = Field(
        "https://api.dev.runwayml.com", validation_alias=AliasChoices("RUNWAYML_BASE_URL", "RUNWAY_BASE_URL")
    )


class _Task(Created):
    """A task; which fields are set depends on its status (types/task_retrieve_response.py)."""

    status: str
    progress: float | None = None
    output: tuple[str, ...] | None = None
    failure: str | None = None
    failure_code: str | None = Field(None, alias="failureCode")


class RunwayApi(SdkOrderApi[runwayml.AsyncRunwayML]):
    sdk = runwayml
    account_type = RunwayAccount
    raises = (runwayml.APIError, ValidationError)

    async def order(self, kind: Literal["image_to_video", "text_to_video", "text_to_image"], body: object) -> str:
        """Start a task and return its id. Errors: as `VideoModel.order`."""
        with self.ordering():
            return _PREFIX + Created.model_validate_json(await self.send_order(f"/v1/{kind}", body)).id

    async def look(self, order_id: str) -> Pending | Output:
        """The links are fresh at each look."""
        with self.looking():
            task = _Task.model_validate_json(await self.send("get", _path(order_id)))
        if task.status == "SUCCEEDED":
            if not task.output:
                raise InputRejected("Runway made nothing of this order: its task ended well, without an output")
            return Output(url=task.output[0])
        if task.status == "FAILED":
            reason, code = task.failure or "it gave no reason", task.failure_code or "no code"
            if _ITS_OWN_FAULT.isdisjoint(code.split(".")):
                raise InputRejected(f"Runway will not make this: {reason} ({code})")
            raise Permanent(
                f"Runway failed by its own fault: {reason} ({code}); "
                "another try may succeed, and is ordered and charged anew"
            )
        if task.status == "CANCELLED":
            raise InputRejected("Runway's task was cancelled before it was done; order it anew")
        return Pending(progress=task.progress)

    async def cancel(self, order_id: str) -> None:
        """Delete the task."""
        with self.cancelling():
            await self.send("delete", _path(order_id))

    def new_client(self, options: dict[str, Any]) -> runwayml.AsyncRunwayML:
        return runwayml.AsyncRunwayML(api_key=self.account.api_key, **options)

    def read_error(self, error: runwayml.APIStatusError) -> tuple[str, bool]:
        body = error.body if isinstance(error.body, Mapping) else {}
        words = str(body.get("error") or error.message)
        return words, error.status_code == 400 and _OUT_OF_CREDIT in words


def _path(order_id: str) -> str:
    return f"/v1/tasks/{quote(order_id.removeprefix(_PREFIX))}"
