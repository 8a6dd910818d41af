"""Draw other captions, or another logo, into the clip of a take. It is made of its original: nothing is bought."""

from dataclasses import dataclass
from pathlib import Path

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.common.inputs import TakeTask
from activities.common.working_directory import working_directory
from activities.job.clips.shot import ShotPreparation
from activities.job.finishing.overlay import fetch_overlay
from activities.job.finishing.prepared_clip import prepared_clip, store_prepared_clip
from domain.base import ReportProgress, evolve
from domain.errors import NotFound, TakeLost
from domain.film_format import frames
from domain.job.film.captions import overlay_id
from domain.job.model import Job
from domain.job.pending_work import PendingWork, pending_work
from domain.job.scene import Scene
from domain.job.takes.left_out import LeftOut
from domain.job.takes.take import ANIMATIC, Take, TakeStatus
from domain.ports.editor import ClipFiles
from domain.ports.video_and_image import LocalVideoModel
from domain.rules import overlays
from domain.storage_keys import working_key


@dataclass(frozen=True)
class CaptioningActivities(ShotPreparation):
    @activity.defn(name="caption_clip")
    async def caption(self, task: TakeTask) -> PendingWork:
        """Store the clip again, with what is to be drawn into it now. Return the job's pending work then."""
        job = await self.jobs.load(task.job)
        take = job.find_take(task.take, {TakeStatus.DONE})
        if take is None or take.text is None:
            return pending_work(job)
        scene = job.scene(take.scene_id)
        wanted = overlay_id(job, scene)
        if wanted == take.overlay:
            return pending_work(job)
        key = working_key(job.id, scene.id, take.id, wanted)
        async with heartbeating() as heartbeat:
            with working_directory() as folder:
                clip = await self._prepare(job, scene, take, folder, heartbeat.report)
                blob = await store_prepared_clip(self.storage, key, clip)
        done = prepared_clip(key, blob, clip, wanted)
        return pending_work(
            await self.jobs.change(task.job, lambda job, _: overlays.mark_captioned(job, task.take, done))
        )

    async def _prepare(self, job: Job, scene: Scene, take: Take, folder: Path, progress: ReportProgress) -> ClipFiles:
        """Prepare the clip from its original; an animatic, which writes its words itself, is drawn again."""
        assert take.text is not None
        original, length = folder / "original", frames(take.text.duration)
        if take.provider == ANIMATIC:
            not_drawn = await self._draw(job, scene, take, original, progress)
            clip = await self.editor.prepare(original, folder, length, job.brief.format)
            return clip.model_copy(update={"not_drawn": not_drawn})
        try:
            await self.storage.fetch(take.original_key or "", original)
        except NotFound:
            raise TakeLost("the vendor's clip is gone from storage, so its captions stay as they were") from None
        overlay = await fetch_overlay(self, job, scene, folder)
        return await self.editor.prepare(original, folder, length, job.brief.format, overlay)

    async def _draw(
        self, job: Job, scene: Scene, take: Take, into: Path, progress: ReportProgress
    ) -> tuple[LeftOut, ...]:
        assert take.text is not None
        model = self.catalog.video(take.provider)
        assert isinstance(model, LocalVideoModel)
        now = evolve(take, text=evolve(take.text, script=scene.text.script))
        shot, _ = await self.prepare_shot(TakeTask(job=job.id, take=take.id), job, now, into.parent)
        made = await model.collect(take.order_id or "", shot, into, progress)
        return tuple(part for part in made.left_out if part.asset is None)
