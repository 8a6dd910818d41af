"""A job under random requests and vendor faults on the real stack, and what must hold after each of them."""

import asyncio
from collections.abc import Coroutine
from io import BytesIO
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import av
import httpx
from aiohttp import web
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.film_format import frames
from domain.job.model import JOB_OVER, Job, JobStatus, Stage
from domain.job.progress import progress, stage
from domain.job.scene import Scene
from domain.job.storyboard import SceneText
from tests.harness.api_client import Json
from tests.harness.stack import Stack, busy_for, refused_with, scenes_path, url_of_clip

Value = TypeVar("Value")

ANSWERS = frozenset({200, 201, 404, 409, 422})
SCENES = st.integers(0, 4)
TROUBLE = {
    "refuses": ("refuse", refused_with("not this picture")),
    "is busy": ("refuse", busy_for(0.1)),
    "loses the reply": ("order", lambda: None),
    "answers 500 to an order": ("order", lambda: web.Response(status=500)),
    "answers 500 to a look": ("poll", lambda: web.Response(status=500)),
    "loses the clip": ("download", lambda: web.Response(status=404)),
}


class Life(RuleBasedStateMachine):
    """Rules run in a thread of their own; their coroutines run in the stack's event loop."""

    shared: ClassVar[Stack]
    loop: ClassVar[asyncio.AbstractEventLoop]

    def do(self, work: Coroutine[Any, Any, Value]) -> Value:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=120)

    @initialize(is_filmed=st.booleans())
    def begin(self, is_filmed: bool) -> None:
        self.stack = self.shared
        self.stack.vendor.faults.clear()
        self.other = self.do(self.stack.completed())
        self.id = self.do(self.stack.completed() if is_filmed else self.stack.in_review())
        self.untouched: dict[UUID, SceneText] = {scene.id: scene.text for scene in self.id.active_scenes}
        self.shown: dict[str, int] = {}
        self.clip = self.do(url_of_clip(self.stack, 60))

    @property
    def job(self) -> Job:
        return self.do(self.stack.jobs.load(self.id.id))

    def say(self, method: str, path: str, body: Json | None = None) -> httpx.Response:
        answer = self.do(self.stack.send(method, f"/api/v3/jobs/{self.id.id}{path}", body))
        assert answer.status_code in ANSWERS, answer.text
        return answer

    def pick(self, place: int) -> Scene:
        active_scenes = self.job.active_scenes
        return active_scenes[place % len(active_scenes)] if active_scenes else self.id.scenes[0]

    def touch(self, scene: Scene) -> None:
        self.untouched.pop(scene.id, None)

    @rule()
    def approve(self) -> None:
        self.say("POST", "/actions", {"action": "approve_storyboard"})

    @rule(action=st.sampled_from(["retry_failed_scenes", "finish_without_failed"]))
    def decide(self, action: str) -> None:
        self.say("POST", "/actions", {"action": action})

    @rule(place=SCENES, feedback=st.sampled_from([None, "closer"]))
    def regenerate(self, place: int, feedback: str | None) -> None:
        scene = self.pick(place)
        if feedback or self.job.status is JobStatus.STORYBOARD_REVIEW:
            self.touch(scene)
        self.say("POST", f"/scenes/{scene.id}/regenerate", {"feedback": feedback})

    @rule(
        place=SCENES,
        change=st.sampled_from(
            [{"script": "Ready."}, {"transition": "fade"}, {"duration": 1.0}, {"metadata": {"by": "Ann"}}]
        ),
    )
    def edit(self, place: int, change: Json) -> None:
        scene = self.pick(place)
        self.touch(scene)
        self.say("PUT", f"/scenes/{scene.id}", change)

    @rule(place=SCENES, status=st.sampled_from(["pending", "completed", "failed"]))
    def set_status(self, place: int, status: str) -> None:
        scene = self.pick(place)
        if self.job.status is JobStatus.STORYBOARD_REVIEW:
            self.touch(scene)
        self.say("PUT", f"/scenes/{scene.id}", {"status": status})

    @rule(place=SCENES)
    def bring_a_clip(self, place: int) -> None:
        self.say("PUT", f"/scenes/{self.pick(place).id}", {"status": "completed", "video_url": self.clip})

    @rule(place=SCENES)
    def delete(self, place: int) -> None:
        self.say("DELETE", f"/scenes/{self.pick(place).id}")

    @rule(place=SCENES)
    def restore(self, place: int) -> None:
        deleted = [scene for scene in self.job.scenes if scene.deleted_at]
        if deleted:
            self.say("POST", f"/scenes/{deleted[place % len(deleted)].id}/restore")

    @rule(place=SCENES)
    def add(self, place: int) -> None:
        if len(self.job.active_scenes) < 5:
            new = {"description": "one more", "duration": 1.0, "after": str(self.pick(place).id)}
            self.say("POST", "/scenes", new)

    @rule(turn=st.integers(1, 4))
    def order(self, turn: int) -> None:
        ids = [str(scene.id) for scene in self.job.active_scenes]
        self.say("PUT", "/scenes/order", {"scene_ids": [*ids[turn % len(ids) :], *ids[: turn % len(ids)]]})

    @rule(place=SCENES, which=SCENES)
    def select(self, place: int, which: int) -> None:
        scene = self.pick(place)
        if scene.takes:
            self.touch(scene)  # a shorter take makes it shorter
            self.say("POST", f"/scenes/{scene.id}/takes/{scene.takes[which % len(scene.takes)].id}/select")

    @rule(trouble=st.sampled_from(sorted(TROUBLE)))
    def vendor_trouble(self, trouble: str) -> None:
        place, fault = TROUBLE[trouble]
        self.stack.vendor.faults[place].append(fault)

    @rule()
    def rest(self) -> None:
        """Wait until all work that is under way has ended."""
        self.do(self.stack.until(self.id, is_at_rest))

    @invariant()
    def progress_is_a_recount(self) -> None:
        listed = self.do(self.stack.get(scenes_path(self.id)))
        status = [scene["status"] for scene in listed["scenes"]]
        counted = listed["progress"]
        assert counted["total_scenes"] == listed["total_scenes"] == len(status)
        assert counted["completed_scenes"] == listed["completed_scenes"] == status.count("completed")
        assert counted["processing_scenes"] == status.count("processing")
        assert counted["failed_scenes"] == status.count("failed")
        share = round(100 * status.count("completed") / len(status), 1) if status else 0.0
        assert counted["percentage"] == listed["progress_percentage"] == share
        for scene in listed["scenes"]:
            assert scene["has_video"] == (scene["status"] == "completed") == bool(scene["video_url"])

    @invariant()
    def what_is_completed_can_be_played(self) -> None:
        for scene in self.job.active_scenes:
            if scene.clip:
                assert scene.clip.working_key
                assert self.frames_in(scene.clip.working_key) == scene.clip.frames
                assert frames(scene.text.duration) <= (scene.clip.frames or 0)

    @invariant()
    def a_finished_film_shows_its_scenes(self) -> None:
        job = self.job
        if job.status is JobStatus.COMPLETED:
            assert job.film
            assert job.film.id == job.film_id
            assert list(job.film.takes) == [scene.take_id for scene in job.active_scenes]
            length = sum(frames(scene.text.duration) for scene in job.active_scenes)
            assert self.frames_in(job.film.key) == job.film.frames == length

    @invariant()
    def no_take_is_ordered_twice(self) -> None:
        for scene in self.job.scenes:
            for take in scene.takes:
                assert self.stack.vendor.accepted[str(take.id)] <= 1

    @invariant()
    def nobody_elses_scene_changed(self) -> None:
        assert self.do(self.stack.jobs.load(self.other.id)) == self.other
        for scene in self.job.scenes:
            if scene.id in self.untouched:
                assert scene.text == self.untouched[scene.id]

    def frames_in(self, key: str) -> int:
        """How many frames a player shows of the stored object; equal bytes are decoded once."""
        blob = self.do(self.stack.container.storage.head(key))
        assert blob, f"nothing is stored under {key}"
        if blob.etag not in self.shown:
            content = self.do(self._read(key))
            with av.open(BytesIO(content), "r") as container:
                self.shown[blob.etag] = sum(1 for _ in container.decode(video=0))
        return self.shown[blob.etag]

    async def _read(self, key: str) -> bytes:
        return b"".join([part async for part in self.stack.container.storage.read(key)])

    def teardown(self) -> None:
        self.stack.vendor.faults.clear()
        self.do(self.stack.until(self.id, is_at_rest))
        self.no_take_is_ordered_twice()
        self.a_finished_film_shows_its_scenes()
        self.what_is_completed_can_be_played()


def is_at_rest(job: Job) -> bool:
    """Whether nothing happens without a request."""
    waits = job.status in (*JOB_OVER, JobStatus.STORYBOARD_REVIEW, JobStatus.FAILED)
    is_busy = any(take.is_open or take.status == "stopping" for scene in job.scenes for take in scene.takes)
    return not is_busy and (waits or stage(job) is Stage.AWAITING_RETRY) and progress(job).processing_scenes == 0
