"""Granting and showing credits on the command line."""

from typing import Any

from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import FakeApi, answer, problem


def account(user: str = "ann", balance: int = 0, held: int = 0) -> dict[str, Any]:
    return {"user_id": user, "balance": balance, "held": held, "available": balance - held}


def test_grant_shows_the_account_after_it(api: FakeApi, greenlight: Greenlight) -> None:
    api.answers["POST", "/api/v3/credits/ann/grants"] = answer(account(balance=1200), 201)

    ended = greenlight("grant", "ann", "1000", "--reason", "welcome")

    assert (ended.status, ended.out) == (0, "ann: 1,200 credits, 1,200 available\n")
    (asked,) = api.changes()
    assert asked.json == {"amount": 1000, "reason": "welcome"}
    assert asked.headers["idempotency-key"]


def test_a_grant_may_say_whose_the_user_is(api: FakeApi, greenlight: Greenlight) -> None:
    api.answers["POST", "/api/v3/credits/ann/grants"] = answer(account(balance=5), 201)

    greenlight("grant", "ann", "5", "--client", "acme")

    (asked,) = api.changes()
    assert asked.json == {"amount": 5, "reason": "", "client_id": "acme"}


def test_a_grant_needs_a_whole_positive_amount_and_no_reason(api: FakeApi, greenlight: Greenlight) -> None:
    api.answers["POST", "/api/v3/credits/ann/grants"] = answer(account(balance=5), 201)

    assert greenlight("grant", "ann", "5").status == 0
    for amount in ("0", "2.5", "many"):
        assert "AMOUNT" in greenlight("grant", "ann", amount).err

    assert [asked.json for asked in api.changes()] == [{"amount": 5, "reason": ""}]


def test_a_refused_grant_shows_the_reason(api: FakeApi, greenlight: Greenlight) -> None:
    api.answers["POST", "/api/v3/credits/ann/grants"] = problem(422, "amount: too much", "invalid")

    ended = greenlight("grant", "ann", "5")

    assert (ended.status, ended.out) == (1, "")
    assert "amount: too much" in ended.err


def test_credits_shows_the_account_and_the_newest_entries(api: FakeApi, greenlight: Greenlight) -> None:
    task = "019a9b1e-8c20-7b01-9e2f-3a4b5c6d7e91"
    hold = {"kind": "hold", "amount": 8, "task_id": task, "created_at": "2026-11-21T09:31:00Z"}
    capture = {"kind": "capture", "amount": 2, "task_id": task, "purpose": "scene 2", "not known here": 1}
    grant = {"kind": "grant", "amount": 10, "task_id": None, "reason": "wel[bold]come"}
    api.answers["GET", "/api/v3/credits/ann"] = answer(account(balance=10, held=8))
    api.answers["GET", "/api/v3/credits/ann/entries"] = answer({"data": [capture, hold, grant], "nextCursor": None})

    lines = greenlight("credits", "ann").out.splitlines()

    assert lines[0] == "ann: 10 credits, 8 of them held, 2 available"
    assert [line.split() for line in lines[3:]] == [
        ["capture", "2", "task", f"{task},", "scene", "2"],
        ["2026-11-21", "09:31:00", "hold", "8", "task", task],
        ["grant", "10", "wel[bold]come"],
    ]


def test_a_user_id_with_a_slash_is_quoted_in_the_path(api: FakeApi, greenlight: Greenlight) -> None:
    api.answers["GET", "/api/v3/credits/a%2Fb%20c"] = answer(account("a/b c"))
    api.answers["GET", "/api/v3/credits/a%2Fb%20c/entries"] = answer({"data": [], "nextCursor": None})

    assert greenlight("credits", "a/b c").out.startswith("a/b c: 0 credits, 0 available")
