"""Stored API keys: made, listed, rotated, revoked, and what is answered to whoever has one."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from api.container import Container
from api.http.access.sessions import COOKIE, Sessions
from tests.harness.api_bodies import JOBS, brief, check_problem
from tests.harness.api_client import TIMEOUT_SECONDS, Http, json_of
from tests.stack.api.conftest import Serving

KEYS, CLIENTS, SESSION = "/api/v3/keys", "/api/v3/clients", "/api/v3/session"
ADMIN = {"Authorization": "Bearer first-key"}


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def make(http: Http, *scopes: str, by: dict[str, str] | None = None, **fields: Any) -> dict[str, Any]:
    """The answer to who made a key: its view with `key`."""
    body = {"name": "Ann", "scopes": scopes or ["films:read"], **fields}
    made: dict[str, Any] = json_of(await http.post(KEYS, json=body, headers=by or ADMIN), 201)["data"]
    return made


async def sign_in(http: Http, key: str) -> dict[str, str]:
    """The header of a new session's cookie."""
    answer = await http.post(SESSION, json={"key": key})
    http.cookies.clear()
    assert answer.status_code == 200, answer.text
    return {"Cookie": f"{COOKIE}={answer.cookies[COOKIE]}"}


async def test_a_key_is_shown_once_and_stored_as_a_hash(guarded: Http, container: Container) -> None:
    made = await make(guarded, "films:read", "spend", clientId="acme", name="Reviewers")

    assert re.fullmatch(r"glk_live_[0-9a-f]{32}_[0-9A-Za-z]{43}", made["key"])
    assert (made["name"], made["clientId"], made["scopes"]) == ("Reviewers", "acme", ["films:read", "spend"])
    read = json_of(await guarded.get(f"{KEYS}/{made['id']}", headers=ADMIN), 200)["data"]
    assert read.keys() == made.keys() - {"key"}
    async with container.engine.connect() as connection:
        row = str((await connection.execute(text("select * from api_keys"))).one())
    assert made["key"].rpartition("_")[2] not in row


async def test_a_key_that_is_made_again_by_its_idempotency_key_is_the_same(guarded: Http, container: Container) -> None:
    headers, body = ADMIN | {"Idempotency-Key": "once"}, {"name": "Ann", "scopes": ["admin"]}
    first, second = [await guarded.post(KEYS, json=body, headers=headers) for _ in range(2)]

    assert first.json() == second.json()
    async with container.engine.connect() as connection:
        kept = str((await connection.execute(text("select answer from idempotency_keys"))).all())
    assert "glk_live_" not in kept


async def test_what_a_stored_key_is_answered_is_sealed_by_what_the_database_does_not_have(
    serving: Serving,
) -> None:
    http = await serving(api_keys=(SecretStr("first-key"),))
    maker = bearer((await make(http, "admin"))["key"]) | {"Idempotency-Key": "once"}
    body = {"name": "Ann", "scopes": ["films:read"]}
    first = await http.post(KEYS, json=body, headers=maker)

    again = await http.post(KEYS, json=body, headers=maker)
    other = await serving(api_keys=(SecretStr("another-key"),))

    assert again.json() == first.json()
    check_problem(await other.post(KEYS, json=body, headers=maker), 422, "idempotency_key_reused")


async def test_a_key_permits_what_its_scopes_say(guarded: Http) -> None:
    reader = bearer((await make(guarded, "films:read"))["key"])

    assert (await guarded.get(JOBS, headers=reader)).status_code == 200
    refused = await guarded.post(JOBS, json=brief(), headers=reader)
    check_problem(refused, 403, "missing_scope")
    assert refused.json()["scope"] == "films:write"


@pytest.mark.parametrize("wrong", ["", "x", "glk_live_", "glk_live_{id}_", "glk_live_{id}_{secret}x", "glk_live_{id}"])
async def test_a_wrong_key_is_refused(guarded: Http, wrong: str) -> None:
    _, _, key_id, secret = (await make(guarded))["key"].split("_")

    answer = await guarded.get(JOBS, headers=bearer(wrong.format(id=key_id, secret=secret)))

    check_problem(answer, 401, "unauthorized")


