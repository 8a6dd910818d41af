"""The schema: made once by whoever comes first, undone and made again, and the same as Python sees it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel

import db.schema.tables.jobs
from db.connections.engine import connect, migrate
from db.schema.revision import MIGRATIONS, newest_revision
from runtime.devstack.postgres import EmbeddedPostgres
from tests.harness.time_limits import output_of

MIGRATE = """
import asyncio, sys
from db.connections.engine import connect, migrate

async def main():
    engine = connect(sys.argv[1])
    await migrate(engine)
    await engine.dispose()

asyncio.run(main())
"""


@pytest.fixture
def empty_url(postgres: EmbeddedPostgres) -> str:
    """A database without a schema."""
    name = f"empty-{uuid4()}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f'create database "{name}"'.encode())
    return postgres.url(name).replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[AsyncEngine]:
    engine = connect(empty_url)
    yield engine
    await engine.dispose()


async def test_two_concurrent_processes_create_the_schema_once(empty_url: str, empty: AsyncEngine) -> None:
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", MIGRATE, empty_url, cwd=MIGRATIONS.parents[2], stderr=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    answers = await asyncio.gather(*map(output_of, processes))

    assert [process.returncode for process in processes] == [0, 0], answers
    assert "jobs" in await _schema(empty)


async def test_migrating_a_current_schema_changes_nothing(engine: AsyncEngine) -> None:
    before = await _schema(engine)

    await migrate(engine)

    assert await _schema(engine) == before


async def test_all_migrations_can_be_downgraded_and_upgraded(engine: AsyncEngine) -> None:
    before = await _schema(engine)

    await step(engine, "base")
    assert set(await _schema(engine)) == {"alembic_version"}
    await step(engine, "head")

    assert await _schema(engine) == before


async def test_migration_numbers_are_unique() -> None:
    versions = list((Path(MIGRATIONS) / "versions").glob("*.py"))

    assert len({path.name[:4] for path in versions}) == len(versions)


async def test_the_newest_revision_is_the_one_that_alembic_upgrades_to() -> None:
    assert ScriptDirectory(MIGRATIONS).get_current_head() == newest_revision()


async def test_the_tables_have_the_columns_that_python_declares(engine: AsyncEngine) -> None:
    assert db.schema.tables.jobs.JobRow.metadata is SQLModel.metadata
    here = {
        table.name: {column.name: (_kind(column.type), bool(column.nullable)) for column in table.columns}
        for table in SQLModel.metadata.sorted_tables
    }

    there = await _schema(engine)

    assert {table: columns for table, columns in there.items() if table in here} == here


async def _schema(engine: AsyncEngine) -> dict[str, dict[str, tuple[str, bool]]]:
    """Every column's type and nullability, by table."""

    def look(connection: Connection) -> dict[str, dict[str, tuple[str, bool]]]:
        there = inspect(connection)
        return {
            table: {each["name"]: (_kind(each["type"]), each["nullable"]) for each in there.get_columns(table)}
            for table in there.get_table_names()
        }

    async with engine.connect() as connection:
        return await connection.run_sync(look)


def _kind(type_: Any) -> str:
    """The type as Postgres says it. Text has no limit here, whatever it is called."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy has no words for it
    said = str(type_.compile(dialect))
    return {"VARCHAR": "TEXT", "FLOAT": "DOUBLE PRECISION"}.get(said, said)


async def step(engine: AsyncEngine, revision: str) -> None:
    """Upgrade the schema to `head`, or downgrade it to another revision."""

    def move(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        (command.upgrade if revision == "head" else command.downgrade)(config, revision)

    async with engine.connect() as connection:
        await connection.run_sync(move)
        await connection.commit()


async def test_the_columns_have_the_names_of_the_seed_document(database_url: str) -> None:
    """Seed `003…`. Its `blob_id` is our `blob_key`: an object need not lie in a table."""
    expected = {
        "asset_blobs": "id data content_type size_bytes created_at",
        "job_scenes": "id job_id scene_number duration_seconds description script shot_type transition assets metadata "
        "created_at",
        "assets": "source_url blob_key",
    }
    with psycopg.connect(database_url) as connection:
        for table, names in expected.items():
            found = connection.execute(
                "select column_name from information_schema.columns where table_name = %s", [table]
            ).fetchall()
            assert set(names.split()) <= {name for (name,) in found}
