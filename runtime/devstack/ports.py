"""TCP ports on this machine."""

import errno
import socket
from contextlib import ExitStack

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Different ports: all are held until the last is known, or one could be found twice."""
    with ExitStack() as held:
        listeners = [held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) for _ in range(count)]
        for listener in listeners:
            listener.bind((LOOPBACK, 0))
        return [listener.getsockname()[1] for listener in listeners]


def ports_of_its_own() -> dict[str, str]:
    """The variables of a stack that meets no other."""
    names = ("API_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT")
    return dict(zip(names, map(str, free_ports(len(names))), strict=True))


def is_taken(port: int, host: str = LOOPBACK) -> bool:
    """Whether somebody listens on the port. Raises OSError when the host is not an address of this machine."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise
    return False
