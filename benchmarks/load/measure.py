"""200 reads and 20 writes a second through the API with a stored key, beside a bare FastAPI with the same SQL."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from benchmarks import at_most, note, show
from benchmarks.harness.stack import COMPLETED, IN_REVIEW, BenchStack, data_of, running_stack
from benchmarks.load.recorded_sql import MARK, Statement, statements_by_request, with_fresh_ids
from benchmarks.load.traffic import Call, Load, RequestOutcome, percentile
from runtime.devstack.ports import free_ports
from runtime.devstack.service import Program

SCENES = 3
_CLIENT = "bench"
_JOBS = 20
_SCOPES = ["films:read", "films:write", "films:approve", "spend", "credits:grant"]
_REST = 3.0
_TIMES = 4


async def measure(reads: int, writes: int, seconds: float) -> None:
    """Load the bare FastAPI for half of the seconds, the API for all, and the bare one for the other half."""
    async with running_stack(SCENES) as stack:
        load = await _load(stack, reads, writes)
        stack.http.headers["Authorization"] = f"Bearer {await _key(stack)}"
        requests = stack.home.path / "requests.json"
        requests.write_text(json.dumps(await _recorded(stack, (*load.writes, *load.reads))))
        async with _bare(stack, requests) as (bare_url, bare_process):
            own_process = stack.addresses.pids["api"]
            at_rest = stack.megabytes()["api"]
            headers = {"Authorization": stack.http.headers["Authorization"]}
            await asyncio.sleep(_REST)
            bare = await load.run(bare_url, {}, seconds / 2, bare_process)
            await asyncio.sleep(_REST)
            own = await load.run(stack.addresses.api_url, headers, seconds, own_process)
            await asyncio.sleep(_REST)
            bare += await load.run(bare_url, {}, seconds / 2, bare_process)
    _show(own, bare, at_rest, f"{reads} reads and {writes} writes a second for {seconds:g} s")


def _show(own: RequestOutcome, bare: RequestOutcome, at_rest: float, what: str) -> None:
    note(f"{what}; load of the machine in this minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for error in (*own.errors[:5], *bare.errors[:5]):
        note(error)
    show(f"{what}: errors", len(own.errors), f"of {own.count + len(own.errors)}", at_most(0))
    show("  errors of the bare FastAPI", len(bare.errors), f"of {bare.count + len(bare.errors)}", at_most(0))
    for kind, ours, others in (("reads", own.reads, bare.reads), ("writes", own.writes, bare.writes)):
        for percent in (50, 95):
            took, beside = percentile(ours, percent), percentile(others, percent)
            show(f"{kind}: p{percent}", took, f"ms; {beside:.2f} of a bare FastAPI with the same SQL")
            show("  which is", took / beside, "times that")
    cpu, beside = 1000 * own.cpu / own.count, 1000 * bare.cpu / bare.count
    show("CPU of the process", cpu, f"ms a request; {beside:.2f} of the bare one")
    show("  which is", cpu / beside, "times that")
    most, least = max(own.megabytes), max(bare.megabytes)
    show("memory of the process at most", most, f"MB; {at_rest:.0f} before, {least:.0f} of the bare one")
    show("  which is", most / least, "times that")
    show(
        "memory at the end, beside that after ten seconds",
        own.megabytes[-1] / own.megabytes[10 % len(own.megabytes)],
        "times",
    )


async def _load(stack: BenchStack, reads: int, writes: int) -> Load:
    """Half of the jobs are in review, half completed."""
    await stack.vendor.film_in(0)
    jobs = await stack.create_many(_JOBS)
    await stack.until(jobs, IN_REVIEW)
    await stack.approve_many(jobs[::2])
    await stack.until(jobs[::2], COMPLETED)
    reading, writing = list[Call](), list[Call]()
    for number, job in enumerate(jobs):
        path, user = f"/api/v3/jobs/{job}", f"/api/v3/credits/user-{number}"
        reading += [Call("GET", path)] * 4 + [Call("GET", "/api/v3/jobs")] * 2
        reading += [Call("GET", f"{path}/scenes")] * 2 + [Call("GET", f"{path}/notes"), Call("GET", user)]
        writing += [
            Call("POST", f"{path}/notes", {"text": f"The tea of {number} should steam."}),
            Call("POST", f"{user}/grants", {"amount": 5, "reason": "Load"}),
        ]
    return Load(reading, writing, reads, writes)


async def _key(stack: BenchStack) -> str:
    wanted = {"name": "Load", "clientId": _CLIENT, "scopes": _SCOPES}
    return str(data_of(await stack.http.post("/api/v3/keys", json=wanted))["key"])


async def _recorded(stack: BenchStack, calls: Sequence[Call]) -> list[dict[str, object]]:
    """Send each request four times, and return the last with its statements. The worker stands still meanwhile."""
    distinct = list({(call.method, call.path): call for call in calls}.values())
    worker = psutil.Process(stack.addresses.pids["worker"])
    answers = []
    await _log_statements(stack, "all")
    worker.suspend()
    try:
        for number, call in enumerate(distinct):
            for time in range(_TIMES):
                await stack.database.execute(f"select '{MARK} {_TIMES * number + time}'")
                answer = await stack.http.request(call.method, call.path, json=call.body)
                answer.raise_for_status()
            answers.append(answer.json())
        await stack.database.execute(f"select '{MARK} {_TIMES * len(distinct)}'")
    finally:
        worker.resume()
        await _log_statements(stack, "none")
    found = statements_by_request((stack.home.logs / "postgres.log").read_text())
    return [
        {
            "method": call.method,
            "path": call.path,
            "answer": answer,
            "statements": _listed(with_fresh_ids([found[_TIMES * number + time] for time in range(1, _TIMES)])),
        }
        for number, (call, answer) in enumerate(zip(distinct, answers, strict=True))
    ]


def _listed(statements: Sequence[Statement]) -> list[object]:
    return [[each.sql, each.values, each.fresh] for each in statements]


async def _log_statements(stack: BenchStack, which: str) -> None:
    await stack.database.execute(f"alter system set log_statement = '{which}'")
    await stack.database.execute("select pg_reload_conf()")
    await asyncio.sleep(1)  # every connection hears of it before its next statement


@asynccontextmanager
async def _bare(stack: BenchStack, requests: Path) -> AsyncIterator[tuple[str, int]]:
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    serve = (sys.executable, "-m", "uvicorn", "benchmarks.load.bare_sql:app", "--no-access-log", "--port", str(port))
    variables = {"BARE_REQUESTS": str(requests), "BARE_DATABASE": stack.addresses.database_url}
    async with Program("bare", stack.home.path, serve, variables, ready_url=f"{url}/ready") as program:
        assert program.pid is not None
        yield url, program.pid
