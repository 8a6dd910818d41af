"""Callers who see one client's things only, and what they are answered of another client's."""

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import create_app
from api.container import Container
from domain.access import EVERYTHING, Caller
from tests.harness.api_client import Http

CLIENT = "Test-Client"
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OF_ONE_ANSWER = frozenset({"date", "x-request-id"})


class _CallersByHeader:
    """Behind all other middleware: the caller is of the client that a header names, and has all scopes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (client := Headers(scope=scope).get(CLIENT)):
            scope["state"]["caller"] = Caller(
                identity=f"key of {client}", name=client, client_id=client, scopes=EVERYTHING
            )
        await self._app(scope, receive, send)


def with_clients(container: Container) -> FastAPI:
    """The app, whose callers are of all clients unless `as_client` says of which one."""
    app = create_app(container)
    app.user_middleware.append(Middleware(_CallersByHeader))
    return app


@dataclass
class Client:
    """Requests with the key of one client."""

    http: Http
    id: str

    async def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {CLIENT: self.id} | (options.pop("headers", None) or {})
        return await self.http.request(method, path, headers=headers, **options)

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.send("GET", path, **options)

    async def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        return await self.send("POST", path, json=body, **options)

    async def data(self, path: str, **options: Any) -> Any:
        answer = await self.get(path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    async def created(self, path: str, body: Any, **options: Any) -> Any:
        answer = await self.post(path, body, **options)
        assert answer.status_code in (201, 202), answer.text
        return answer.json()["data"] if "data" in answer.json() else answer.json()


def as_shown(answer: httpx.Response, *ids: UUID | str) -> tuple[int, dict[str, str], Any]:
    """Everything of an answer that a client may compare, with these ids as `the id`."""

    def hidden(text: str) -> str:
        for id in ids:
            text = text.replace(str(id), "the id")
        return text

    headers = {name: hidden(value) for name, value in answer.headers.items() if name not in _OF_ONE_ANSWER}
    headers.pop("content-length", None)  # of another id it is another
    body = hidden(answer.text)
    if body and "json" in answer.headers.get("Content-Type", ""):
        content = json.loads(body)
        content.pop("request_id", None)
        return answer.status_code, headers, content
    return answer.status_code, headers, _ID.sub("an id", body)


def unknown_id() -> UUID:
    return uuid4()
