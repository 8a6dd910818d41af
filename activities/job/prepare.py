"""Convert a take's clip to the film's size, rate and length, so that cutting copies instead of encoding."""

from pathlib import Path

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.common.inputs import TakeTask
from activities.common.working_directory import working_directory
from domain.errors import NotFound, TakeLost
from domain.film_format import frames
from domain.job.take import TakeStatus
from domain.ports.editor import Editor
from domain.ports.repositories import JobRepository
from domain.ports.storage import Storage
from domain.rules import results
from domain.rules.results import PreparedClip
from domain.storage_keys import sound_key, tail_key, working_key


class PreparingActivities:
    def __init__(self, jobs: JobRepository, storage: Storage, editor: Editor) -> None:
        self._jobs = jobs
        self._storage = storage
        self._editor = editor

    @activity.defn(name="prepare_clip")
    async def prepare(self, task: TakeTask) -> None:
        """Store the working clip, its handle and its sound. That completes the take and its scene."""
        job = await self._jobs.load(task.job)
        take = job.find_take(task.take)
        if take is None or take.status is not TakeStatus.FILMED:
            return
        scene = job.scene(take.scene_id)
        assert take.text is not None
        assert take.original_key is not None
        key = working_key(job.id, scene.id, take.id)
        async with heartbeating():
            with working_directory() as folder:
                await self._fetch_original(take.original_key, folder / "original")
                clip = await self._editor.prepare(folder / "original", folder, frames(take.text.duration), job.format)
                if clip.sound:
                    await self._storage.put(sound_key(key), clip.sound, "audio/wav")
                await self._storage.put(tail_key(key), clip.tail, "video/mp4")
                blob = await self._storage.put(key, clip.working, "video/mp4")
        done = PreparedClip(working_key=key, frames=clip.frames, size=blob.size, has_sound=clip.sound is not None)
        await self._jobs.change(task.job, lambda job, _: results.mark_prepared(job, task.take, done))

    async def _fetch_original(self, key: str, into: Path) -> None:
        try:
            await self._storage.fetch(key, into)
        except NotFound:
            raise TakeLost("the vendor's clip is gone from storage; retry the scene to film it again") from None
