"""The workflow of one take of one scene."""

import asyncio
from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import ActivityError

from activities.common.error_translation import error_info_of, is_cancelling, is_database_outage, was_cancelled
from activities.common.inputs import FailedWork, TakeTask
from activities.job.cut import CuttingActivities
from activities.job.film import FilmingActivities, WaitFor
from activities.job.state import JobStateActivities
from activities.job.storyboard import StoryboardActivities
from domain.base import Frozen
from domain.job.pending_work import PendingWork, WorkKind
from domain.task_queues import RENDER_QUEUE
from workflows.options import FILM_TAKE, RENDER, WRITE_STORYBOARD, run_activity, run_database_step, wait_for_capacity


class SceneInput(Frozen):
    """A take to be filmed. `has_feedback`: the scene's text is to be rewritten first."""

    job: str
    take: str
    queue: str
    has_feedback: bool = False


@workflow.defn(name="Scene")
class SceneWorkflow:
    """Rewrite the scene if there is feedback, have its clip made, and prepare it for the film.

    While a vendor makes the clip nothing runs: the collector of the vendor's orders signals that there is news.
    """

    def __init__(self) -> None:
        self._has_news = False

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
        while not await self._has_clip(task, take):
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(take.model_copy(update={"has_feedback": False}))
        return await run_activity(RENDER, "Prepare the clip", CuttingActivities.prepare, task, queue=RENDER_QUEUE)

    async def _has_clip(self, task: TakeTask, take: SceneInput) -> bool:
        """Order or collect the clip. If that is not done, wait until it can go on, and return False."""
        self._has_news = False  # news that comes while the activity runs may be of what it has not seen
        after = await run_activity(
            FILM_TAKE, "Order or collect the clip", FilmingActivities.generate, task, queue=take.queue
        )
        if is_cancelling():  # which the activity outran, so that nothing raised it
            raise asyncio.CancelledError
        match after.wait_for:
            case WaitFor.NOTHING:
                return True
            case WaitFor.CAPACITY:
                await wait_for_capacity(after.vendor, task.take)
            case WaitFor.NEWS:
                workflow.set_current_details(f"{after.vendor} makes it")
                await workflow.wait_condition(lambda: self._has_news)
                workflow.set_current_details("")
        return False

    @workflow.signal
    def news(self) -> None:
        """Look at the order: it is done, has failed, or could not be looked at."""
        self._has_news = True
