"""Render the preview of a storyboard: a small clip of each scene, and the film of them. Nothing is ordered."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.common.inputs import PreviewClipTask, PreviewTask
from activities.common.working_directory import working_directory
from activities.job.finishing.end_card import fetch_end_card
from activities.job.finishing.prepared_clip import store_prepared_clip
from activities.job.finishing.stills import scene_shot
from domain.base import ReportProgress
from domain.brief import Brief
from domain.errors import Conflict, NotFound, Permanent, Transient
from domain.film_format import frames
from domain.job.filming.changes import is_muted
from domain.job.job_asset import JobAsset
from domain.job.model import Job
from domain.job.pictures import preview_clip_id, preview_format, preview_id
from domain.job.scene import Scene
from domain.job.sound.music import bed_of, music_asset, plays_asset
from domain.ports.editor import CutClip, CutPlan, Editor
from domain.ports.repositories import JobRepository
from domain.ports.storage import Storage
from domain.ports.video_and_image import Animatic
from domain.storage_keys import preview_clip_key, preview_key, sound_key, tail_key


@dataclass(frozen=True)
class PreviewActivities:
    """The job is only read. What is stored already is not made again."""

    jobs: JobRepository
    storage: Storage
    editor: Editor
    animatic: Animatic
    ai_label: Callable[[Brief], str]

    @activity.defn(name="render_preview_clip")
    async def render_clip(self, task: PreviewClipTask) -> None:
        """Store the scene's clip in the preview's size: of its take, if it has one, else as the animatic draws it.

        Errors: Conflict when the job has other scenes by now.
        """
        job = await self._load(task.job, task.preview)
        scene = job.scene(task.scene)
        key = preview_clip_key(job.id, preview_clip_id(job, scene))
        if await self.storage.head(key) is not None:
            return
        async with heartbeating() as heartbeat:
            try:
                await self._render_clip(job, scene, key, heartbeat.report)
            except Permanent as error:
                raise type(error)(f"scene {scene.number} cannot be shown: {error.message}") from error

    async def _render_clip(self, job: Job, scene: Scene, key: str, progress: ReportProgress) -> None:
        size = preview_format(job)
        with working_directory() as folder:
            original = folder / "clip"
            if not await self._fetch_clip(scene, original):
                shot = await scene_shot(self.storage, job, scene, size, folder)
                await self.animatic.draw_clip(shot, original, progress)
            clip = await self.editor.prepare(original, folder, frames(scene.text.duration), size)
            await store_prepared_clip(self.storage, key, clip)

    @activity.defn(name="cut_preview")
    async def cut(self, task: PreviewTask) -> None:
        """Cut and store the film of the scenes' small clips. Errors: Conflict as `render_clip`."""
        job = await self._load(task.job, task.preview)
        async with heartbeating() as heartbeat:
            with working_directory() as folder:
                clips = tuple([await self._fetch_preview_clip(job, scene, folder) for scene in job.active_scenes])
                music, out = await self._fetch_music(job, folder / "music"), folder / "preview.mp4"
                label = self.ai_label(job.brief) if job.brief.production.is_labelled else None
                card, _ = await fetch_end_card(job, self._fetch_asset, folder)
                plan = CutPlan(clips=clips, music=music, bed=None if music else bed_of(job), end_card=card, label=label)
                await self.editor.cut(plan, out, preview_format(job), heartbeat.report)
                await self.storage.put(preview_key(job.id, task.preview), out, "video/mp4")

    async def _load(self, job_id: UUID, preview: UUID) -> Job:
        job = await self.jobs.load(job_id)
        if job.deleted_at is not None or preview_id(job) != preview:
            raise Conflict("the storyboard has changed meanwhile; ask for its preview again")
        return job

    async def _fetch_clip(self, scene: Scene, into: Path) -> bool:
        """Fetch the vendor's clip, else the working clip; that one first if captions are drawn into it.

        Return False if the scene has none in storage.
        """
        keys = (scene.clip.original_key, scene.clip.working_key) if scene.clip else ()
        for key in reversed(keys) if scene.clip and scene.clip.overlay else keys:
            if key is not None and await self._fetch(key, into):
                return True
        return False

    async def _fetch_preview_clip(self, job: Job, scene: Scene, folder: Path) -> CutClip:
        content = preview_clip_id(job, scene)
        key = preview_clip_key(job.id, content)
        working, tail, sound = (folder / f"{content}.{part}" for part in ("working.mp4", "tail.mp4", "sound.wav"))
        if not (await self._fetch(key, working) and await self._fetch(tail_key(key), tail)):
            raise Transient("a scene of the preview is gone from storage; ask for the preview again")
        return CutClip(
            working=working,
            tail=tail,
            sound=sound if not is_muted(job, scene) and await self._fetch(sound_key(key), sound) else None,
            frames=frames(scene.text.duration),
            transition=scene.text.transition,
            take=content,
        )

    async def _fetch_music(self, job: Job, into: Path) -> Path | None:
        music = music_asset(job) if plays_asset(job) else None
        return into if music and music.blob_key and await self._fetch(music.blob_key, into) else None

    async def _fetch_asset(self, asset: JobAsset, into: Path) -> bool:
        return asset.blob_key is not None and await self._fetch(asset.blob_key, into)

    async def _fetch(self, key: str, into: Path) -> bool:
        """Return False if nothing is stored under the key."""
        try:
            await self.storage.fetch(key, into)
        except NotFound:
            return False
        return True
