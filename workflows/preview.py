"""The workflow that renders the preview of a storyboard. It changes nothing of the job, and orders nothing."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

from activities.common.error_translation import error_info_of, was_cancelled
from activities.common.inputs import PreviewClipTask, PreviewTask
from activities.job.finishing.preview import PreviewActivities
from domain.errors import Conflict
from domain.task_queues import RENDER_QUEUE
from workflows.options import RENDER_PREVIEW, run_activity


@workflow.defn(name="Preview")
class PreviewWorkflow:
    """Render the clips of the scenes that changed, side by side, and cut the film. It fails with what went wrong.

    When the storyboard changes meanwhile it ends, because nobody will ask for this preview again.
    """

    @workflow.run
    async def run(self, preview: PreviewTask) -> None:
        clips = (
            run_activity(
                RENDER_PREVIEW,
                f"Render scene {number} of {len(preview.scenes)}",
                PreviewActivities.render_clip,
                PreviewClipTask(job=preview.job, preview=preview.preview, scene=scene),
                queue=RENDER_QUEUE,
            )
            for number, scene in enumerate(preview.scenes, 1)
        )
        try:
            await asyncio.gather(*clips)
            await run_activity(RENDER_PREVIEW, "Cut the preview", PreviewActivities.cut, preview, queue=RENDER_QUEUE)
        except ActivityError as error:
            if was_cancelled(error):
                raise
            fault = error_info_of(error)
            if fault.code == Conflict.code:
                return
            raise ApplicationError(fault.message, type=fault.code) from error
