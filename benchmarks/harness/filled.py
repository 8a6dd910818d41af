"""Fill a database with copies of jobs that were really made, whatever columns their tables have."""

from collections.abc import Sequence
from typing import Any

import psycopg

CLIENTS = 100
_TABLES = ("jobs", "storyboards", "job_scenes", "takes", "films", "requests")
_KEPT_IDS = ("asset_id",)
_UNIQUE_TEXTS = ("order_id", "key")

_NAME = """create or replace function copied(id uuid, n int) returns uuid language sql immutable parallel safe
    as $$ select case when id is null then null else md5(id::text || n)::uuid end $$"""

_JOB_COLUMNS = {
    "client_id": f"'client-' || n % {CLIENTS}",
    "created_at": "now() - n * interval '1 minute'",
    "search_text": f"'product ' || n || E'\\nbrand ' || n % 1000 || E'\\nclient-' || n % {CLIENTS}"
    " || E'\\n' || copied(id, n)",
}


async def copy_jobs(connection: psycopg.AsyncConnection[Any], jobs: Sequence[str], count: int) -> None:
    """Add `count` copies: of each of the jobs in turn, a minute apart, of one of 100 clients, with a product's name.

    Triggers and foreign keys are off meanwhile. Ids are copied by one rule, so that they refer to copies.
    """
    await connection.execute(_NAME.encode())
    await connection.execute("set session_replication_role = replica")
    originals = ", ".join(f"'{job}'" for job in jobs)
    for table in _TABLES:
        columns = await _columns(connection, table)
        values = [_value(table, name, kind) for name, kind in columns.items()]
        job = "id" if table == "jobs" else "job_id"
        statement = (
            f"insert into {table} ({', '.join(columns)}) select {', '.join(values)}"
            f" from generate_series(0, {count - 1}) n"
            f" join {table} original on {job} = (array[{originals}]::uuid[])[n % {len(jobs)} + 1]"
        )
        await connection.execute(statement.encode())
    await connection.execute("set session_replication_role = origin")
    await connection.execute("vacuum analyze")


async def copy_rows(connection: psycopg.AsyncConnection[Any], table: str, count: int) -> None:
    """Add so many copies of the one row of the table, a second apart."""
    columns = await _columns(connection, table)
    values = [
        "now() - n * interval '1 second'" if name == "created_at" else f"copied({name}, n)" if kind == "uuid" else name
        for name, kind in columns.items()
    ]
    statement = (
        f"insert into {table} ({', '.join(columns)}) select {', '.join(values)}"
        f" from {table} original, generate_series(1, {count}) n"
    )
    await connection.execute(statement.encode())
    await connection.execute(f"vacuum analyze {table}".encode())


async def _columns(connection: psycopg.AsyncConnection[Any], table: str) -> dict[str, str]:
    """Return the columns that are not generated, with their types."""
    found = await connection.execute(
        "select column_name, data_type from information_schema.columns where table_name = %s"
        " and is_generated = 'NEVER' and is_identity = 'NO' and table_schema = 'public' order by ordinal_position",
        [table],
    )
    return dict(await found.fetchall())


def _value(table: str, column: str, kind: str) -> str:
    if table == "jobs" and column in _JOB_COLUMNS:
        return _JOB_COLUMNS[column]
    if column in _UNIQUE_TEXTS:
        return f"original.{column} || '-' || n"
    return f"copied(original.{column}, n)" if kind == "uuid" and column not in _KEPT_IDS else f"original.{column}"
