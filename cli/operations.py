"""What goes to the database or to Temporal directly. Imported only by who needs it: it takes a second to load."""

import asyncio
import os
import sys
from pathlib import Path
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from cli.context import CliContext
from cli.errors import Failure
from db.engine import connect, migrate
from domain.task_queues import MAIN_QUEUE
from runtime import temporal
from workflows.audit_storage import AuditStorageWorkflow
from workflows.reconcile import ReconcileWorkflow


def migrate_database(place: CliContext) -> None:
    """The schema in DATABASE_URL, else in the running stack's Postgres, is the newest. Raises Failure."""
    asyncio.run(_migrate(_database_url(place)))


def export_history(place: CliContext, job: UUID, target: Path | None) -> None:
    """The history of the job's newest run, in the JSON that `WorkflowHistory.from_json` replays, is in the file.

    Without a file it goes to standard output. Raises Failure.
    """
    history = asyncio.run(_history(place, f"job-{job}"))
    if target is None:
        sys.stdout.write(history + "\n")
        return
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        partial.write_text(history + "\n")
        partial.replace(target)
    except OSError as error:
        raise Failure(f"The history cannot be written to {target}: {error.strerror or error}.") from None
    finally:
        partial.unlink(missing_ok=True)


def reconcile(place: CliContext) -> dict[str, int]:
    """Audit storage, then wake jobs, and return what both found and mended. Raises Failure."""
    return asyncio.run(_reconcile(place))


def _database_url(place: CliContext) -> str:
    if place.settings.database_url is not None:
        return place.settings.sqlalchemy_url
    if place.stack is None:
        raise Failure("There is no database to migrate: set DATABASE_URL, or start the stack with `make up`.")
    return place.stack.database_url.replace("postgresql://", "postgresql+psycopg://", 1)


async def _migrate(url: str) -> None:
    engine = connect(url, pool_size=1)
    try:
        await migrate(engine)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip()
        raise Failure(f"The database cannot be migrated: {reason}") from error
    finally:
        await engine.dispose()


async def _history(place: CliContext, workflow_id: str) -> str:
    handle = await _handle(place, workflow_id)
    try:
        return (await handle.fetch_history()).to_json()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise Failure(f"Temporal has no workflow {workflow_id}.") from None
        raise Failure(f"Temporal did not give the history: {error.message}") from error


async def _reconcile(place: CliContext) -> dict[str, int]:
    client = await _client(place)
    try:
        found = await client.execute_workflow(
            AuditStorageWorkflow.run,
            id="audit-storage-now",
            task_queue=MAIN_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        woken = await client.execute_workflow(
            ReconcileWorkflow.run,
            id="reconcile-now",
            task_queue=MAIN_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
    except (RPCError, WorkflowFailureError) as error:
        raise Failure(f"The reconciler did not end: {error}") from error
    return found.model_dump() | woken.model_dump()


async def _handle(place: CliContext, workflow_id: str) -> WorkflowHandle[object, object]:
    return (await _client(place)).get_workflow_handle(workflow_id)


async def _client(place: CliContext) -> Client:
    address = place.stack.temporal_address if place.stack else place.settings.temporal_address
    namespace = place.stack.temporal_namespace if place.stack else place.settings.temporal_namespace
    try:
        return await temporal.connect(address, namespace, impatient=True)
    except RuntimeError as error:
        where = f" at {address}" if address else ""
        hint = "set TEMPORAL_ADDRESS, or start the stack with `make up`"
        raise Failure(f"Temporal does not answer{where}: {hint}.") from error
