"""Users' credits over HTTP."""

from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from api.container import Container
from tests.stack.api.conftest import Http


@pytest.fixture
def user() -> str:
    """A new user for each test: entries of the ledger are never deleted."""
    return f"user {uuid4()}"


async def granted(http: Http, user: str, **body: Any) -> dict[str, Any]:
    answer = await http.post(f"{of(user)}/grants", json={"amount": 10, "reason": "welcome", **body})
    assert answer.status_code == 201, answer.text
    account: dict[str, Any] = answer.json()
    return account


def of(user: str) -> str:
    return f"/api/v3/credits/{quote(user, safe='')}"


async def test_a_user_without_entries_has_no_credits(http: Http, user: str) -> None:
    answer = await http.get(of(user))

    assert answer.status_code == 200
    assert answer.json() == {"user_id": user, "balance": 0, "held": 0, "available": 0}


async def test_a_grant_returns_the_account(http: Http, user: str) -> None:
    await granted(http, user)

    account = await granted(http, user, amount=5)

    assert account == {"user_id": user, "balance": 15, "held": 0, "available": 15}
    assert (await http.get(of(user))).json() == account


async def test_a_grant_with_the_same_key_is_applied_once(http: Http, user: str) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    answers = [await http.post(f"{of(user)}/grants", json={"amount": 10, "reason": ""}, headers=key) for _ in range(2)]
    other = await http.post(f"{of(user)}/grants", json={"amount": 11, "reason": ""}, headers=key)

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert (await http.get(of(user))).json()["balance"] == 10
    assert other.status_code == 422


async def test_held_credits_are_not_available(http: Http, container: Container, user: str) -> None:
    await granted(http, user)
    await container.credits.hold(user, uuid4(), 8)

    assert (await http.get(of(user))).json() == {"user_id": user, "balance": 10, "held": 8, "available": 2}


async def test_entries_are_listed_newest_first_in_pages(http: Http, container: Container, user: str) -> None:
    task = uuid4()
    await granted(http, user)
    await container.credits.hold(user, task, 8)
    await container.credits.capture(task, "scene 2", 2)

    first = (await http.get(f"{of(user)}/entries", params={"limit": 2})).json()
    second = (await http.get(f"{of(user)}/entries", params={"limit": 2, "cursor": first["nextCursor"]})).json()

    capture, hold = first["data"]
    assert datetime.fromisoformat(capture.pop("created_at")).tzinfo is not None
    assert capture.pop("id") != hold["id"]
    assert capture == {"kind": "capture", "amount": 2, "task_id": str(task), "purpose": "scene 2", "reason": ""}
    assert (hold["kind"], hold["amount"], hold["task_id"]) == ("hold", 8, str(task))
    (grant,) = second["data"]
    assert (grant["kind"], grant["amount"], grant["task_id"], grant["reason"]) == ("grant", 10, None, "welcome")
    assert second["nextCursor"] is None


@pytest.mark.parametrize("name", ["Zoë 🎬", "a/b", "auth0|5f7c", "100%", "x" * 200])
async def test_a_user_id_may_be_any_text(http: Http, name: str, user: str) -> None:
    whole = f"{name}{user}"[-200:]

    await granted(http, whole)

    account = (await http.get(of(whole))).json()
    assert (account["user_id"], account["balance"]) == (whole, 10)
    assert len((await http.get(f"{of(whole)}/entries")).json()["data"]) == 1
