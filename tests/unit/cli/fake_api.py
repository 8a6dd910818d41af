"""A fake API over HTTP: it returns prepared responses and records requests."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

Json = dict[str, Any]

PROBLEM = "application/problem+json"


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Json:
        return dict(json.loads(self.body))


@dataclass
class Answer:
    """`cut_short`: the connection breaks before the last byte. `version` is the ETag."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"
    cut_short: bool = False
    version: int = 0


def answer(body: object, status: int = 200) -> Answer:
    return Answer(json.dumps(body).encode(), status)


def problem(status: int, detail: str, code: str = "conflict") -> Answer:
    body = {"status": status, "detail": detail, "code": code, "request_id": "req-7", "retryable": False}
    return Answer(json.dumps(body).encode(), status, PROBLEM)


@dataclass
class FakeApi:
    """`jobs` are listed newest first. A job's states are returned one after another, the last one repeatedly.
    An empty one is answered with 304.

    `answers` are returned repeatedly; `passing` ones come first, once each.
    """

    url: str = ""
    jobs: dict[str, list[Json]] = field(default_factory=dict)
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    passing: dict[tuple[str, str], list[Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    version: int = 0

    def add(self, *states: Json) -> str:
        job_id = str(states[0]["id"])
        self.jobs = {job_id: list(states), **self.jobs}
        return job_id

    def changes(self) -> list[Asked]:
        return [each for each in self.asked if each.method != "GET"]

    def reply(self, asked: Asked) -> Answer:
        url = urlsplit(asked.path)
        if passing := self.passing.get((asked.method, url.path)):
            return passing.pop(0)
        if response := self.answers.get((asked.method, url.path)):
            return response
        if url.path == "/api/v3/jobs":
            return self._page(parse_qs(url.query))
        job = url.path.removeprefix("/api/v3/jobs/").split("/")
        if job[0] in self.jobs:
            return self._job_response(job[0], job[1:])
        return problem(404, f"no job {job[0]}", "not_found")

    def _page(self, query: dict[str, list[str]]) -> Answer:
        limit, start = int(query.get("limit", ["20"])[0]), int(query.get("cursor", ["0"])[0])
        found = [states[0] for states in self.jobs.values()]
        following = str(start + limit) if start + limit < len(found) else None
        return answer({"data": found[start : start + limit], "nextCursor": following})

    def _job_response(self, job_id: str, route: list[str]) -> Answer:
        states = self.jobs[job_id]
        match route:
            case ["storyboards"]:
                return answer({"data": [{"revision": 1, "verdict": "rejected", "feedback": "more [bold]fun[/bold]"}]})
            case ["captions"]:
                return Answer(b"1\n00:00:00.000 --> 00:00:02.000\nRain.\n", content_type="text/vtt")
            case [] | ["actions"]:
                state = states.pop(0) if len(states) > 1 else states[0]
                if not state:
                    return Answer(b"", 304, version=self.version)
                self.version += 1
                return replace(answer({"data": state}), version=self.version)
            case _:
                return problem(404, "no such thing", "not_found")


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Log nothing when an interrupted client closes the connection."""


@contextmanager
def running() -> Iterator[FakeApi]:
    api = FakeApi()

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self._read_body()
            asked = Asked(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            api.asked.append(asked)
            self._send(api.reply(asked))

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _any

        def _read_body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

        def _send(self, reply: Answer) -> None:
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("ETag", f'"{reply.version}"')
            self.send_header("Content-Length", str(len(reply.body) + reply.cut_short))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: object) -> None:
            return

    with _Server(("127.0.0.1", 0), Handler) as server:
        api.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield api
        server.shutdown()


def scene(number: int, **changes: object) -> Json:
    return {
        "id": str(UUID(int=number)),
        "sceneNumber": number,
        "duration": 4.5,
        "scenario": "hook",
        "shotType": "close-up",
        "transition": "cut",
        "script": f"Line {number}",
        "description": f"Picture {number}",
        "status": "pending",
        "attempt": 0,
        "nextRetryAt": None,
        "error": None,
        "revision": 1,
    } | changes


def job(stage: str = "review", status: str = "storyboard_review", number: int = 1, **changes: object) -> Json:
    return {
        "id": f"01980000-0000-7000-8000-{number:012x}",
        "status": status,
        "progress": {"percentage": 0.0, "stage": stage, "totalScenes": 2, "completedScenes": 0, "filmReady": False},
        "error": None,
        "warnings": [],
        "adBasics": {"productName": "Nordlys Kaffe", "anything": 1},
        "scenes": [scene(1), scene(2)],
        "film": None,
        "storyboardRevision": 3,
        "cost": "0.0000",
        "createdAt": "2026-01-02T03:04:05Z",
        "not known to this version": True,
    } | changes


def completed(**changes: object) -> Json:
    film = {"url": "/x", "duration": 9.0, "sizeBytes": 2_000_000, "stale": False}
    scenes = [scene(1, status="completed"), scene(2, status="completed")]
    return job("done", "completed") | {"film": film, "scenes": scenes} | changes
