"""Runware's HTTP API, as far as video models use it: one URL, to which lists of tasks are posted.

Written from https://runware.ai/docs/platform/task-polling, /errors and /rate-limits (read 2026-11). Which code an
unknown task is answered with is not documented; some answer nothing at all: `is_silent`.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from aiohttp import web

from tests.simulators.documented import runware as documented
from tests.simulators.film import MediaVendor, Order
from tests.simulators.language import Answer, fault


class Runware(MediaVendor):
    """`accepted` counts by task UUID, which Runware takes once. A question about one task is a look, or a find if it
    does not have the task; a question about several is at the place "list"."""

    name = "runware"
    key_variable = "RUNWARE_API_KEY"
    url_variable = "RUNWARE_BASE_URL"

    is_silent = False
    """About tasks that it does not have."""

    progress: int | None = None

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"

    def routes(self) -> Iterable[web.RouteDef]:
        return [web.post("/v1", self.post)]

    def error(self, status: int, words: str = "trouble") -> dict[str, Any]:
        codes = {401: "invalidApiKey", 402: "insufficientCredits", 429: "rateLimitExceeded"}
        code = codes.get(status, "internalServerError" if status >= 500 else "invalidParameter")
        return {"errors": [{"code": code, "message": words}]}

    def is_out_of_credit(self) -> Answer:
        return fault(402, self.error(402, "your balance is used up"))

    def filtered(self, words: str) -> dict[str, Any]:
        return _failure("invalidProviderContent", words)

    def failed(self, words: str) -> dict[str, Any]:
        return _failure("timeoutProvider", words)

    def made_nothing(self) -> dict[str, Any]:
        return {"status": "success", "videoUUID": "b7db282d-2943-4f12-992f-77df3ad3ec71"}

    async def post(self, request: web.Request) -> web.StreamResponse:
        tasks = await request.json()
        for task in tasks:
            if UUID(task["taskUUID"]).version != 4:
                return _refuses(task, "invalidTaskUUID", "taskUUID must be a UUID of version 4")
        if tasks[0]["taskType"] == "getResponse":
            return await self._response(request, tasks)
        (task,) = tasks
        return await self._inference(request, task)

    async def _inference(self, request: web.Request, task: dict[str, Any]) -> web.StreamResponse:
        uuid = task["taskUUID"]
        if uuid in self.orders:
            self.calls["order"] += 1
            return _refuses(task, "conflictTaskUUID", "this taskUUID was used before")
        if self.violates(_forbidden(task)):
            return _refuses(task, "invalidParameter", "the parameters are invalid")
        taken = await self.take(request, uuid, uuid, task, task["duration"], documented.has_sound(task))
        if not isinstance(taken, Order):
            return taken
        return web.json_response({"data": [{"taskType": "videoInference", "taskUUID": uuid}]})

    async def _response(self, request: web.Request, tasks: list[dict[str, Any]]) -> web.StreamResponse:
        """Answer with what is known of each task. Which status an answer with data and errors has is not documented."""
        known = [order for task in tasks if (order := self.orders.get(task["taskUUID"]))]
        place = "list" if len(tasks) > 1 else "look" if known else "find"
        if answer := await self.fault(place, request, known[0] if known else None):
            return answer
        answers = [self._about(task) for task in tasks]
        data = [item for answer in answers for item in answer.get("data", [])]
        errors = [item for answer in answers for item in answer.get("errors", [])]
        body = {"data": data} | ({"errors": errors} if errors else {})
        return web.json_response(body, status=200 if known or not errors else 400)

    def _about(self, task: dict[str, Any]) -> dict[str, Any]:
        order = self.orders.get(task["taskUUID"])
        if order is None:
            return {} if self.is_silent else {"errors": [_fault(task, "taskNotFound", "no such task")]}
        order.looks += 1
        return self._state(order)

    def _state(self, order: Order) -> dict[str, Any]:
        about = {"taskType": "videoInference", "taskUUID": order.id}
        if not self.is_done(order):
            done = {} if self.progress is None else {"progress": self.progress}
            return {"data": [about | {"status": "processing"} | done]}
        if order.ending is None:
            return {"data": [about | {"status": "success", "videoURL": self.file_url(order), "cost": 0.18}]}
        part = "errors" if order.ending["status"] == "error" else "data"
        return {"data": []} | {part: [about | order.ending]}


def _forbidden(task: dict[str, Any]) -> list[str]:
    schema = documented.MODELS.get(task["model"])
    return schema.faults(task) if schema else [f"there is no model {task['model']}"]


def _failure(code: str, words: str) -> dict[str, Any]:
    return {"status": "error", "code": code, "message": words}


def rejects(status: int, code: str, words: str = "no") -> Answer:
    return fault(status, {"errors": [{"code": code, "message": words}]})


def _refuses(task: dict[str, Any], code: str, words: str) -> web.Response:
    return web.json_response({"data": [], "errors": [_fault(task, code, words)]}, status=400)


def _fault(task: dict[str, Any], code: str, words: str) -> dict[str, Any]:
    return {"code": code, "message": words, "taskUUID": task["taskUUID"], "taskType": task["taskType"]}
