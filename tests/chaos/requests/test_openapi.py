"""Every operation of the OpenAPI document, asked as Schemathesis can think of: examples, the edges of each schema,
random values, and one request after another with what the first has answered."""

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app import create_app
from api.container import Container
from tests.harness.api_bodies import png
from tests.harness.fixtures import NewDatabase
from tests.harness.live_api import served
from tests.harness.stack import open_stack, url_of_clip
from tests.harness.time_limits import output_of

HERE = Path(__file__).parent
ADMINISTRATOR = "key-of-an-administrator"
KEY = re.compile(rb"[!-~]{1,255}")
ENVIRONMENT: dict[str, Any] = {
    "API_KEYS": ADMINISTRATOR,
    "SMTP_URL": "smtp://127.0.0.1:1",
    "MAIL_FROM": "films@acme.example",
}
PHASES = ("examples", "coverage", "fuzzing", "stateful")
_LONGEST = 1500.0
"""Seconds of a run, of which there may be two."""

WAIT = re.compile(rb"(?<![^&])wait=[0-9]{1,2}s?(?=&|$)")


def for_machines(container: Container) -> ASGIApp:
    """The app for a client that neither waits nor reads a stream to its end, and uses each Idempotency-Key once."""
    app = create_app(container)

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        is_stream = asyncio.Event()

        async def sending(message: Message) -> None:
            if any(name == b"content-type" and b"event-stream" in value for name, value in message.get("headers", ())):
                is_stream.set()
            await send(message)

        async def receiving() -> Message:
            if not is_stream.is_set():
                return await receive()
            await asyncio.sleep(0.05)
            return {"type": "http.disconnect"}

        if scope["type"] == "http":
            query = WAIT.sub(rb"wait=0s", scope["query_string"])
            headers = [
                (name, own_key(value) if name == b"idempotency-key" else value) for name, value in scope["headers"]
            ]
            scope = {**scope, "query_string": query, "headers": headers}
        await app(scope, receiving, sending)

    return call


def own_key(key: bytes) -> bytes:
    """Another key, if it is one; a wrong one stays as it is."""
    return uuid4().hex.encode() if KEY.fullmatch(key) else key


async def schemathesis(url: str, folder: Path, *options: str, **variables: str) -> tuple[dict[str, Any], str]:
    """Run it over the API there, with the administrator's key; return its report, and what it printed of failures."""
    report, printed = folder / "report.json", folder / "printed.txt"
    with printed.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run"),
            f"{url}/openapi.json",
            *("--header", f"Authorization: Bearer {ADMINISTRATOR}"),
            *("--report", "json", "--report-json-path", str(report), *options),
            env={**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE), **variables},
            cwd=folder,
            stdout=out,
            stderr=out,
        )
        await output_of(process, _LONGEST)
    return json.loads(report.read_text()), re.split(r"= (?:ERRORS|FAILURES) =", printed.read_text(), maxsplit=1)[-1]


@pytest.mark.timeout(2 * _LONGEST + 60)
@pytest.mark.parametrize(
    "examples", [pytest.param(1, id="a few"), pytest.param(100, id="many", marks=pytest.mark.thorough)]
)
async def test_every_request_is_answered_as_the_document_says(
    new_database: NewDatabase, tmp_path: Path, examples: int
) -> None:
    async with (
        open_stack(new_database("requests"), **ENVIRONMENT) as stack,
        served(stack.container, for_machines) as url,
    ):
        stack.http.headers["Authorization"] = f"Bearer {ADMINISTRATOR}"
        jobs = [await stack.completed(), *[await stack.in_review() for _ in range(15)]]
        for _ in range(2):  # what Schemathesis itself could not do, on a busy machine, says nothing of the API
            report, failures = await schemathesis(
                url,
                tmp_path,
                *("--max-examples", str(examples)),
                JOBS=" ".join(str(job.id) for job in jobs),
                CLIP=await url_of_clip(stack, 30),
                PNG=png().hex(),
            )
            if report["failures"] or not report["errors"]:
                break

    assert report["complete"], report["stop_reason"]
    assert {name: phase["status"] for name, phase in report["phases"].items()} == dict.fromkeys(PHASES, "success"), (
        failures
    )
    assert report["operations"]["tested"] == report["operations"]["total"] > 80
    assert not report["failures"], failures
    assert not report["errors"], failures
