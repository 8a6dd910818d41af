"""What a decoder that was taken over would try. Run by other processes, which import this module."""

import ctypes
import os
import socket
import subprocess
import threading
import time
from pathlib import Path

from domain.errors import TakeLost
from media.isolation.child import OUTPUT_GB

SECONDS = 60.0


def connect(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), timeout=5)


def open_a_socket(family: int, kind: int) -> None:
    socket.socket(family, kind)


def look_up() -> None:
    socket.getaddrinfo("example.com", 80)


def pair() -> None:
    socket.socketpair()


def io_uring() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(425, 8, ctypes.create_string_buffer(120)) < 0:
        raise OSError(ctypes.get_errno(), "io_uring_setup")


def execute() -> None:
    os.execv("/bin/true", ["true"])


def run_a_program() -> None:
    subprocess.run(["/bin/true"], check=True)


def fork() -> None:
    os._exit(0) if os.fork() == 0 else None


def kill_the_parent() -> None:
    os.kill(os.getppid(), 0)


def write_into_the_parent() -> None:
    Path(f"/proc/{os.getppid()}/mem").open("r+b").close()


def read_the_environment_of_the_parent() -> None:
    Path(f"/proc/{os.getppid()}/environ").read_bytes()


def environment() -> list[str]:
    return list(os.environ)


def compute_in_threads() -> int:
    done: list[int] = []
    threads = [threading.Thread(target=done.append, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done)


def print_much() -> int:
    return os.write(1, b"x" * 100_000) + os.write(2, b"y" * 100_000)


def grow(into: Path) -> None:
    with into.open("wb") as out:
        out.seek(OUTPUT_GB * 1024**3)
        out.write(b"x")


def lose() -> None:
    raise TakeLost("it is gone")


def fail() -> None:
    raise KeyError("tea")


def stand(into: Path) -> None:
    into.write_text(str(os.getpid()))
    time.sleep(SECONDS)
