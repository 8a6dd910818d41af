"""Health check: exit 0 if the worker in this container polls Temporal, else print why not and exit 1."""

import asyncio
import socket
import sys
from datetime import timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError

from domain.task_queues import MAIN_QUEUE

_WITHIN = timedelta(seconds=5)


async def _pollers() -> list[str]:
    client = await Client.connect(**ClientConfig.load_client_connect_config())
    described = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=MAIN_QUEUE),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        ),
        timeout=_WITHIN,
    )
    return [poller.identity for poller in described.pollers]


def main() -> None:
    here = f"@{socket.gethostname()}"
    try:
        pollers = asyncio.run(_pollers())
    except (RPCError, RuntimeError) as error:
        sys.exit(f"Temporal does not answer: {error}")
    if not any(poller.endswith(here) for poller in pollers):
        sys.exit(f"No worker {here} polls {MAIN_QUEUE}; these do: {', '.join(pollers) or 'none'}.")


if __name__ == "__main__":
    main()
