"""Every route as nobody, as another client, and with each needed scope missing."""

import re
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.routing import iter_route_contexts
from pydantic import SecretStr
from starlette.routing import Mount

from api.app import create_app
from api.container import Container
from api.http.access.stored_keys import new_secret
from domain.clients.access import EVERYTHING, Scope
from domain.clients.api_key import ApiKey, hash_of_secret, written_key
from tests.harness.api_bodies import JOBS, WEBHOOKS, brief
from tests.harness.api_client import Http, json_of
from tests.stack.api.access.table import ADMIN, CALLS, ROUTES, Call, Others
from tests.stack.api.conftest import Serving
from tests.stack.api.owners.callers import Client
from tests.stack.api.owners.conftest import owned_by
from tests.stack.api.stages import planned

OF_CLIENTS = EVERYTHING - {Scope.ADMIN}
"""All scopes that the key of a client can have."""

_NAME = re.compile(r"\{(\w+)(?::\w+)?\}")
_STREAM = "/events"


@pytest.fixture
async def guarded(serving: Serving) -> Http:
    return await serving(api_keys=(SecretStr("first-key"),), public_url="https://greenlight.example")


async def holder(http: Http, container: Container, client: str | None, scopes: frozenset[Scope]) -> Client:
    """Who has a new key of the client with these scopes."""
    secret, now = new_secret(), await container.jobs.clock()
    key = ApiKey(
        id=uuid4(), name="Ann", client_id=client, scopes=scopes, secret_hash=hash_of_secret(secret), created_at=now
    )
    await container.api_keys.add(key)
    return Client(http, client or "", written_key(key.id, secret))


def filled(text: str, ids: dict[str, str]) -> str:
    """The path or text with ids in the place of names in braces; unknown ids for names that have none."""
    return _NAME.sub(lambda name: ids.get(name[1], str(uuid4())), text)


def filled_body(body: Any, ids: dict[str, str]) -> Any:
    if isinstance(body, dict):
        return {name: filled_body(value, ids) for name, value in body.items()}
    return ids.get(body[1:-1], body) if isinstance(body, str) and body[:1] == "{" and body[1:-1] in ids else body


