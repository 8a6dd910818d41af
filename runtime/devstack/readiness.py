"""Check that the embedded servers answer, and create what they need before: a database, and a Temporal namespace.

Imported when the servers have been started: the drivers take longer to load than the servers to start.
"""

from datetime import timedelta

import psycopg
from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

_RETENTION = timedelta(days=30)
"""How long closed workflows are kept. The dev server's default is one day."""

_RPC_TIMEOUT = timedelta(seconds=2)


async def has_database(url: str, database: str) -> bool:
    """Return whether the server runs a query. If it does not have the database, create it."""
    try:
        async with await psycopg.AsyncConnection.connect(url, connect_timeout=2, autocommit=True) as connection:
            found = await connection.execute("SELECT FROM pg_database WHERE datname = %s", [database])
            if found.rowcount == 0:
                await connection.execute(f'CREATE DATABASE "{database}"'.encode())
    except psycopg.OperationalError:
        return False
    return True


async def has_namespace(address: str, namespace: str) -> bool:
    """Return whether the namespace can be described. Set its retention to 30 days."""
    try:
        client = await Client.connect(address, namespace=namespace)
        await _extend_retention(client)
    except (RPCError, RuntimeError):  # the SDK raises RuntimeError when it cannot connect
        return False
    return True


async def _extend_retention(client: Client) -> None:
    service = client.workflow_service
    request = DescribeNamespaceRequest(namespace=client.namespace)
    described = await service.describe_namespace(request, timeout=_RPC_TIMEOUT)
    if described.config.workflow_execution_retention_ttl.ToTimedelta() >= _RETENTION:
        return
    ttl = Duration()
    ttl.FromTimedelta(_RETENTION)
    config = NamespaceConfig(workflow_execution_retention_ttl=ttl)
    update = UpdateNamespaceRequest(namespace=client.namespace, config=config)
    await service.update_namespace(update, timeout=_RPC_TIMEOUT)
