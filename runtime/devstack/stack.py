"""Which processes make up a stack, as the settings say."""

import os
import sys
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from runtime.devstack.home import Home
from runtime.devstack.ports import LOOPBACK, is_taken
from runtime.devstack.postgres import EmbeddedPostgres
from runtime.devstack.program import Program
from runtime.devstack.service import Service
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.settings import Settings, env_file

WORKER = (sys.executable, "worker.py")
API = (sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app", "--no-access-log")

_WORKER_PATIENCE = 20.0
"""Seconds in which the worker hands its work back before it is killed."""

_OPEN_STREAMS_PATIENCE = 3
"""Seconds in which the API lets clients finish; event streams never do by themselves."""


@dataclass(frozen=True)
class StackPlan:
    """What to run: all at once, as `programs` load while `servers` start, and wait for them."""

    home: Home
    servers: tuple[Service, ...]
    programs: tuple[Service, ...]
    ports: dict[str, tuple[str, int]]
    """By variable, where something is going to listen."""

    api_url: str
    temporal_address: str
    temporal_namespace: str
    temporal_ui_url: str | None
    database_url: str

    def port_faults(self) -> list[str]:
        """One sentence for each variable whose port we cannot have."""
        faults = []
        seen: dict[int, str] = {}
        for variable, (host, port) in self.ports.items():
            if port in seen:
                faults.append(f"{seen[port]} and {variable} are both {port}: change one.")
            elif fault := _why_not(host, port):
                faults.append(f"{fault}: set {variable} to another.")
            seen[port] = variable
        return faults


def plan_stack(settings: Settings, worker: tuple[str, ...] = WORKER, api: tuple[str, ...] = API) -> StackPlan:
    """The stack that these settings ask for. `worker` and `api` are the commands of its programs."""
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
        **{name: value for name, value in env_file().items() if not os.environ.get(name)},
        "GREENLIGHT_HOME": str(path),
        "DATABASE_URL": database_url,
        "TEMPORAL_ADDRESS": temporal_address,
    }
    api_url = f"http://{_reachable(settings.api_host)}:{settings.api_port}"
    return StackPlan(
        home=Home(path),
        servers=tuple(servers),
        programs=(
            Program("worker", path, worker, environment, patience=_WORKER_PATIENCE),
            Program("api", path, _listening(api, settings), environment, ready_url=f"{api_url}/readyz"),
        ),
        ports=ports,
        api_url=api_url,
        temporal_address=temporal_address,
        temporal_namespace=settings.temporal_namespace,
        temporal_ui_url=ui_url,
        database_url=database_url,
    )


def _listening(api: tuple[str, ...], settings: Settings) -> tuple[str, ...]:
    where = ("--host", settings.api_host, "--port", str(settings.api_port))
    return (*api, *where, "--timeout-graceful-shutdown", str(_OPEN_STREAMS_PATIENCE))


def _reachable(host: str) -> str:
    """The host as a client on this machine writes it: one that means every address is reached on loopback."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        return "[::1]" if isinstance(address, IPv6Address) else LOOPBACK
    return f"[{host}]" if isinstance(address, IPv6Address) else host


def _why_not(host: str, port: int) -> str | None:
    try:
        return f"Port {port} on {host} is in use" if is_taken(port, host) else None
    except OSError as error:
        return f"Nothing can listen on {host}, port {port} ({error.strerror})"
