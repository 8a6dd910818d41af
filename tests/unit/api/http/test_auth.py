"""Host names, web pages of other sites, API keys, and the headers of every response."""

import httpx
import pytest
from pydantic import SecretStr

from tests.harness.api_bodies import JOBS, brief
from tests.harness.api_client import Http
from tests.unit.api.conftest import Serving

FIRST = {"Authorization": "Bearer first-key"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs", "/openapi.json"])
async def test_health_and_documentation_need_no_key(guarded: Http, path: str) -> None:
    assert (await guarded.get(path)).status_code != 401


@pytest.mark.parametrize(
    "path",
    [JOBS, "/metrics", "/scenario/save/tasks/7", "/api/v3/credits/user", "/api/v3/nothing", "/healthz/", "/docs/x"],
)
async def test_everything_else_needs_a_key(guarded: Http, path: str) -> None:
    answer = await guarded.get(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("key", ["first-key", "second-key"])
async def test_each_key_is_accepted(guarded: Http, key: str) -> None:
    answer = await guarded.get("/api/v3/nothing", headers={"Authorization": f"bearer {key}"})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer first", "Bearer first-key2", "Basic first-key", "first-key", "Bearer \xff"],
)
async def test_a_wrong_key_is_refused(guarded: Http, authorization: str) -> None:
    headers = [(b"Authorization", authorization.encode("latin-1"))]
    answer = await guarded.post(JOBS, json=brief(), headers=headers)
    assert answer.status_code == 401
    assert "first-key" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "localhost:9000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
async def test_host_names_of_this_machine_are_accepted(http: Http, host: str) -> None:
    assert (await http.get("/healthz", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[", ""])
async def test_other_host_names_are_refused(http: Http, host: str) -> None:
    answer = await http.get(JOBS, headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (421, "wrong_host")


async def test_the_public_host_name_is_accepted_once_there_are_keys(serving: Serving) -> None:
    headers = {"Host": "review.example.com"}
    public = {"public_url": "https://review.example.com"}
    without, having = await serving(**public), await serving(**public, api_keys=(SecretStr("first-key"),))

    assert (await without.get("/healthz", headers=headers)).status_code == 421
    assert (await having.get("/healthz", headers=headers)).status_code == 200


async def test_a_page_at_the_public_url_is_of_the_same_site(serving: Serving) -> None:
    http = await serving(public_url="https://review.example.com/")

    assert (await http.post(JOBS, json={}, headers={"Origin": "https://review.example.com"})).status_code == 422


async def test_an_api_on_every_interface_accepts_any_host_name(serving: Serving) -> None:
    http = await serving(api_host="0.0.0.0")
    assert (await http.get("/healthz", headers={"Host": "greenlight.example"})).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8000"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_change_from_another_site_is_refused(http: Http, headers: dict[str, str]) -> None:
    answer = await http.post(JOBS, json=brief(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://localhost:8000"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}]
)
async def test_a_change_from_the_same_site_is_accepted(http: Http, headers: dict[str, str]) -> None:
    assert (await http.post(JOBS, json={}, headers=headers)).status_code == 422


async def test_a_key_is_accepted_from_any_site(guarded: Http) -> None:
    headers = {**FIRST, "Origin": "https://app.example", "Sec-Fetch-Site": "cross-site"}
    assert (await guarded.post(JOBS, json={}, headers=headers)).status_code == 422


async def test_every_response_has_security_headers(guarded: Http) -> None:
    answers: list[httpx.Response] = [
        await guarded.get("/healthz"),
        await guarded.get(JOBS),
        await guarded.get(JOBS, headers=FIRST),
        await guarded.get("/nothing", headers=FIRST),
    ]
    for answer in answers:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("vendor", ["replicate", "nobody"])
async def test_news_of_vendors_need_no_key_and_are_answered_without_a_database(guarded: Http, vendor: str) -> None:
    answer = await guarded.post(f"/api/v3/vendor-news/{vendor}", json={"status": "succeeded"})

    assert (answer.status_code, answer.content) == (204, b"")


async def test_news_of_vendors_can_only_be_posted(guarded: Http) -> None:
    assert (await guarded.get("/api/v3/vendor-news/replicate")).status_code == 405
