"""Reading the state of an order."""

import pytest

from activities.common.inputs import TakeTask
from activities.purchasing.stores import TakeOrderStore
from domain.rules.purchasing import TakePart
from tests.unit.activities.in_memory import JobInMemory
from tests.unit.domain.jobs import JOB, LATER, NOW, claim, filming, scene_and_take


@pytest.mark.parametrize("part", TakePart)
async def test_reading_the_state_of_an_order_does_not_lock_the_job(part: TakePart) -> None:
    jobs = JobInMemory(claim(filming(), 1))
    store = TakeOrderStore(jobs, TakeTask(job=JOB, take=scene_and_take(jobs.job, 1)[1].id), None, part)

    state = await store.read()

    assert jobs.changes == 0
    assert (state.is_wanted, state.order_id, state.now) == (True, None, LATER)
    assert state.asked_at == (NOW if part is TakePart.CLIP else None)
