"""Film one take of one scene."""

from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import ActivityError

from activities.failures import fault_of
from activities.filming import FilmingActivities
from activities.inputs import Failed, Room, TakeTask
from activities.preparing import PreparingActivities
from activities.refereeing import RefereeActivities
from activities.storyboarding import StoryboardActivities
from activities.waiting import WaitingActivities
from domain.due import Kind
from domain.queues import RENDER_QUEUE, waiting_queue
from workflows.messages import Take
from workflows.options import DECIDING, FILMING, RENDERING, THINKING, WAITING, titled
from workflows.stopping import is_stopped


@workflow.defn(name="Scene")
class SceneWorkflow:
    @workflow.run
    async def run(self, take: Take) -> None:
        task = TakeTask(job=UUID(take.job), take=UUID(take.take))
        try:
            await self._film(task, take)
        except ActivityError as error:
            if is_stopped(error):
                raise
            failed = Failed(job=task.job, kind=Kind.FILM, id=take.take, fault=fault_of(error))
            await workflow.execute_activity_method(
                RefereeActivities.record_failure, failed, **titled(DECIDING, "Record why")
            )

    async def _film(self, task: TakeTask, take: Take) -> None:
        if take.has_feedback:
            await workflow.execute_activity_method(
                StoryboardActivities.rewrite, task, **titled(THINKING, "Work in the feedback")
            )
        while vendor := await workflow.execute_activity_method(
            FilmingActivities.generate, task, **titled(FILMING, "Order and collect the clip", take.queue)
        ):
            await workflow.execute_activity_method(
                WaitingActivities.for_room,
                Room(vendor=vendor, visitor=task.take),
                **titled(WAITING, f"Wait for room at {vendor}", waiting_queue(vendor)),
            )
        await workflow.execute_activity_method(
            PreparingActivities.prepare, task, **titled(RENDERING, "Prepare the clip", RENDER_QUEUE)
        )
