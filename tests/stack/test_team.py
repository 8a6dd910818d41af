"""A team with two clients, from its first key to its audit trail: over HTTP, with two APIs, Temporal and Postgres."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.container import build_container
from tests.harness.api_bodies import JOBS, brief, check_problem
from tests.harness.api_client import TIMEOUT_SECONDS, json_of
from tests.harness.live_api import served
from tests.harness.stack import Stack

Json = dict[str, Any]
ROOT_KEY = "the administrator's"
PRODUCER = ("films:read", "films:write", "films:approve", "spend")
REVIEWER = ("films:read", "films:write")


@dataclass(frozen=True)
class Person:
    """Somebody with a key, at one of the APIs."""

    http: httpx.AsyncClient
    key: str
    key_id: str | None = None

    async def ask(self, method: str, path: str, body: Json | None = None) -> httpx.Response:
        return await self.http.request(method, path, json=body, headers={"Authorization": f"Bearer {self.key}"})

    async def get(self, path: str) -> Any:
        return json_of(await self.ask("GET", path), 200)["data"]

    async def post(self, path: str, body: Json, status: int = 200) -> Any:
        return json_of(await self.ask("POST", path, body), status)["data"]

    async def act(self, job: str, action: str, **fields: Any) -> httpx.Response:
        return await self.ask("POST", f"{JOBS}/{job}/actions", {"action": action, **fields})

    async def until(self, job: str, status: str) -> Json:
        """Wait until the job has the status."""
        while (now := await self.get(f"{JOBS}/{job}"))["status"] != status:
            await self.ask("GET", f"{JOBS}/{job}?wait=30s")
        return dict(now)

    async def film_of_a_brief(self, client: str) -> str:
        """Create a job, and wait until its storyboard is in review."""
        job = await self.post(JOBS, brief(context={"clientId": client}), 201)
        await self.until(job["id"], "storyboard_review")
        return str(job["id"])


@dataclass(frozen=True)
class Team:
    """The administrator, and two APIs, so that what one does is seen at the other."""

    first: httpx.AsyncClient
    second: httpx.AsyncClient

    @property
    def administrator(self) -> Person:
        return Person(self.first, ROOT_KEY)

    async def with_key(self, name: str, client: str, scopes: tuple[str, ...]) -> Person:
        """A person to whom the administrator gave a key, at the second API."""
        wanted = {"name": name, "clientId": client, "scopes": scopes}
        made = await self.administrator.post("/api/v3/keys", wanted, 201)
        return Person(self.second, made["key"], made["id"])


@pytest.fixture
async def team(stack: Stack) -> AsyncIterator[Team]:
    settings = stack.container.settings.model_copy(update={"api_keys": (SecretStr(ROOT_KEY),)})
    async with AsyncExitStack() as opened:
        apis = []
        for _ in range(2):
            container = build_container(settings, stack.pipeline.adapters, stack.pipeline.gateway)
            url = await opened.enter_async_context(served(container))
            client = httpx.AsyncClient(base_url=url, timeout=TIMEOUT_SECONDS)
            apis.append(await opened.enter_async_context(client))
        yield Team(*apis)


async def test_a_team_from_its_first_key_to_who_approved_what_amount(team: Team) -> None:
    # An administrator makes two clients and their keys.
    for client in ("acme", "birch"):
        await team.administrator.post("/api/v3/clients", {"id": client, "name": client.title()}, 201)
    ann = await team.with_key("Ann, producer", "acme", PRODUCER)
    rex = await team.with_key("Rex, reviewer", "acme", REVIEWER)
    bea = await team.with_key("Bea, producer", "birch", PRODUCER)

    # Each sees its own.
    film, other_film = await ann.film_of_a_brief("acme"), await bea.film_of_a_brief("birch")
    assert [job["id"] for job in await ann.get(JOBS)] == [film]
    assert [job["id"] for job in await bea.get(JOBS)] == [other_film]
    assert {job["id"] for job in await team.administrator.get(JOBS)} >= {film, other_film}
    for path in ("", "/audit", "/estimate", "/scenes"):
        check_problem(await bea.ask("GET", f"{JOBS}/{film}{path}"), 404, "not_found")
    check_problem(await bea.act(film, "approve_storyboard"), 404, "not_found")
    assert (await bea.ask("POST", JOBS, brief(context={"clientId": "acme"}))).status_code == 403

    # A reviewer may comment, and may not approve, send back, or make a link that approves.
    await rex.post(f"{JOBS}/{film}/notes", {"text": "Closer to the tin", "sceneNumber": 1}, 201)
    for action in ({"action": "approve_storyboard"}, {"action": "reject_storyboard", "feedback": "no"}):
        refusal = check_problem(await rex.ask("POST", f"{JOBS}/{film}/actions", action), 403, "missing_scope")
        assert refusal["scope"] == "films:approve"
    link = {"permission": "approve", "label": "For Acme's director"}
    check_problem(await rex.ask("POST", f"{JOBS}/{film}/review-links", link), 403, "missing_scope")

    # The producer makes that link, and approves the amount that the estimate says; the film is made.
    page = httpx.URL((await ann.post(f"{JOBS}/{film}/review-links", link, 201))["url"]).path
    amount = (await ann.get(f"{JOBS}/{film}/estimate"))["total"]
    assert amount > 0
    check_problem(await ann.act(film, "approve_storyboard", storyboardRevision=1, amount=amount + 1), 409, "conflict")
    json_of(await ann.act(film, "approve_storyboard", storyboardRevision=1, amount=amount), 200)
    await ann.until(film, "completed")
    again = check_problem(await rex.act(film, "regenerate_scene", sceneNumber=1), 403, "missing_scope")
    assert again["scope"] == "spend"

    # A key that is revoked stops at once, at every API. The link that it made stays until it is revoked itself.
    await team.administrator.ask("DELETE", f"/api/v3/keys/{ann.key_id}")
    check_problem(await Person(team.first, ann.key).ask("GET", f"{JOBS}/{film}"), 401, "unauthorized")
    check_problem(await ann.ask("GET", f"{JOBS}/{film}"), 401, "unauthorized")
    assert (await team.second.get(page)).status_code == 200

    # The audit trail tells who approved what amount, who was refused what, and who did the rest.
    entries = (await rex.get(f"{JOBS}/{film}/audit"))[::-1]
    assert [(entry["name"], entry["action"], entry["outcome"]) for entry in entries] == [
        ("Ann, producer", "job_created", "applied"),
        ("Rex, reviewer", "note_added", "applied"),
        ("Rex, reviewer", "approve_storyboard", "refused"),
        ("Rex, reviewer", "reject_storyboard", "refused"),
        ("Ann, producer", "review_link_created", "applied"),
        ("Ann, producer", "approve_storyboard", "refused"),
        ("Ann, producer", "approve_storyboard", "applied"),
        ("Rex, reviewer", "regenerate_scene", "refused"),
        ("", "review_link_opened", "applied"),
    ]
    approved = entries[6]
    assert (approved["by"], approved["keyId"]) == ("key", ann.key_id)
    assert approved["details"] == {"storyboardRevision": 1, "amount": amount}
    assert entries[2]["refusal"]["code"] == "missing_scope"
