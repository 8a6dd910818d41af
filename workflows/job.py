"""The whole job: one brief in, one film out, and people in between."""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from temporalio import workflow
from temporalio.common import Priority, RawValue, WorkflowIDReusePolicy
from temporalio.exceptions import ActivityError, ApplicationError, ChildWorkflowError, is_cancelled_exception

from activities.common.error_translation import error_info_of, is_database_outage
from activities.common.inputs import AssetTask, Command, CutTask, Failed, PlanTask, TakeTask, read_message
from activities.job.cut import CuttingActivities
from activities.job.film import FilmingActivities
from activities.job.ingest import IngestActivities
from activities.job.state import JobStateActivities
from activities.job.storyboard import StoryboardActivities
from domain.job.pending_work import PendingWork, Work, WorkKind
from domain.job.progress import Progress
from domain.task_queues import MAIN_QUEUE, RENDER_QUEUE
from workflows.long_history import should_continue_with_open_work
from workflows.messages import Request, SceneInput
from workflows.options import (
    DECIDING,
    FETCHING,
    FILMING,
    LOOK_AGAIN,
    RENDERING,
    THINKING,
    fair_to,
    titled,
)
from workflows.scene import SceneWorkflow
from workflows.stopping import is_stopped
from workflows.visibility import show

_do = workflow.execute_activity_method

_RESUMABLE = frozenset({WorkKind.FILM, WorkKind.STOP, WorkKind.CUT})
"""Work that costs nothing again when it is interrupted. Fetching and planning end within hours by themselves."""


