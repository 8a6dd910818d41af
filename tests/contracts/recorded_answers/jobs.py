"""A job of the recorder: how it is made, brought to a status, and asked by every route."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.contracts.recorded_answers.outside import HELD, Site, Vendor
from tests.contracts.recorded_answers.recorder import Json, Recorder, Sent
from tests.contracts.recorded_answers.stack import RunningStack

JOBS = "/api/v3/jobs"
BY_PART = "/api/videos/regenerate-scene"
NOBODY = "00000000-0000-7000-8000-000000000000"
ACTIONS: dict[str, Json] = {
    "approve_storyboard": {},
    "reject_storyboard": {"feedback": "Warmer light, please"},
    "regenerate_all_scenes": {"feedback": "More people"},
    "regenerate_scene": {"sceneNumber": 1, "feedback": "Closer"},
    "retry_failed_scenes": {},
    "finish_without_failed": {},
    "cancel": {},
}


@dataclass(frozen=True)
class World:
    stack: RunningStack
    vendor: Vendor
    site: Site


def brief(recorder: Recorder, **parts: Any) -> Json:
    """A small and short film. Parts of the brief are merged into the usual ones."""
    usual: Json = {
        "context": {"clientId": recorder.client_id},
        "adBasics": {"productName": "Morrow", "brandName": "Ember", "duration": 5},
        "production": {"resolution": "720p"},
    }
    return {name: {**usual.get(name, {}), **parts.get(name, {})} for name in {**usual, **parts}}


class RecordedJob:
    """A job, and requests about it."""

    def __init__(self, recorder: Recorder, job_id: str) -> None:
        self.path = f"{JOBS}/{job_id}"
        self.id = job_id
        self._recorder = recorder

    @classmethod
    async def created(cls, recorder: Recorder, **parts: Any) -> "RecordedJob":
        answer = await recorder.send("POST", JOBS, brief(recorder, **parts))
        assert answer.status_code == 201, answer.text
        return cls(recorder, answer.json()["data"]["id"])

    async def until(self, is_so: Callable[[Json], Any]) -> Json:
        """The job once it is so and its workflow knows; nothing is recorded."""

        async def said(source: str) -> Json:
            progress: Json = (await self._recorder.read(f"{self.path}/progress?source={source}"))["data"]
            return {name: value for name, value in progress.items() if name != "source"}

        found = await self._recorder.until(self.path, lambda now: is_so(now["data"]))
        known = await said("database")
        await self._recorder.until(
            f"{self.path}/progress", lambda now: {**now["data"], "source": ""} == {**known, "source": ""}
        )
        job: Json = found["data"]
        return job

    async def reach(self, status: str) -> Json:
        return await self.until(lambda job: job["status"] == status)

    async def in_review(self, revision: int = 1) -> Json:
        return await self.until(
            lambda job: job["status"] == "storyboard_review" and job["storyboardRevision"] == revision
        )

    async def act(self, name: str, *, racing: bool = False, **fields: Any) -> None:
        body = {"action": name, **ACTIONS[name], **fields}
        await self._recorder.send("POST", f"{self.path}/actions", body, racing=racing)

    async def send(self, method: str, path: str = "", body: Any = None, **options: Any) -> Json:
        """A request below the job's path."""
        answer = await self._recorder.send(method, self.path + path, body, **options)
        found: Json = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        return found

    async def by_part(self, part: str, **options: Any) -> None:
        """Film the first scene of that part again."""
        await self._recorder.send("POST", BY_PART, {"session_id": self.id, "scenario": part}, **options)

    async def read_all(self) -> None:
        """Every route that reads."""
        for sent in self.reads():
            await self._recorder.ask(sent)

    async def change_all(self, leave_out: Iterable[str] = ()) -> None:
        """Every route that changes, apart from those that are named by their action or by method and path."""
        for sent in self.changes(leave_out):
            await self._recorder.ask(sent)

    def reads(self) -> list[Sent]:
        path = self.path
        return [
            Sent("GET", path),
            Sent("GET", f"{path}/progress"),
            Sent("GET", f"{path}/progress", query={"source": "database"}),
            Sent("GET", f"{path}/estimate"),
            Sent("GET", f"{path}/storyboards"),
            Sent("GET", f"{path}/video"),
            Sent("GET", f"{path}/scenes"),
            Sent("GET", f"{path}/scenes/1"),
            Sent("GET", f"{path}/scenes/1/takes"),
            Sent("GET", f"{path}/scenes/2/takes"),
            Sent("GET", f"{path}/scenes/1/video"),
            Sent("GET", f"{path}/scenes/1/video", query={"clip": "original"}),
        ]

    def changes(self, leave_out: Iterable[str] = ()) -> list[Sent]:
        path, left_out = self.path, set(leave_out)
        found = {
            name: Sent("POST", f"{path}/actions", {"action": name, **fields}) for name, fields in ACTIONS.items()
        } | {
            "PATCH": Sent("PATCH", path, {"production": {"maxCost": 25}}),
            "DELETE": Sent("DELETE", path),
            "restore": Sent("POST", f"{path}/restore"),
            "POST /scenes": Sent("POST", f"{path}/scenes", {"description": "A cup on a window sill"}),
            "PUT /scenes/order": Sent("PUT", f"{path}/scenes/order", {"scene_ids": [NOBODY]}),
            "POST /scenes/batch": Sent("POST", f"{path}/scenes/batch", {"operations": [{"op": "delete", "scene": 1}]}),
            "PUT /scenes/1": Sent("PUT", f"{path}/scenes/1", {"script": "Slow coffee."}),
            "DELETE /scenes/1": Sent("DELETE", f"{path}/scenes/1"),
            "POST /scenes/{id}/restore": Sent("POST", f"{path}/scenes/{NOBODY}/restore"),
            "POST /scenes/1/regenerate": Sent("POST", f"{path}/scenes/1/regenerate", {"feedback": "Closer"}),
            "select": Sent("POST", f"{path}/scenes/1/takes/{NOBODY}/select"),
            "by part": Sent("POST", BY_PART, {"session_id": self.id, "scenario": "hook"}),
        }
        assert left_out <= found.keys(), left_out - found.keys()
        return [sent for name, sent in found.items() if name not in left_out]


def texts(words: str) -> Json:
    """A batch that gives both scenes a text with these words."""
    return {
        "operations": [
            {"op": "update", "scene": number, "visual": f"{words}, {number}", "duration": 2} for number in (1, 2)
        ]
    }


async def held_while_filming(recorder: Recorder, **parts: Any) -> RecordedJob:
    """A job whose scenes are with the vendor and stay there."""
    job = await RecordedJob.created(recorder, **parts)
    await job.in_review()
    await job.send("POST", "/scenes/batch", texts(f"{HELD} of {recorder.client_id}"))
    await job.act("approve_storyboard", racing=True)
    await job.until(lambda now: all(scene["progress"] is not None for scene in now["scenes"]))
    return job
