"""Jobs under random requests and vendor faults on the real stack."""

import asyncio

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.harness.stack import Stack
from tests.stack.takes.random_job import Life

LIVES = settings(
    database=None,
    max_examples=5,
    stateful_step_count=12,
    phases=[Phase.generate],  # each life takes seconds: it is told as it was, not in its shortest form
    suppress_health_check=list(HealthCheck),
)


async def test_a_jobs_scenes_clips_and_film_agree_after_random_requests_and_faults(stack: Stack) -> None:
    Life.shared, Life.loop = stack, asyncio.get_running_loop()

    await asyncio.to_thread(run_state_machine_as_test, Life, settings=LIVES)
