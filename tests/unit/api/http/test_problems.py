"""Requests that are refused before a route runs, and routes without a database."""

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest
from starlette.exceptions import HTTPException

from api.container import Container, Migrations
from api.http.errors import FieldError, Unprocessable, status_of
from api.http.problems import error_response
from domain import timeouts
from domain.errors import Expired, GreenlightError, NotFound, OrderUnknown, VendorDown
from tests.harness.api_bodies import ASSETS, JOBS, brief, check_problem
from tests.harness.api_client import Http
from tests.unit.api.conftest import Serving

JSON = {"Content-Type": "application/json"}
UNKNOWN = "7bc155ed-a785-4540-bd21-bc569270c666"


async def test_an_unknown_path_is_a_problem(http: Http) -> None:
    check_problem(await http.get("/api/v3/nothing"), 404, "not_found")
    check_problem(await http.get("/nothing"), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", JOBS, "GET, HEAD, POST"),
        ("PUT", f"{JOBS}/{UNKNOWN}", "GET, HEAD, PATCH, DELETE"),
        ("GET", f"{JOBS}/{UNKNOWN}/actions", "POST"),
        ("POST", f"{JOBS}/{UNKNOWN}/scenes/1", "GET, HEAD, PUT, DELETE"),
        ("PATCH", f"{JOBS}/{UNKNOWN}/video", "GET, HEAD"),
        ("PATCH", ASSETS, "GET, HEAD, POST"),
        ("OPTIONS", f"/scenario/save/tasks/{UNKNOWN}", "GET, HEAD, DELETE"),
        ("DELETE", "/healthz", "GET, HEAD"),
    ],
)
async def test_a_wrong_method_is_answered_with_the_allowed_ones(
    http: Http, method: str, path: str, allowed: str
) -> None:
    answer = await http.request(method, path)
    check_problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == allowed
    assert allowed in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/healthz", "/openapi.json"])
async def test_head_is_answered_wherever_get_is(http: Http, path: str) -> None:
    assert (await http.head(path)).status_code == 200


async def test_a_body_that_is_not_json_is_refused(http: Http) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", ""):
        check_problem(
            await http.post(JOBS, content=b"{}", headers={"Content-Type": kind}), 415, "unsupported_media_type"
        )


@pytest.mark.parametrize(
    "kind",
    [
        "application/json; charset=utf-8",
        "Application/JSON;charset=UTF-8",
        "application/merge-patch+json",
        "application/vnd.acme.brief+json; version=1",
    ],
)
async def test_a_body_of_any_json_type_is_read(http: Http, kind: str) -> None:
    answer = await http.post(JOBS, content=json.dumps(brief()), headers={"Content-Type": kind})
    assert answer.status_code == 503


async def test_a_byte_order_mark_is_left_out(http: Http) -> None:
    answer = await http.post(JOBS, content=b"\xef\xbb\xbf" + json.dumps(brief()).encode(), headers=JSON)
    assert answer.status_code == 503


async def test_a_compressed_body_is_refused_as_such(http: Http) -> None:
    packed = gzip.compress(json.dumps(brief()).encode())
    answer = await http.post(JOBS, content=packed, headers={**JSON, "Content-Encoding": "gzip"})
    assert "Content-Encoding" in check_problem(answer, 415, "unsupported_media_type")["detail"]


