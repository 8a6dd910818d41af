"""The worker of a stack under test: its vendor is the test, and it dies where its jobs say so."""

import asyncio
import logging
import os
from dataclasses import replace
from pathlib import Path

from temporalio.client import Client
from temporalio.worker import Worker

import worker
from providers import registry
from runtime.embedded.home import Home
from runtime.logging import configure_logging
from runtime.settings import Settings, load_settings
from runtime.wiring import Adapters
from tests.resilience.deaths import FOLDER, Reaper
from tests.resilience.errands import DyingStorage, Errands


def workers(client: Client, made: Adapters, settings: Settings) -> list[Worker]:
    reaper = Reaper(Home(settings.greenlight_home), Path(os.environ[FOLDER]))
    config = client.config()
    config["interceptors"] = [*config["interceptors"], Errands(made.jobs, reaper)]
    storage = DyingStorage(made.storage, settings.psycopg_url, reaper)
    return worker.workers(Client(**config), replace(made, storage=storage), settings)


def be_born_again() -> None:
    """Returns in a new process whenever the last one has died, with all imports done: a quick start."""
    while child := os.fork():
        os.waitpid(child, 0)


if __name__ == "__main__":
    del __file__  # or each process of the editor would import all this again
    be_born_again()
    here = "tests.resilience.errands:WatchedVideo"
    registry.VIDEO = registry.Registry("video", dict.fromkeys(("animatic", "test"), here))
    settings = load_settings()
    configure_logging("worker", settings.log_level)
    try:
        asyncio.run(worker.main(settings, workers))
    except BaseException:
        logging.exception("the worker failed")
    os._exit(1)
