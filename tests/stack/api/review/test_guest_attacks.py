"""Guests' links and cookies: who guesses them, plants them, uses them from another site, or frames the page."""

import asyncio
import base64
import hashlib
import hmac
import time
from http.cookies import SimpleCookie
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr

from api.container import Container
from domain.job.model import JobStatus
from tests.harness.api_bodies import JOBS, created
from tests.stack.api.conftest import Http, Serving
from tests.stack.api.review.guests import SAME_SITE, Guest, guest_of
from tests.stack.api.stages import planned

PASSWORD = "greenlight_guest"
SECRETS = ("Morrow Kettle", "Order yours")


@pytest.fixture
async def job(http: Http, container: Container) -> UUID:
    """A job in review."""
    job = UUID((await created(http, adBasics={"productName": SECRETS[0], "callToAction": SECRETS[1]}))["id"])
    await planned(container, job)
    return job


async def opened(guest: Guest, password: str = "tea") -> str:
    """The cookie of a browser that has given the password."""
    answer = await guest.send("password", {}, password=password)
    assert answer.status_code == 303
    guest.http.cookies.clear()
    return SimpleCookie(answer.headers["Set-Cookie"])[PASSWORD].value


async def asked_with(guest: Guest, cookie: str) -> httpx.Response:
    return await guest.get(headers={"Cookie": f"{PASSWORD}={cookie}"})


def shows_the_job(page: httpx.Response) -> bool:
    return any(each in page.text for each in SECRETS)


# Guessing


async def test_a_token_has_256_bits_and_no_two_have_anything_in_common(http: Http, job: UUID) -> None:
    tokens = [(await guest_of(http, job)).token for _ in range(20)]

    decoded = [base64.urlsafe_b64decode(f"{token}=") for token in tokens]
    assert {len(each) for each in decoded} == {32}
    assert len({each[:4] for each in decoded}) == len({each[-4:] for each in decoded}) == 20


@pytest.mark.parametrize("change", [str.swapcase, lambda token: token[:-1], lambda token: f"{token}A", str.lower])
async def test_a_token_that_is_nearly_one_is_answered_like_any_that_is_none(
    http: Http, job: UUID, change: type[str]
) -> None:
    guest = await guest_of(http, job)

    nearly, none = await http.get(f"/r/{change(guest.token)}"), await http.get(f"/r/{'x' * 43}")

    assert (nearly.status_code, nearly.text) == (none.status_code, none.text) == (404, none.text)
    assert not shows_the_job(nearly)


async def test_passwords_cannot_be_guessed_by_many_requests_at_once(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job, password="tea")

    answers = await asyncio.gather(*(guest.send("password", {}, password=f"{attempt}") for attempt in range(25)))

    assert sorted(answer.status_code for answer in answers) == [403] * 10 + [429] * 15


async def test_guessing_the_password_of_one_link_keeps_nobody_out_of_another(http: Http, job: UUID) -> None:
    guessed, other = [await guest_of(http, job, password="tea") for _ in range(2)]
    await asyncio.gather(*(guessed.send("password", {}, password=f"{attempt}") for attempt in range(11)))

    assert (await other.send("password", {}, password="tea")).status_code == 303


async def test_a_link_is_no_key(serving: Serving, job: UUID) -> None:
    http = await serving(api_keys=(SecretStr("first-key"),))
    http.headers["Authorization"] = "Bearer first-key"
    guest = await guest_of(http, job)
    del http.headers["Authorization"]

    answer = await http.get(JOBS, headers={"Authorization": f"Bearer {guest.token}"})

    assert answer.status_code == 401


# Cookies


async def test_a_guests_cookies_are_hidden_from_scripts_and_sent_to_that_link_alone(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job, password="tea")
    answers = [await guest.send("password", {}, password="tea"), await guest.get()]
    answers.append(await guest.send("notes", name="Ada", note="Warmer."))
    http.cookies.clear()

    cookies = SimpleCookie()
    for answer in answers:
        cookies.load(answer.headers["Set-Cookie"])
    assert set(cookies) == {PASSWORD, "greenlight_visit", "greenlight_name"}
    for cookie in cookies.values():
        assert (cookie["path"], cookie["samesite"].lower()) == (guest.path, "lax")
        assert cookie["httponly"]
        assert "tea" not in cookie.value


