"""What all workers, replayers and their clients share: converter, interceptors and how workflows are run."""

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.plugin import SimplePlugin
from temporalio.worker import UnsandboxedWorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.common.failure_interceptor import FailureInterceptor
from runtime.temporal_client import connect_client

PURE = ("domain", "activities")
"""Packages that the workflow sandbox does not reload for each run. Importing them does no I/O."""


class GreenlightPlugin(SimplePlugin):
    """Converter and interceptors, the same for all, and how workflows are run.

    The SDK's sandbox is for tests: it costs a worker half as much again. Elsewhere ruff's banned calls and the import
    contracts keep clocks, chance and I/O out of workflows, and the replay of recorded histories in the sandbox.
    """

    def __init__(self, *, sandboxed: bool = False) -> None:
        sandbox = SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PURE))
        super().__init__(
            "greenlight",
            data_converter=pydantic_data_converter,
            interceptors=[FailureInterceptor()],
            workflow_runner=sandbox if sandboxed else UnsandboxedWorkflowRunner(),
        )


async def connect(address: str | None, namespace: str, *, few_retries: bool = False) -> Client:
    """Connect a client whose workers have the plugin. Errors: RuntimeError when the server cannot be reached."""
    return await connect_client(address, namespace, few_retries=few_retries, plugins=[GreenlightPlugin()])
