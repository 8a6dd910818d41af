"""Prepare the clips of takes, so that cutting copies instead of encoding, and cut them into the film."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.common.inputs import CutTask, TakeTask
from activities.common.job_activities import JobActivities
from activities.common.working_directory import working_directory
from activities.job.finishing.end_card import fetch_end_card, named
from activities.job.finishing.overlay import fetch_overlay
from activities.job.finishing.prepared_clip import prepared_clip, store_prepared_clip
from activities.job.speech.voice_over import fetch_voice_over
from domain.base import ReportProgress, evolve
from domain.brief import AssetRole, AssetType, Brief, asset_role
from domain.errors import NotFound, TakeLost
from domain.film_format import frames
from domain.job.film.captions import overlay_id
from domain.job.film.film_file import Film
from domain.job.filming.changes import is_muted
from domain.job.job_asset import ASSET_LOST
from domain.job.model import Job
from domain.job.pending_work import PendingWork, pending_work
from domain.job.scene import Scene
from domain.job.sound.music import bed_of, plays_asset
from domain.job.sound.soundtrack import Soundtrack
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.job.takes.take import ANIMATIC, TakeStatus
from domain.ports.editor import CutClip, CutPlan, CutResult
from domain.ports.film_signer import FilmSigner
from domain.rules import results
from domain.rules.film_claim import film_claim
from domain.storage_keys import film_key, sound_key, tail_key, working_key


@dataclass(frozen=True)
class CuttingActivities(JobActivities):
    signer: FilmSigner
    ai_label: Callable[[Brief], str]
    """Returns the words by which a film says that AI made it."""

    @activity.defn(name="prepare_clip")
    async def prepare(self, task: TakeTask) -> PendingWork:
        """Store the clip in the film's size, rate and length, its handle and its sound: its scene is complete then.

        Return the job's pending work then.
        """
        job = await self.jobs.load(task.job)
        take = job.find_take(task.take)
        if take is None or take.status is not TakeStatus.FILMED:
            return pending_work(job)
        assert take.text is not None
        assert take.original_key is not None
        async with heartbeating():
            with working_directory() as folder:
                try:
                    await self.storage.fetch(take.original_key, folder / "original")
                except NotFound:
                    lost = "the vendor's clip is gone from storage; retry the scene to film it again"
                    raise TakeLost(lost) from None
                scene, overlay, wanted = job.scene(take.scene_id), None, take.overlay
                if take.provider != ANIMATIC:  # which has written its words itself
                    overlay, wanted = await fetch_overlay(self, job, scene, folder), overlay_id(job, scene)
                length = frames(take.text.duration)
                clip = await self.editor.prepare(folder / "original", folder, length, job.brief.format, overlay)
                key = working_key(job.id, scene.id, take.id, wanted)
                blob = await store_prepared_clip(self.storage, key, clip)
        done = prepared_clip(key, blob, clip, wanted)
        return pending_work(
            await self.jobs.change(task.job, lambda job, _: results.mark_prepared(job, task.take, done))
        )

    @activity.defn(name="cut_film")
    async def cut(self, task: CutTask) -> PendingWork:
        """Cut and store the film, and complete the job if these still are its clips. A stored film is reused.

        Return the job's pending work then.
        """
        job = await self.jobs.load(task.job)
        if job.film_id != task.film:
            return pending_work(job)
        async with heartbeating() as heartbeat:
            stored = await self.jobs.film(task.film)
            is_stored = stored is not None and await self.storage.head(stored.key) is not None
            film = stored if stored and is_stored else await self._make(job, task, heartbeat.report)
            return pending_work(await self._complete(job, film))

    async def _complete(self, job: Job, film: Film) -> Job:
        """Complete the job with the film as it is stored: another worker may have cut and stored it at the same time,
        and no two signatures are alike."""
        known, stored = None, await self.storage.head(film.key)
        while known != stored or known is None:
            noted = evolve(film, size=stored.size, sha256=stored.sha256) if stored else film
            job = await self.jobs.change(job.id, partial(_with_film, noted))
            if stored is None:
                break
            known, stored = stored, await self.storage.head(film.key)
        return job

    async def _make(self, job: Job, task: CutTask, progress: ReportProgress) -> Film:
        with working_directory() as folder:
            out = folder / "film.mp4"
            clips = tuple([await self._fetch(job, scene, folder) for scene in job.active_scenes])
            music, left_out = await self._fetch_music(job, folder / "music")
            path = folder / "music" if music else None
            bed = None if music else bed_of(await self.jobs.load(job.id))  # which knows what was just found to be lost
            label = self.ai_label(job.brief) if job.brief.production.is_labelled else None
            speech, unspoken = await fetch_voice_over(self, job, folder)
            card, lacking = await fetch_end_card(job, partial(self.fetch_asset, job), folder)
            plan = CutPlan(clips=clips, music=path, bed=bed, speech=speech, end_card=card, label=label)
            result = await self.editor.cut(plan, out, job.brief.format, progress)
            without = [
                evolve(part, asset=music) if part.what is Ingredient.MUSIC else named(job, part)
                for part in result.left_out
            ]
            takes = [scene.clip for scene in job.active_scenes if scene.clip]
            signed = folder / "signed.mp4"
            credentials = await self.signer.sign(out, signed, film_claim(job, task.film, takes))
            unsigned = [LeftOut(what=Ingredient.CREDENTIALS, reason=credentials.error)] if credentials.error else []
            shown = signed if credentials.signed else out
            blob = await self.storage.put(film_key(job.id, task.film), shown, "video/mp4")
        return Film(
            id=task.film,
            key=blob.key,
            frames=sum(clip.frames for clip in clips),
            size=blob.size,
            sha256=blob.sha256,
            takes=tuple(clip.take for clip in clips),
            left_out=(*left_out, *unspoken, *lacking, *without, *unsigned),
            soundtrack=_soundtrack(plan, music, result),
            content_credentials=credentials,
            created_at=await self.jobs.clock(),
        )

    async def _fetch(self, job: Job, scene: Scene, folder: Path) -> CutClip:
        take = scene.clip
        assert take is not None
        assert take.working_key is not None
        is_heard = take.has_sound and not is_muted(job, scene)
        working, tail, sound = (folder / f"{take.id}.{part}" for part in ("working.mp4", "tail.mp4", "sound.wav"))
        try:
            await self.storage.fetch(take.working_key, working)
            await self.storage.fetch(tail_key(take.working_key), tail)
            if is_heard:
                await self.storage.fetch(sound_key(take.working_key), sound)
        except NotFound:
            # The scene has failed, not the cut: the job waits for a decision about it.
            await self.jobs.change(job.id, lambda job, _: results.mark_clip_lost(job, take.id))
            raise TakeLost(f"the clip of scene {scene.number} is gone from storage; regenerate that scene") from None
        return CutClip(
            working=working,
            tail=tail,
            sound=sound if is_heard else None,
            frames=frames(scene.text.duration),
            transition=scene.text.transition,
            take=take.id,
        )

    async def _fetch_music(self, job: Job, into: Path) -> tuple[UUID | None, tuple[LeftOut, ...]]:
        """Fetch the first music that there is. Return its asset, and the music that the film is cut without."""
        found, left_out = None, list[LeftOut]()
        brought = [each for each in job.assets if asset_role(each.role) is AssetRole.MUSIC] if plays_asset(job) else []
        for asset in brought:
            if asset.error:
                reason = asset.error.message
            elif asset.type is not AssetType.AUDIO:
                reason = (
                    f"music must be a sound, and this is {'an image' if asset.type is AssetType.IMAGE else 'a video'}"
                )
            elif found is not None:
                reason = "a film has one music, and this is not the first"
            elif await self.fetch_asset(job, asset, into):
                found = asset.id
                continue
            else:
                reason = ASSET_LOST.message
            left_out.append(LeftOut(what=Ingredient.MUSIC, reason=reason, asset=asset.id))
        return found, tuple(left_out)


def _soundtrack(plan: CutPlan, music: UUID | None, result: CutResult) -> Soundtrack:
    has_music = all(part.what is not Ingredient.MUSIC for part in result.left_out)
    return Soundtrack(
        speeches=tuple(line.speech for line in plan.speech),
        music=music if has_music else None,
        bed=plan.bed if has_music and music is None else None,
        loudness=result.loudness,
        true_peak=result.true_peak,
    )


def _with_film(film: Film, job: Job, _now: datetime) -> Job:
    return results.apply_film(job, film)
