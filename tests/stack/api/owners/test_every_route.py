"""Every route that names something in its path: another client's is answered like what does not exist."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.container import Container
from tests.harness.api_bodies import row_counts
from tests.harness.api_client import Http
from tests.stack.api.owners.callers import Client, as_shown, unknown_id
from tests.stack.api.owners.conftest import Owned

OWNED = ("job_id", "asset_id", "task_id", "scenario_id", "webhook_id", "key_id")
"""The parameters that name what belongs to a client by itself. The others are of a job in the same path."""

CONDITIONS: dict[str, dict[str, str]] = {
    "as they are": {},
    "on conditions": {
        "If-Match": '"1"',
        "If-None-Match": "*",
        "Range": "bytes=0-1",
        "Prefer": "respond-async",
        "Last-Event-ID": "1",
    },
}


def requests(document: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield method, path and the documented body of each route with such a parameter, GETs as HEAD too."""
    for path, operations in document["paths"].items():
        if not any(f"{{{name}}}" in path for name in OWNED):
            continue
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            examples: list[dict[str, Any]] = list(content.get("examples", {}).values())
            body = examples[0]["value"] if examples else content.get("example")
            yield method.upper(), path, body
            if method == "get":
                yield "HEAD", path, None
                yield "GET", f"{path}?wait=1s&source=database&deleted=true", None


async def answered(client: Client, method: str, path: str, body: Any, headers: dict[str, str]) -> httpx.Response:
    return await client.send(method, path, headers=headers, **({} if body is None else {"json": body}))


@pytest.mark.parametrize("condition", CONDITIONS)
async def test_another_clients_things_are_answered_like_those_that_do_not_exist(
    http: Http, other: Client, owned: Owned, container: Container, condition: str
) -> None:
    document = (await http.get("/openapi.json")).json()
    before, differences, asked = await row_counts(container.engine), [], 0
    for method, path, body in requests(document):
        named = {name: f"{{{name}}}" for name in owned.ids if f"{{{name}}}" in path}
        first = next(name for name in OWNED if name in named)
        missing = unknown_id()
        sent = [
            path.format(**{**{name: str(owned.ids[name]) for name in named}, first: str(thing)})
            for thing in (owned.ids[first], missing)
        ]
        foreign, unknown = [
            as_shown(await answered(other, method, each, body, CONDITIONS[condition]), owned.ids[first], missing)
            for each in sent
        ]
        asked += 1
        if foreign != unknown or foreign[0] != 404:
            differences.append((method, path, foreign, unknown))
    assert not differences
    assert asked > 60
    assert await row_counts(container.engine) == before
    assert (await container.jobs.load(owned.job.id)).version == owned.job.version


async def test_its_own_things_are_there_for_a_client(acme: Client, http: Http, owned: Owned) -> None:
    document = (await http.get("/openapi.json")).json()
    missing = []
    for method, path, _ in requests(document):
        if method != "GET" or "?" in path or path.endswith("/events"):
            continue
        answer = await acme.get(path.format(**owned.ids))
        if answer.status_code == 404:
            missing.append((path, answer.status_code, answer.text))
    assert not missing
