"""The embedded Postgres starts again after crashes, with everything that was committed."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import psycopg
import pytest

from runtime.devstack.postgres import EmbeddedPostgres


@pytest.fixture(scope="module")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedPostgres]:
    too_deep_for_a_socket = tmp_path_factory.mktemp("postgres") / ("deep" * 30)
    async with EmbeddedPostgres(too_deep_for_a_socket) as server:
        with psycopg.connect(server.url()) as connection:
            connection.execute("CREATE TABLE kept (word text)")
        yield server


def _keep(postgres: EmbeddedPostgres, word: str) -> None:
    with psycopg.connect(postgres.url()) as connection:
        connection.execute("INSERT INTO kept VALUES (%s)", [word])


def _kept(postgres: EmbeddedPostgres) -> list[str]:
    with psycopg.connect(postgres.url()) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM kept")]


async def test_committed_data_survives_a_stop(postgres: EmbeddedPostgres) -> None:
    _keep(postgres, "before a stop")

    await postgres.stop()
    await postgres.start()

    assert "before a stop" in _kept(postgres)


async def test_committed_data_survives_a_kill_that_leaves_a_busy_backend(postgres: EmbeddedPostgres) -> None:
    _keep(postgres, "before a kill")
    with psycopg.connect(postgres.url(), autocommit=True) as busy:
        backend = psutil.Process(busy.info.backend_pid)
        backend.suspend()  # it cannot notice that its postmaster is dead
        assert postgres.pid is not None
        os.kill(postgres.pid, signal.SIGKILL)
        postgres.wait()

        await postgres.start()

    assert not backend.is_running() or backend.status() == psutil.STATUS_ZOMBIE
    assert "before a kill" in _kept(postgres)


async def test_postgres_starts_although_the_lock_file_names_another_process(postgres: EmbeddedPostgres) -> None:
    lock = postgres.home.path / "postgres" / "data" / "postmaster.pid"
    assert postgres.pid is not None
    os.kill(postgres.pid, signal.SIGKILL)
    postgres.wait()
    stranger = psutil.Process().parents()[-1]
    _, *rest = lock.read_text().splitlines(keepends=True)
    lock.write_text("".join([f"{stranger.pid}\n", *rest]))

    await postgres.start()

    assert stranger.is_running()
    assert _kept(postgres) is not None


async def test_an_unfinished_database_is_created_again(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    half_made = tmp_path / "postgres" / "data.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")

    async with EmbeddedPostgres(tmp_path) as other:
        assert other.url() != postgres.url()
        assert await other.is_ready()


def test_files_and_socket_are_closed_to_other_users(postgres: EmbeddedPostgres) -> None:
    with psycopg.connect(postgres.url()) as connection:
        directory = Path(connection.info.host)

    assert directory.stat().st_mode & 0o077 == 0
    assert (postgres.home.path / "postgres").stat().st_mode & 0o077 == 0
