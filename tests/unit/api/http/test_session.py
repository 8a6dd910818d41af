"""Signing in: a key exchanged for a cookie, and what the cookie may do."""

from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from api.http.access.attempts import Attempts
from api.http.access.open_paths import is_open
from api.http.access.sessions import COOKIE, LIFETIME, Sessions
from domain.clients.access import Scope
from tests.harness.api_bodies import JOBS, brief, check_problem
from tests.harness.api_client import Http
from tests.unit.api.conftest import Serving

SESSION = "/api/v3/session"
SAME = {"Sec-Fetch-Site": "same-origin"}


async def sign_in(http: Http, key: str = "first-key", **headers: str) -> httpx.Response:
    answer = await http.post(SESSION, json={"key": key}, headers=headers)
    http.cookies.clear()
    return answer


async def cookie_of(http: Http) -> dict[str, str]:
    """The header of a new session's cookie."""
    answer = await sign_in(http)
    return {"Cookie": f"{COOKIE}={answer.cookies[COOKIE]}"}


async def test_a_key_is_exchanged_for_a_cookie_that_scripts_cannot_read(guarded: Http) -> None:
    answer = await sign_in(guarded)

    shown = answer.json()["data"]
    assert (answer.status_code, shown["required"], shown["signedIn"]) == (200, True, True)
    assert (shown["clientId"], shown["scopes"]) == (None, list(Scope))
    cookie = SimpleCookie(answer.headers["Set-Cookie"])[COOKIE]
    assert (cookie["path"], cookie["samesite"].lower(), cookie["max-age"]) == ("/", "strict", "43200")
    assert cookie["httponly"]
    assert not cookie["secure"]
    assert "first-key" not in answer.headers["Set-Cookie"]


async def test_over_https_the_cookie_is_for_https_only(guarded: Http) -> None:
    answer = await guarded.post(f"https://localhost:8000{SESSION}", json={"key": "first-key"})
    guarded.cookies.clear()

    assert SimpleCookie(answer.headers["Set-Cookie"])[COOKIE]["secure"]


@pytest.mark.parametrize(
    ("public", "host", "is_secure"),
    [
        ("https://review.example.com", "review.example.com", True),
        ("https://review.example.com", "localhost", False),
        ("http://review.example.com", "review.example.com", False),
    ],
)
async def test_behind_a_proxy_that_speaks_https_the_cookie_is_for_https_only(
    serving: Serving, public: str, host: str, is_secure: bool
) -> None:
    http = await serving(api_keys=(SecretStr("first-key"),), public_url=public)

    answer = await sign_in(http, Host=host)

    assert bool(SimpleCookie(answer.headers["Set-Cookie"])[COOKIE]["secure"]) is is_secure


async def test_signing_in_takes_over_no_session_that_the_browser_was_given_before(guarded: Http) -> None:
    planted = (await sign_in(guarded, "second-key")).cookies[COOKIE]

    answer = await sign_in(guarded, Cookie=f"{COOKIE}={planted}")

    mine = answer.cookies[COOKIE]
    assert mine != planted
    shown = [
        (await guarded.get(SESSION, headers={"Cookie": f"{COOKIE}={each}"})).json()["data"]["name"]
        for each in (planted, mine)
    ]
    assert shown[0] != shown[1]


async def test_a_session_is_no_key_and_a_key_no_session(guarded: Http) -> None:
    cookie = (await sign_in(guarded)).cookies[COOKIE]

    assert (await guarded.get(JOBS, headers={"Authorization": f"Bearer {cookie}"})).status_code == 401
    assert (await guarded.get(JOBS, headers={"Cookie": f"{COOKIE}=first-key"})).status_code == 401


async def test_a_session_may_do_what_its_key_may(guarded: Http) -> None:
    cookie = await cookie_of(guarded)

    assert (await guarded.get("/api/v3/nothing", headers=cookie)).status_code == 404
    assert (await guarded.post(JOBS, json={}, headers=cookie | SAME)).status_code == 422


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:8000"},
    ],
)
async def test_a_change_by_a_session_from_another_site_is_refused(guarded: Http, headers: dict[str, str]) -> None:
    answer = await guarded.post(JOBS, json=brief(), headers=await cookie_of(guarded) | headers)

    check_problem(answer, 403, "cross_site")


