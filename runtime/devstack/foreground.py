"""Run a stack in this process."""

import asyncio
import os

from runtime.devstack.control import SUPERVISOR, say_it_runs, until_ready
from runtime.devstack.stack import StackPlan
from runtime.devstack.supervisor import Supervisor


def up(plan: StackPlan) -> None:
    """The stack has run here until it was stopped, or another process runs it. Raises StartFailed."""
    with plan.home.held() as ours:
        if ours:
            plan.home.record_pid(SUPERVISOR, os.getpid())
            try:
                asyncio.run(Supervisor(plan).run())
            finally:
                plan.home.forget_pid(SUPERVISOR)
            return
    say_it_runs(plan.home, until_ready(plan.home))
