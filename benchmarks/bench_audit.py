"""What an audit of 100,000 stored objects costs, in S3 and in Postgres, beside asking for each of them.

The S3 server is that of the tests, so Go is needed. Objects are one byte long: only their names and ages are read.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import psycopg
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import ActivityEnvironment

from activities.maintenance.audit_storage import AuditStorageActivities
from benchmarks import show
from db.audit_queries import PostgresAuditQueries
from db.connections.engine import connect, migrate
from db.jobs.repository import PostgresJobs
from domain.ports.storage import Storage
from domain.rules.scenes.takes import VideoModelChoice
from runtime.devstack.postgres import EmbeddedPostgres
from storage.postgres import PostgresStorage
from storage.s3 import S3Storage, connected
from tests.harness.servers.homes import new_home
from tests.harness.servers.s3_server import s3_server

OBJECTS = 100_000
JOBS, SCENES = 3_700, 5
FILES = ("original.mp4", "working.mp4", "tail.mp4", "sound.wav", "still")
ASSETS = OBJECTS - JOBS * (SCENES * len(FILES) + 1)
ONE_BY_ONE, AT_ONCE = 5_000, 16

_ROWS = f"""
create function named(text) returns uuid language sql immutable as 'select md5($1)::uuid';
create function film(j int) returns text language sql immutable as
    $$ select 'jobs/' || named('job ' || j) || '/films/' || named('film ' || j) || '.mp4' $$;
create function folder(j int, n int) returns text language sql immutable as
    $$ select concat_ws('/', 'jobs', named('job ' || j), 'scenes', named(j || ' ' || n),
        named('take ' || j || ' ' || n), '') $$;
insert into jobs (id, client_id, status, revision, brief, film_id, created_at, updated_at, version)
    select named('job ' || j), 'bench', 'completed', 1, '{{}}', named('film ' || j), now(), now(), 1
    from generate_series(1, {JOBS}) j;
insert into films (id, job_id, key, frames, size_bytes, takes, created_at)
    select named('film ' || j), named('job ' || j), film(j), 150, 1, '[]', now() from generate_series(1, {JOBS}) j;
insert into job_scenes (id, job_id, scene_number, status, revision, scenario, duration_seconds, description, script,
        shot_type, transition, assets, direction, take_id, metadata, working_video_clip_s3_key, created_at, updated_at)
    select named(j || ' ' || n), named('job ' || j), n, 'completed', 1, 'hook', 2, '', '', 'wide', 'cut', '[]', '{{}}',
        named('take ' || j || ' ' || n), '{{}}', folder(j, n) || 'working.mp4', now(), now()
    from generate_series(1, {JOBS}) j, generate_series(1, {SCENES}) n;
insert into takes (id, job_id, scene_id, number, request, seed, status, provider, model, queue, asked_at, order_id,
        orders, attempt, original_key, working_key, has_sound, frames, size, price, cost, created_at)
    select named('take ' || j || ' ' || n), named('job ' || j), named(j || ' ' || n), 1, 'storyboard 1', 1, 'done',
        'runway', 'model', 'queue', now(), 'order ' || j || ' ' || n, 1, 1, folder(j, n) || 'original.mp4',
        folder(j, n) || 'working.mp4', true, 60, 1, 0, 0, now()
    from generate_series(1, {JOBS}) j, generate_series(1, {SCENES}) n;
insert into assets (id, type, name, role, status, content_type, size_bytes, blob_key, created_at)
    select named('asset ' || a), 'image', '', '', 'ready', 'image/png', 1, 'assets/' || named('asset ' || a), now()
    from generate_series(1, {ASSETS}) a;
insert into asset_blobs (key, data, content_type, size_bytes, etag, created_at)
    select key, 'x', 'x/y', 1, 'x', now() - interval '2 days' from (
        select film(j) as key from generate_series(1, {JOBS}) j
        union all select blob_key from assets
        union all select folder(j, n) || file from generate_series(1, {JOBS}) j, generate_series(1, {SCENES}) n,
            unnest(array{list(FILES)}) file) as objects
"""


def main() -> None:
    with new_home() as home:
        asyncio.run(_measure(home))


async def _measure(home: Path) -> None:
    async with EmbeddedPostgres(home) as postgres, s3_server() as s3:
        engine = connect(postgres.url())
        await migrate(engine)
        keys = await _fill(postgres.url())
        async with AsyncConnectionPool(postgres.url(), min_size=1) as pool:
            await _audit("in Postgres", engine, PostgresStorage(pool))
        bucket = s3.bucket("bench")
        await asyncio.to_thread(_copy, s3.folder / bucket.name, keys)
        async with connected(bucket) as client:
            requests: Counter[str] = Counter()
            client.meta.events.register("before-call", lambda model, **_: requests.update([model.name]))
            storage = S3Storage(client, bucket.name)
            await _audit("in S3", engine, storage)
            show("  requests to S3", requests.total(), ", ".join(requests))
            await _ask_one_by_one(partial(client.head_object, Bucket=bucket.name), keys[:ONE_BY_ONE])
        await engine.dispose()


async def _fill(url: str) -> list[str]:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute(_ROWS.encode())
        await connection.execute("vacuum analyze")
        return [key for (key,) in await (await connection.execute("select key from asset_blobs")).fetchall()]


def _copy(folder: Path, keys: list[str]) -> None:
    """Make each key an object of the S3 server, which keeps them as files."""
    for key in keys:
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


async def _audit(where: str, engine: AsyncEngine, storage: Storage) -> None:
    queries = PostgresAuditQueries(engine, timedelta(days=30), timedelta(days=30))
    jobs = PostgresJobs(engine, lambda _: VideoModelChoice(provider="animatic", model="animatic-1", queue="greenlight"))
    activities = AuditStorageActivities(jobs, storage, queries, minimum_age=timedelta())
    with _statements(engine) as statements:
        begin, cpu = time.monotonic(), time.process_time()
        report = await ActivityEnvironment().run(activities.audit)
        seconds, cpu = time.monotonic() - begin, time.process_time() - cpu
    if report.model_dump(exclude_defaults=True) != {"objects": OBJECTS}:
        raise RuntimeError(f"The audit found {report}")
    show(f"audit of {OBJECTS} objects {where}", seconds, "s")
    show("  of the worker's core", cpu, "CPU s")
    show("  statements in Postgres", len(statements), "beside those of storage")


@contextmanager
def _statements(engine: AsyncEngine) -> Iterator[list[str]]:
    found: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", listen)
    yield found
    event.remove(engine.sync_engine, "before_cursor_execute", listen)


async def _ask_one_by_one(head: Callable[..., object], keys: list[str]) -> None:
    begin = time.monotonic()
    for start in range(0, len(keys), AT_ONCE):
        await asyncio.gather(*(asyncio.to_thread(head, Key=key) for key in keys[start : start + AT_ONCE]))
    seconds = time.monotonic() - begin
    show(f"asking S3 for each of {OBJECTS}", seconds * OBJECTS / len(keys), f"s, measured with {len(keys)}")
