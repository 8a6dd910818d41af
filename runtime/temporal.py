"""What all workers, replayers and their clients share: converter, interceptors and sandbox."""

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.plugin import SimplePlugin
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.common.failure_interceptor import FailureInterceptor
from runtime.temporal_client import connect_client

PURE = ("domain", "activities")
"""Packages that the workflow sandbox does not reload for each run. Importing them does no I/O."""


class GreenlightPlugin(SimplePlugin):
    """Converter, interceptors and sandbox, the same for all."""

    def __init__(self) -> None:
        super().__init__(
            "greenlight",
            data_converter=pydantic_data_converter,
            interceptors=[FailureInterceptor()],
            workflow_runner=SandboxedWorkflowRunner(
                restrictions=SandboxRestrictions.default.with_passthrough_modules(*PURE)
            ),
        )


async def connect(address: str | None, namespace: str, *, few_retries: bool = False) -> Client:
    """Connect a client whose workers have the plugin. Errors: RuntimeError when the server cannot be reached."""
    return await connect_client(address, namespace, few_retries=few_retries, plugins=[GreenlightPlugin()])
