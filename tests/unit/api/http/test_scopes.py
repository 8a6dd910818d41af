"""Scopes that routes need, of an app with routes of its own."""

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from api.http.access.scopes import needs
from api.http.problems import add_problem_handlers
from api.http.routing import ApiRouter
from domain.clients.access import Caller, Scope

router = ApiRouter()


@router.post("/films")
@needs(Scope.APPROVE_FILMS, Scope.SPEND)
async def approve(request: Request) -> str:
    return (await request.body()).decode()


@router.get("/open")
@needs()
async def look() -> str:
    return "open"


class _As:
    """Middleware that puts the caller with the scopes of the header `Scopes` into the request's state."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            names = dict(scope["headers"]).get(b"scopes", b"").decode().split()
            scope["state"] = {"request_id": "1", "caller": Caller(scopes=frozenset(map(Scope, names)))}
        await self.app(scope, receive, send)


@pytest.fixture
def http() -> httpx.AsyncClient:
    app = FastAPI(middleware=[Middleware(_As)])
    app.include_router(router)
    add_problem_handlers(app)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


@pytest.mark.parametrize(
    ("scopes", "missing"),
    [("", "films:approve"), ("films:approve", "spend"), ("spend films:read films:write", "films:approve")],
)
async def test_a_missing_scope_is_refused_by_its_name(http: httpx.AsyncClient, scopes: str, missing: str) -> None:
    answer = await http.post("/films", headers={"Scopes": scopes})

    assert (answer.status_code, answer.json()["code"], answer.json()["scope"]) == (403, "missing_scope", missing)
    assert missing in answer.json()["detail"]


@pytest.mark.parametrize("scopes", ["films:approve spend", "admin"])
async def test_a_caller_with_all_scopes_is_served(http: httpx.AsyncClient, scopes: str) -> None:
    assert (await http.post("/films", headers={"Scopes": scopes})).status_code == 200


async def test_a_route_that_needs_no_scope_is_open(http: httpx.AsyncClient) -> None:
    assert (await http.get("/open")).json() == "open"
    assert (await http.head("/open")).status_code == 200


async def test_another_method_is_refused_by_the_methods_there_are(http: httpx.AsyncClient) -> None:
    assert (await http.delete("/films")).status_code == 405


def test_a_route_that_declares_no_scopes_cannot_be_made() -> None:
    async def forgotten() -> None: ...

    with pytest.raises(TypeError, match=r"forgotten: declare with `needs`"):
        ApiRouter().add_api_route("/", forgotten, methods=["GET"])