async def test_a_key_of_another_id_is_refused(guarded: Http) -> None:
    secret = (await make(guarded))["key"].rpartition("_")[2]

    check_problem(await guarded.get(JOBS, headers=bearer(f"glk_live_{uuid4().hex}_{secret}")), 401, "unauthorized")


async def test_a_stored_key_limits_its_holder_also_where_none_are_required(http: Http) -> None:
    reader = bearer((await make(http, "films:read"))["key"])

    check_problem(await http.post(JOBS, json=brief(), headers=reader), 403, "missing_scope")
    check_problem(await http.get(JOBS, headers=bearer("glk_live_wrong")), 401, "unauthorized")
    assert (await http.get(JOBS)).status_code == 200


async def test_a_revoked_key_stops_at_once(guarded: Http) -> None:
    made = await make(guarded)
    assert (await guarded.get(JOBS, headers=bearer(made["key"]))).status_code == 200

    revoked = json_of(await guarded.delete(f"{KEYS}/{made['id']}", headers=ADMIN), 200)["data"]

    assert revoked["revokedAt"]
    check_problem(await guarded.get(JOBS, headers=bearer(made["key"])), 401, "unauthorized")
    check_problem(await guarded.post(f"{KEYS}/{made['id']}/rotate", headers=ADMIN), 409, "conflict")


async def test_an_expired_key_is_refused(guarded: Http, container: Container) -> None:
    made = await make(guarded, expiresAt=(datetime.now(UTC) + timedelta(days=1)).isoformat())
    assert (await guarded.get(JOBS, headers=bearer(made["key"]))).status_code == 200

    async with container.engine.begin() as connection:
        await connection.execute(text("update api_keys set expires_at = now()"))
    container.keys.known.forget(UUID(made["id"]))

    check_problem(await guarded.get(JOBS, headers=bearer(made["key"])), 401, "unauthorized")


async def test_a_key_cannot_expire_before_it_is_made(guarded: Http) -> None:
    body = {"name": "Ann", "scopes": ["films:read"], "expiresAt": "2001-01-01T00:00:00Z"}

    check_problem(await guarded.post(KEYS, json=body, headers=ADMIN), 422, "invalid")


async def test_a_rotated_key_has_another_secret_and_stays_the_same_caller(guarded: Http) -> None:
    made = await make(guarded, "films:read", "films:write")
    order = {"Idempotency-Key": "order-1"}
    first = await guarded.post(JOBS, json=brief(), headers=bearer(made["key"]) | order)

    rotated = json_of(await guarded.post(f"{KEYS}/{made['id']}/rotate", headers=ADMIN), 200)["data"]

    assert rotated["id"] == made["id"]
    check_problem(await guarded.get(JOBS, headers=bearer(made["key"])), 401, "unauthorized")
    again = await guarded.post(JOBS, json=brief(), headers=bearer(rotated["key"]) | order)
    assert again.json() == first.json()


async def test_with_an_overlap_the_former_secret_is_good_for_a_while(guarded: Http) -> None:
    made = await make(guarded)
    path = f"{KEYS}/{made['id']}/rotate"
    rotated = json_of(await guarded.post(path, json={"overlapSeconds": 3600}, headers=ADMIN), 200)["data"]

    for key in (made["key"], rotated["key"]):
        assert (await guarded.get(JOBS, headers=bearer(key))).status_code == 200
    assert json_of(await guarded.post(path, headers=ADMIN), 200)["data"]["previousUntil"] is None
    for key in (made["key"], rotated["key"]):
        check_problem(await guarded.get(JOBS, headers=bearer(key)), 401, "unauthorized")


