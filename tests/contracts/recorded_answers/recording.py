"""Start the stack, record all scenarios, and check that every route was called."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import httpx

from tests.contracts.recorded_answers.jobs import Environment
from tests.contracts.recorded_answers.readable import readable
from tests.contracts.recorded_answers.recorder import Recorder
from tests.contracts.recorded_answers.routes import Routes
from tests.contracts.recorded_answers.scenarios import assets, filming, keys, saving, service, unfilmed, webhooks
from tests.contracts.recorded_answers.simulated_services import Site, Vendor, clips, picture
from tests.contracts.recorded_answers.stack import AUTHORISATION, running_stack
from tests.harness.servers.homes import new_home
from tests.simulators.film import serving

Scenario = Callable[[Recorder, Environment], Awaitable[None]]

ALONE: Final[dict[str, Scenario]] = {
    "job pending": unfilmed.pending,
    "assets": assets.assets,
    "keys": keys.keys,
}
"""Recorded one after the other: the first stops the worker, the others list all assets, and all clients."""

TOGETHER: Final[dict[str, Scenario]] = {
    "service": service.service,
    "creating jobs": service.creating,
    "credits": saving.credits,
    "saved scenarios": saving.saved_scenarios,
    "webhooks": webhooks.webhooks,
    "job generating scenes": unfilmed.generating_scenes,
    "job failed": unfilmed.failed,
    "job in review": unfilmed.storyboard_review,
    "job rejected": unfilmed.rejected,
    "job processing": filming.processing,
    "job cancelled": filming.cancelled,
    "job with a failed scene": filming.scene_failed,
    "job over budget": filming.over_budget,
    "job as animatic": filming.animatic,
    "job completed": filming.completed,
}

IN_EACH_STATUS: Final = (
    "job pending",
    "job generating scenes",
    "job failed",
    "job in review",
    "job processing",
    "job cancelled",
    "job completed",
)
"""Scenarios that call every route of a job."""

INTERFACE: Final = "interface"
NAMES: Final = (INTERFACE, *ALONE, *TOGETHER)

_VARIABLES = {
    "VIDEO_PROVIDER": "replicate",
    "IMAGE_PROVIDER": "replicate",
    "VENDOR_CONCURRENCY": "replicate=100",
    "VENDOR_RATE": "replicate=1000/second",
}


def recording_path(folder: Path, name: str) -> Path:
    return folder / f"{name.replace(' ', '_')}.json"


async def record(folder: Path) -> list[str]:
    """Write a file for each scenario; return the errors, and the routes that were not called."""
    folder.mkdir(parents=True, exist_ok=True)
    with new_home() as home:
        (home / "still.png").write_bytes(picture())
        film = clips(home)
        site, vendor = Site(film(2)), Vendor(film, home / "still.png")
        async with (
            site.serving(),
            serving(vendor),
            running_stack(home / "stack", {**_VARIABLES, **vendor.environment()}) as stack,
            httpx.AsyncClient(base_url=stack.url, timeout=60) as http,
        ):
            return await _record_all(http, Environment(stack, vendor, site), folder)


async def _record_all(http: httpx.AsyncClient, environment: Environment, folder: Path) -> list[str]:
    routes = Routes((await http.get("/openapi.json", headers=AUTHORISATION)).json())
    recording_path(folder, INTERFACE).write_text(readable(routes.outline()) + "\n", encoding="utf-8")
    recorders = {name: Recorder(name, http, routes) for name in (*ALONE, *TOGETHER)}
    problems = [await _record_one(recorders[name], scenario, environment) for name, scenario in ALONE.items()]
    problems += await asyncio.gather(
        *(_record_one(recorders[name], scenario, environment) for name, scenario in TOGETHER.items())
    )
    for name, recorder in recorders.items():
        recording_path(folder, name).write_text(recorder.recording, encoding="utf-8")
    found = [f"{name}: {problem}" for name, problem in zip(recorders, problems, strict=True) if problem]
    return found + _routes_never_called(routes, recorders)


async def _record_one(recorder: Recorder, scenario: Scenario, environment: Environment) -> str | None:
    try:
        await scenario(recorder, environment)
    except Exception:  # the other scenarios are recorded all the same
        return traceback.format_exc()
    return None


def _routes_never_called(routes: Routes, recorders: dict[str, Recorder]) -> list[str]:
    asked = {route for recorder in recorders.values() for route in recorder.routes_called}
    found = [f"never called: {route}" for route in sorted(routes.all - asked)]
    for name in IN_EACH_STATUS:
        found += [f"{name}: never called: {route}" for route in sorted(routes.of_a_job - recorders[name].routes_called)]
    return found
