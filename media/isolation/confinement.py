"""Cut a process off from networks and from other processes, by whatever of the kernel's means needs no rights."""

import ctypes
import errno
import os
import sys
from typing import Final

from media.isolation.system_calls import filter_system_calls

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_DIE_WITH_PARENT, _SIGKILL = 1, 9
_CAPABILITY_VERSION, _IGNORE_OWNERS_OF_FILES = 0x20080522, 1 << 1
_CREATE_RULESET, _RESTRICT_SELF = 444, 446
"""The same number on all machines."""
_MAKE_DEVICES: Final = 1 << 6 | 1 << 9 | 1 << 10 | 1 << 11
"""Devices, sockets and pipes with a name: nobody here makes any."""

OPEN: Final = "open"
"""How `confine` ends where the kernel refuses everything."""


def die_with(parent: int) -> None:
    """End this process at once when its parent, which has that id, ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, _SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit("the parent has ended")


def confine() -> str:
    """Give up networks, other programs and other processes for ever. Return by what means, or `OPEN` and why not.

    "seccomp" leaves the process its files and its own threads, "landlock" beside it keeps it from the memory and the
    environment of the others. "namespaces", where there is no seccomp, takes the network alone.
    """
    _drop_capabilities()
    try:
        without = _restrict_by_landlock()
        filter_system_calls()
    except OSError as refusal:
        return _namespaces(refusal)
    return "seccomp" if without else "seccomp, landlock"


def _drop_capabilities() -> None:
    """Give up what root may do, but for files of other owners, as the worker's folders may be mounted."""
    if sys.platform == "linux":
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
        for kept in (_IGNORE_OWNERS_OF_FILES, 0):
            if ctypes.CDLL(None).capset(ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)(kept, kept))) == 0:
                return


def _restrict_by_landlock() -> OSError | None:
    """Enter a Landlock domain: who is in one may not trace processes outside. Return why there is none, if so."""
    if sys.platform != "linux":
        return OSError(errno.ENOSYS, "only Linux has Landlock")
    libc = ctypes.CDLL(None, use_errno=True)
    handled = ctypes.c_uint64(_MAKE_DEVICES)
    rules = libc.syscall(_CREATE_RULESET, ctypes.byref(handled), ctypes.c_size_t(8), 0)
    if rules < 0:
        return OSError(ctypes.get_errno(), "landlock")
    try:
        libc.prctl(38, 1, 0, 0, 0)
        if libc.syscall(_RESTRICT_SELF, rules, 0):
            return OSError(ctypes.get_errno(), "landlock")
    finally:
        os.close(rules)
    return None


def _namespaces(refusal: OSError) -> str:
    """Leave the network for an empty one. A process with several threads cannot, and many containers forbid it."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(_NEW_USER | _NEW_NETWORK) == 0:
            return "namespaces"
    return f"{OPEN}: {refusal.strerror}"
