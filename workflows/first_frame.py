"""The workflow of one first frame of a scene."""

from uuid import UUID

from temporalio import workflow

from activities.common.inputs import FirstFrameTask
from activities.job.first_frame import FirstFrameActivities
from domain.base import Frozen
from workflows.vendor_news import WaitsForVendor


class FirstFrameInput(Frozen):
    """A first frame to be drawn, on the task queue of its vendor."""

    job: str
    first_frame: str
    queue: str


@workflow.defn(name="FirstFrame")
class FirstFrameWorkflow(WaitsForVendor):
    """Have the picture drawn and stored. It fails with what the job is to note as the picture's error."""

    @workflow.run
    async def run(self, drawing: FirstFrameInput) -> None:
        task = FirstFrameTask(job=UUID(drawing.job), first_frame=UUID(drawing.first_frame))
        title, step = "Order or collect the picture", FirstFrameActivities.draw
        while not await self.order_or_collect(title, step, task, task.first_frame, drawing.queue):
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(drawing)
