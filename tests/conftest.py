"""How all tests run: their order, and the same random examples at every check."""

import gc
import os

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as profiles

from tests.harness.servers.s3_server_build import BUILD_SECONDS

pytest_plugins = ["tests.harness.time_limits", "tests.harness.fixtures"]

# Films of tests say nothing, unless a test is about voices. Processes that tests start take it over.
os.environ["VOICE_PROVIDER"] = "none"

# A check judges the change, so its examples are the same at every run. Elsewhere every run draws others.
# A busy machine is no reason to fail in either.
profiles.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
profiles.register_profile("checks", profiles.get_profile("desk"), derandomize=True)
profiles.load_profile("checks" if os.environ.get("CI") else "desk")

_LONG = ("corpus", "kills")
"""Ends of the names of modules that take longest."""

_WAITING = ("chaos", "requests", "vendor_jobs", "workflows", "devstack", "cli")
"""Folders of tests that wait for processes and vendors more than they compute."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with the longest, and those that mostly wait; the first test of S3 may build its server."""
    items.sort(key=lambda item: (not item.path.stem.endswith(_LONG), item.path.parent.name not in _WAITING))
    for item in items:
        if "s3" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(BUILD_SECONDS))


def pytest_configure() -> None:
    """Imports leave no garbage, so collecting is switched off while tests are collected."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Exclude all imported modules from garbage collection. Measured: it was a tenth of what a job costs here.

    The second collection counts what is left, a quarter of which must be new before Python looks at everything again.
    The API's own thresholds would leave garbage of gigabytes.
    """
    gc.collect()
    gc.freeze()
    gc.collect()
    gc.enable()
    gc.set_threshold(5000, 10, 10)
