"""The workflow of one take of one scene."""

from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import ActivityError

from activities.common.error_translation import error_info_of, is_database_outage, was_cancelled
from activities.common.inputs import CapacityRequest, FailedWork, TakeTask
from activities.job.cut import CuttingActivities
from activities.job.film import FilmingActivities
from activities.job.state import JobStateActivities
from activities.job.storyboard import StoryboardActivities
from activities.purchasing.wait_for_capacity import CapacityActivities
from domain.base import Frozen
from domain.job.pending_work import WorkKind
from domain.task_queues import RENDER_QUEUE, waiting_queue
from workflows.long_history import should_continue_with_open_work
from workflows.options import DATABASE, FILM_TAKE, RENDER, WAIT_FOR_CAPACITY, WRITE_STORYBOARD, titled

_run_activity = workflow.execute_activity_method


class SceneInput(Frozen):
    """A take to be filmed. `has_feedback`: the scene's text is to be rewritten first."""

    job: str
    take: str
    queue: str
    has_feedback: bool = False


@workflow.defn(name="Scene")
class SceneWorkflow:
    """Rewrite the scene if there is feedback, have its clip made, and prepare it for the film."""

    @workflow.run
    async def run(self, take: SceneInput) -> None:
        task = TakeTask(job=UUID(take.job), take=UUID(take.take))
        try:
            await self._film(task, take)
        except ActivityError as error:
            if was_cancelled(error) or is_database_outage(error):
                raise
            failed = FailedWork(job=task.job, kind=WorkKind.FILM, id=take.take, fault=error_info_of(error))
            await _run_activity(JobStateActivities.record_failure, failed, **titled(DATABASE, "Record why"))

    async def _film(self, task: TakeTask, take: SceneInput) -> None:
        if take.has_feedback:
            await _run_activity(StoryboardActivities.rewrite, task, **titled(WRITE_STORYBOARD, "Work in the feedback"))
        filming = titled(FILM_TAKE, "Order and collect the clip", take.queue)
        while vendor := await _run_activity(FilmingActivities.generate, task, **filming):
            request = CapacityRequest(vendor=vendor, claimant=task.take)
            waiting = titled(WAIT_FOR_CAPACITY, f"Wait for capacity of {vendor}", waiting_queue(vendor))
            await _run_activity(CapacityActivities.wait_for_capacity, request, **waiting)
            if should_continue_with_open_work():
                workflow.continue_as_new(take.model_copy(update={"has_feedback": False}))
        await _run_activity(CuttingActivities.prepare, task, **titled(RENDER, "Prepare the clip", RENDER_QUEUE))
