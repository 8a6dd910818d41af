"""Save a scenario: its row, its scenes, the credits for their pictures, and the end of it all (spec §5)."""

from uuid import UUID

from temporalio import activity

from domain.base import Frozen
from domain.error_info import ErrorInfo
from domain.errors import Conflict
from domain.ports.repositories import CreditRepository, ScenarioRepository
from domain.scenarios.document import ScenarioDocument
from domain.scenarios.task import ImageOutcome, SavedScene, Task, count_results

CREDITS_LACK = "insufficient_credits"
PRICE_OF = "generate_image"


class ToDraw(Frozen):
    """The scenes whose pictures are paid for and to be drawn, in order; where, by whom and for whom that is done."""

    scenes: tuple[UUID, ...]
    queue: str
    vendor: str
    user_id: str


class Undrawn(Frozen):
    """A picture whose drawing failed in a way that drawing itself could not record."""

    scene: UUID
    fault: ErrorInfo


class Ending(Frozen):
    """How a run of a task came to its end."""

    task: UUID
    fault: ErrorInfo | None = None
    is_cancelled: bool = False
    undrawn: tuple[Undrawn, ...] = ()


class SaveScenarioActivities:
    def __init__(
        self, saving: ScenarioRepository, credits: CreditRepository, price: int, vendor: str, queue: str
    ) -> None:
        """`price` is what a picture costs in credits; `vendor` draws it, which is done on `queue`."""
        self._saving = saving
        self._credits = credits
        self._price = price
        self._vendor = vendor
        self._queue = queue

    @activity.defn(name="save_scenario")
    async def save_scenario(self, task_id: UUID) -> None:
        task = await self._saving.advance(task_id, 5, "Saving the scenario")
        await self._saving.save_scenario(task, _scenario(task))
        await self._saving.advance(task_id, 25, "Scenario saved")

    @activity.defn(name="save_scenes")
    async def save_scenes(self, task_id: UUID) -> None:
        task = await self._saving.task(task_id)
        scenario = _scenario(task)
        await self._saving.advance(task_id, 25, f"Saving {len(scenario.scenes)} scenes")
        await self._saving.save_scenes(task, scenario)
        await self._saving.advance(task_id, 65, f"{len(scenario.scenes)} scenes saved")

    @activity.defn(name="reserve_credits")
    async def reserve(self, task_id: UUID) -> ToDraw:
        """The user's credits for all pictures are held, or none is drawn."""
        task = await self._saving.set_price(task_id, self._price)
        wanted = [scene for scene in await self._saving.scenes(task_id) if scene.scene_number > 1]
        still = [scene.id for scene in wanted if scene.outcome is None]
        if task.is_over or not still:
            return self._to_draw(task)
        needed = len(wanted) * (task.price or 0)
        if not await self._credits.hold(task.user_id, task_id, needed):
            available = (await self._credits.account(task.user_id)).available
            reason = f"{CREDITS_LACK}: {len(wanted)} images cost {needed} credits, and {available} are available"
            await self._saving.skip_remaining_images(task_id, reason)
            return self._to_draw(task)
        if (await self._saving.task(task_id)).is_over:  # cancelled meanwhile: whoever did that saw no hold
            await self._credits.release(task_id)
            return self._to_draw(task)
        return self._to_draw(task, *still)

    def _to_draw(self, task: Task, *scenes: UUID) -> ToDraw:
        return ToDraw(scenes=scenes, queue=self._queue, vendor=self._vendor, user_id=task.user_id)

    @activity.defn(name="end_save_scenario")
    async def end(self, ending: Ending) -> None:
        """What is held and not paid is free again, every picture has its outcome, and the task says what was done."""
        if ending.is_cancelled and not (await self._saving.task(ending.task)).is_over:
            await self._saving.cancel(ending.task, "workflow")
        task = await self._saving.task(ending.task)
        if task.is_settled:
            return
        if not task.is_over and ending.fault is None:
            await self._saving.advance(ending.task, 90, "Finishing")
        await self._credits.release(ending.task)
        faults = {undrawn.scene: undrawn.fault for undrawn in ending.undrawn}
        for scene in await self._saving.scenes(ending.task):
            if scene.outcome is None:
                await self._settle(task, scene, faults.get(scene.id))
        scenes = await self._saving.scenes(ending.task)
        result = count_results(task.scenario_id, scenes, task.skipped_reason) if scenes else None
        message = f"Saving failed: {ending.fault.message}" if ending.fault else _told(scenes, task.skipped_reason)
        await self._saving.end(ending.task, result, message, ending.fault)

    async def _settle(self, task: Task, scene: SavedScene, fault: ErrorInfo | None) -> None:
        """A picture that was stored and paid for is the scene's, though nobody lived to write it down.

        After the release nothing more can be paid: that a capture succeeds says that it was made before.
        """
        if scene.picture is not None and task.price:
            try:
                await self._credits.capture(task.id, str(scene.id), task.price)
            except Conflict:
                activity.logger.info("picture %s was not paid for", scene.id)
            else:
                await self._saving.complete_image(scene.id, task.price)
                return
        await self._saving.give_up_image(scene.id, ImageOutcome.FAILED if fault else ImageOutcome.SKIPPED, fault)


def _scenario(task: Task) -> ScenarioDocument:
    return ScenarioDocument.model_validate(task.scenario)


def _told(scenes: tuple[SavedScene, ...], reason: str | None) -> str:
    drawn = [scene.outcome for scene in scenes].count(ImageOutcome.GENERATED)
    done = f"Scenario saved with {len(scenes)} scenes and {drawn} generated images"
    return f"{done}; the other images were skipped ({reason})" if reason else done
