"""An embedded Temporal server, with its Web UI and one database file."""

import os
import shutil
import sysconfig
from collections.abc import Awaitable
from pathlib import Path

from domain.deferred import Deferred
from runtime.devstack.home import Home
from runtime.devstack.ports import LOOPBACK, free_ports
from runtime.devstack.service import ProcessCommand, Service, StartFailed

CLI_VARIABLE = "TEMPORAL_CLI_PATH"

has_namespace = Deferred[[str, str], Awaitable[bool]]("runtime.devstack.readiness:has_namespace")

_SERVER_CONFIG = (
    # These limits, not the machine, are what slows the dev server.
    "history.transferProcessorMaxPollRPS=2000",
    "history.timerProcessorMaxPollRPS=2000",
    "history.visibilityProcessorMaxPollRPS=2000",
    # One partition is enough for one machine and saves a third of the server's work.
    "matching.numTaskqueueReadPartitions=1",
    "matching.numTaskqueueWritePartitions=1",
    "matching.enableFairness=true",
    # An activity that a workflow task schedules is handed to the worker with the answer, where the worker has a slot.
    "system.enableActivityEagerExecution=true",
    # The runs that wait for a person are read from the database when somebody has decided.
    "history.hostLevelCacheMaxSize=4000",
)
_MEMORY_LIMIT = "512MiB"
"""Beyond it the server collects garbage more often than GOGC says, and does not keep five times its data."""

_SQLITE = ("journal_mode=wal", "synchronous=1")


class EmbeddedTemporal(Service):
    """`temporal server start-dev`. A port of 0 is replaced by a free one, which later starts use too."""

    def __init__(
        self, home: Path, port: int = 0, ui_port: int = 0, namespace: str = "default", cli: Path | None = None
    ) -> None:
        super().__init__("temporal", Home(home))
        free = free_ports(2)
        self._port = port or free[0]
        self._ui_port = ui_port or free[1]
        self._namespace = namespace
        self._cli = cli

    @property
    def address(self) -> str:
        """The frontend's, as host:port."""
        return f"{LOOPBACK}:{self._port}"

    @property
    def ui_url(self) -> str:
        return f"http://{LOOPBACK}:{self._ui_port}"

    def prepare(self) -> ProcessCommand:
        return ProcessCommand(
            argv=(
                str(_cli(self._cli)),
                *("server", "start-dev", "--ip", LOOPBACK, "--ui-disable-news-fetch"),
                *("--port", str(self._port), "--ui-port", str(self._ui_port)),
                *("--namespace", self._namespace),
                *("--db-filename", str(self.home.path / "temporal.db")),
                *(part for pragma in _SQLITE for part in ("--sqlite-pragma", pragma)),
                *(part for value in _SERVER_CONFIG for part in ("--dynamic-config-value", value)),
            ),
            environment={"GOGC": "400", "GOMEMLIMIT": _MEMORY_LIMIT},
        )

    async def is_ready(self) -> bool:
        """Return whether the namespace can be described. Set its retention to 30 days."""
        return await has_namespace(self.address, self._namespace)


def _cli(chosen: Path | None) -> Path:
    """Return the chosen program, else the installed one, whose flags we use, else the one on PATH."""
    if chosen is not None:
        if not os.access(chosen, os.X_OK):
            raise StartFailed(f"{CLI_VARIABLE}={chosen} is not a program.")
        return chosen
    installed = shutil.which("temporal", path=sysconfig.get_path("scripts"))
    found = installed or shutil.which("temporal")
    if found is None:
        raise StartFailed(f"There is no `temporal` program: set {CLI_VARIABLE} or TEMPORAL_ADDRESS.")
    return Path(found)
