"""The workflow of a job, from its brief to its film, with people's decisions in between."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from temporalio import workflow
from temporalio.common import Priority, RawValue, WorkflowIDReusePolicy
from temporalio.exceptions import ActivityError, ApplicationError, ChildWorkflowError, is_cancelled_exception

from activities.common.error_translation import error_info_of, is_cancelling, is_database_outage, was_cancelled
from activities.common.inputs import (
    AssetTask,
    Command,
    CutTask,
    FailedWork,
    PlanTask,
    Request,
    SpeechTask,
    TakeTask,
    read_message,
)
from activities.job.clips.film import FilmingActivities
from activities.job.finishing.caption import CaptioningActivities
from activities.job.finishing.cut import CuttingActivities
from activities.job.ingest import IngestActivities
from activities.job.speech.speak import SpeakingActivities
from activities.job.state import JobStateActivities
from activities.job.storyboard import StoryboardActivities
from domain import timeouts
from domain.job.approval import CANCELLED_IN_TEMPORAL, TEMPORAL, Sender
from domain.job.pending_work import PendingWork, Work, WorkKind
from domain.job.progress import Progress
from domain.task_queues import MAIN_QUEUE, RENDER_QUEUE
from workflows.first_frame import FirstFrameInput, FirstFrameWorkflow
from workflows.options import (
    FETCH_ASSET,
    FILM_TAKE,
    RENDER,
    SPEAK_LINE,
    WRITE_STORYBOARD,
    fair_priority,
    run_activity,
    run_database_step,
    wait_for_capacity,
)
from workflows.scene import SceneInput, SceneWorkflow
from workflows.signal_payload import signal_fields
from workflows.visibility import show

_Input = TypeVar("_Input")
_Result = TypeVar("_Result")

_RESUMABLE = frozenset({WorkKind.DRAW, WorkKind.FILM, WorkKind.STOP, WorkKind.SPEAK, WorkKind.CAPTION, WorkKind.CUT})
"""Work that costs nothing again when it is interrupted. Fetching and planning end within hours by themselves."""


@workflow.defn(name="Job")
class JobWorkflow:
    """Run a job's pending work until the job is over.

    The status is in Postgres. A run only knows what it is running now, so another run can replace it at any time.
    It is told what is pending by each message and each piece of work that ends, and asks only when it is not told.
    """

    @workflow.init
    def __init__(self, job_id: str | None = None) -> None:
        """The default job is that of the workflow id, `job-{job_id}`."""
        self._job = UUID(job_id or workflow.info().workflow_id.removeprefix("job-"))
        self._request_prefix = workflow.info().original_execution_run_id
        self._signals = 0
        self._signal_lock = asyncio.Lock()
        self._has_changed = False
        self._must_ask = True
        self._may_supersede = False
        self._pending: PendingWork | None = None
        self._last_refusal = ""
        self._running: dict[str, asyncio.Task[None]] = {}

    @workflow.run
    async def run(self, _job_id: str | None = None) -> str:
        while True:
            try:
                return await self._run_until_over()
            except (asyncio.CancelledError, ActivityError) as error:
                if not is_cancelled_exception(error):
                    raise
                # `temporal workflow cancel` is the cancel action
                self._must_ask = True
                await self._apply_signal(f"{self._request_prefix}:cancel", "cancel", {}, CANCELLED_IN_TEMPORAL)

    async def _run_until_over(self) -> str:
        while True:
            pending = await self._find_pending_work()
            if pending is None:
                return "gone"
            show(self._job, pending, self._last_refusal)
            if self._may_supersede:
                self._cancel_superseded_work(pending)
            if workflow.info().is_continue_as_new_suggested() and self._can_be_resumed():
                await self._continue_as_new()
            self._start_work(pending)
            if pending.is_over and not self._running:
                await workflow.wait_condition(workflow.all_handlers_finished)
                if not self._has_changed:
                    return pending.status
            else:
                await workflow.wait_condition(lambda: self._has_changed)

    async def _find_pending_work(self) -> PendingWork | None:
        """Return the newest pending work of which the run was told, or which it asked for; None if the job is gone."""
        self._has_changed = False
        if self._must_ask:
            self._must_ask, self._may_supersede = False, True
            found = await run_database_step("Find the pending work", JobStateActivities.find_pending_work, self._job)
            if found is None or not self._has_changed:
                self._pending = found
            else:  # told of something meanwhile
                self._learn(found)
        return self._pending

    def _learn(self, told: PendingWork | None) -> None:
        """Take note of the pending work unless a newer one is known. None: it is not known any more."""
        self._has_changed = True
        if told is None:
            self._must_ask = True
        elif self._pending is None or told.version >= self._pending.version:
            self._pending = told

    def _can_be_resumed(self) -> bool:
        """Return whether there is no work under way but such as another run can take up where it is."""
        return {name.partition(":")[0] for name in self._running} <= _RESUMABLE

    async def _continue_as_new(self) -> None:
        """Interrupt the work under way, and let a new run take it up with an empty history."""
        for task in self._running.values():
            task.cancel()
        await workflow.wait_condition(lambda: not self._running and workflow.all_handlers_finished())
        workflow.continue_as_new(str(self._job))

    def _cancel_superseded_work(self, pending: PendingWork) -> None:
        """Cancel what a message made superfluous. Work that ends never does, but may be told of before other ends."""
        self._may_supersede = False
        names = {work.name for work in pending.work}
        for name, task in self._running.items():
            if name not in names and not task.cancelling():
                task.cancel()

    def _start_work(self, pending: PendingWork) -> None:
        """Start what is pending and not running. A take is stopped only after its filming has ended here.

        The priority is set for each call, because a run started by a message does not know the job's client.
        """
        client = fair_priority(pending.client_id)
        for work in pending.work:
            filming = f"{WorkKind.FILM}:{work.id}"
            if work.name not in self._running and (work.kind is not WorkKind.STOP or filming not in self._running):
                self._running[work.name] = asyncio.create_task(self._run_work(work, client))

    async def _run_work(self, work: Work, client: Priority) -> None:
        """Run the work, and record why it failed. Work that an outage of the database ended stays pending."""
        told: PendingWork | None = None
        try:
            told = await self._execute(work, client)
        except (ActivityError, ChildWorkflowError) as error:
            if not was_cancelled(error) and not is_database_outage(error):
                failed = FailedWork(job=self._job, kind=work.kind, id=work.id, fault=error_info_of(error))
                told = await run_database_step("Record why", JobStateActivities.record_failure, failed)
        finally:
            del self._running[work.name]
            self._learn(told)

    async def _execute(self, work: Work, client: Priority) -> PendingWork | None:
        """Do the work. Return what is pending then, if it says that."""
        match work.kind:
            case WorkKind.INGEST:
                asset = AssetTask(job=self._job, asset=UUID(work.id))
                return await run_activity(FETCH_ASSET, work.title, IngestActivities.ingest, asset, priority=client)
            case WorkKind.PLAN:
                plan = PlanTask(job=self._job, revision=int(work.id))
                step = StoryboardActivities.plan
                return await run_activity(WRITE_STORYBOARD, work.title, step, plan, priority=client)
            case WorkKind.DRAW:
                await self._draw(work, client)
                return None
            case WorkKind.FILM:
                return await self._film(work, client)
            case WorkKind.STOP:
                take = TakeTask(job=self._job, take=UUID(work.id))
                queue = work.queue or MAIN_QUEUE
                await run_activity(FILM_TAKE, work.title, FilmingActivities.stop, take, queue=queue, priority=client)
                return None
            case WorkKind.SPEAK:
                return await self._speak(work, client)
            case WorkKind.CAPTION:
                clip, draw = TakeTask(job=self._job, take=UUID(work.id)), CaptioningActivities.caption
                return await run_activity(RENDER, work.title, draw, clip, queue=RENDER_QUEUE, priority=client)
            case WorkKind.CUT:
                cut = CutTask(job=self._job, film=UUID(work.id))
                queue = RENDER_QUEUE
                return await run_activity(RENDER, work.title, CuttingActivities.cut, cut, queue=queue, priority=client)

    async def _film(self, work: Work, client: Priority) -> PendingWork:
        """Film a take in a child workflow whose id is the take's: after a reset, a new one replaces that of before."""
        queue, has_feedback = work.queue or MAIN_QUEUE, work.has_feedback
        take = SceneInput(job=str(self._job), take=work.id, queue=queue, has_feedback=has_feedback)
        return await _run_child(SceneWorkflow.run, take, f"take-{work.id}", work.title, client)

    async def _draw(self, work: Work, client: Priority) -> None:
        """Draw a first frame in a child workflow whose id is the first frame's, as a take's."""
        frame = FirstFrameInput(job=str(self._job), first_frame=work.id, queue=work.queue or MAIN_QUEUE)
        await _run_child(FirstFrameWorkflow.run, frame, f"first-frame-{work.id}", work.title, client)

    async def _speak(self, work: Work, client: Priority) -> PendingWork:
        """Have a line of speech spoken, waiting for the vendor's capacity if need be, and made ready for the film."""
        line, queue = SpeechTask(job=self._job, speech=UUID(work.id)), work.queue or MAIN_QUEUE
        step = SpeakingActivities.speak
        while vendor := (
            await run_activity(SPEAK_LINE, work.title, step, line, queue=queue, priority=client)
        ).wait_for_capacity_of:
            if is_cancelling():  # which the activity outran, so that nothing raised it
                raise asyncio.CancelledError
            await wait_for_capacity(vendor, line.speech, client)
        title, step_after = f"{work.title}: prepare the sound", SpeakingActivities.prepare
        return await run_activity(RENDER, title, step_after, line, queue=RENDER_QUEUE, priority=client)

    @workflow.update
    async def act(self, request: Request) -> None:
        """Apply a message or refuse it. Errors: ApplicationError with the refusal's code as its type."""
        await self._apply(
            Command(
                job=self._job,
                request=request.id,
                message=request.message,
                expires_at=request.expires_at,
                sender=request.sender,
            )
        )

    @workflow.update
    async def look_again(self) -> None:
        """Ask Postgres once more what is pending. The reconciler sends this every few minutes."""
        self._learn(None)

    @workflow.signal(dynamic=True)
    async def on_signal(self, name: str, args: Sequence[RawValue]) -> None:
        """Apply an action that was sent from the Temporal Web UI or command line.

        Its request id is `requestId`, or else made of its position among the run's signals.
        """
        self._signals += 1
        fields = signal_fields(name, args)
        digest = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:12]
        request = fields.pop("requestId", None) or f"{self._request_prefix}:{self._signals}:{name}:{digest}"
        await self._apply_signal(str(request).replace("\0", "")[:200], name, fields)

    @workflow.query
    def progress(self) -> Progress | None:
        """Return the progress as of the newest message, and of the newest work that ended."""
        return self._pending.progress if self._pending else None

    async def _apply(self, command: Command) -> None:
        title = f"Apply {command.message.action}"
        try:
            self._learn(await run_database_step(title, JobStateActivities.apply, command))
            self._may_supersede = True
        except ApplicationError:
            self._has_changed = True  # what the Temporal Web UI shows
            raise

    async def _apply_signal(self, request: str, name: str, fields: dict[str, Any], sender: Sender = TEMPORAL) -> None:
        """Apply signals in their order. A refusal, for which no sender waits, is shown in the current details."""
        async with self._signal_lock:
            try:
                message = read_message(name, fields)
                await self._apply(Command(job=self._job, request=request, message=message, sender=sender))
            except ApplicationError as refusal:
                self._last_refusal = f"{name} was refused: {refusal.message}"
            else:
                self._last_refusal = ""


async def _run_child(
    run: Callable[[Any, _Input], Awaitable[_Result]], given: _Input, workflow_id: str, title: str, client: Priority
) -> _Result:
    """Run the child workflow to its end. The Temporal Web UI shows the title."""
    return await workflow.execute_child_workflow(
        run,
        given,
        id=workflow_id,
        task_queue=MAIN_QUEUE,
        id_reuse_policy=WorkflowIDReusePolicy.TERMINATE_IF_RUNNING,
        parent_close_policy=workflow.ParentClosePolicy.REQUEST_CANCEL,
        cancellation_type=workflow.ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
        static_summary=title,
        task_timeout=timeouts.WORKFLOW_TASK,
        priority=client,
    )