@workflow.defn(name="Job")
class JobWorkflow:
    """A run is disposable: it keeps no status, only what it is doing at the moment.

    Whose run it is, its id `job-{job_id}` says: who starts one by hand need not say it again.
    """

    @workflow.init
    def __init__(self, job_id: str | None = None) -> None:
        self._job = UUID(job_id or workflow.info().workflow_id.removeprefix("job-"))
        self._chain = workflow.info().original_execution_run_id
        self._signals = 0
        self._turn = asyncio.Lock()
        self._news = False
        self._due: PendingWork | None = None
        self._refused = ""
        self._doing: dict[str, asyncio.Task[None]] = {}
        self._leaving: set[str] = set()
        self._quiet_looks = 0

    @workflow.run
    async def run(self, job_id: str | None = None) -> str:  # noqa: ARG002
        while True:
            try:
                return await self._story()
            except (asyncio.CancelledError, ActivityError) as error:
                if not is_cancelled_exception(error):
                    raise
                # `temporal workflow cancel` is the cancel action
                await self._apply_quietly(f"{self._chain}:cancel", "cancel", {})

    async def _story(self) -> str:
        while True:
            self._news = False
            due = await _do(JobStateActivities.look, self._job, **titled(DECIDING, "What is due?"))
            if due is None:
                return "gone"
            self._due = due
            show(self._job, due, self._refused)
            self._leave_what_is_not_due(due)
            if self._can_be_resumed() and should_continue_with_open_work():
                await self._continue_as_new()
            self._begin_what_is_due(due)
            if due.is_over and not self._doing:
                await workflow.wait_condition(workflow.all_handlers_finished)
                if not self._news:
                    return due.status
            else:
                await self._wait_for_news()

    async def _wait_for_news(self) -> None:
        """Wait for a message, the end of a piece of work, or, while work is under way, some time."""
        if workflow.info().is_continue_as_new_suggested() and not self._doing:
            await self._continue_as_new()
        timeout = LOOK_AGAIN[min(self._quiet_looks, len(LOOK_AGAIN) - 1)] if self._doing else None
        try:
            await workflow.wait_condition(lambda: self._news, timeout=timeout, timeout_summary="Look again")
        except TimeoutError:
            self._quiet_looks += 1

    def _can_be_resumed(self) -> bool:
        """Whether all work under way can be interrupted, and taken up where it is by another run."""
        kinds = {name.partition(":")[0] for name in self._doing}
        return bool(kinds) and kinds <= _RESUMABLE

    async def _continue_as_new(self) -> None:
        """Interrupt the work under way, and let a new run take it up with an empty history."""
        for task in self._doing.values():
            task.cancel()
        await workflow.wait_condition(lambda: not self._doing and workflow.all_handlers_finished())
        workflow.continue_as_new(str(self._job))

    def _leave_what_is_not_due(self, due: PendingWork) -> None:
        wanted = {work.name for work in due.work}
        for name, task in self._doing.items():
            if name not in wanted and name not in self._leaving:
                self._leaving.add(name)
                task.cancel()

    def _begin_what_is_due(self, due: PendingWork) -> None:
        """What is stopped begins when its making has ended: the two must not meet at the vendor.

        Whose work it is is said each time: whoever woke this run may not have known.
        """
        client = fair_to(due.client_id)
        for work in due.work:
            making = f"{WorkKind.FILM}:{work.id}"
            if work.name not in self._doing and (work.kind is not WorkKind.STOP or making not in self._doing):
                self._doing[work.name] = asyncio.create_task(self._see_through(work, client))

    async def _see_through(self, work: Work, client: Priority) -> None:
        try:
            await self._make(work, client)
        except (ActivityError, ChildWorkflowError) as error:
            if not is_stopped(error) and not is_database_outage(error):  # else it is due still
                failed = Failed(job=self._job, kind=work.kind, id=work.id, fault=error_info_of(error))
                await _do(JobStateActivities.record_failure, failed, **titled(DECIDING, "Record why"))
        finally:
            del self._doing[work.name]
            self._leaving.discard(work.name)
            self._tell_news()

    def _tell_news(self) -> None:
        self._news = True
        self._quiet_looks = 0

    async def _make(self, work: Work, client: Priority) -> None:
        match work.kind:
            case WorkKind.INGEST:
                asset = AssetTask(job=self._job, asset=UUID(work.id))
                await _do(IngestActivities.ingest, asset, **titled(FETCHING, work.title, priority=client))
            case WorkKind.PLAN:
                plan = PlanTask(job=self._job, revision=int(work.id))
                await _do(StoryboardActivities.plan, plan, **titled(THINKING, work.title, priority=client))
            case WorkKind.FILM:
                await self._film(work, client)
            case WorkKind.STOP:
                take = TakeTask(job=self._job, take=UUID(work.id))
                options = titled(FILMING, work.title, work.queue or MAIN_QUEUE, client)
                await _do(FilmingActivities.stop, take, **options)
            case WorkKind.CUT:
                cut = CutTask(job=self._job, film=UUID(work.id))
                await _do(CuttingActivities.cut, cut, **titled(RENDERING, work.title, RENDER_QUEUE, client))

    async def _film(self, work: Work, client: Priority) -> None:
        """The child's id is the take's: a reset to any point starts it again in place of the one that runs."""
        await workflow.execute_child_workflow(
            SceneWorkflow.run,
            SceneInput(
                job=str(self._job), take=work.id, queue=work.queue or MAIN_QUEUE, has_feedback=work.has_feedback
            ),
            id=f"take-{work.id}",
            task_queue=MAIN_QUEUE,
            id_reuse_policy=WorkflowIDReusePolicy.TERMINATE_IF_RUNNING,
            parent_close_policy=workflow.ParentClosePolicy.REQUEST_CANCEL,
            cancellation_type=workflow.ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
            static_summary=work.title,
            priority=client,
        )

    @workflow.update
    async def act(self, request: Request) -> None:
        """One message, applied or refused. Errors: ApplicationError whose type is the refusal's code."""
        await self._apply(
            Command(job=self._job, request=request.id, message=request.message, expires_at=request.expires_at)
        )

    @workflow.update
    async def look_again(self) -> None:
        """Ask Postgres once more what is due. The reconciler sends this every few minutes."""
        self._news = True

    @workflow.signal(dynamic=True)
    async def on_signal(self, name: str, args: Sequence[RawValue]) -> None:
        """The actions of spec §1 by name, for the Web UI and the command line.

        A signal has no id of its own: its `requestId`, or its place among this run's signals, is one.
        """
        self._signals += 1
        fields = _fields(args)
        digest = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:12]
        request = fields.pop("requestId", None) or f"{self._chain}:{self._signals}:{name}:{digest}"
        await self._apply_quietly(str(request).replace("\0", "")[:200], name, fields)

    @workflow.query
    def progress(self) -> Progress | None:
        """How far the job was when the run last asked."""
        return self._due.progress if self._due else None

    async def _apply(self, command: Command) -> None:
        """Postgres is the referee: applied or refused in one transaction, once per request."""
        try:
            await _do(JobStateActivities.apply, command, **titled(DECIDING, f"Apply {command.message.action}"))
        except ActivityError as error:
            if isinstance(error.cause, ApplicationError):
                raise error.cause from None
            raise
        finally:
            self._tell_news()

    async def _apply_quietly(self, request: str, name: str, fields: dict[str, Any]) -> None:
        """Nobody waits for the answer: each is applied in its turn, and a refusal shown in the current details."""
        async with self._turn:
            try:
                await self._apply(Command(job=self._job, request=request, message=read_message(name, fields)))
            except ApplicationError as refusal:
                self._refused = f"{name} was refused: {refusal.message}"
            else:
                self._refused = ""


def _fields(args: Sequence[RawValue]) -> dict[str, Any]:
    """A signal's payload. What is not an object is kept, so that the refusal can say so."""
    if not args:
        return {}
    value = workflow.payload_converter().from_payload(args[0].payload)
    if value is None:
        return {}
    return value if isinstance(value, dict) else {"payload": value}
