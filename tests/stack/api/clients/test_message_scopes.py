"""What a key without a scope may not ask of a job, where that depends on the job's state."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.container import Container
from tests.harness.api_bodies import JOBS, brief, check_problem
from tests.harness.api_client import Http, json_of
from tests.stack.api.stages import completed, planned

ADMIN = {"Authorization": "Bearer first-key"}


@dataclass(frozen=True)
class Holder:
    """Who has a key."""

    http: Http
    key: str

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(
            method, path, json=body, headers={"Authorization": f"Bearer {self.key}", **named}
        )


async def holder(http: Http, *scopes: str) -> Holder:
    made = await http.post("/api/v3/keys", json={"name": "Ann", "scopes": scopes}, headers=ADMIN)
    return Holder(http, json_of(made, 201)["data"]["key"])


def check_missing(answer: httpx.Response, scope: str) -> None:
    problem = check_problem(answer, 403, "missing_scope")
    assert problem["scope"] == scope
    assert scope in problem["detail"]


@pytest.fixture
async def writer(guarded: Http) -> Holder:
    return await holder(guarded, "films:read", "films:write")


@pytest.fixture
async def producer(guarded: Http) -> Holder:
    return await holder(guarded, "films:read", "films:write", "films:approve", "spend")


@pytest.fixture
async def job(guarded: Http, container: Container) -> UUID:
    """A job in review."""
    job = UUID(json_of(await guarded.post(JOBS, json=brief(), headers=ADMIN), 201)["data"]["id"])
    await planned(container, job)
    return job


async def test_a_better_key_with_the_same_idempotency_key_gets_a_verdict_of_its_own(
    writer: Holder, producer: Holder, job: UUID
) -> None:
    path, body = f"{JOBS}/{job}/actions", {"action": "approve_storyboard"}

    for _ in range(2):
        check_missing(await writer.send("POST", path, body, Idempotency_Key="one"), "films:approve")

    approved = json_of(await producer.send("POST", path, body, Idempotency_Key="one"), 200)["data"]
    assert approved["status"] == "processing"


async def test_who_may_not_spend_writes_scenes_again_in_review(writer: Holder, job: UUID) -> None:
    answer = await writer.send("POST", f"{JOBS}/{job}/scenes/1/regenerate", {"feedback": "closer"})

    assert answer.status_code == 200, answer.text


async def test_who_may_not_spend_changes_a_completed_job_and_films_nothing(
    writer: Holder, job: UUID, guarded: Http, container: Container, tmp_path: Path
) -> None:
    job = UUID(json_of(await guarded.post(JOBS, json=brief(), headers=ADMIN), 201)["data"]["id"])
    await completed(container, job, tmp_path)
    path = f"{JOBS}/{job}"
    film_again: list[tuple[str, str, Any]] = [
        ("POST", "/actions", {"action": "regenerate_scene", "sceneNumber": 1}),
        ("POST", "/scenes/1/regenerate", None),
        ("PUT", "/scenes/1", {"status": "pending"}),
        ("POST", "/scenes", {"description": "One more"}),
        ("POST", "/scenes/batch", {"operations": [{"op": "delete", "scene": 3}, {"op": "regenerate", "scene": 1}]}),
    ]

    for method, below, body in film_again:
        check_missing(await writer.send(method, path + below, body), "spend")
    changed = await writer.send("PUT", f"{path}/scenes/1", {"script": "Another"})

    assert changed.status_code == 200, changed.text
    now = json_of(await writer.send("GET", path), 200)["data"]
    assert (now["status"], len(now["scenes"])) == ("completed", 3)


async def test_a_limit_is_raised_by_who_may_spend(writer: Holder, producer: Holder, job: UUID) -> None:
    def limit(dollars: float | None) -> dict[str, Any]:
        return {"production": {"maxCost": dollars}}

    path = f"{JOBS}/{job}"
    assert (await writer.send("PATCH", path, limit(5))).status_code == 200

    check_missing(await writer.send("PATCH", path, limit(6)), "spend")
    check_missing(await writer.send("PATCH", path, limit(None)), "spend")
    assert (await writer.send("PATCH", path, limit(4))).status_code == 200
    assert (await producer.send("PATCH", path, limit(6))).status_code == 200


async def test_a_change_of_several_things_that_lacks_a_scope_for_one_changes_none(
    writer: Holder, producer: Holder, job: UUID
) -> None:
    path = f"{JOBS}/{job}"
    assert (await writer.send("PATCH", path, {"production": {"maxCost": 5}})).status_code == 200

    for more in ({"aiLabel": "corner"}, {"captions": "burned"}):
        check_missing(await writer.send("PATCH", path, {"production": {"maxCost": 6, **more}}), "spend")

    production = json_of(await producer.send("GET", path), 200)["data"]["production"]
    assert (production["maxCost"], production["aiLabel"], production["captions"]) == (5, "none", "none")


async def test_a_job_that_approves_itself_is_created_by_who_may_approve_and_spend(
    writer: Holder, guarded: Http
) -> None:
    unseen = brief(production={"autoApprove": True})
    approver = await holder(guarded, "films:write", "films:approve")

    check_missing(await writer.send("POST", JOBS, unseen), "films:approve")
    check_missing(await approver.send("POST", JOBS, unseen), "spend")


@pytest.mark.parametrize(("permission", "scope"), [("approve", "films:approve"), ("comment", None), ("view", None)])
async def test_a_link_that_approves_is_made_by_who_may_approve_and_spend(
    writer: Holder, producer: Holder, job: UUID, permission: str, scope: str | None
) -> None:
    path, link = f"{JOBS}/{job}/review-links", {"permission": permission}

    answer = await writer.send("POST", path, link)

    if scope is None:
        assert answer.status_code == 201
    else:
        check_missing(answer, scope)
    assert (await producer.send("POST", path, link)).status_code == 201
