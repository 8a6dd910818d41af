"""Which sockets this process opens and connects, as the interpreter's audit events tell it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_WATCHED = frozenset({"socket.__new__", "socket.bind", "socket.connect", "socket.sendto", "socket.sendmsg"})
_watchers: list[list[str]] = []
_installed: list[bool] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _watchers and event in _WATCHED:
        for seen in _watchers:
            seen.append(f"{event}{arguments[1:]}")


@contextmanager
def opened_sockets() -> Iterator[list[str]]:
    """The list grows by each use of a socket in the block. The hook stays: an interpreter forgets none."""
    if not _installed:
        sys.addaudithook(_watch)
        _installed.append(True)
    seen: list[str] = []
    _watchers.append(seen)
    try:
        yield seen
    finally:
        _watchers.remove(seen)
