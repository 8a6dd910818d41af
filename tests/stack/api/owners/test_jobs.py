"""Jobs of two clients: creation, lists, and ids of another client's things in bodies."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api.container import Container
from tests.harness.api_bodies import JOBS, brief, check_problem
from tests.harness.api_client import Http
from tests.stack.api.owners.callers import Client, as_shown, unknown_id
from tests.stack.api.owners.conftest import Owned, owned_by
from tests.stack.api.stages import approved, planned


def order(client: str, **parts: Any) -> dict[str, Any]:
    return brief(context={"clientId": client}, **parts)


@pytest.fixture
async def own(other: Client) -> UUID:
    """A job of the other client."""
    return UUID((await other.created(JOBS, order(other.id)))["id"])


async def test_a_job_of_another_client_cannot_be_created(acme: Client, http: Http) -> None:
    answer = await acme.post(JOBS, order("other"))

    check_problem(answer, 403, "other_client")
    assert (await http.get(JOBS)).json()["data"] == []


async def test_a_caller_of_all_clients_creates_jobs_of_each(http: Http) -> None:
    answers = [await http.post(JOBS, json=order(client)) for client in ("acme", "other")]

    assert [answer.status_code for answer in answers] == [201, 201]


async def test_a_list_has_the_callers_jobs_only(acme: Client, http: Http, own: UUID) -> None:
    mine = (await acme.created(JOBS, order("acme")))["id"]

    shown = await acme.data(JOBS)

    assert [job["id"] for job in shown] == [mine]
    assert {job["id"] for job in (await http.get(JOBS)).json()["data"]} == {mine, str(own)}


@pytest.mark.parametrize(
    "query", ["clientId=other", "clientId=other&status=pending", "q=other", "needsDecision=false&clientId=other"]
)
async def test_a_list_of_another_clients_jobs_is_empty(acme: Client, own: UUID, query: str) -> None:
    answer = await acme.get(f"{JOBS}?{query}")

    assert answer.json() == {"data": [], "nextCursor": None}, own


async def test_a_list_that_was_read_by_one_client_is_not_answered_to_another(
    acme: Client, other: Client, own: UUID
) -> None:
    page = await other.get(JOBS)

    answer = await acme.get(JOBS, headers={"If-None-Match": page.headers["ETag"]})

    assert (answer.status_code, answer.json()["data"]) == (200, []), own


async def test_a_cursor_of_another_client_shows_nothing_of_that_client(acme: Client, other: Client) -> None:
    for _ in range(3):
        await other.created(JOBS, order(other.id))
    cursor = (await other.get(f"{JOBS}?limit=1")).json()["nextCursor"]

    answer = await acme.get(f"{JOBS}?cursor={cursor}")

    assert answer.json() == {"data": [], "nextCursor": None}


async def test_equal_idempotency_keys_of_two_clients_are_different_keys(acme: Client, other: Client) -> None:
    key = {"Idempotency-Key": "the-same"}

    mine, theirs = [await client.post(JOBS, order(client.id), headers=key) for client in (acme, other)]
    again = await acme.post(JOBS, order(acme.id), headers=key)

    assert [mine.status_code, theirs.status_code] == [201, 201]
    assert mine.json()["data"]["id"] != theirs.json()["data"]["id"]
    assert again.json()["data"]["id"] == mine.json()["data"]["id"]


@pytest.mark.parametrize("kind", ["job", "scene"])
async def test_an_idempotency_key_of_another_client_does_not_answer_with_its_answer(
    acme: Client, other: Client, owned: Owned, kind: str
) -> None:
    key, ids = {"Idempotency-Key": "the-same"}, owned.ids
    path = f"{JOBS}/{ids['job_id']}" + ("" if kind == "job" else f"/scenes/{ids['scene']}")
    body = {"production": {"maxCost": 5}} if kind == "job" else {"script": "Another text."}
    method = "PATCH" if kind == "job" else "PUT"
    mine = await acme.send(method, path, json=body, headers=key)

    theirs = await other.send(method, path, json=body, headers=key)

    assert mine.status_code == 200
    assert theirs.status_code == 404


Named = tuple[str, str, Any]
"""Whose place `{}` has in the request line or the body."""

IN_BODIES: list[Named] = [
    ("scene", "POST scenes/batch", {"operations": [{"op": "update", "scene": "{}", "script": "Other"}]}),
    ("scene", "POST scenes", {"description": "One more", "after": "{}", "duration": 2.0}),
    ("scene", "PUT scenes/order", {"scene_ids": ["{}"]}),
    ("scene", "POST notes", {"text": "Here", "sceneId": "{}"}),
    ("take_id", "POST notes", {"text": "Here", "takeId": "{}"}),
    ("note_id", "POST scenes/1/regenerate", {"note_ids": ["{}"]}),
    ("note_id", "POST actions", {"action": "reject_storyboard", "noteIds": ["{}"]}),
    ("note_id", "POST actions", {"action": "regenerate_scene", "sceneNumber": 1, "noteIds": ["{}"]}),
    ("asset_id", "PATCH ", {"creative": {"assets": [{"id": "{}"}]}}),
    ("asset_id", "PUT scenes/1", {"assets": ["{}"]}),
]

IN_PATHS: list[Named] = [
    ("scene", "GET scenes/{}", None),
    ("scene", "GET scenes/{}/video", None),
    ("scene", "GET scenes/{}/still", None),
    ("scene", "GET scenes/{}/takes", None),
    ("scene", "PUT scenes/{}", {"script": "Other"}),
    ("scene", "DELETE scenes/{}", None),
    ("scene", "POST scenes/{}/regenerate", {}),
    ("scene", "POST scenes/{}/restore", {}),
    ("scene", "GET notes?sceneId={}", None),
    ("take_id", "GET scenes/1/video?take={}", None),
    ("take_id", "GET scenes/1/still?take={}", None),
    ("take_id", "POST scenes/1/takes/{}/select", {}),
    ("note_id", "PATCH notes/{}", {"status": "resolved"}),
    ("note_id", "DELETE notes/{}", None),
    ("link_id", "DELETE review-links/{}", None),
    ("asset_id", "PATCH assets/{}", {"role": "music"}),
    ("asset_id", "DELETE assets/{}", None),
]


def filled(value: Any, thing: UUID) -> Any:
    match value:
        case str():
            return value.replace("{}", str(thing))
        case dict():
            return {name: filled(each, thing) for name, each in value.items()}
        case list():
            return [filled(each, thing) for each in value]
    return value


@pytest.mark.parametrize("place", ["bodies", "paths"])
async def test_in_a_job_of_its_own_a_client_finds_nothing_of_another_client(
    other: Client, owned: Owned, own: UUID, container: Container, place: str
) -> None:
    await planned(container, own)
    differences = []
    for name, request_line, body in IN_BODIES if place == "bodies" else IN_PATHS:
        method, _, below = request_line.partition(" ")
        missing, shown = unknown_id(), []
        for thing in (owned.ids[name], missing):
            path = f"{JOBS}/{own}/{below}".rstrip("/").replace("{}", str(thing))
            answer = await other.send(method, path, **({} if body is None else {"json": filled(body, thing)}))
            shown.append(as_shown(answer, owned.ids[name], missing))
        if shown[0] != shown[1] or (shown[0][0] not in (404, 422) and "?sceneId" not in request_line):
            differences.append((request_line, *shown))

    assert not differences


async def test_an_asset_of_another_client_is_unknown_in_a_brief(other: Client, owned: Owned) -> None:
    missing, shown = unknown_id(), []
    for thing in (owned.ids["asset_id"], missing):
        answer = await other.post(JOBS, order(other.id, creative={"assets": [{"id": str(thing)}]}))
        shown.append(as_shown(answer, owned.ids["asset_id"], missing))

    assert shown[0] == shown[1]
    assert shown[0][0] == 422


async def test_an_asset_of_another_client_does_not_take_an_assets_place(
    other: Client, owned: Owned, tmp_path: Path, container: Container
) -> None:
    theirs = await owned_by(other, container, tmp_path)
    missing, shown = unknown_id(), []
    path = f"{JOBS}/{theirs.ids['job_id']}/assets/{theirs.ids['asset_id']}"
    for thing in (owned.ids["asset_id"], missing):
        answer = await other.send("PATCH", path, json={"id": str(thing)})
        shown.append(as_shown(answer, owned.ids["asset_id"], missing))

    assert shown[0] == shown[1]
    assert shown[0][0] == 422


async def test_a_scenario_of_another_client_is_unknown_in_an_order(other: Client, owned: Owned) -> None:
    missing, shown = unknown_id(), []
    for thing in (owned.ids["scenario_id"], missing):
        answer = await other.post(JOBS, {"scenarioId": str(thing)})
        shown.append(as_shown(answer, owned.ids["scenario_id"], missing))

    assert shown[0] == shown[1]
    assert shown[0][0] == 422


async def test_a_session_of_another_client_is_not_found_by_the_route_of_the_seed(other: Client, owned: Owned) -> None:
    missing, shown = unknown_id(), []
    for thing in (owned.ids["job_id"], missing):
        for scenario in ("hook", "no part"):
            body = {"session_id": str(thing), "scenario": scenario}
            answer = await other.post("/api/videos/regenerate-scene", body)
            shown.append(as_shown(answer, owned.ids["job_id"], missing))

    assert shown[0] == shown[1] == shown[2] == shown[3]
    assert shown[0][0] == 404


async def test_a_deleted_job_of_another_client_is_not_said_to_be_deleted(
    acme: Client, other: Client, container: Container
) -> None:
    job = UUID((await acme.created(JOBS, order("acme")))["id"])
    await approved(container, job)
    assert (await acme.send("DELETE", f"{JOBS}/{job}")).status_code == 200

    theirs = await other.get(f"{JOBS}/{job}")
    restored = await other.post(f"{JOBS}/{job}/restore")

    assert "deleted" in (await acme.get(f"{JOBS}/{job}")).text
    assert theirs.json()["detail"] == restored.json()["detail"] == f"no job {job}"
    assert (await acme.post(f"{JOBS}/{job}/restore")).status_code == 200


async def test_for_callers_of_all_clients_nothing_is_looked_up(
    http: Http, owned: Owned, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def check(*_: object) -> None:
        raise AssertionError("the owner was looked up")

    monkeypatch.setattr(type(container.owners), "check", check)
    ids = owned.ids

    paths = (
        f"{JOBS}/{ids['job_id']}",
        f"{JOBS}/{ids['job_id']}/scenes/{ids['scene']}",
        f"/api/v3/assets/{ids['asset_id']}",
        f"/scenario/save/tasks/{ids['task_id']}",
        f"/api/v3/scenarios/{ids['scenario_id']}",
    )
    assert [(await http.get(path)).status_code for path in paths] == [200] * len(paths)
