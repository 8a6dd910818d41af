"""Where a clip begins: where the scene before ends, at a chosen first frame, at the scene's picture, or at a still."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from activities.common.inputs import TakeTask
from activities.job.chain_frame import Found, fetch_chain_frame
from activities.job.scene_pictures import FIRST_FRAME_SIDE, not_shown
from activities.job.still import StillOrders
from domain.errors import InputRejected, NotFound
from domain.job.first_frame_choice import chosen_first_frame
from domain.job.left_out import Ingredient, LeftOut
from domain.job.model import Job
from domain.job.take import Take
from domain.ports.video_and_image import Shot


@dataclass(frozen=True)
class ClipBeginning(StillOrders):
    async def first_frame(self, task: TakeTask, job: Job, take: Take, shot: Shot, folder: Path) -> Found:
        """Return the first that there is: `domain.job.wishes.Beginning`. A still shows the shot's references.

        Errors: OrderPending, PreviousNotDone.
        """
        into, lacking = folder / "first-frame.jpg", list[LeftOut]()
        for source in (self._end_of_scene_before, self._chosen_first_frame, self._own_picture, self._still):
            found, unusable = await source(task, job, take, shot, into)
            lacking += unusable
            if found:
                return found, tuple(lacking)
        return None, tuple(lacking)

    async def _end_of_scene_before(self, _task: TakeTask, job: Job, take: Take, _shot: Shot, into: Path) -> Found:
        """Find where the clip of the scene before ends, if the scene wants that. Errors: PreviousNotDone."""
        return await fetch_chain_frame(self, job, take, into)

    async def _chosen_first_frame(self, _task: TakeTask, job: Job, take: Take, _shot: Shot, into: Path) -> Found:
        chosen = chosen_first_frame(job, job.scene(take.scene_id))
        if chosen is None or chosen.key is None:
            return None, ()
        drawn = into.with_name(f"first-frame-{chosen.id}")
        try:
            await self.storage.fetch(chosen.key, drawn)
            await self.editor.preview(drawn, into, FIRST_FRAME_SIDE)
        except NotFound:
            why = "it is gone from storage"
        except InputRejected as error:
            why = error.message.removeprefix(f"{drawn.name} ")
        else:
            return into, ()
        return None, (LeftOut(what=Ingredient.FIRST_FRAME, reason=f"first frame {chosen.number}: {why}"),)

    async def _own_picture(self, _task: TakeTask, _job: Job, _take: Take, shot: Shot, into: Path) -> Found:
        """Find the scene's first picture that can be opened."""
        broken = list[LeftOut]()
        for picture in shot.pictures:
            try:
                await self.editor.preview(picture, into, FIRST_FRAME_SIDE)
            except InputRejected as error:
                broken.append(not_shown(UUID(picture.name), error.message.removeprefix(f"{picture.name} ")))
            else:
                return into, tuple(broken)
        return None, tuple(broken)

    async def _still(self, task: TakeTask, job: Job, take: Take, shot: Shot, into: Path) -> Found:
        still = await self.fetch_still(task, job, take, shot.references, into.with_name("still"))
        if still is None:
            return None, ()
        try:
            await self.editor.preview(still, into, FIRST_FRAME_SIDE)
        except InputRejected:
            return None, ()
        return into, ()
