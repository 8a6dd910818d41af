"""Save a scenario: 1. its row, 2. its scenes, 3. the pictures, one by one, 4. the end, whatever came before it.

Postgres is the referee here too: a step that is done finds that, and a task that is over is left alone.
"""

import asyncio
from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import ActivityError

from activities.common.error_translation import error_info_of
from activities.common.inputs import CapacityRequest
from activities.purchasing.wait_for_capacity import CapacityActivities
from activities.scenarios.images import Drawn, PictureTask, ScenarioImageActivities
from activities.scenarios.save import Ending, SaveScenarioActivities, ToDraw, Undrawn
from domain.error_info import ErrorInfo
from domain.task_queues import waiting_queue
from workflows.options import DECIDING, DRAWING, SAVING, WAITING, fair_to, titled
from workflows.stopping import is_stopped

_do = workflow.execute_activity_method


@workflow.defn(name="SaveScenario")
class SaveScenarioWorkflow:
    def __init__(self) -> None:
        self._undrawn: list[Undrawn] = []

    @workflow.run
    async def run(self, task_id: str) -> None:
        task = UUID(task_id)
        fault: ErrorInfo | None = None
        is_cancelled = False
        try:
            await self._save(task)
        except (ActivityError, asyncio.CancelledError) as error:
            is_cancelled = is_stopped(error)
            if isinstance(error, ActivityError) and not is_cancelled:
                fault = error_info_of(error)
        ending = Ending(task=task, fault=fault, is_cancelled=is_cancelled, undrawn=tuple(self._undrawn))
        await _do(SaveScenarioActivities.end, ending, **titled(DECIDING, "Release what is left, and say what was done"))

    async def _save(self, task: UUID) -> None:
        await _do(SaveScenarioActivities.save_scenario, task, **titled(SAVING, "Save the scenario"))
        await _do(SaveScenarioActivities.save_scenes, task, **titled(SAVING, "Save its scenes"))
        to_draw = await _do(SaveScenarioActivities.reserve, task, **titled(SAVING, "Hold the credits for all pictures"))
        for place, scene in enumerate(to_draw.scenes, 1):
            asked = PictureTask(task=task, scene=scene, place=place, of=len(to_draw.scenes))
            if await self._drawn(asked, to_draw) is Drawn.NO_MORE:
                break

    async def _drawn(self, asked: PictureTask, to_draw: ToDraw) -> Drawn:
        """One failure skips one scene; what time mends was waited for long enough, and fails the task."""
        user = fair_to(to_draw.user_id)
        drawing = titled(DRAWING, f"Draw picture {asked.place} of {asked.of}", to_draw.queue, user)
        room = CapacityRequest(vendor=to_draw.vendor, claimant=asked.scene)
        waiting = titled(WAITING, f"Wait for room at {room.vendor}", waiting_queue(room.vendor), user)
        try:
            while (drawn := await _do(ScenarioImageActivities.draw, asked, **drawing)) is Drawn.NO_ROOM:
                await _do(CapacityActivities.for_room, room, **waiting)
            return drawn
        except ActivityError as error:
            if is_stopped(error) or (fault := error_info_of(error)).retryable:
                raise
            self._undrawn.append(Undrawn(scene=asked.scene, fault=fault))
            return Drawn.ON
