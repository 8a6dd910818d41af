"""Temporal's own command line, as an operator uses it."""

import asyncio
import json
import shutil
import sysconfig
from typing import Any

from temporalio.api.sdk.v1 import WorkflowMetadata

from tests.studio import Studio

PROGRAM = shutil.which("temporal", path=sysconfig.get_path("scripts")) or "temporal"


async def temporal(on: Studio, *arguments: str) -> str:
    """What the command prints. Fails with its own words."""
    address = on.client.service_client.config.target_host
    process = await asyncio.create_subprocess_exec(
        PROGRAM,
        *arguments,
        "--address",
        address,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


async def signal(on: Studio, workflow_id: str, name: str, payload: Any = None) -> None:
    given = [] if payload is None else ["--input", json.dumps(payload)]
    await temporal(on, "workflow", "signal", "--workflow-id", workflow_id, "--name", name, *given)


async def current_details(on: Studio, workflow_id: str) -> str:
    """What the Web UI shows of the run now: it asks this query."""
    metadata: WorkflowMetadata = await on.client.get_workflow_handle(workflow_id).query(
        "__temporal_workflow_metadata", result_type=WorkflowMetadata
    )
    return str(metadata.current_details)
