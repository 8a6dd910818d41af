"""Run a stack in this process."""

import asyncio
import os
import shlex

from runtime.devstack.control import SUPERVISOR, wait_for_running_stack
from runtime.devstack.stack import API, WORKER, plan_stack
from runtime.devstack.supervisor import Supervisor
from runtime.settings import load_settings


def up(worker: str | None, api: str | None) -> None:
    """Run the stack of the settings until it is stopped. Return at once if another process runs it.

    `worker` and `api` replace the commands of those programs. Raises BadSettings or StartFailed.
    """
    commands = (tuple(shlex.split(worker)) if worker else WORKER, tuple(shlex.split(api)) if api else API)
    plan = plan_stack(load_settings(), *commands)
    with plan.home.lock() as locked:
        if locked:
            plan.home.record_pid(SUPERVISOR, os.getpid())
            try:
                asyncio.run(Supervisor(plan).run())
            finally:
                plan.home.forget_pid(SUPERVISOR)
            return
    wait_for_running_stack(plan.home)
