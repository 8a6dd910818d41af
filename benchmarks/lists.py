"""How long pages of lists take with 100,000 jobs and as many assets and credit entries in the database."""

import asyncio
import time
from statistics import quantiles
from typing import Any

import psutil

from api.http.pagination import encoded_cursor
from benchmarks import at_most, note, show
from benchmarks.harness.filled import copy_jobs, copy_rows
from benchmarks.harness.stack import COMPLETED, IN_REVIEW, BenchStack, running_stack
from tests.harness.api_bodies import png

SCENES = 3
_USER = "bench"
_NEVER = 1e6
_WALK = ", another page each time"
"""The API remembers how jobs that have not changed are shown: a page that nobody has seen costs more."""

_PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFElEQVR4nGP4z8CAFTEMLQkA5vMEAcF4mC0AAAAASUVORK5CYII="


async def measure(jobs: int, requests: int) -> None:
    """Ask for each page `requests` times, one after the other, over one kept connection."""
    async with running_stack(SCENES) as stack:
        kinds = await _one_of_each(stack)
        worker = psutil.Process(stack.addresses.pids["worker"])
        worker.suspend()  # it would find copies of jobs that no workflow has, and start one for each
        try:
            began = time.monotonic()
            # Of a hundred jobs ninety are complete, five in review, four are being filmed, one is cancelled.
            done, review, filming, cancelled = kinds
            await copy_jobs(stack.database, [*[done] * 90, *[review] * 5, *[filming] * 4, cancelled], jobs)
            for table in ("assets", "credit_entries"):
                await copy_rows(stack.database, table, jobs)
            note(f"{jobs} jobs, assets and credit entries were written in {time.monotonic() - began:.0f} s")
            for what, path, query in await _pages(stack, jobs):
                await _show(stack, what, path, query, requests)
        finally:
            worker.kill()


async def _one_of_each(stack: BenchStack) -> tuple[str, str, str, str]:
    await stack.vendor.film_in(0)
    done, review, filming, cancelled = await stack.create_many(4)
    await stack.until([done, review, filming, cancelled], IN_REVIEW)
    await stack.approve(done)
    await stack.cancel(cancelled)
    await stack.until([done], COMPLETED)
    await stack.vendor.film_in(_NEVER)
    await stack.approve(filming)
    await stack.vendor.until_ordered(SCENES)
    picture = {"file": ("picture.png", png(), "image/png")}
    (await stack.http.post("/api/v3/assets", files=picture)).raise_for_status()
    grant = {"amount": 5, "reason": "Welcome"}
    (await stack.http.post(f"/api/v3/credits/{_USER}/grants", json=grant)).raise_for_status()
    await asyncio.sleep(2)
    return done, review, filming, cancelled


async def _pages(stack: BenchStack, jobs: int) -> list[tuple[str, str, dict[str, Any]]]:
    async def cursor(table: str, offset: int) -> str:
        found = await stack.database.execute(
            f"select created_at, id from {table} order by created_at desc, id desc offset {offset} limit 1".encode()
        )
        row = await found.fetchone()
        assert row is not None
        return encoded_cursor(row[0], row[1])

    deep = await cursor("jobs", jobs * 9 // 10)
    job = await (await stack.database.execute("select id from jobs where status = 'completed' limit 1")).fetchone()
    assert job is not None
    of_jobs: dict[str, dict[str, Any]] = {
        "20": {},
        "50": {"limit": 50},
        "100": {"limit": 100},
        f"50{_WALK}": {"limit": 50},
        "50, behind nine tenths of the list": {"limit": 50, "cursor": deep},
        "50 in review": {"limit": 50, "status": "storyboard_review"},
        "50 completed, behind nine tenths": {"limit": 50, "status": "completed", "cursor": deep},
        "50 that need a decision": {"limit": 50, "needsDecision": True},
        "50 that need none": {"limit": 50, "needsDecision": False},
        "50 of a client": {"limit": 50, "clientId": "client-7"},
        "50 of a client in review": {"limit": 50, "clientId": "client-5", "status": "storyboard_review"},
        "50 with a word that many have": {"limit": 50, "q": "brand"},
        "50 with a word that one in 1,000 has": {"limit": 50, "q": f"product {jobs // 2}"},
        "50 with a word that none has": {"limit": 50, "q": "nowhere"},
    }
    return [
        *((f"jobs: {what}", "/api/v3/jobs", query) for what, query in of_jobs.items()),
        ("assets: 50", "/api/v3/assets", {"limit": 50}),
        (
            "assets: 50, behind nine tenths",
            "/api/v3/assets",
            {"limit": 50, "cursor": await cursor("assets", jobs * 9 // 10)},
        ),
        ("credit entries: 50", f"/api/v3/credits/{_USER}/entries", {"limit": 50}),
        ("scenes of a job", f"/api/v3/jobs/{job[0]}/scenes", {}),
        ("storyboards of a job", f"/api/v3/jobs/{job[0]}/storyboards", {}),
        ("takes of a scene", f"/api/v3/jobs/{job[0]}/scenes/1/takes", {}),
        ("notes of a job", f"/api/v3/jobs/{job[0]}/notes", {}),
    ]


async def _show(stack: BenchStack, what: str, path: str, query: dict[str, Any], requests: int) -> None:
    times = []
    for _ in range(3):
        answer = await stack.http.get(path, params=query)
        answer.raise_for_status()
    before = stack.cpu()
    for _ in range(requests):
        began = time.monotonic()
        answer = await stack.http.get(path, params=query)
        times.append(1000 * (time.monotonic() - began))
        if what.endswith(_WALK):
            query = query | {"cursor": answer.json()["nextCursor"]}
    used = 1000 * (stack.cpu() - before).engine / requests
    cuts = quantiles(times, n=20)
    items = sum(len(found) for found in answer.json().values() if isinstance(found, list))
    unit = f"ms at most (p50 {cuts[9]:.1f}, p95 {cuts[18]:.1f}, {used:.1f} CPU; {items} items)"
    show(what, max(times), unit, at_most(20))