BROKEN = {
    "nothing": b"",
    "half": b'{"context": ',
    "not JSON": b"context=acme",
    "single quotes": b"{'a': 1}",
    "two byte order marks": b"\xef\xbb\xbf\xef\xbb\xbf{}",
    "Latin-1": '{"a": "é"}'.encode("latin-1"),
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "NaN": b'{"metadata": {"a": NaN}}',
    "Infinity": b'{"metadata": {"a": -Infinity}}',
    "a number beyond all bounds": b'{"metadata": {"a": 1e999}}',
    "a number of 5,000 digits": b'{"metadata": {"a": ' + b"9" * 5_000 + b"}}",
    "33 levels": b'{"metadata": ' + b'{"a":' * 32 + b"1" + b"}" * 32 + b"}",
    "100,000 levels": b"[" * 100_000 + b"]" * 100_000,
    "a NUL in a text": b'{"metadata": {"a": "x\\u0000"}}',
    "a NUL in a key": b'{"metadata": {"x\\u0000": 1}}',
    "half a surrogate pair": b'{"metadata": {"a": "\\ud83c"}}',
    "half a surrogate pair in a key": b'{"metadata": {"\\udf75": 1}}',
    "an unknown key that is no text": b'{"\\ud83c": 1}',
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
async def test_a_body_that_cannot_be_parsed_or_stored_is_refused(http: Http, content: bytes) -> None:
    answer = await http.post(JOBS, content=content, headers=JSON)
    check_problem(answer, 422, "invalid")


async def test_a_body_larger_than_the_setting_is_refused_with_the_limit(serving: Serving) -> None:
    http = await serving(max_request_bytes=100_000)
    large = brief(adBasics={"productDescription": "d" * 200_000})
    problem = check_problem(await http.post(JOBS, json=large), 413, "too_large")
    assert "100,000 bytes" in problem["detail"]
    check_problem(await http.post(ASSETS, json={"url": "https://example.com/" + "a" * 100_000}), 413, "too_large")


async def test_a_body_that_stops_arriving_is_refused_and_its_connection_closed(
    http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stops() -> AsyncIterator[bytes]:
        yield b'{"context": '
        await asyncio.Event().wait()

    monkeypatch.setattr(timeouts, "REQUEST_SILENCE", 0.05)
    answer = await http.post(JOBS, content=stops(), headers=JSON)
    assert check_problem(answer, 408, "request_timeout")["retryable"]
    assert answer.headers["Connection"] == "close"


async def test_a_body_that_arrives_piece_by_piece_must_be_there_in_time(
    http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def drips() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0)

    monkeypatch.setattr(timeouts, "REQUEST_BODY", 0.05)
    check_problem(await http.post(JOBS, content=drips(), headers=JSON), 408, "request_timeout")


async def test_a_large_body_without_a_length_is_refused(http: Http) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    check_problem(await http.post(JOBS, content=parts(), headers=JSON), 413, "too_large")


async def test_a_plain_request_id_is_kept(http: Http) -> None:
    answer = await http.get("/api/v3/nothing", headers={"X-Request-Id": "trace-1:span/2"})
    assert answer.headers["X-Request-Id"] == answer.json()["request_id"] == "trace-1:span/2"


@pytest.mark.parametrize("given", [b"", b"a b", b"x" * 129, b"<script>", b"a\xff", b'"quoted"'])
async def test_a_request_id_with_unusual_characters_is_replaced(http: Http, given: bytes) -> None:
    answer = await http.get("/healthz", headers=[(b"X-Request-Id", given)])
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["X-Request-Id"])


async def test_an_unreachable_database_is_answered_with_503(http: Http) -> None:
    for answer in (
        await http.get(JOBS),
        await http.get(f"{JOBS}/{uuid4()}"),
        await http.post(JOBS, json=brief()),
        await http.post(JOBS, json=brief(), headers={"Idempotency-Key": "k"}),
        await http.get(ASSETS),
    ):
        check_problem(answer, 503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        assert "127.0.0.1" not in answer.text


async def test_the_api_starts_before_its_database(serving: Serving, container: Container) -> None:
    http = await serving(replace(container, migrations=Migrations(container.engine)))

    assert (await http.get("/healthz")).json() == {"status": "ok"}
    check_problem(await http.get(JOBS), 503, "unavailable")
    assert check_problem(await http.get("/readyz"), 503, "not_ready")["database"] != "ok"


def test_a_range_beyond_the_end_is_a_problem_with_the_size() -> None:
    answer = error_response("id", HTTPException(416, "the object has 8 bytes", {"Content-Range": "bytes */8"}))

    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */8")
    assert json.loads(bytes(answer.body))["code"] == "range_not_satisfiable"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("no job"), 404),
        (Unprocessable(FieldError(path="a", message="required")), 422),
        (OrderUnknown("unknown"), 422),
        (VendorDown("down"), 503),
        (Expired("late"), 503),
        (GreenlightError("bug"), 500),
    ],
)
def test_the_status_of_an_error_is_that_of_its_class_or_of_the_nearest_base(
    error: GreenlightError, status: int
) -> None:
    assert status_of(error) == status
