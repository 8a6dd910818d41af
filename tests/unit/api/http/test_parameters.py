"""Wrong parameters, headers and grants, refused without a database."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.harness.api_bodies import JOBS, brief
from tests.harness.api_client import Http

JOB = f"{JOBS}/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"


def credits_of(user: str) -> str:
    return f"/api/v3/credits/{quote(user, safe='')}"


@pytest.mark.parametrize("name", ["", "x" * 201, "a\x00b"])
@pytest.mark.parametrize("route", ["", "/entries", "/grants"])
async def test_a_wrong_user_id_is_refused(http: Http, name: str, route: str) -> None:
    method, body = ("POST", {"amount": 1}) if route == "/grants" else ("GET", None)

    answer = await http.request(method, credits_of(name) + route, json=body)

    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == ["user_id"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "amount"),
        ({"amount": 0}, "amount"),
        ({"amount": -5}, "amount"),
        ({"amount": 2.5}, "amount"),
        ({"amount": "5"}, "amount"),
        ({"amount": True}, "amount"),
        ({"amount": 1_000_000_001}, "amount"),
        ({"amount": 10**19}, "amount"),
        ({"amount": 5, "reason": 7}, "reason"),
        ({"amount": 5, "reason": "x" * 501}, "reason"),
        ({"amount": 5, "reason": "a\x00b"}, "reason"),
        ({"amount": 5, "currency": "USD"}, "currency"),
    ],
)
async def test_a_wrong_grant_is_refused_with_its_path(http: Http, body: dict[str, Any], field: str) -> None:
    answer = await http.post(f"{credits_of('user')}/grants", json=body)

    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"), ("limit", "101"), ("limit", "x"), ("status", "done"), ("clientId", "\x00"),
        ("status", "failed,done"), ("status", ""), ("q", "\x00"), ("q", "x" * 201), ("needsDecision", "maybe"),
        ("cursor", ""), ("cursor", "x"), ("cursor", "é"), ("cursor", "WzEsMl0"), ("cursor", "e30"),
    ],
)  # fmt: skip
async def test_a_wrong_list_parameter_is_refused_with_its_name(http: Http, name: str, value: str) -> None:
    answer = await http.get(JOBS, params={name: value})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, name)


@pytest.mark.parametrize("wait", ["61", "61s", "30m", "-1", "1.5s", "", "soon", "999999999999"])
async def test_a_wrong_wait_is_refused(http: Http, wait: str) -> None:
    answer = await http.get(JOB, params={"wait": wait})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "wait")


async def test_a_wrong_source_of_progress_is_refused(http: Http) -> None:
    answer = await http.get(f"{JOB}/progress", params={"source": "stars"})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "source")


@pytest.mark.parametrize("key", ["", " ", "a b", "k" * 256, "é", "tab\there"])
async def test_a_wrong_idempotency_key_is_refused(http: Http, key: str) -> None:
    answer = await http.post(JOBS, json=brief(), headers=[(b"Idempotency-Key", key.encode())])
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "Idempotency-Key")
