"""Have a planner write storyboards and rewrite scenes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.common.inputs import PlanTask, TakeTask
from activities.common.job_activities import JobActivities
from activities.common.working_directory import working_directory
from domain.base import evolve
from domain.brief import AssetRole, AssetType, Brief
from domain.errors import InputRejected, NotFound
from domain.film_format import frames
from domain.job.film.end_card import end_card_assets, shown_beside_scenes
from domain.job.job_asset import JobAsset
from domain.job.model import Job, JobStatus
from domain.job.pending_work import PendingWork, pending_work
from domain.job.scene import Scene
from domain.job.storyboard import Plan
from domain.job.takes.take import Take
from domain.ports.planner import AssetSummary, Planner, PlannerImage, PlanRequest, RefusedRevision
from domain.rules import results
from domain.rules.scenes.takes import VideoModelChoice
from domain.rules.storyboard.approvals import Estimate, no_estimate
from domain.rules.storyboard.script_fit import fit_to_scripts
from domain.scene_limits import SceneLimits

MAX_IMAGES = 4
"""Images of a job's assets that a planner is given."""

IMAGE_SIDE = 1024
"""Pixels of the long side: models do not cut this into tiles, and it is far below every vendor's limit."""

_MOST_IMPORTANT = (AssetRole.HERO, AssetRole.PRODUCT, AssetRole.LOGO)


@dataclass(frozen=True)
class StoryboardActivities(JobActivities):
    planner: Planner
    limits: SceneLimits
    choose_model: Callable[[Brief], VideoModelChoice]
    new_id: Callable[[], UUID]
    estimate: Estimate = no_estimate

    @activity.defn(name="write_storyboard")
    async def plan(self, task: PlanTask) -> PendingWork:
        """Have revision `task.revision` of the storyboard written, unless it is. Return the job's pending work then.

        If the job was given other assets meanwhile, it stays to be written, for those.
        """
        job = await self.jobs.load(task.job)
        board = job.current_storyboard
        if job.status is not JobStatus.GENERATING_SCENES or board is None or board.revision != task.revision:
            return pending_work(job)
        only = next((i for i, scene in enumerate(job.active_scenes) if scene.number == board.only), None)
        plan = await self._write(job, _request(job, self._limits_of(job), only))
        new_ids, seen = [self.new_id() for _ in plan.scenes], [asset.id for asset in job.assets]

        def apply(job: Job, now: datetime) -> Job:
            if [asset.id for asset in job.assets] != seen:
                return job
            choice = self.choose_model(job.brief)
            return results.apply_plan(job, task.revision, plan, new_ids, now, choice, self.estimate)

        return pending_work(await self.jobs.change(task.job, apply))

    @activity.defn(name="rewrite_scene")
    async def rewrite(self, task: TakeTask) -> None:
        """Have the scene's text rewritten by the feedback of its take, unless it is."""
        job = await self.jobs.load(task.job)
        take = job.find_take(task.take)
        if take is None or not take.is_open or take.text is not None:
            return
        scene = job.scene(take.scene_id)
        plan = await self._write(job, _rewrite_request(job, scene, take, self.limits))
        # the scenes may have been reordered meanwhile
        text = plan.scenes[job.active_scenes.index(scene)]
        await self.jobs.change(task.job, lambda job, _: results.apply_rewrite(job, task.take, text))

    async def _write(self, job: Job, request: PlanRequest) -> Plan:
        async with heartbeating():
            with working_directory() as folder:
                if self.planner.looks_at_pictures:
                    request = evolve(request, pictures=await self._fetch_images(job, folder))
                plan = await self.planner.plan(request)
        expected = len(request.current) if request.only is not None else None
        _check(job, plan, expected, self.limits)
        has_card, longest = any(end_card_assets(job)), self._limits_of(job).longest
        return plan if expected else evolve(plan, scenes=fit_to_scripts(plan.scenes, job.brief, has_card, longest))

    def _limits_of(self, job: Job) -> SceneLimits:
        """Return the limits, with the length of the longest scene that the job's model films."""
        return self.limits.filmed_by(self.choose_model(job.brief).longest_clip)

    async def _fetch_images(self, job: Job, folder: Path) -> tuple[PlannerImage, ...]:
        """Return the most important images, at most MAX_IMAGES, as files in `folder`, without lost or broken ones."""
        beside_scenes = shown_beside_scenes(job)
        images = [
            asset
            for asset in job.assets
            if asset.type is AssetType.IMAGE and asset.blob_key and asset not in beside_scenes
        ]
        fetched = []
        for asset in sorted(images, key=_rank)[:MAX_IMAGES]:
            original, small = folder / str(asset.id), folder / f"{asset.id}.jpg"
            try:
                await self.storage.fetch(asset.blob_key or "", original)
                await self.editor.preview(original, small, IMAGE_SIDE)
            except (NotFound, InputRejected):
                continue
            finally:
                original.unlink(missing_ok=True)
            fetched.append(PlannerImage(asset=asset.id, path=small, content_type="image/jpeg"))
        return tuple(fetched)


def _rank(asset: JobAsset) -> int:
    return next((at for at, role in enumerate(_MOST_IMPORTANT) if asset.role == role), len(_MOST_IMPORTANT))


def _check(job: Job, plan: Plan, expected: int | None, limits: SceneLimits) -> None:
    """Raise InputRejected if the plan would break the film. `expected` is the number of scenes of a rewrite."""
    count = len(plan.scenes)
    if expected is None and not limits.least <= count <= limits.most:
        raise InputRejected(f"the planner wrote {count} scenes; {limits.least} to {limits.most} are allowed")
    if expected is not None and count != expected:
        raise InputRejected(f"the planner was to rewrite one of {expected} scenes and answered with {count}")
    known = {asset.id for asset in job.assets}
    if any(asset not in known for scene in plan.scenes for asset in scene.assets):
        raise InputRejected("the planner used an asset that the job does not have")
    length = sum(frames(scene.duration) for scene in plan.scenes)
    if expected is None and length != frames(job.brief.ad_basics.duration):
        raise InputRejected(
            f"the planner's scenes are {length} frames long; the film is to be {job.brief.ad_basics.duration} s"
        )


def _request(job: Job, limits: SceneLimits, only: int | None) -> PlanRequest:
    beside_scenes = {asset.id for asset in shown_beside_scenes(job)}
    return PlanRequest(
        brief=job.brief,
        assets=tuple(
            AssetSummary(id=asset.id, type=asset.type, name=asset.name, role=asset.role)
            for asset in job.assets
            if asset.type and asset.blob_key and asset.id not in beside_scenes
        ),
        revision=job.revision,
        refused=tuple(
            RefusedRevision(
                revision=board.revision,
                scenes=tuple(scene.text for scene in board.scenes or ()),
                feedback=board.feedback or "",
            )
            for board in job.storyboards
            if board.scenes or board.feedback
        ),
        current=tuple(scene.text for scene in job.active_scenes),
        only=only,
        limits=limits,
        ends_with_a_card=any(end_card_assets(job)),
    )


def _rewrite_request(job: Job, scene: Scene, take: Take, limits: SceneLimits) -> PlanRequest:
    """Return the request for another text of one scene, with the take's feedback as if the storyboard was rejected."""
    current = tuple(each.text for each in job.active_scenes)
    rejected = RefusedRevision(revision=job.revision, scenes=current, feedback=take.feedback or "")
    request = _request(job, limits, only=job.active_scenes.index(scene))
    return evolve(request, refused=(*request.refused, rejected), revision=job.revision + take.number)
