"""Where a clip begins: where the scene before ends, at a chosen first frame, at the scene's picture, or at a still."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from activities.common.inputs import TakeTask
from activities.job.clips.chain_frame import FoundPicture, fetch_chain_frame
from activities.job.clips.scene_pictures import FIRST_FRAME_SIDE, not_shown
from activities.job.clips.still import StillOrders
from domain.errors import InputRejected, NotFound
from domain.job.filming.first_frame import FIRST_FRAME_LOST
from domain.job.filming.first_frame_choice import chosen_first_frame, lost_first_frame, unused_first_frame
from domain.job.model import Job
from domain.job.takes.left_out import LeftOut
from domain.job.takes.take import Take
from domain.ports.video_and_image import Shot
from domain.rules.purchases import first_frames


@dataclass(frozen=True)
class ClipBeginning(StillOrders):
    async def first_frame(self, task: TakeTask, job: Job, take: Take, shot: Shot, folder: Path) -> FoundPicture:
        """Return the first that there is: `domain.job.filming.wishes.Beginning`. A still shows the shot's references.

        Errors: OrderPending, PreviousNotDone.
        """
        into, lacking = folder / "first-frame.jpg", list[LeftOut]()
        for source in (self._end_of_scene_before, self._chosen_first_frame, self._own_picture, self._still):
            found, unusable = await source(task, job, take, shot, into)
            if found:
                return found, (*lacking, *unusable)
            if unusable:  # what was just found to be lost makes way for a still
                job, take = await self.load_take(task)
            lacking += unusable
        return None, tuple(lacking)

    async def _end_of_scene_before(
        self, _task: TakeTask, job: Job, take: Take, _shot: Shot, into: Path
    ) -> FoundPicture:
        """Find where the clip of the scene before ends, if the scene wants that. Errors: PreviousNotDone."""
        return await fetch_chain_frame(self, job, take, into)

    async def _chosen_first_frame(self, _task: TakeTask, job: Job, take: Take, _shot: Shot, into: Path) -> FoundPicture:
        scene = job.scene(take.scene_id)
        if lost := lost_first_frame(job, scene):
            return None, (unused_first_frame(lost),)
        chosen = chosen_first_frame(job, scene)
        if chosen is None or chosen.key is None:
            return None, ()
        drawn = into.with_name(f"first-frame-{chosen.id}")
        try:
            await self.storage.fetch(chosen.key, drawn)
            await self.editor.preview(drawn, into, FIRST_FRAME_SIDE)
        except NotFound:
            await self.jobs.change(job.id, lambda job, _: first_frames.mark_lost(job, chosen.id))
            why = FIRST_FRAME_LOST.message
        except InputRejected as error:
            why = error.message.removeprefix(f"{drawn.name} ")
        else:
            return into, ()
        return None, (unused_first_frame(chosen, why),)

    async def _own_picture(self, _task: TakeTask, _job: Job, _take: Take, shot: Shot, into: Path) -> FoundPicture:
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

    async def _still(self, task: TakeTask, job: Job, take: Take, shot: Shot, into: Path) -> FoundPicture:
        still = await self.fetch_still(task, job, take, shot.references, into.with_name("still"))
        if still is None:
            return None, ()
        try:
            await self.editor.preview(still, into, FIRST_FRAME_SIDE)
        except InputRejected:
            return None, ()
        return into, ()
