"""Plan a stack: which services it needs, as the settings say."""

import sys
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from runtime.devstack.home import Addresses, Home
from runtime.devstack.ports import LOOPBACK, port_fault
from runtime.devstack.postgres import EmbeddedPostgres
from runtime.devstack.service import Program, Service
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.settings.settings import Settings, environment_variables

WORKER = (sys.executable, "worker.py")
API = (
    *(sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app"),
    *("--http", "api.http.server:BoundedHttpProtocol", "--no-access-log", "--ws", "none"),
)

_WORKER_STOP_TIMEOUT = 20.0
_API_STOP_TIMEOUT = 3
"""Seconds. The API lets requests finish in that time; event streams and waiting requests end at once."""


@dataclass(frozen=True)
class StackPlan:
    """What to run. All are started at once: `programs` load while `servers` start, and wait for them.

    `ports` are the host and port that each variable says to listen on.
    """

    home: Home
    servers: tuple[Service, ...]
    programs: tuple[Service, ...]
    ports: dict[str, tuple[str, int]]
    addresses: Addresses

    def port_faults(self) -> list[str]:
        """Return one sentence for each variable whose port cannot be used."""
        faults = []
        seen: dict[int, str] = {}
        for variable, (host, port) in self.ports.items():
            if port in seen:
                faults.append(f"{seen[port]} and {variable} are both {port}: change one.")
            elif fault := port_fault(host, port):
                faults.append(f"{fault}: set {variable} to another.")
            seen[port] = variable
        return faults


def plan_stack(settings: Settings, worker: tuple[str, ...] = WORKER, api: tuple[str, ...] = API) -> StackPlan:
    """Plan the stack of these settings. `worker` and `api` are the commands of its programs."""
    path = settings.greenlight_home
    servers: list[Service] = []
    ports = {"API_PORT": (settings.api_host, settings.api_port)}

    if settings.database_url is None:
        postgres = EmbeddedPostgres(path)
        servers.append(postgres)
        database_url = postgres.url()
    else:
        database_url = settings.psycopg_url

    temporal_address, ui_url = settings.temporal_address, None
    if temporal_address is None:
        temporal = EmbeddedTemporal(
            path,
            port=settings.temporal_port,
            ui_port=settings.temporal_ui_port,
            namespace=settings.temporal_namespace,
            cli=settings.temporal_cli_path,
        )
        servers.append(temporal)
        temporal_address, ui_url = temporal.address, temporal.ui_url
        ports["TEMPORAL_PORT"] = (LOOPBACK, settings.temporal_port)
        ports["TEMPORAL_UI_PORT"] = (LOOPBACK, settings.temporal_ui_port)

    environment = {
        **environment_variables(),
        "GREENLIGHT_HOME": str(path),
        "DATABASE_URL": database_url,
        "TEMPORAL_ADDRESS": temporal_address,
    }
    if ui_url := settings.temporal_ui_url or ui_url:
        environment["TEMPORAL_UI_URL"] = ui_url
    addresses = Addresses(
        api_url=f"http://{_client_host(settings.api_host)}:{settings.api_port}",
        temporal_address=temporal_address,
        temporal_namespace=settings.temporal_namespace,
        temporal_ui_url=ui_url,
        database_url=database_url,
    )
    listen = ("--host", settings.api_host, "--port", str(settings.api_port))
    serve = (*api, *listen, "--timeout-graceful-shutdown", str(_API_STOP_TIMEOUT))
    programs = (
        Program("worker", path, worker, environment, stop_timeout=_WORKER_STOP_TIMEOUT),
        Program("api", path, serve, environment, ready_url=f"{addresses.api_url}/readyz"),
    )
    return StackPlan(Home(path), tuple(servers), programs, ports, addresses)


def _client_host(host: str) -> str:
    """Return the host as a client on this machine writes it. An unspecified address is reached on loopback."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        return "[::1]" if isinstance(address, IPv6Address) else LOOPBACK
    return f"[{host}]" if isinstance(address, IPv6Address) else host
