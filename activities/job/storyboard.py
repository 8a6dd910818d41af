"""Have a planner write storyboards and rewrite scenes."""

from collections.abc import Callable
from uuid import UUID

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.common.inputs import PlanTask, TakeTask
from activities.common.working_directory import working_directory
from activities.job.planner_images import fetch_images
from domain.brief import Brief
from domain.errors import InputRejected
from domain.film_format import frames
from domain.job.model import Job, JobStatus, Scene
from domain.job.storyboard import Plan
from domain.job.take import Take
from domain.ports.editor import Editor
from domain.ports.planner import AssetSummary, Planner, PlanRequest, RefusedRevision
from domain.ports.repositories import JobRepository
from domain.ports.storage import Storage
from domain.rules import results
from domain.rules.takes import VideoModelChoice
from domain.scene_limits import SceneLimits


class StoryboardActivities:
    def __init__(
        self,
        jobs: JobRepository,
        storage: Storage,
        editor: Editor,
        planner: Planner,
        limits: SceneLimits,
        choose_model: Callable[[Brief], VideoModelChoice],
        new_id: Callable[[], UUID],
    ) -> None:
        self._jobs = jobs
        self._storage = storage
        self._editor = editor
        self._planner = planner
        self._limits = limits
        self._choose_model = choose_model
        self._new_id = new_id

    @activity.defn(name="write_storyboard")
    async def plan(self, task: PlanTask) -> None:
        """Have revision `task.revision` of the storyboard written, unless it is."""
        job = await self._jobs.load(task.job)
        board = job.current_storyboard
        if job.status is not JobStatus.GENERATING_SCENES or board is None or board.revision != task.revision:
            return
        only = next((i for i, scene in enumerate(job.active_scenes) if scene.number == board.only), None)
        plan = await self._write(job, _request(job, self._limits, only))
        new_ids = [self._new_id() for _ in plan.scenes]
        await self._jobs.change(
            task.job,
            lambda job, now: results.apply_plan(job, task.revision, plan, new_ids, now, self._choose_model(job.brief)),
        )

    @activity.defn(name="rewrite_scene")
    async def rewrite(self, task: TakeTask) -> None:
        """Have the scene's text rewritten by the feedback of its take, unless it is."""
        job = await self._jobs.load(task.job)
        take = job.find_take(task.take)
        if take is None or not take.is_open or take.text is not None:
            return
        scene = job.scene(take.scene_id)
        plan = await self._write(job, _rewrite_request(job, scene, take, self._limits))
        # the scenes may have been reordered meanwhile
        text = plan.scenes[job.active_scenes.index(scene)]
        await self._jobs.change(task.job, lambda job, _: results.apply_rewrite(job, task.take, text))

    async def _write(self, job: Job, request: PlanRequest) -> Plan:
        async with heartbeating():
            with working_directory() as folder:
                if self._planner.looks_at_pictures:
                    images = await fetch_images(self._storage, self._editor, job, folder)
                    request = request.model_copy(update={"pictures": images})
                plan = await self._planner.plan(request)
        expected = len(request.current) if request.only is not None else None
        _check(job, plan, expected, self._limits)
        return plan


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
    return PlanRequest(
        brief=job.brief,
        assets=_asset_summaries(job),
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
        scenes_min=limits.least,
        scenes_max=limits.most,
    )


def _rewrite_request(job: Job, scene: Scene, take: Take, limits: SceneLimits) -> PlanRequest:
    """Return the request for another text of one scene, with the take's feedback as if the storyboard was rejected."""
    current = tuple(each.text for each in job.active_scenes)
    rejected = RefusedRevision(revision=job.revision, scenes=current, feedback=take.feedback or "")
    request = _request(job, limits, only=job.active_scenes.index(scene))
    return request.model_copy(update={"refused": (*request.refused, rejected), "revision": job.revision + take.number})


def _asset_summaries(job: Job) -> tuple[AssetSummary, ...]:
    return tuple(
        AssetSummary(id=asset.id, type=asset.type, name=asset.name, role=asset.role)
        for asset in job.assets
        if asset.type and asset.blob_key
    )