def body_of(route: str, document: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    """The keyword with the body that the table has for the route, else the documented one."""
    method, path = route.split(" ", 1)
    operation = document["paths"].get(_NAME.sub(r"{\1}", path), {}).get(method.lower(), {})
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    examples: list[dict[str, Any]] = list(content.get("examples", {}).values())
    documented = examples[0]["value"] if examples else content.get("example")
    body = filled_body(ROUTES[route].body or documented, ids)
    return {} if body is None else {"json": body}


def test_every_route_is_in_the_table() -> None:
    found = set()
    for route in iter_route_contexts(create_app().routes):
        methods = set(getattr(route, "methods", None) or {"GET"})
        assert methods != {"HEAD"} or f"GET {route.path}" in ROUTES
        path = f"{route.path}/{{file}}" if isinstance(route.route, Mount) else route.path
        found |= {f"{method} {path}" for method in methods - {"HEAD"}}
    assert found == ROUTES.keys()


def test_the_document_says_of_every_route_what_the_table_says() -> None:
    document = create_app().openapi()["paths"]
    described = {
        route: operation
        for route in ROUTES
        for method, path in [route.split(" ", 1)]
        if (operation := document.get(_NAME.sub(r"{\1}", path), {}).get(method.lower()))
    }
    assert len(described) == sum(len(operations) for operations in document.values())
    for route, operation in described.items():
        security = operation["security"]
        assert (security[0]["key"] if security else []) == list(ROUTES[route].scopes), route
        assert bool(security) is not ROUTES[route].is_open, route


async def test_nobody_is_served_by_a_route_that_is_not_open(guarded: Http) -> None:
    for route, expected in ROUTES.items():
        method, path = route.split(" ", 1)
        for each in ("GET", "HEAD") if method == "GET" else (method,):
            answer = await guarded.request(each, filled(path, {}))
            assert (answer.status_code != 401) is expected.is_open, (route, answer.text)


async def test_a_missing_scope_is_named_by_every_route(guarded: Http, container: Container) -> None:
    for route, expected in ROUTES.items():
        method, path = route.split(" ", 1)
        for scope in expected.scopes:
            caller = await holder(guarded, container, "acme", OF_CLIENTS - {Scope(scope)})
            answer = await caller.send(method, filled(path, {}))
            problem = json_of(answer, 403)
            assert (problem["code"], problem["scope"]) == ("missing_scope", scope), route


async def test_the_scopes_that_a_route_needs_are_enough(guarded: Http, container: Container) -> None:
    document = create_app().openapi()
    for route, expected in ROUTES.items():
        method, path = route.split(" ", 1)
        if expected.is_open:
            continue
        client = None if ADMIN in expected.scopes else "acme"
        scopes = frozenset(map(Scope, expected.scopes)) or OF_CLIENTS
        caller = await holder(guarded, container, client, scopes)
        # A stream would not end.
        answer = await caller.send(
            "HEAD" if path.endswith(_STREAM) else method, filled(path, {}), **body_of(route, document, {})
        )
        assert answer.status_code not in (401, 403, 500), (route, answer.text)


@pytest.fixture
async def things(guarded: Http, container: Container, tmp_path: Path) -> dict[str, str]:
    """What belongs to acme, by the names in paths."""
    acme = await holder(guarded, container, "acme", OF_CLIENTS)
    owned = await owned_by(acme, container, tmp_path)
    await acme.created("/api/v3/credits/ann/grants", {"amount": 5})
    webhook = await acme.created(WEBHOOKS, {"url": "http://127.0.0.1:1/in"})
    delivery = await acme.created(f"{WEBHOOKS}/{webhook['id']}/test", None)
    key = await acme.created("/api/v3/keys", {"name": "Ann", "scopes": ["keys"]})
    ids = {name: str(id) for name, id in owned.ids.items()}
    others = {"webhook_id": webhook["id"], "delivery_id": delivery["id"], "key_id": key["id"]}
    return {**ids, **others, "user_id": "ann", "client_id": "acme"}


async def test_another_client_is_served_nothing_of_a_clients(
    guarded: Http, container: Container, things: dict[str, str]
) -> None:
    document = create_app().openapi()
    other = await holder(guarded, container, "other", OF_CLIENTS)
    for route, expected in ROUTES.items():
        method, path = route.split(" ", 1)
        if expected.others is Others.SAME or (expected.others is Others.OWN_ONLY and path.endswith(_STREAM)):
            continue
        answer = await other.send(method, filled(path, things), **body_of(route, document, things))
        match expected.others:
            case Others.NOT_THERE:
                assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), (route, answer.text)
            case Others.REFUSED:
                assert (answer.status_code, answer.json()["code"]) == (403, "other_client"), (route, answer.text)
            case Others.NO_SCOPE:
                assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope"), (route, answer.text)
            case Others.OWN_ONLY:
                assert answer.status_code == 200, (route, answer.text)
                assert not [name for name, id in things.items() if id in answer.text], route


async def job_at(stage: str, acme: Client, container: Container, folder: Path) -> UUID:
    """A job of acme in review, or with its film. `none`: an id of no job."""
    if stage == "film":
        return (await owned_by(acme, container, folder)).job.id
    if stage == "review":
        order = brief(context={"clientId": "acme"}, production={"maxCost": 5})
        return (await planned(container, UUID((await acme.created(JOBS, order))["id"]))).id
    return uuid4()


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
async def test_what_a_call_needs_depends_on_its_body_and_on_the_job(
    guarded: Http, container: Container, tmp_path: Path, call: Call
) -> None:
    acme = await holder(guarded, container, "acme", OF_CLIENTS)
    path = filled(call.path, {"job_id": str(await job_at(call.at, acme, container, tmp_path))})
    body = {} if call.body is None else {"json": call.body}
    for scope in call.scopes:
        caller = await holder(guarded, container, "acme", OF_CLIENTS - {Scope(scope)})
        problem = json_of(await caller.send(call.method, path, **body), 403)
        assert (problem["code"], problem["scope"]) == ("missing_scope", scope)

    exactly = await holder(guarded, container, "acme", frozenset(map(Scope, call.scopes)))
    answer = await exactly.send(call.method, path, **body)
    assert answer.is_success, answer.text