async def test_a_guests_cookies_are_for_https_only_where_the_link_is(serving: Serving, job: UUID) -> None:
    http = await serving(public_url="https://localhost:8000")
    guest = await guest_of(http, job)

    answer = await guest.get()
    http.cookies.clear()

    assert SimpleCookie(answer.headers["Set-Cookie"])["greenlight_visit"]["secure"]


async def test_the_cookie_of_one_link_opens_no_other_with_the_same_password(http: Http, job: UUID) -> None:
    mine, other = [await guest_of(http, job, password="tea") for _ in range(2)]

    cookie = await opened(mine)

    assert shows_the_job(await asked_with(mine, cookie))
    assert not shows_the_job(await asked_with(other, cookie))


async def test_a_cookie_that_was_made_or_changed_by_hand_opens_nothing(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job, password="tea")
    expiry, nonce, signature = (await opened(guest)).split(".")
    later = str(int(expiry) + 60)
    known = hmac.new(guest.token.encode(), f"greenlight password {later}.{nonce}".encode(), hashlib.sha256).hexdigest()

    made = [
        f"{later}.{nonce}.{signature}",
        f"{expiry}..{signature}",
        f"{later}.{nonce}.{known}",
        "",
        "1",
        "..",
        "a.b.c",
    ]
    made += [f"{int(time.time()) + 60}.{nonce}.", f"{expiry}.{nonce}.{signature.upper()}"]

    for cookie in made:
        page = await asked_with(guest, cookie)
        assert (page.status_code, shows_the_job(page)) == (200, False), cookie


async def test_a_forms_token_is_no_cookie_and_a_cookie_no_forms_token(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job, password="tea")
    cookie = await opened(guest)
    fields = {"form": cookie, "name": "Ada"}

    headers = SAME_SITE | {"Cookie": f"{PASSWORD}={cookie}"}
    answer = await http.post(f"{guest.path}/approve", data=fields, headers=headers)

    assert answer.status_code == 403


async def test_a_planted_cookie_is_replaced_when_the_password_is_given(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job, password="tea")
    planted = await opened(guest)

    headers = SAME_SITE | {"Cookie": f"{PASSWORD}={planted}"}
    answer = await http.post(f"{guest.path}/password", data={"password": "tea"}, headers=headers)
    http.cookies.clear()

    assert SimpleCookie(answer.headers["Set-Cookie"])[PASSWORD].value != planted


async def test_a_name_in_a_cookie_is_shown_as_text(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job)
    name = '"><script>alert(1)</script>'

    page = await guest.get(headers={"Cookie": f"greenlight_name={quote(name)}"})

    assert "<script" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


# Other sites


@pytest.mark.parametrize("below", ["password", "notes", "approve", "send-back"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example:8000"},
        {"Origin": "https://localhost:8000.evil.example"},
    ],
)
async def test_no_other_site_sends_a_form_not_even_one_that_has_a_page_of_the_link(
    http: Http, job: UUID, container: Container, below: str, headers: dict[str, str]
) -> None:
    guest = await guest_of(http, job, password="tea" if below == "password" else None)
    typed = {"password": "tea", "name": "Ada", "note": "Warmer.", "reason": "Warmer."}
    fields = typed if below == "password" else await guest.fields() | typed

    answer = await http.post(f"{guest.path}/{below}", data=fields, headers=headers)

    assert answer.status_code == 403
    assert PASSWORD not in answer.headers.get("Set-Cookie", "")
    loaded = await container.jobs.load(job)
    assert loaded.status is JobStatus.STORYBOARD_REVIEW
    assert not await container.notes.of_job(job)


async def test_a_link_in_a_mail_or_an_image_changes_nothing(http: Http, job: UUID, container: Container) -> None:
    guest = await guest_of(http, job)

    for below in ("approve", "send-back", "notes", "password"):
        answer = await guest.get(f"/{below}", headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code in (404, 405)
    assert (await container.jobs.load(job)).status is JobStatus.STORYBOARD_REVIEW


async def test_no_page_tells_another_site_where_the_guest_comes_from_or_is_shown_within_it(
    http: Http, job: UUID
) -> None:
    guest, locked = await guest_of(http, job), await guest_of(http, job, password="tea")
    paths = ["", "/captions", "/poster", "/film"]
    answers = [await guest.get(path) for path in paths] + [await locked.get(), await locked.get("/captions")]

    for answer in answers:
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers
