"""Bring a take's clip to the film's size, rate and length, so that cutting copies instead of encoding."""

from pathlib import Path

from temporalio import activity

from activities.heartbeat import heartbeating
from activities.inputs import TakeTask
from activities.scratch import scratch
from domain import steps
from domain.errors import NotFound, TakeLost
from domain.film import frames
from domain.objects import sound_key, tail_key, working_key
from domain.ports import Editor, Storage
from domain.steps import PreparedClip
from domain.store import JobStore
from domain.take import TakeStatus


class PreparingActivities:
    def __init__(self, jobs: JobStore, storage: Storage, editor: Editor) -> None:
        self._jobs = jobs
        self._storage = storage
        self._editor = editor

    @activity.defn(name="prepare_clip")
    async def prepare(self, task: TakeTask) -> None:
        """The working clip is stored, and with it, in one transaction, the take is done and its scene completed."""
        job = await self._jobs.load(task.job)
        found = job.take(task.take)
        if found is None or found[1].status is not TakeStatus.FILMED:
            return
        scene, take = found
        assert take.text is not None
        assert take.original_key is not None
        key = working_key(job.id, scene.id, take.id)
        async with heartbeating():
            with scratch() as folder:
                await self._fetch_original(take.original_key, folder / "original")
                clip = await self._editor.prepare(folder / "original", folder, frames(take.text.duration), job.format)
                if clip.sound:
                    await self._storage.put(sound_key(key), clip.sound, "audio/wav")
                await self._storage.put(tail_key(key), clip.tail, "video/mp4")
                blob = await self._storage.put(key, clip.working, "video/mp4")
        done = PreparedClip(working_key=key, frames=clip.frames, size=blob.size, has_sound=clip.sound is not None)
        await self._jobs.change(task.job, lambda job, _: steps.prepared(job, task.take, done))

    async def _fetch_original(self, key: str, into: Path) -> None:
        try:
            await self._storage.fetch(key, into)
        except NotFound:
            raise TakeLost("the vendor's clip is gone from storage; retry the scene to film it again") from None
