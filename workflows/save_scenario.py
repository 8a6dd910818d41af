"""Save a scenario: its row, its scenes, their images one after the other, and its result, whatever came before."""

import asyncio
from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import ActivityError

from activities.common.error_translation import error_info_of, was_cancelled
from activities.scenarios.images import ImageInput, NextStep, ScenarioImageActivities
from activities.scenarios.save import FailedImage, ImagesToMake, SaveScenarioActivities, TaskEnd
from domain.errors import ErrorInfo
from workflows.options import DATABASE, MAKE_IMAGE, SAVE_SCENARIO, fair_priority, run_activity, wait_for_capacity


@workflow.defn(name="SaveScenario")
class SaveScenarioWorkflow:
    """A task. Its row in Postgres decides: activities do not repeat what is done, nor touch a task that is over."""

    def __init__(self) -> None:
        self._failed_images: list[FailedImage] = []

    @workflow.run
    async def run(self, task_id: str) -> None:
        task = UUID(task_id)
        fault: ErrorInfo | None = None
        is_cancelled = False
        try:
            await self._save(task)
        except (ActivityError, asyncio.CancelledError) as error:
            is_cancelled = was_cancelled(error)
            if isinstance(error, ActivityError) and not is_cancelled:
                fault = error_info_of(error)
        end = TaskEnd(task=task, fault=fault, is_cancelled=is_cancelled, undrawn=tuple(self._failed_images))
        await run_activity(DATABASE, "Release the hold, write the result", SaveScenarioActivities.end, end)

    async def _save(self, task: UUID) -> None:
        await run_activity(SAVE_SCENARIO, "Save the scenario", SaveScenarioActivities.save_scenario, task)
        await run_activity(SAVE_SCENARIO, "Save its scenes", SaveScenarioActivities.save_scenes, task)
        images = await run_activity(
            SAVE_SCENARIO, "Hold the credits for all images", SaveScenarioActivities.reserve_credits, task
        )
        for place, scene in enumerate(images.scenes, 1):
            image = ImageInput(task=task, scene=scene, place=place, of=len(images.scenes))
            if await self._make_image(image, images) is NextStep.END:
                break

    async def _make_image(self, image: ImageInput, images: ImagesToMake) -> NextStep:
        """Make one image. A permanent failure skips its scene, a temporary one that outlasted the retries is raised."""
        user = fair_priority(images.user_id)
        title = f"Make image {image.place} of {image.of}"
        make = ScenarioImageActivities.make
        try:
            while True:
                step = await run_activity(MAKE_IMAGE, title, make, image, queue=images.queue, priority=user)
                if step is not NextStep.WAIT_FOR_CAPACITY:
                    return step
                await wait_for_capacity(images.vendor, image.scene, user)
        except ActivityError as error:
            if was_cancelled(error) or (fault := error_info_of(error)).retryable:
                raise
            self._failed_images.append(FailedImage(scene=image.scene, fault=fault))
            return NextStep.NEXT_IMAGE
