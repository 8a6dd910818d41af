"""A seccomp filter that lets a process compute, and read and write files, but not reach anybody else.

It needs no rights, only `no_new_privs`, and no library: the kernel takes it as an array of BPF instructions. Sources:
seccomp(2), linux/audit.h, and the tables of system calls of Linux for the two machines.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from dataclasses import dataclass
from typing import Final

_LOAD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_EQUAL: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_AT_LEAST: Final = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_ANY_BIT: Final = 0x45  # BPF_JMP | BPF_JSET | BPF_K
_RETURN: Final = 0x06  # BPF_RET | BPF_K
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW: Final = 0x7FFF0000
_ERROR: Final = 0x00050000
_X32: Final = 0x40000000
_CLONE_THREAD: Final = 0x10000
_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_NO_NEW_PRIVILEGES: Final = 38


@dataclass(frozen=True)
class _Machine:
    """The number of the machine in linux/audit.h, and those of its system calls."""

    audit: int
    seccomp: int
    clone: int
    to_a_process: tuple[int, ...]
    """Their first argument is a process id, which may be our own: kill, tgkill, prlimit64."""
    denied: tuple[int, ...]


_ON_ALL: Final = (424, 425, 434, 438)
"""pidfd_send_signal, io_uring_setup, pidfd_open, pidfd_getfd."""
_CLONE3: Final = 435

_X86_64: Final = _Machine(
    audit=0xC000003E,
    seccomp=317,
    clone=56,
    to_a_process=(62, 234, 302),
    denied=(
        *(41, 42, 43, 44, 45, 46, 47, 49, 50, 53, 288, 299, 307),  # socket … sendmmsg
        *(57, 58, 59, 322),  # fork, vfork, execve, execveat
        *(101, 310, 311, 200, 129, 297),  # ptrace, process_vm_*, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo
        *(165, 155, 161, 272, 308),  # mount, pivot_root, chroot, unshare, setns
        *(29, 64, 68, 240, 319),  # shmget, semget, msgget, mq_open, memfd_create: memory that no limit counts
        *(248, 249, 250, 298, 321, 323),  # add_key, request_key, keyctl, perf_event_open, bpf, userfaultfd
    ),
)
_AARCH64: Final = _Machine(
    audit=0xC00000B7,
    seccomp=277,
    clone=220,
    to_a_process=(129, 131, 261),
    denied=(
        *(198, 203, 202, 206, 207, 211, 212, 200, 201, 199, 242, 243, 269),
        *(221, 281),
        *(117, 270, 271, 130, 138, 240),
        *(40, 41, 51, 97, 268),
        *(194, 190, 186, 180, 279),
        *(217, 218, 219, 241, 280, 282),
    ),
)
_MACHINES: Final = {"x86_64": _X86_64, "aarch64": _AARCH64}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def filter_system_calls() -> None:
    """Filter the system calls of this process for ever: those that are denied fail with EPERM.

    Errors: OSError if the kernel, or whoever configured it, does not allow that, or the machine is not known here.
    """
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None or sys.byteorder != "little":
        raise OSError(errno.ENOSYS, f"no filter is known for {platform.machine()} with {sys.platform}")
    code = _instructions(machine, os.getpid())
    libc = ctypes.CDLL(None, use_errno=True)
    program = _Program(len(code) // 8, code)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.syscall(
        machine.seccomp, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(program)
    ):
        raise OSError(ctypes.get_errno(), f"seccomp: {os.strerror(ctypes.get_errno())}")


def _instructions(machine: _Machine, own_id: int) -> bytes:
    """Return the filter. Every jump goes over the next instruction, or not, so that none needs to be counted."""
    deny, allow = _do(_RETURN, _ERROR | errno.EPERM), _do(_RETURN, _ALLOW)
    lines = [_do(_LOAD, _MACHINE), _do(_EQUAL, machine.audit, over=1), deny, _do(_LOAD, _NUMBER)]
    # The numbers of x32, another set of calls of the same machine.
    lines += [_do(_AT_LEAST, _X32, otherwise=1), deny]
    for number in (*machine.denied, *_ON_ALL):
        lines += [_do(_EQUAL, number, otherwise=1), deny]
    # The flags of clone3 are in memory, which no filter sees; without it the C library uses clone.
    lines += [_do(_EQUAL, _CLONE3, otherwise=1), _do(_RETURN, _ERROR | errno.ENOSYS)]
    threads_only = [_do(_LOAD, _FIRST_ARGUMENT), _do(_ANY_BIT, _CLONE_THREAD, otherwise=1), allow, deny]
    lines += [_do(_EQUAL, machine.clone, otherwise=len(threads_only)), *threads_only]
    ourselves = [_do(_LOAD, _FIRST_ARGUMENT), _do(_EQUAL, own_id, otherwise=1), allow]
    ourselves += [_do(_EQUAL, 0, otherwise=1), allow, deny]
    for number in machine.to_a_process:
        lines += [_do(_EQUAL, number, otherwise=len(ourselves)), *ourselves]
    return b"".join([*lines, allow])


def _do(code: int, value: int, over: int = 0, otherwise: int = 0) -> bytes:
    """Return an instruction, which skips `over` instructions if its condition holds, else `otherwise`."""
    return struct.pack("<HBBI", code, over, otherwise, value)
