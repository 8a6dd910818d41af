"""CORS: what a browser is told about pages of other origins."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.container import Container
from api.http.cors import EXPOSED_HEADERS
from tests.harness.api_bodies import JOBS, brief
from tests.harness.api_client import Http, api_client
from tests.unit.api.conftest import Serving

APP = "https://app.example.com"
JOB = f"{JOBS}/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"
KEY = {"Authorization": "Bearer first-key"}

_RECORDED = Path(__file__).parents[3] / "contracts" / "recorded_answers" / "answers"
_READ_WITHOUT_LEAVE = {"cache-control", "content-language", "content-length", "content-type", "last-modified"}
_FOR_THE_BROWSER = {
    *("content-security-policy", "referrer-policy", "set-cookie", "vary", "x-content-type-options", "x-frame-options"),
}


@pytest.fixture(scope="module")
async def shared(serving: Serving) -> Http:
    """An API with a key that pages of two origins may call."""
    return await serving(allowed_origins=(APP, "http://localhost:3000"), api_keys=(SecretStr("first-key"),))


async def preflight(http: Http, origin: str, method: str, headers: str = "", path: str = JOB) -> httpx.Response:
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    if headers:
        asked["Access-Control-Request-Headers"] = headers
    return await http.options(path, headers=asked)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
async def test_a_preflight_is_answered_without_a_key(shared: Http, method: str) -> None:
    answer = await preflight(shared, APP, method, "authorization,content-type,idempotency-key")

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    assert method in answer.headers["Access-Control-Allow-Methods"].split(", ")
    assert "Origin" in answer.headers["Vary"]
    assert int(answer.headers["Access-Control-Max-Age"]) > 0
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "header",
    [
        *("authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "last-event-id", "prefer"),
        *("range", "x-request-id"),
    ],
)
async def test_a_preflight_allows_the_headers_of_the_api(shared: Http, header: str) -> None:
    answer = await preflight(shared, "http://localhost:3000", "POST", header)

    assert answer.status_code == 200
    assert header in answer.headers["Access-Control-Allow-Headers"].lower().split(", ")


@pytest.mark.parametrize("origin", ["https://evil.example", "http://app.example.com", "https://app.example.com:8443"])
async def test_another_origin_is_told_nothing(shared: Http, origin: str) -> None:
    answers = [
        await preflight(shared, origin, "POST"),
        await shared.get("/healthz", headers={"Origin": origin}),
    ]
    assert [answer.headers.get("Access-Control-Allow-Origin") for answer in answers] == [None, None]
    assert answers[0].status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/healthz", {}, 200),
        ("GET", "/api/v3/nothing", {"headers": KEY}, 404),
        ("GET", JOBS, {}, 401),
        ("PUT", JOBS, {"headers": KEY}, 405),
        ("POST", JOBS, {"headers": KEY, "json": {"metadata": "x" * 2_000_000}}, 413),
        ("POST", JOBS, {"headers": KEY, "json": {}}, 422),
        ("POST", JOBS, {"headers": KEY, "json": brief()}, 503),
    ],
)
async def test_every_answer_may_be_read_by_an_allowed_page(
    shared: Http, method: str, path: str, sent: dict[str, Any], status: int
) -> None:
    answer = await shared.request(method, path, **{**sent, "headers": {**sent.get("headers", {}), "Origin": APP}})

    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    assert "Origin" in answer.headers["Vary"]
    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "Location", "Idempotency-Replayed", "Retry-After", "X-Request-Id", "Content-Range"} <= set(exposed)


async def test_a_bug_is_answered_so_that_an_allowed_page_can_read_it(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(container.gateway), "health", breaks)
    settings = container.settings.model_copy(update={"allowed_origins": (APP,)})
    async with api_client(replace(container, settings=settings), raise_bugs=False) as http:
        answer = await http.get("/readyz", headers={"Origin": APP})

    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (500, APP)


async def test_an_answer_without_an_origin_still_varies_by_it(shared: Http) -> None:
    answer = await shared.get("/healthz")
    assert "Origin" in answer.headers["Vary"]


async def test_any_origin_may_be_allowed(serving: Serving) -> None:
    http = await serving(allowed_origins=("*",), api_keys=(SecretStr("first-key"),))
    asked = await preflight(http, "https://any.example", "PATCH", "authorization")
    answer = await http.get("/healthz", headers={"Origin": "https://any.example"})

    assert (asked.status_code, asked.headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


async def test_without_keys_only_pages_of_allowed_origins_may_change_something(serving: Serving) -> None:
    http = await serving(allowed_origins=(APP,))
    headers = {"Sec-Fetch-Site": "cross-site"}
    allowed = await http.post(JOBS, json={}, headers={**headers, "Origin": APP})
    other = await http.post(JOBS, json={}, headers={**headers, "Origin": "https://evil.example"})

    assert (allowed.status_code, other.status_code) == (422, 403)


async def test_without_allowed_origins_nothing_is_said_about_them(http: Http) -> None:
    asked = await preflight(http, APP, "POST")
    answer = await http.get("/healthz", headers={"Origin": APP})

    assert asked.status_code == 405
    for each in (asked, answer):
        assert not [name for name in each.headers if name.startswith("access-control") or name == "vary"]


async def test_a_public_page_may_be_allowed_to_call_an_api_on_this_machine(shared: Http) -> None:
    asked = {
        "Origin": APP,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Private-Network": "true",
    }
    answer = await shared.options(JOB, headers=asked)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Private-Network"]) == (200, "true")


def test_every_header_that_answers_have_is_exposed() -> None:
    recorded = [json.loads(file.read_text()) for file in _RECORDED.glob("*.json")]
    exchanges = [each for recording in recorded if isinstance(recording, list) for each in recording]
    sent = {name for each in exchanges for name in each.get("headers", {})}

    assert {"etag", "location", "content-range"} <= sent
    exposed = {name.lower() for name in EXPOSED_HEADERS}
    assert sent - exposed <= _READ_WITHOUT_LEAVE | _FOR_THE_BROWSER
