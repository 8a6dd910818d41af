"""TCP ports on this machine."""

import errno
import socket
from contextlib import ExitStack

LOOPBACK = "127.0.0.1"


def free_ports(count: int) -> list[int]:
    """Return different ports on which nothing listens now. All are bound until the last is known."""
    with ExitStack() as bound:
        listeners = [bound.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) for _ in range(count)]
        for listener in listeners:
            listener.bind((LOOPBACK, 0))
        return [listener.getsockname()[1] for listener in listeners]


def free_port_variables() -> dict[str, str]:
    """Return the port variables of a stack that can run beside others."""
    names = ("API_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT")
    return dict(zip(names, map(str, free_ports(len(names))), strict=True))


def port_fault(host: str, port: int) -> str | None:
    """Return why nothing can listen there, or None."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"Port {port} on {host} is in use"
        return f"Nothing can listen on {host}, port {port} ({error.strerror})"
    return None
