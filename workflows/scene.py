"""The workflow of one take of one scene."""

from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import ActivityError

from activities.common.error_translation import error_info_of, is_database_outage, was_cancelled
from activities.common.inputs import FailedWork, TakeTask
from activities.job.clips.film import FilmingActivities
from activities.job.finishing.cut import CuttingActivities
from activities.job.state import JobStateActivities
from activities.job.storyboard import StoryboardActivities
from domain.base import Frozen
from domain.job.pending_work import PendingWork, WorkKind
from domain.task_queues import RENDER_QUEUE
from workflows.options import RENDER, WRITE_STORYBOARD, run_activity, run_database_step
from workflows.vendor_news import WaitsForVendor


class SceneInput(Frozen):
    """A take to be filmed. `has_feedback`: the scene's text is to be rewritten first."""

    job: str
    take: str
    queue: str
    has_feedback: bool = False


@workflow.defn(name="Scene")
class SceneWorkflow(WaitsForVendor):
    """Rewrite the scene if there is feedback, have its clip made, and prepare it for the film."""

    @workflow.run
    async def run(self, take: SceneInput) -> PendingWork:
        """Return the job's pending work after the last step."""
        task = TakeTask(job=UUID(take.job), take=UUID(take.take))
        try:
            return await self._film(task, take)
        except ActivityError as error:
            if was_cancelled(error) or is_database_outage(error):
                raise
            failed = FailedWork(job=task.job, kind=WorkKind.FILM, id=take.take, fault=error_info_of(error))
            return await run_database_step("Record why", JobStateActivities.record_failure, failed)

    async def _film(self, task: TakeTask, take: SceneInput) -> PendingWork:
        if take.has_feedback:
            await run_activity(WRITE_STORYBOARD, "Work in the feedback", StoryboardActivities.rewrite, task)
        title, step = "Order or collect the clip", FilmingActivities.generate
        while not await self.order_or_collect(title, step, task, task.take, take.queue):
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(take.model_copy(update={"has_feedback": False}))
        return await run_activity(RENDER, "Prepare the clip", CuttingActivities.prepare, task, queue=RENDER_QUEUE)
