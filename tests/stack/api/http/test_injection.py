"""Paths, names and headers that try to be something else, on a connection of bytes as they are."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr

from api.container import Container
from api.http.access.open_paths import hide_tokens
from tests.harness.api_bodies import JOBS, created, png
from tests.harness.api_client import Http, json_of
from tests.harness.live_api import served
from tests.stack.api.review.guests import guest_of
from tests.stack.api.stages import planned

KEY = "key-that-no-log-has"
HOSTILE = 'tin"\r\nX-Injected: yes\r\n\r\n<script>alert(1)</script>; filename="other.html'


@pytest.fixture
async def url(container: Container) -> AsyncIterator[str]:
    """The address of an API with a key."""
    keys = container.settings.model_copy(update={"api_keys": (SecretStr(KEY),)})
    async with served(replace(container, settings=keys)) as url:
        yield url


async def asked(url: str, target: bytes, method: bytes = b"GET", *headers: bytes) -> tuple[int, bytes, bytes]:
    """The status, head and body of the answer to a request whose target and headers are sent as they are."""
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
    lines = [method + b" " + target + b" HTTP/1.1", b"Host: localhost", b"Connection: close", *headers]
    writer.write(b"\r\n".join(lines) + b"\r\n\r\n")
    async with asyncio.timeout(20):
        answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), head, body


AROUND_THE_KEY = [
    b"/r/../api/v3/jobs",
    b"/r/%2e%2e/api/v3/jobs",
    b"/studio/../api/v3/jobs",
    b"/studio/..%2fapi%2fv3%2fjobs",
    b"/jobs/../api/v3/jobs",
    b"/api/v3/session/../jobs",
    b"/api/v3/session%2f..%2fjobs",
    b"//api/v3/jobs",
    b"/api//v3/jobs",
    b"/./api/v3/jobs",
    b"/api/v3/jobs/",
    b"/api/v3/jobs%00",
    b"/api/v3/jobs;x=/r/",
    b"/api/v3/jobs%3f/r/",
    b"/%61pi/v3/jobs",
    b"/API/V3/JOBS",
    b"/api/v3/jobs%e2%80%8b",
    b"/api/v3\\jobs",
    "/api/v3/jobs\u2215".encode(),
    b"/healthz/../api/v3/jobs",
    b"http://localhost/api/v3/jobs",
    b"/r/x?/api/v3/jobs",
]


@pytest.mark.parametrize("target", AROUND_THE_KEY)
async def test_no_spelling_of_a_path_leads_around_the_key(url: str, target: bytes) -> None:
    status, _, body = await asked(url, target)

    assert status in (400, 401, 404, 405)
    assert b'"data"' not in body


OUTSIDE = [
    b"/studio/../../etc/passwd",
    b"/studio/%2e%2e/%2e%2e/pyproject.toml",
    b"/studio/..%2f..%2fpyproject.toml",
    b"/studio/%2e%2e%5c%2e%2e%5cpyproject.toml",
    b"/studio//etc/passwd",
    b"/studio/%2fetc%2fpasswd",
    b"/studio/index.html%00.js",
    b"/studio/./../api/app.py",
    b"/r/../../etc/passwd",
    b"/r/guest.css/../../pyproject.toml",
    b"/swagger/..%2f..%2fetc%2fpasswd",
]


@pytest.mark.parametrize("target", OUTSIDE)
async def test_no_path_reads_a_file_outside_the_studio(url: str, target: bytes) -> None:
    status, _, body = await asked(url, target)

    assert status in (400, 401, 404)
    assert b"root:" not in body
    assert b"[project]" not in body
    assert b"import" not in body


@pytest.mark.parametrize(
    "name", [b"..", b"%2e%2e", b"..%2f..%2fjobs", b"a%00b", b"%F0%9F%8D%B5", b"%ff", b"%0d%0aX-A:%20b", b"'--"]
)
@pytest.mark.parametrize("path", [b"jobs/%s", b"assets/%s/data", b"jobs/%s/scenes/1/still", b"webhooks/%s", b"keys/%s"])
async def test_an_id_that_is_none_is_not_found_whatever_it_spells(url: str, path: bytes, name: bytes) -> None:
    status, head, body = await asked(url, b"/api/v3/" + path % name, b"GET", b"Authorization: Bearer " + KEY.encode())

    assert status == 404
    assert json.loads(body)["code"] == "not_found"
    assert b"\r\nX-A:" not in head


@pytest.mark.parametrize("given", [b"a\tb", b"a b", b"<script>", b"\xff\xfe", b"x" * 129, b"a;b", b"${jndi:ldap://x}"])
async def test_an_id_of_a_request_that_could_harm_a_log_is_replaced(url: str, given: bytes) -> None:
    _, head, body = await asked(url, b"/api/v3/nothing", b"GET", b"X-Request-Id: " + given)

    (own,) = re.findall(rb"(?im)^x-request-id: (.+?)\r?$", head)
    UUID(own.decode())
    assert json.loads(body)["request_id"] == own.decode()


@pytest.mark.parametrize(
    "headers",
    [
        (b"X-Request-Id: a\r\n X-Injected: yes",),
        (b"Transfer-Encoding: chunked", b"Content-Length: 5"),
        (b"Content-Length: 5", b"Content-Length: 6"),
        (b"X: a\x00b",),
        (b"X : a",),
    ],
)
async def test_a_head_that_two_servers_could_read_differently_is_refused(url: str, headers: tuple[bytes, ...]) -> None:
    status, head, _ = await asked(url, b"/healthz", b"POST", *headers)

    assert status in (400, 405, 411)
    assert b"\r\nX-Injected" not in head


def one_header(answer: httpx.Response, name: str) -> str:
    (value,) = answer.headers.get_list(name)
    assert "\r" not in value
    assert "\n" not in value
    assert "X-Injected" not in answer.headers
    return str(value)


@pytest.fixture
async def job(http: Http, container: Container) -> UUID:
    """A job in review, of a product with a hostile name."""
    job = UUID((await created(http, adBasics={"productName": HOSTILE, "callToAction": HOSTILE}))["id"])
    await planned(container, job)
    return job


@pytest.mark.parametrize("below", ["notes?format=csv", "notes?format=edl", "captions", "stills"])
async def test_a_films_name_is_only_a_name_in_the_header_of_a_download(http: Http, job: UUID, below: str) -> None:
    answer = await http.get(f"{JOBS}/{job}/{below}")

    assert answer.status_code == 200
    disposition = one_header(answer, "Content-Disposition")
    assert re.fullmatch(
        r"""(inline|attachment); filename="[\w .()+,-]*"(; filename\*=UTF-8''[\w.%~-]+)?""", disposition
    )


async def test_an_uploads_name_is_only_a_name_and_it_is_served_as_what_it_is(http: Http) -> None:
    page = b"<html><script>alert(1)</script>"
    refused = await http.post("/api/v3/assets", files={"file": ("x.html", page, "text/html")})
    assert refused.status_code == 422

    files = {"file": ("x.html", png(), "text/html")}
    asset = json_of(await http.post("/api/v3/assets", files=files, data={"name": HOSTILE}), 201)["data"]
    served_file = await http.get(asset["url"])

    assert served_file.headers["Content-Type"] == "image/png"
    assert one_header(served_file, "X-Content-Type-Options") == "nosniff"
    assert one_header(served_file, "Content-Disposition").startswith('inline; filename="tin_')
    assert "\r" not in one_header(await http.get(f"/api/v3/assets/{asset['id']}"), "Content-Type")


async def test_where_a_new_thing_is_holds_nothing_that_the_client_wrote(http: Http) -> None:
    answer = await http.post(JOBS, json={"context": {"clientId": HOSTILE}, "adBasics": {"productName": HOSTILE}})

    assert re.fullmatch(rf"{JOBS}/[0-9a-f-]{{36}}", one_header(answer, "Location"))


async def test_an_edit_decision_list_and_captions_have_the_texts_in_their_own_lines(http: Http, job: UUID) -> None:
    note = {"text": "a\n\n002  AX       V     C        00:00:00:00 00:00:01:00\n00:00.000 --> 00:09.000\nforged"}
    assert (await http.post(f"{JOBS}/{job}/notes", json=note)).status_code == 201

    edl = (await http.get(f"{JOBS}/{job}/notes", params={"format": "edl"})).text
    captions = (await http.get(f"{JOBS}/{job}/captions")).text

    assert len([line for line in edl.splitlines() if re.match(r"\d{3}  ", line)]) == 3
    assert captions.count("-->") == 3


@pytest.fixture
def hidden_tokens() -> Iterator[None]:
    """The filter that the app installs at its start, if it is not made for a test."""
    requests = logging.getLogger("uvicorn.access")
    requests.addFilter(hide_tokens)
    yield
    requests.removeFilter(hide_tokens)


@pytest.mark.usefixtures("hidden_tokens")
async def test_no_log_has_a_key_a_token_or_a_password(
    url: str, container: Container, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    key, wrong = {"Authorization": f"Bearer {KEY}"}, {"Authorization": "Bearer wrong-key-4711"}
    async with httpx.AsyncClient(base_url=url, headers={"Host": "localhost"}) as http:
        http.headers.update(key)
        job = UUID((await created(http))["id"])
        await planned(container, job)
        guest = await guest_of(http, job, password="password-4712")
        stored = json_of(await http.post("/api/v3/keys", json={"name": "Ann", "scopes": ["films:read"]}), 201)["data"]
        await http.get(JOBS, headers=wrong)
        await http.post("/api/v3/session", json={"key": "wrong-key-4713"})
        session = await http.post("/api/v3/session", json={"key": KEY})
        await http.get(JOBS, headers={"Authorization": f"Bearer {stored['key']}"})
        await http.get(JOBS, headers={"Authorization": f"Bearer {stored['key'][:-1]}"})
        await guest.send("password", {}, password="password-4712")
        await guest.send("password", {}, password="password-4714")
        await guest.get("/nothing")
        await http.post(f"/r/{guest.token}/nothing")
        await http.put(guest.path)

    records = [each for each in caplog.records if not each.name.startswith(("httpx", "httpcore"))]  # the test's own
    written = "".join(capfd.readouterr()) + "".join(f"{each.getMessage()} {vars(each)!r}" for each in records)
    cookie = session.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    secrets = [KEY, guest.token, stored["key"].rpartition("_")[2], cookie]
    for secret in [*secrets, "wrong-key-4711", "wrong-key-4713", "password-4712", "password-4714"]:
        assert secret not in written
