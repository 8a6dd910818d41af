"""A client of the app in this process, over ASGI."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import fastapi.dependencies.models
import httpx
from fastapi import FastAPI
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import create_app
from api.container import Container

Http = httpx.AsyncClient
Json = dict[str, Any]

TIMEOUT_SECONDS = 120.0
"""How long a test waits for anything, on a busy machine."""


_ROUTES: dict[int, BaseRoute] = {}
"""The routes of each included router, by its identity, as the first app has built them."""


def new_app(container: Container) -> FastAPI:
    """A new app that matches requests by the routes of the first one.

    FastAPI builds the routes of an app when it is first asked for them, which takes a fifth of a second, and its caches
    keep thousands of apps with all their routes.
    """
    app = create_app(container)
    for place, route in enumerate(app.router.routes):
        if included := getattr(route, "original_router", None):
            app.router.routes[place] = _ROUTES.setdefault(id(included), route)
    for cached in vars(fastapi.dependencies.models).values():
        if forget := getattr(cached, "cache_clear", None):
            forget()
    return app


@asynccontextmanager
async def api_client(container: Container, raise_bugs: bool = True) -> AsyncIterator[Http]:
    """A client of a new app. With `raise_bugs` a bug in the app is raised in the test instead of answered with 500."""
    app = new_app(container)
    async with app.router.lifespan_context(app) as state:
        transport = httpx.ASGITransport(_with_state(app, dict(state or {})), raise_app_exceptions=raise_bugs)
        async with Http(transport=transport, base_url="http://localhost:8000", timeout=TIMEOUT_SECONDS) as client:
            yield client


async def send(http: Http, method: str, path: str, body: Json | None, **headers: str) -> httpx.Response:
    """The answer to a request under one idempotency key, repeated as long as a busy machine answers 503."""
    named = {"Idempotency-Key": str(uuid4())} | {name.replace("_", "-"): text for name, text in headers.items()}
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while (answer := await http.request(method, path, json=body, headers=named)).status_code == 503:
            await asyncio.sleep(0.2)
    return answer


def json_of(answer: httpx.Response, status: int) -> Json:
    """The JSON of an answer that must have this status; an error must be a problem document."""
    assert answer.status_code == status, answer.text
    body: Json = answer.json()
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert body["status"] == status
    return body


def _with_state(app: ASGIApp, state: dict[str, Any]) -> ASGIApp:
    """The app with the state of its lifespan in each request, which a server does and httpx does not."""

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": dict(state)}, receive, send)

    return call
