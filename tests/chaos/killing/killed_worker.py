"""The worker of a stack under test. Its arguments name its vendors (`video:name=module:Class`, `image:`, `voice:`).

It is killed at the points that its jobs and tasks name.
"""

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
from runtime.settings.settings import Settings, load_settings
from tests.chaos.killing.kills import killer_of_stack
from tests.chaos.killing.restarting import restart_for_ever
from tests.chaos.killing.webhook_kills import with_killed_webhooks
from tests.chaos.killing.worker_kills import KilledScenarios, KilledStorage, KillInterceptor

AT_ONCE = "WORKERS_AT_ONCE"
"""The variable that says how many worker processes run."""


def workers(client: Client, made: Adapters, settings: Settings) -> list[Worker]:
    killer = killer_of_stack(settings.greenlight_home)
    config = client.config()
    config["interceptors"] = [*config["interceptors"], KillInterceptor(made.engine, made.jobs, made.scenarios, killer)]
    storage = KilledStorage(made.storage, settings.psycopg_url, killer)
    killed = replace(made, storage=storage, scenarios=KilledScenarios(made.engine, killer))
    killed = with_killed_webhooks(killed, killer)
    return worker.workers(Client(**config), killed, settings)


def vendors(kind: str) -> dict[str, str]:
    """Vendors of that kind, from the arguments."""
    named = (argument.removeprefix(f"{kind}:") for argument in sys.argv[1:] if argument.startswith(f"{kind}:"))
    return dict(each.split("=") for each in named)


if __name__ == "__main__":
    del __file__  # or each process of the film editor would import this module again
    for vendor in (*vendors("video").values(), *vendors("image").values(), *vendors("voice").values()):
        import_module(vendor.partition(":")[0])
    restart_for_ever(int(os.environ.get(AT_ONCE, "1")))
    registry.VIDEO = registry.Registry("video", vendors("video"))
    if images := vendors("image"):
        registry.IMAGE = registry.Registry("image", images)
    if voices := vendors("voice"):
        registry.VOICES = registry.Registry("voice", voices)
    settings = load_settings()
    configure_logging("worker", settings.log_level)
    try:
        asyncio.run(worker.main(settings, workers))
    except BaseException:
        logging.exception("the worker failed")
    os._exit(1)
