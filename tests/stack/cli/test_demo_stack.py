"""The demo starts a stack of its own, on real servers, and films with the settings that it is given."""

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import av
import pytest

from cli.context import PROJECT
from runtime.devstack.home import Home
from runtime.devstack.ports import free_port_variables
from tests.harness.servers.homes import new_home
from tests.harness.time_limits import output_of
from tests.simulators.film import serving
from tests.simulators.replicate import ReplicateVendor
from tests.unit.cli.conftest import Ended

DURATION = 5


class Demos:
    """`./greenlight demo` without a terminal, in one home, for a short and small film."""

    def __init__(self, home: Path) -> None:
        self.home = Home(home / "home")
        self._brief = home / "brief.json"
        self._brief.write_text(
            json.dumps(
                {
                    "context": {"clientId": "me"},
                    "adBasics": {"productName": "Morrow", "duration": DURATION},
                    "production": {"resolution": "720p", "music": "none"},
                }
            )
        )
        nothing = dict.fromkeys(("GREENLIGHT_URL", "DATABASE_URL", "TEMPORAL_ADDRESS", "VIDEO_PROVIDER"), "")
        scenes = {"SCENES_PER_VIDEO_MIN": "1", "SCENES_PER_VIDEO_MAX": "1"}
        self._environment = {
            **os.environ,
            **nothing,
            **free_port_variables(),
            **scenes,
            "GREENLIGHT_HOME": str(self.home.path),
        }

    async def __call__(self, **settings: str) -> Ended:
        return await self._run(PROJECT / "greenlight", "demo", "--brief", str(self._brief), **settings)

    async def stack(self, *arguments: str) -> Ended:
        return await self._run(PROJECT / ".venv/bin/python", "-m", "runtime.devstack", *arguments)

    async def _run(self, program: Path, *arguments: str, **settings: str) -> Ended:
        process = await asyncio.create_subprocess_exec(
            program,
            *arguments,
            env={**self._environment, **settings},
            cwd=PROJECT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await output_of(process)
        return Ended(process.returncode or 0, out, err)


@pytest.fixture
async def demos() -> AsyncIterator[Demos]:
    with new_home() as home:
        demos = Demos(home)
        yield demos
        await demos.stack("down")


@pytest.fixture
async def replicate() -> AsyncIterator[ReplicateVendor]:
    vendor = ReplicateVendor()
    async with serving(vendor):
        yield vendor


async def test_the_demo_films_and_the_next_one_restarts_the_stack_with_its_settings_and_shows_that_its_key_is_wrong(
    demos: Demos, replicate: ReplicateVendor
) -> None:
    first = await demos()
    assert (first.status, first.err) == (0, "")
    assert "The stack keeps running. Stop it with: make down" in first.out
    assert _length(first) == DURATION

    named = replicate.environment() | {"VIDEO_PROVIDER": "replicate", "REPLICATE_API_TOKEN": "wrong"}
    second = await demos(**named)
    assert f"The stack of the last demo was started with another {', '.join(sorted(named))}.\n" in second.out
    assert second.status == 1
    assert second.err.startswith("Replicate answered 401")
    assert "Check REPLICATE_API_TOKEN" in second.err
    assert len(second.err.splitlines()) == 1
    assert demos.home.stack() is None


def _length(ended: Ended) -> float:
    """Of the film that was shown, in seconds."""
    shown = re.search(r"^Film +(.+)$", ended.out, re.MULTILINE)
    assert shown, ended.out + ended.err
    with av.open(shown[1]) as film:
        assert film.duration is not None
        return film.duration / av.time_base
