"""Create a job, bring it to a status, and send it the requests of every route."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.contracts.recorded_answers.recorder import Json, Recorder, Request
from tests.contracts.recorded_answers.simulated_services import HELD, Site, Vendor
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
class Environment:
    stack: RunningStack
    vendor: Vendor
    site: Site


def brief(recorder: Recorder, **parts: Any) -> Json:
    """Return a brief of a small and short film, with these parts merged into it."""
    usual: Json = {
        "context": {"clientId": recorder.client_id},
        "adBasics": {"productName": "Morrow", "brandName": "Ember", "duration": 5},
        "production": {"resolution": "720p", "music": "none"},
    }
    return {name: {**usual.get(name, {}), **parts.get(name, {})} for name in {**usual, **parts}}


class RecordedJob:
    """A job, and the requests about it."""

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
        """Return the job once `is_so`, and its workflow reports the same progress as the database. Records nothing."""

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
        """Send and record a request below the job's path; return its JSON answer."""
        answer = await self._recorder.send(method, self.path + path, body, **options)
        found: Json = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        return found

    async def regenerate_by_part(self, part: str, **options: Any) -> None:
        """Film the first scene of that part again."""
        await self._recorder.send("POST", BY_PART, {"session_id": self.id, "scenario": part}, **options)

    async def send_reads(self) -> None:
        """Send and record a request to every route that reads."""
        for request in self.reads():
            await self._recorder.record(request)

    async def send_changes(self, leave_out: Iterable[str] = ()) -> None:
        """Send and record a request to every route that changes something, apart from those named in `leave_out`."""
        for request in self.changes(leave_out):
            await self._recorder.record(request)

    def reads(self) -> list[Request]:
        path = self.path
        return [
            Request("GET", path),
            Request("GET", f"{path}/progress"),
            Request("GET", f"{path}/progress", query={"source": "database"}),
            Request("GET", f"{path}/workflow"),
            Request("GET", f"{path}/estimate"),
            Request("GET", f"{path}/storyboards"),
            Request("GET", f"{path}/review-links"),
            Request("GET", f"{path}/video"),
            Request("GET", f"{path}/scenes"),
            Request("GET", f"{path}/scenes/1"),
            Request("GET", f"{path}/scenes/1/takes"),
            Request("GET", f"{path}/scenes/2/takes"),
            Request("GET", f"{path}/scenes/1/video"),
            Request("GET", f"{path}/scenes/1/video", query={"clip": "original"}),
            Request("GET", f"{path}/manifest"),
            Request("GET", f"{path}/scenes/1/speech"),
            Request("GET", f"{path}/first-frames"),
            Request("GET", f"{path}/first-frames/{NOBODY}"),
            Request("GET", f"{path}/scenes/1/first-frames"),
            Request("GET", f"{path}/scenes/1/still"),
            Request("GET", f"{path}/poster"),
            Request("GET", f"{path}/stills"),
            Request("GET", f"{path}/captions"),
            Request("GET", f"{path}/preview", query={"wait": "50s"}),
            Request("GET", f"{path}/notes"),
            Request("GET", f"{path}/audit", query={"limit": "2"}),
        ]

    def changes(self, leave_out: Iterable[str] = ()) -> list[Request]:
        path, left_out = self.path, set(leave_out)
        found = {
            name: Request("POST", f"{path}/actions", {"action": name, **fields}) for name, fields in ACTIONS.items()
        } | {
            "PATCH": Request("PATCH", path, {"production": {"maxCost": 25}}),
            "PATCH captions": Request("PATCH", path, {"production": {"captions": "none", "logo": "end_card"}}),
            "DELETE": Request("DELETE", path),
            "PATCH /assets/{id}": Request("PATCH", f"{path}/assets/{NOBODY}", {"name": "Another"}),
            "DELETE /assets/{id}": Request("DELETE", f"{path}/assets/{NOBODY}"),
            "restore": Request("POST", f"{path}/restore"),
            "POST /scenes": Request("POST", f"{path}/scenes", {"description": "A cup on a window sill"}),
            "PUT /scenes/order": Request("PUT", f"{path}/scenes/order", {"scene_ids": [NOBODY]}),
            "POST /scenes/batch": Request(
                "POST", f"{path}/scenes/batch", {"operations": [{"op": "delete", "scene": 1}]}
            ),
            "PUT /scenes/1": Request("PUT", f"{path}/scenes/1", {"script": "Slow coffee."}),
            "DELETE /scenes/1": Request("DELETE", f"{path}/scenes/1"),
            "POST /scenes/{id}/restore": Request("POST", f"{path}/scenes/{NOBODY}/restore"),
            "POST /scenes/1/regenerate": Request("POST", f"{path}/scenes/1/regenerate", {"feedback": "Closer"}),
            "POST /first-frames": Request("POST", f"{path}/first-frames", {"sceneNumbers": [1], "feedback": "Closer"}),
            "PUT /scenes/1/first-frame": Request("PUT", f"{path}/scenes/1/first-frame", {"firstFrameId": NOBODY}),
            "finish": Request("POST", f"{path}/finish", {"sceneNumbers": [1]}),
            "POST /scenes/1/finish": Request("POST", f"{path}/scenes/1/finish"),
            "select": Request("POST", f"{path}/scenes/1/takes/{NOBODY}/select"),
            "POST /notes": Request("POST", f"{path}/notes", {"text": "Warmer light", "author": "Ann"}),
            "PATCH /notes/{id}": Request("PATCH", f"{path}/notes/{NOBODY}", {"status": "resolved"}),
            "DELETE /notes/{id}": Request("DELETE", f"{path}/notes/{NOBODY}"),
            "POST /review-links": Request(
                "POST", f"{path}/review-links", {"permission": "comment", "label": "For the client", "password": "tea"}
            ),
            "DELETE /review-links/{id}": Request("DELETE", f"{path}/review-links/{NOBODY}"),
            "by part": Request("POST", BY_PART, {"session_id": self.id, "scenario": "hook"}),
        }
        assert left_out <= found.keys(), left_out - found.keys()
        return [request for name, request in found.items() if name not in left_out]


def texts(words: str) -> Json:
    """Return the body of a batch that puts these words into the text of both scenes."""
    return {
        "operations": [
            {"op": "update", "scene": number, "visual": f"{words}, {number}", "duration": 2} for number in (1, 2)
        ]
    }


async def held_while_filming(recorder: Recorder, **parts: Any) -> RecordedJob:
    """Return a job in `processing` whose clips are ordered and are not done until the vendor is released."""
    job = await RecordedJob.created(recorder, **parts)
    await job.in_review()
    await job.send("POST", "/scenes/batch", texts(f"{HELD} of {recorder.client_id}"))
    await job.act("approve_storyboard", racing=True)
    await job.until(lambda now: all(scene["progress"] is not None for scene in now["scenes"]))
    return job
