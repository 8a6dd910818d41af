"""A Temporal server of our own, with its Web UI and one file on disk."""

import os
import shutil
import sysconfig
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from runtime.devstack.home import Home
from runtime.devstack.ports import LOOPBACK, free_ports
from runtime.devstack.service import Launch, Service, StartFailed

CLI_VARIABLE = "TEMPORAL_CLI_PATH"

_RETENTION = timedelta(days=30)
"""How long closed workflows stay visible. The dev server's own default is one day."""

_ANSWER_WITHIN = timedelta(seconds=2)

_SERVER_CONFIG = (
    # The dev server's dispatch is slowed by these limits, not by the machine.
    "history.transferProcessorMaxPollRPS=2000",
    "history.timerProcessorMaxPollRPS=2000",
    "history.visibilityProcessorMaxPollRPS=2000",
    # One partition is enough for one machine and saves a third of the server's work.
    "matching.numTaskqueueReadPartitions=1",
    "matching.numTaskqueueWritePartitions=1",
    "matching.enableFairness=true",
)
_SQLITE = ("journal_mode=wal", "synchronous=1")


class EmbeddedTemporal(Service):
    """`temporal server start-dev`. Ports of 0 are chosen now and kept for later starts."""

    def __init__(
        self, home: Path, port: int = 0, ui_port: int = 0, namespace: str = "default", cli: Path | None = None
    ) -> None:
        super().__init__("temporal", Home(home))
        free, free_too = free_ports(2)
        self._port = port or free
        self._ui_port = ui_port or free_too
        self._namespace = namespace
        self._cli = cli
        self._client: Client | None = None

    @property
    def address(self) -> str:
        """host:port of the frontend."""
        return f"{LOOPBACK}:{self._port}"

    @property
    def ui_url(self) -> str:
        return f"http://{LOOPBACK}:{self._ui_port}"

    def prepare(self) -> Launch:
        return Launch(
            argv=(
                str(_cli(self._cli)),
                *("server", "start-dev", "--ip", LOOPBACK, "--ui-disable-news-fetch"),
                *("--port", str(self._port), "--ui-port", str(self._ui_port)),
                *("--namespace", self._namespace),
                *("--db-filename", str(self.home.path / "temporal.db")),
                *(part for pragma in _SQLITE for part in ("--sqlite-pragma", pragma)),
                *(part for value in _SERVER_CONFIG for part in ("--dynamic-config-value", value)),
            ),
            environment={"GOGC": "400"},
        )

    async def answers(self) -> bool:
        """Whether the namespace can be described. It then keeps closed workflows for 30 days."""
        try:
            if self._client is None:
                self._client = await Client.connect(self.address, namespace=self._namespace)
            await _keep_closed_workflows(self._client)
        except (RPCError, RuntimeError):  # a RuntimeError is how the SDK says that it cannot connect
            return False
        return True


async def _keep_closed_workflows(client: Client) -> None:
    service = client.workflow_service
    described = await service.describe_namespace(
        DescribeNamespaceRequest(namespace=client.namespace), timeout=_ANSWER_WITHIN
    )
    if described.config.workflow_execution_retention_ttl.ToTimedelta() >= _RETENTION:
        return
    ttl = Duration()
    ttl.FromTimedelta(_RETENTION)
    await service.update_namespace(
        UpdateNamespaceRequest(
            namespace=client.namespace, config=NamespaceConfig(workflow_execution_retention_ttl=ttl)
        ),
        timeout=_ANSWER_WITHIN,
    )


def _cli(chosen: Path | None, environment: Mapping[str, str] = os.environ) -> Path:
    """The chosen program; else the one installed with us, which our flags are for; else the one on PATH."""
    if chosen is not None:
        if not os.access(chosen, os.X_OK):
            raise StartFailed(f"{CLI_VARIABLE}={chosen} is not a program.")
        return chosen
    installed = shutil.which("temporal", path=sysconfig.get_path("scripts"))
    found = installed or shutil.which("temporal", path=environment.get("PATH"))
    if found is None:
        raise StartFailed(f"There is no `temporal` program: set {CLI_VARIABLE} or TEMPORAL_ADDRESS.")
    return Path(found)
