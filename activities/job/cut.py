"""Cut the scenes' clips into the film."""

from pathlib import Path

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.common.inputs import CutTask
from activities.common.working_directory import working_directory
from activities.job.asset_files import fetch_asset
from domain.brief import AssetRole, AssetType
from domain.errors import NotFound, TakeLost
from domain.film_format import frames
from domain.job.model import Film, Job, Scene
from domain.ports.editor import CutClip, Editor
from domain.ports.progress import ReportProgress
from domain.ports.repositories import JobRepository
from domain.ports.storage import Storage
from domain.rules import results
from domain.storage_keys import film_key, sound_key, tail_key


class CuttingActivities:
    def __init__(self, jobs: JobRepository, storage: Storage, editor: Editor) -> None:
        self._jobs = jobs
        self._storage = storage
        self._editor = editor

    @activity.defn(name="cut_film")
    async def cut(self, task: CutTask) -> None:
        """Cut and store the film, and complete the job if these still are its clips. A stored film is reused."""
        job = await self._jobs.load(task.job)
        if job.film_id != task.film:
            return
        async with heartbeating() as heartbeat:
            stored = await self._jobs.film(task.film)
            is_stored = stored is not None and await self._storage.head(stored.key) is not None
            film = stored if stored and is_stored else await self._make(job, task, heartbeat.report)
        await self._jobs.change(task.job, lambda job, _: results.apply_film(job, film))

    async def _make(self, job: Job, task: CutTask, progress: ReportProgress) -> Film:
        with working_directory() as folder:
            out = folder / "film.mp4"
            clips = tuple([await self._fetch(job, scene, folder) for scene in job.active_scenes])
            music = await self._fetch_music(job, folder)
            await self._editor.cut(clips, out, job.format, music, progress)
            blob = await self._storage.put(film_key(job.id, task.film), out, "video/mp4")
        return Film(
            id=task.film,
            key=blob.key,
            frames=sum(clip.frames for clip in clips),
            size=blob.size,
            takes=tuple(clip.take for clip in clips),
            created_at=await self._jobs.clock(),
        )

    async def _fetch(self, job: Job, scene: Scene, folder: Path) -> CutClip:
        take = scene.clip
        assert take is not None
        assert take.working_key is not None
        working, tail, sound = (folder / f"{take.id}.{part}" for part in ("working.mp4", "tail.mp4", "sound.wav"))
        try:
            await self._storage.fetch(take.working_key, working)
            await self._storage.fetch(tail_key(take.working_key), tail)
            if take.has_sound:
                await self._storage.fetch(sound_key(take.working_key), sound)
        except NotFound:
            # The scene has failed, not the cut: the job waits for a decision about it.
            await self._jobs.change(job.id, lambda job, _: results.mark_clip_lost(job, take.id))
            raise TakeLost(f"the clip of scene {scene.number} is gone from storage; regenerate that scene") from None
        return CutClip(
            working=working,
            tail=tail,
            sound=sound if take.has_sound else None,
            frames=frames(scene.text.duration),
            transition=scene.text.transition,
            take=take.id,
        )

    async def _fetch_music(self, job: Job, folder: Path) -> Path | None:
        for asset in job.assets:
            is_music = asset.role == AssetRole.MUSIC and asset.type is AssetType.AUDIO
            if is_music and await fetch_asset(self._jobs, self._storage, job, asset, folder / "music"):
                return folder / "music"
        return None
