"""The embedded Temporal keeps workflows over restarts."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, WorkflowExecutionStatus

from runtime.devstack.service import StartFailed
from runtime.devstack.temporal import EmbeddedTemporal


@pytest.fixture
async def temporal(tmp_path: Path) -> AsyncIterator[EmbeddedTemporal]:
    async with EmbeddedTemporal(tmp_path) as server:
        yield server


async def test_a_workflow_survives_a_restart(temporal: EmbeddedTemporal) -> None:
    client = await Client.connect(temporal.address)
    await client.start_workflow("Anything", id="kept", task_queue="nobody-polls-this")

    await temporal.stop()
    await temporal.start()

    described = await client.get_workflow_handle("kept").describe()
    assert described.status is WorkflowExecutionStatus.RUNNING


async def test_closed_workflows_are_kept_for_thirty_days(temporal: EmbeddedTemporal) -> None:
    client = await Client.connect(temporal.address)

    described = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="default"))

    assert described.config.workflow_execution_retention_ttl.ToTimedelta() == timedelta(days=30)


async def test_a_missing_temporal_program_is_reported(tmp_path: Path) -> None:
    server = EmbeddedTemporal(tmp_path, cli=tmp_path / "temporal")

    with pytest.raises(StartFailed, match=r"TEMPORAL_CLI_PATH=.*temporal is not a program"):
        await server.start()
