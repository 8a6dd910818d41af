import logging
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.container import Container, Migrations
from api.http.json_request import MAX_JSON_BYTES
from db.assets import PostgresAssets
from db.engine import connect
from db.jobs.repository import PostgresJobs
from domain.rules.takes import VideoModelChoice
from tests.stack.api.briefs import ASSETS, JOBS, brief, created, row_counts
from tests.stack.api.conftest import Http, RecordingGateway, Serving
from tests.stack.api.stages import MODEL_CHOICE

JSON = {"Content-Type": "application/json"}


def check(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """It is a problem with all its members."""
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code), answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Request-Id"] == problem["request_id"]
    assert problem["type"] == f"urn:greenlight:problem:{code}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["retryable"] is (status == 503)
    return problem


async def test_an_unknown_path_is_a_problem(http: Http) -> None:
    check(await http.get("/api/v3/nothing"), 404, "not_found")
    check(await http.get("/nothing"), 404, "not_found")


async def test_the_root_leads_to_the_documentation(http: Http) -> None:
    answer = await http.get("/")
    assert (answer.status_code, httpx.URL(answer.headers["Location"]).path) == (307, "/docs")


async def test_an_impossible_method_is_a_problem_that_names_the_possible(http: Http) -> None:
    answer = await http.put(f"{JOBS}/{uuid4()}")
    check(answer, 405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]


async def test_a_body_of_another_kind_is_a_problem(http: Http, container: Container) -> None:
    before = await row_counts(container.engine)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", ""):
        check(await http.post(JOBS, content=b"{}", headers={"Content-Type": kind}), 415, "unsupported_media_type")
    assert await row_counts(container.engine) == before


BROKEN = {
    "nothing": b"",
    "half": b'{"context": ',
    "not JSON": b"context=acme",
    "single quotes": b"{'a': 1}",
    "a byte order mark": b"\xef\xbb\xbf{}",
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
async def test_a_body_that_cannot_be_kept_is_refused_before_anything_is_stored(
    http: Http, container: Container, content: bytes
) -> None:
    answer = await http.post(JOBS, content=content, headers={**JSON, "Idempotency-Key": "k"})
    check(answer, 422, "invalid")
    counts = await row_counts(container.engine)
    assert counts["jobs"] == counts["assets"] == 0


async def test_what_is_just_within_the_bounds_is_kept(http: Http) -> None:
    deep: Any = 1
    for _ in range(30):
        deep = {"a": deep}
    metadata = {"deep": deep, "big": 99999999999999999999, "small": -1e-300, "pair": "🍵"}
    assert (await created(http, metadata=metadata))["metadata"] == metadata


async def test_a_large_body_is_refused(http: Http) -> None:
    large = brief(adBasics={"productDescription": "d" * 2 * MAX_JSON_BYTES})
    check(await http.post(JOBS, json=large), 413, "too_large")
    check(await http.post(ASSETS, json={"url": "https://example.com/" + "a" * MAX_JSON_BYTES}), 413, "too_large")


async def test_a_body_that_does_not_say_its_length_is_refused_too(http: Http) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    check(await http.post(JOBS, content=parts(), headers=JSON), 413, "too_large")


async def test_a_sane_request_id_is_kept(http: Http) -> None:
    answer = await http.get("/api/v3/nothing", headers={"X-Request-Id": "trace-1:span/2"})
    assert answer.headers["X-Request-Id"] == answer.json()["request_id"] == "trace-1:span/2"


@pytest.mark.parametrize("given", [b"", b"a b", b"x" * 129, b"<script>", b"a\xff", b'"quoted"'])
async def test_a_request_id_that_is_not_sane_is_replaced(http: Http, given: bytes) -> None:
    answer = await http.get("/healthz", headers=[(b"X-Request-Id", given)])
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["X-Request-Id"])


async def test_a_bug_is_a_problem_without_a_trace_and_is_in_the_log(
    serving: Serving, gateway: RecordingGateway, caplog: pytest.LogCaptureFixture
) -> None:
    http = await serving(raise_bugs=False)
    job = (await created(http))["id"]
    gateway.trouble = ZeroDivisionError("secret words")
    with caplog.at_level(logging.ERROR):
        answer = await http.delete(f"{JOBS}/{job}", headers={"X-Request-Id": "find-me"})
    check(answer, 500, "internal_error")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    (record,) = [record for record in caplog.records if record.name == "api.http.middleware"]
    assert record.__dict__["request_id"] == "find-me"
    assert record.exc_info


@pytest.fixture
async def dead_engine() -> AsyncIterator[AsyncEngine]:
    """Where no database answers."""
    engine = connect("postgresql+psycopg://nobody@127.0.0.1:1/none")
    yield engine
    await engine.dispose()


def without_database(dead: AsyncEngine) -> dict[str, Any]:
    def choose_model(_: object) -> VideoModelChoice:
        return MODEL_CHOICE

    return {"engine": dead, "jobs": PostgresJobs(dead, choose_model), "assets": PostgresAssets(dead)}


async def test_a_database_that_went_away_is_503(
    serving: Serving, container: Container, dead_engine: AsyncEngine
) -> None:
    await container.migrations.apply()
    http = await serving(container=replace(container, **without_database(dead_engine)))
    for answer in (
        await http.get(JOBS),
        await http.get(f"{JOBS}/{uuid4()}"),
        await http.post(JOBS, json=brief()),
        await http.post(JOBS, json=brief(), headers={"Idempotency-Key": "k"}),
        await http.get(ASSETS),
    ):
        check(answer, 503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        assert "127.0.0.1" not in answer.text


async def test_the_api_starts_before_its_database(
    serving: Serving, container: Container, dead_engine: AsyncEngine
) -> None:
    parts = without_database(dead_engine)
    http = await serving(container=replace(container, **parts, migrations=Migrations(dead_engine)))
    assert (await http.get("/healthz")).status_code == 200
    check(await http.get(JOBS), 503, "unavailable")
    assert check(await http.get("/readyz"), 503, "not_ready")["database"] != "ok"