async def test_a_session_of_a_stored_key_is_its_holder(guarded: Http) -> None:
    made = await make(guarded, "films:read", clientId="acme", name="Reviewers")

    cookie = await sign_in(guarded, made["key"])

    shown = json_of(await guarded.get(SESSION, headers=cookie), 200)["data"]
    assert shown == {
        "required": True,
        "signedIn": True,
        "name": "Reviewers",
        "clientId": "acme",
        "scopes": ["films:read"],
    }
    assert (await guarded.get(JOBS, headers=cookie)).status_code == 200
    check_problem(await guarded.get("/metrics", headers=cookie), 403, "missing_scope")


@pytest.mark.parametrize("ends", ["revoked", "rotated", "rotated with an overlap that is over", "expired", "renamed"])
async def test_a_session_ends_with_its_key_or_its_secret(guarded: Http, container: Container, ends: str) -> None:
    made = await make(guarded)
    cookie = await sign_in(guarded, made["key"])
    path = f"{KEYS}/{made['id']}"
    by_hand = {"expired": "expires_at = now()", "renamed": "name = 'Bob'"}

    if ends == "revoked":
        await guarded.delete(path, headers=ADMIN)
    elif ends.startswith("rotated"):
        await guarded.post(f"{path}/rotate", headers=ADMIN)
    else:
        async with container.engine.begin() as connection:
            await connection.execute(text(f"update api_keys set {by_hand[ends]}"))
        container.keys.known.forget(UUID(made["id"]))

    status = (await guarded.get(JOBS, headers=cookie)).status_code
    assert status == (200 if ends == "renamed" else 401)


async def test_with_an_overlap_a_session_lasts_as_long_as_its_secret(guarded: Http) -> None:
    made = await make(guarded)
    cookie = await sign_in(guarded, made["key"])
    path = f"{KEYS}/{made['id']}/rotate"

    await guarded.post(path, json={"overlapSeconds": 3600}, headers=ADMIN)
    assert (await guarded.get(JOBS, headers=cookie)).status_code == 200

    await guarded.post(path, headers=ADMIN)
    check_problem(await guarded.get(JOBS, headers=cookie), 401, "unauthorized")


async def test_who_has_read_the_database_can_forge_no_session(guarded: Http, container: Container) -> None:
    made = await make(guarded)
    async with container.engine.connect() as connection:
        stolen = (await connection.execute(text("select secret_hash from api_keys"))).scalar_one()
    key = await container.api_keys.find(UUID(made["id"]))
    assert key

    forgers = [Sessions([guess]) for guess in (stolen, made["id"], "")]
    for cookie in [each.begin_for(key, stolen) for each in forgers]:
        check_problem(await guarded.get(JOBS, headers={"Cookie": f"{COOKIE}={cookie}"}), 401, "unauthorized")


async def test_a_key_makes_keys_of_its_own_client_with_its_own_scopes(guarded: Http) -> None:
    maker = bearer((await make(guarded, "keys", "films:read", clientId="acme"))["key"])

    made = await make(guarded, "films:read", by=maker)

    assert made["clientId"] == "acme"
    for fields, status, code in (
        ({"scopes": ["films:write"]}, 403, "missing_scope"),
        ({"scopes": ["admin"]}, 403, "missing_scope"),
        ({"scopes": ["films:read"], "clientId": "other"}, 403, "other_client"),
    ):
        check_problem(await guarded.post(KEYS, json={"name": "Ann", **fields}, headers=maker), status, code)


async def test_a_key_changes_no_key_that_may_do_more(guarded: Http) -> None:
    maker = bearer((await make(guarded, "keys", clientId="acme"))["key"])
    strong = await make(guarded, "spend", clientId="acme")

    for method, path in (("POST", "/rotate"), ("DELETE", "")):
        check_problem(
            await guarded.request(method, f"{KEYS}/{strong['id']}{path}", headers=maker), 403, "missing_scope"
        )


