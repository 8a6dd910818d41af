"""Commands that use the database or Temporal directly. Imported only by them: this takes a second to load."""

import asyncio
import sys
from pathlib import Path
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from temporalio.client import Client, WorkflowFailureError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from cli.context import CliContext
from cli.errors import Failure
from cli.films import replacing
from db.connections.engine import connect, migrate
from domain.task_queues import MAIN_QUEUE
from runtime.temporal_client import connect_client
from workflows.maintenance import AuditStorageWorkflow, ReconcileWorkflow


def migrate_database(context: CliContext) -> None:
    """Migrate the database of DATABASE_URL, else of the running stack, to the newest schema. Raises Failure."""
    asyncio.run(_migrate(_database_url(context)))


def export_history(context: CliContext, job: UUID, target: Path | None) -> None:
    """Write the history of the job's newest run to the file, else to standard output. Raises Failure.

    The JSON is what `WorkflowHistory.from_json` reads, to replay it.
    """
    history = asyncio.run(_history(context, f"job-{job}"))
    if target is None:
        sys.stdout.write(history + "\n")
        return
    with replacing(target, "history") as partial:
        partial.write_text(history + "\n")


def reconcile(context: CliContext) -> dict[str, int]:
    """Audit storage, then wake jobs, and return what both found and repaired. Raises Failure."""
    return asyncio.run(_reconcile(context))


def _database_url(context: CliContext) -> str:
    if context.settings.database_url is not None:
        return context.settings.psycopg_url
    if context.stack is None:
        raise Failure("There is no database to migrate: set DATABASE_URL, or start the stack with `make up`.")
    return context.stack.database_url


async def _migrate(url: str) -> None:
    engine = connect(url, pool_size=1)
    try:
        await migrate(engine)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip()
        raise Failure(f"The database cannot be migrated: {reason}") from error
    finally:
        await engine.dispose()


async def _history(context: CliContext, workflow_id: str) -> str:
    client = await _client(context)
    try:
        return (await client.get_workflow_handle(workflow_id).fetch_history()).to_json()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise Failure(f"Temporal has no workflow {workflow_id}.") from None
        raise Failure(f"Temporal did not give the history: {error.message}") from error


async def _reconcile(context: CliContext) -> dict[str, int]:
    client = await _client(context)
    try:
        found = await client.execute_workflow(
            AuditStorageWorkflow.run,
            id="audit-storage-now",
            task_queue=MAIN_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        woken = await client.execute_workflow(
            ReconcileWorkflow.run,
            True,
            id="reconcile-now",
            task_queue=MAIN_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
    except (RPCError, WorkflowFailureError) as error:
        raise Failure(f"The reconciler did not end: {error}") from error
    return found.model_dump() | woken.model_dump()


async def _client(context: CliContext) -> Client:
    address = context.stack.temporal_address if context.stack else context.settings.temporal_address
    namespace = context.stack.temporal_namespace if context.stack else context.settings.temporal_namespace
    try:
        return await connect_client(address, namespace, few_retries=True)
    except RuntimeError as error:
        where = f" at {address}" if address else ""
        advice = "set TEMPORAL_ADDRESS, or start the stack with `make up`"
        raise Failure(f"Temporal does not answer{where}: {advice}.") from error