async def test_a_page_of_an_allowed_origin_may_not_use_a_session(serving: Serving) -> None:
    http = await serving(api_keys=(SecretStr("first-key"),), allowed_origins=("https://app.example",))

    answer = await http.post(JOBS, json=brief(), headers=await cookie_of(http) | {"Origin": "https://app.example"})

    check_problem(answer, 403, "cross_site")


async def test_another_site_cannot_sign_a_browser_in(guarded: Http) -> None:
    check_problem(await sign_in(guarded, **{"Origin": "https://evil.example"}), 403, "cross_site")


async def test_a_wrong_key_is_refused_and_after_ten_within_a_minute_so_is_any(serving: Serving) -> None:
    http = await serving(api_keys=(SecretStr("first-key"),))

    for _ in range(10):
        check_problem(await sign_in(http, "first"), 401, "unauthorized")
    answer = await sign_in(http)

    check_problem(answer, 429, "too_many_requests")
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_old_attempts_are_forgotten() -> None:
    now = [0.0]
    attempts = Attempts(most=1, window=LIFETIME, clock=lambda: now[0])
    attempts.add("somebody")

    now[0] = LIFETIME.total_seconds()

    attempts.check("somebody")


async def test_a_page_can_ask_whether_it_is_signed_in(guarded: Http, http: Http) -> None:
    states = [
        await guarded.get(SESSION),
        await guarded.get(SESSION, headers=await cookie_of(guarded)),
        await http.get(SESSION),
    ]

    shown = [each.json()["data"] for each in states]
    assert [(each["required"], each["signedIn"]) for each in shown] == [(True, False), (True, True), (False, True)]


async def test_signing_out_takes_the_cookie_away(guarded: Http) -> None:
    answer = await guarded.delete(SESSION, headers=await cookie_of(guarded) | SAME)

    assert not answer.json()["data"]["signedIn"]
    assert SimpleCookie(answer.headers["Set-Cookie"])[COOKIE]["max-age"] == "0"


async def test_without_keys_anybody_is_signed_in(http: Http) -> None:
    answer = await sign_in(http, "anything")

    assert answer.json()["data"]["signedIn"]
    assert "Set-Cookie" not in answer.headers


def test_a_session_outlives_the_process_and_ends_with_its_key_or_its_time() -> None:
    now = [1_000.0]

    def restarted(*keys: str) -> Sessions:
        return Sessions(keys, clock=lambda: now[0])

    cookie = restarted("old", "new").begin("old")
    assert cookie
    caller = restarted("old").caller_with_key(b"old")
    assert restarted("new", "old").caller_with_session(cookie) == caller
    assert restarted("new").caller_with_session(cookie) is None
    now[0] += LIFETIME.total_seconds()
    assert restarted("old").caller_with_session(cookie) is None


@pytest.mark.parametrize("cookie", ["", ".", "9999999999..", "9999999999.nonce.00", "\xff.\xff.\xff", "x" * 5_000])
async def test_a_made_up_cookie_is_no_session(guarded: Http, cookie: str) -> None:
    headers = [(b"Cookie", f"{COOKIE}={cookie}".encode("latin-1"))]

    check_problem(await guarded.get("/api/v3/nothing", headers=headers), 401, "unauthorized")


async def test_a_later_expiry_breaks_the_signature(guarded: Http) -> None:
    value = (await sign_in(guarded)).cookies[COOKIE]
    expiry, rest = value.split(".", 1)

    answer = await guarded.get("/api/v3/nothing", headers={"Cookie": f"{COOKIE}={int(expiry) + 1}.{rest}"})

    check_problem(answer, 401, "unauthorized")


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app()


async def test_every_route_of_the_document_but_health_and_session_needs_a_key(app: FastAPI, guarded: Http) -> None:
    document: dict[str, Any] = app.openapi()

    for path, methods in document["paths"].items():
        for method in methods:
            answer = await guarded.request(method, path.replace("{", "").replace("}", ""))
            assert (answer.status_code != 401) is is_open(path), (method, path)
    assert {path for path in document["paths"] if is_open(path)} == {"/healthz", "/readyz", SESSION}