async def test_a_key_with_an_end_leads_to_no_key_that_ends_later(guarded: Http) -> None:
    end, earlier, later = (datetime.now(UTC) + timedelta(days=days) for days in (2, 1, 3))
    maker = bearer((await make(guarded, "keys", clientId="acme", expiresAt=end.isoformat()))["key"])
    lasting = await make(guarded, "keys", clientId="acme")
    longer = await make(guarded, "keys", clientId="acme", expiresAt=later.isoformat())

    for fields in ({}, {"expiresAt": later.isoformat()}):
        answer = await guarded.post(KEYS, json={"name": "Ann", "scopes": ["keys"], **fields}, headers=maker)
        check_problem(answer, 403, "ends_later")
    for each in (lasting, longer):
        answer = await guarded.post(f"{KEYS}/{each['id']}/rotate", headers=maker)
        check_problem(answer, 403, "ends_later")

    made = await make(guarded, "keys", by=maker, expiresAt=earlier.isoformat())
    json_of(await guarded.post(f"{KEYS}/{made['id']}/rotate", headers=maker), 200)


async def test_keys_of_another_client_are_not_there(guarded: Http) -> None:
    maker = bearer((await make(guarded, "keys", clientId="acme"))["key"])
    others = [await make(guarded, "keys", clientId="other"), await make(guarded, "keys")]

    listed = json_of(await guarded.get(KEYS, headers=maker), 200)["data"]

    assert [each["clientId"] for each in listed] == ["acme"]
    for other in others:
        for method, path in (("GET", ""), ("POST", "/rotate"), ("DELETE", "")):
            answer = await guarded.request(method, f"{KEYS}/{other['id']}{path}", headers=maker)
            check_problem(answer, 404, "not_found")


async def test_an_administrators_key_is_of_no_client(guarded: Http) -> None:
    body = {"name": "Ann", "scopes": ["admin"], "clientId": "acme"}

    check_problem(await guarded.post(KEYS, json=body, headers=ADMIN), 422, "invalid")


async def test_the_use_of_a_key_is_noted_once_a_minute(guarded: Http, container: Container) -> None:
    made = await make(guarded)
    path = f"{KEYS}/{made['id']}"
    await guarded.get(JOBS, headers=bearer(made["key"]))
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not (used := json_of(await guarded.get(path, headers=ADMIN), 200)["data"]["lastUsedAt"]):
            await asyncio.sleep(0.01)

    await container.api_keys.note_use(UUID(made["id"]))

    assert json_of(await guarded.get(path, headers=ADMIN), 200)["data"]["lastUsedAt"] == used


async def test_too_many_wrong_keys_of_an_address_ask_the_database_no_more(guarded: Http) -> None:
    made = await make(guarded)
    assert (await guarded.get(JOBS, headers=bearer(made["key"]))).status_code == 200

    wrong = [bearer(f"glk_live_{uuid4().hex}_{'x' * 43}") for _ in range(101)]
    statuses = [(await guarded.get(JOBS, headers=each)).status_code for each in wrong]

    assert statuses == [401] * 100 + [429]
    assert (await guarded.get(JOBS, headers=ADMIN)).status_code == 200


async def test_clients_are_made_listed_and_renamed_by_administrators(guarded: Http) -> None:
    made = json_of(await guarded.post(CLIENTS, json={"id": "a/b", "name": "Acme"}, headers=ADMIN), 201)["data"]
    assert (made["id"], made["name"]) == ("a/b", "Acme")
    await make(guarded, clientId="other")

    listed = json_of(await guarded.get(CLIENTS, headers=ADMIN), 200)["data"]
    assert [(each["id"], each["name"]) for each in listed] == [("a/b", "Acme"), ("other", "other")]

    await guarded.patch(f"{CLIENTS}/a/b", json={"name": "Acme Tea"}, headers=ADMIN)
    assert json_of(await guarded.get(f"{CLIENTS}/a/b", headers=ADMIN), 200)["data"]["name"] == "Acme Tea"
    check_problem(await guarded.post(CLIENTS, json={"id": "other", "name": "New"}, headers=ADMIN), 409, "conflict")
    check_problem(await guarded.get(f"{CLIENTS}/none", headers=ADMIN), 404, "not_found")
