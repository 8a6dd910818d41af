"""Film one take of one scene."""

from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import ActivityError

from activities.common.error_translation import error_info_of, is_database_outage
from activities.common.inputs import CapacityRequest, Failed, TakeTask
from activities.job.film import FilmingActivities
from activities.job.prepare import PreparingActivities
from activities.job.state import JobStateActivities
from activities.job.storyboard import StoryboardActivities
from activities.purchasing.wait_for_capacity import CapacityActivities
from domain.job.pending_work import WorkKind
from domain.task_queues import RENDER_QUEUE, waiting_queue
from workflows.long_history import should_continue_with_open_work
from workflows.messages import SceneInput
from workflows.options import DECIDING, FILMING, RENDERING, THINKING, WAITING, titled
from workflows.stopping import is_stopped


@workflow.defn(name="Scene")
class SceneWorkflow:
    @workflow.run
    async def run(self, take: SceneInput) -> None:
        task = TakeTask(job=UUID(take.job), take=UUID(take.take))
        try:
            await self._film(task, take)
        except ActivityError as error:
            if is_stopped(error) or is_database_outage(error):
                raise
            failed = Failed(job=task.job, kind=WorkKind.FILM, id=take.take, fault=error_info_of(error))
            await workflow.execute_activity_method(
                JobStateActivities.record_failure, failed, **titled(DECIDING, "Record why")
            )

    async def _film(self, task: TakeTask, take: SceneInput) -> None:
        if take.has_feedback:
            await workflow.execute_activity_method(
                StoryboardActivities.rewrite, task, **titled(THINKING, "Work in the feedback")
            )
        while vendor := await workflow.execute_activity_method(
            FilmingActivities.generate, task, **titled(FILMING, "Order and collect the clip", take.queue)
        ):
            await workflow.execute_activity_method(
                CapacityActivities.wait_for_capacity,
                CapacityRequest(vendor=vendor, claimant=task.take),
                **titled(WAITING, f"Wait for capacity of {vendor}", waiting_queue(vendor)),
            )
            if should_continue_with_open_work():
                workflow.continue_as_new(take.model_copy(update={"has_feedback": False}))
        await workflow.execute_activity_method(
            PreparingActivities.prepare, task, **titled(RENDERING, "Prepare the clip", RENDER_QUEUE)
        )
