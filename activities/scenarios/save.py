"""Save a scenario: its row, its scenes, the hold of credits for their images, and the result."""

from dataclasses import dataclass
from uuid import UUID

from temporalio import activity

from domain.base import Frozen
from domain.errors import Conflict, ErrorInfo
from domain.ports.repositories import CreditRepository, ScenarioRepository
from domain.scenarios.document import ScenarioDocument
from domain.scenarios.task import ImageOutcome, SavedScene, Task, count_results

INSUFFICIENT_CREDITS = "insufficient_credits"


class ImagesToMake(Frozen):
    """The scenes, in order, whose images are to be made and paid for, by `vendor` on the task queue `queue`."""

    scenes: tuple[UUID, ...]
    queue: str
    vendor: str
    user_id: str


class FailedImage(Frozen):
    """An image whose activity failed before it could record that."""

    scene: UUID
    fault: ErrorInfo


class TaskEnd(Frozen):
    """How a task's run ended. The field names are those of recorded histories."""

    task: UUID
    fault: ErrorInfo | None = None
    is_cancelled: bool = False
    undrawn: tuple[FailedImage, ...] = ()


@dataclass(frozen=True)
class SaveScenarioActivities:
    """`price` is that of an image in credits; `vendor` makes it, on the task queue `queue`."""

    scenarios: ScenarioRepository
    credits: CreditRepository
    price: int
    vendor: str
    queue: str

    @activity.defn(name="save_scenario")
    async def save_scenario(self, task_id: UUID) -> None:
        task = await self.scenarios.advance(task_id, 5, "Saving the scenario")
        await self.scenarios.save_scenario(task, ScenarioDocument.model_validate(task.scenario))
        await self.scenarios.advance(task_id, 25, "Scenario saved")

    @activity.defn(name="save_scenes")
    async def save_scenes(self, task_id: UUID) -> None:
        task = await self.scenarios.task(task_id)
        scenario = ScenarioDocument.model_validate(task.scenario)
        await self.scenarios.advance(task_id, 25, f"Saving {len(scenario.scenes)} scenes")
        await self.scenarios.save_scenes(task, scenario)
        await self.scenarios.advance(task_id, 65, f"{len(scenario.scenes)} scenes saved")

    @activity.defn(name="reserve_credits")
    async def reserve_credits(self, task_id: UUID) -> ImagesToMake:
        """Hold the user's credits for all images; if there are too few, none is made."""
        task = await self.scenarios.set_price(task_id, self.price)
        paid = [scene for scene in await self.scenarios.scenes(task_id) if scene.scene_number > 1]
        missing = [scene.id for scene in paid if scene.outcome is None]
        nothing = ImagesToMake(scenes=(), queue=self.queue, vendor=self.vendor, user_id=task.user_id)
        if task.is_over or not missing:
            return nothing
        needed = len(paid) * (task.price or 0)
        if not await self.credits.hold(task.user_id, task_id, needed):
            available = (await self.credits.account(task.user_id)).available
            reason = f"{INSUFFICIENT_CREDITS}: {len(paid)} images cost {needed} credits, and {available} are available"
            await self.scenarios.skip_remaining_images(task_id, reason)
            return nothing
        if (await self.scenarios.task(task_id)).is_over:  # cancelled meanwhile, before there was a hold to release
            await self.credits.release(task_id)
            return nothing
        return nothing.model_copy(update={"scenes": tuple(missing)})

    @activity.defn(name="end_save_scenario")
    async def end(self, end: TaskEnd) -> None:
        """Release the rest of the hold, give every image its outcome, and write the task's result."""
        if end.is_cancelled and not (await self.scenarios.task(end.task)).is_over:
            await self.scenarios.cancel(end.task, "workflow")
        task = await self.scenarios.task(end.task)
        if task.is_settled:
            return
        if not task.is_over and end.fault is None:
            await self.scenarios.advance(end.task, 90, "Finishing")
        await self.credits.release(end.task)
        faults = {undrawn.scene: undrawn.fault for undrawn in end.undrawn}
        for scene in await self.scenarios.scenes(end.task):
            if scene.outcome is None:
                await self._settle(task, scene, faults.get(scene.id))
        scenes = await self.scenarios.scenes(end.task)
        result = count_results(task.scenario_id, scenes, task.skipped_reason) if scenes else None
        message = f"Saving failed: {end.fault.message}" if end.fault else _summary(scenes, task.skipped_reason)
        await self.scenarios.end(end.task, result, message, end.fault)

    async def _settle(self, task: Task, scene: SavedScene, fault: ErrorInfo | None) -> None:
        """Give the image its outcome: completed if it is stored and was paid for, else failed or skipped.

        After the release a capture only succeeds if it was made before.
        """
        if scene.picture is not None and task.price:
            try:
                await self.credits.capture(task.id, str(scene.id), task.price)
            except Conflict:
                activity.logger.info("picture %s was not paid for", scene.id)
            else:
                await self.scenarios.complete_image(scene.id, task.price)
                return
        await self.scenarios.give_up_image(scene.id, ImageOutcome.FAILED if fault else ImageOutcome.SKIPPED, fault)


def _summary(scenes: tuple[SavedScene, ...], reason: str | None) -> str:
    drawn = [scene.outcome for scene in scenes].count(ImageOutcome.GENERATED)
    done = f"Scenario saved with {len(scenes)} scenes and {drawn} generated images"
    return f"{done}; the other images were skipped ({reason})" if reason else done
