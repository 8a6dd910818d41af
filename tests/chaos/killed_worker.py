"""The worker of a stack under test. Its vendors are those that it is told (`video:name=module:Class`, `image:name=…`),
and it dies where its jobs and tasks say so."""

import asyncio
import logging
import os
import sys
from dataclasses import replace
from importlib import import_module

from temporalio.client import Client
from temporalio.worker import Worker

import worker
from providers import registry
from runtime.container import Adapters
from runtime.logging import configure_logging
from runtime.settings import Settings, load_settings
from tests.chaos.kills import reaper_at
from tests.chaos.restarting import restart_for_ever
from tests.chaos.worker_kills import DyingSaving, DyingStorage, Errands

AT_ONCE = "WORKERS_AT_ONCE"
"""The variable that says how many of them there are."""


def workers(client: Client, made: Adapters, settings: Settings) -> list[Worker]:
    reaper = reaper_at(settings.greenlight_home)
    config = client.config()
    config["interceptors"] = [*config["interceptors"], Errands(made.jobs, made.scenarios, reaper)]
    storage = DyingStorage(made.storage, settings.psycopg_url, reaper)
    dying = replace(made, storage=storage, scenarios=DyingSaving(made.engine, reaper))
    return worker.workers(Client(**config), dying, settings)


def told(kind: str) -> dict[str, str]:
    """The vendors of that kind."""
    named = (said.removeprefix(f"{kind}:") for said in sys.argv[1:] if said.startswith(f"{kind}:"))
    return dict(each.split("=") for each in named)


if __name__ == "__main__":
    del __file__  # or each process of the editor would import all this again
    for vendor in (*told("video").values(), *told("image").values()):
        import_module(vendor.partition(":")[0])
    restart_for_ever(int(os.environ.get(AT_ONCE, "1")))
    registry.VIDEO = registry.Registry("video", told("video"))
    if painters := told("image"):
        registry.IMAGE = registry.Registry("image", painters)
    settings = load_settings()
    configure_logging("worker", settings.log_level)
    try:
        asyncio.run(worker.main(settings, workers))
    except BaseException:
        logging.exception("the worker failed")
    os._exit(1)
