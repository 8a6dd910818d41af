import httpx
import pytest

from api.container import Container
from tests.stack.api.briefs import JOBS, brief, row_counts
from tests.stack.api.conftest import Http, Serving

FIRST = {"Authorization": "Bearer first-key"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs", "/openapi.json"])
async def test_what_anybody_may_see_needs_no_key(guarded: Http, path: str) -> None:
    assert (await guarded.get(path)).status_code == 200


@pytest.mark.parametrize("path", [JOBS, "/metrics", "/api/v3/nothing", "/healthz/", "/docs/x"])
async def test_everything_else_needs_a_key(guarded: Http, path: str) -> None:
    answer = await guarded.get(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("key", ["first-key", "second-key"])
async def test_each_key_opens(guarded: Http, key: str) -> None:
    assert (await guarded.get(JOBS, headers={"Authorization": f"bearer {key}"})).status_code == 200


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer first", "Bearer first-key2", "Basic first-key", "first-key", "Bearer \xff"],
)
async def test_a_wrong_key_does_not_open(guarded: Http, container: Container, authorization: str) -> None:
    headers = [(b"Authorization", authorization.encode("latin-1"))]
    answer = await guarded.post(JOBS, json=brief(), headers=headers)
    assert answer.status_code == 401
    assert "first-key" not in answer.text
    assert (await row_counts(container.engine))["jobs"] == 0


@pytest.mark.parametrize("host", ["localhost", "localhost:9000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
async def test_this_machines_names_are_answered(http: Http, host: str) -> None:
    assert (await http.get("/healthz", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[", ""])
async def test_a_name_that_was_made_to_point_here_is_not(http: Http, host: str) -> None:
    answer = await http.get(JOBS, headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (421, "wrong_host")


async def test_an_api_that_others_reach_is_called_by_any_name(serving: Serving) -> None:
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
async def test_a_page_of_another_site_changes_nothing(
    http: Http, container: Container, headers: dict[str, str]
) -> None:
    answer = await http.post(JOBS, json=brief(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert (await row_counts(container.engine))["jobs"] == 0


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://localhost:8000"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}]
)
async def test_a_page_of_our_own_may_change_things(http: Http, headers: dict[str, str]) -> None:
    assert (await http.post(JOBS, json=brief(), headers=headers)).status_code == 201


async def test_whoever_has_a_key_may_call_from_any_page(guarded: Http) -> None:
    headers = {**FIRST, "Origin": "https://app.example", "Sec-Fetch-Site": "cross-site"}
    assert (await guarded.post(JOBS, json=brief(), headers=headers)).status_code == 201


async def test_every_answer_has_safe_headers(guarded: Http) -> None:
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
