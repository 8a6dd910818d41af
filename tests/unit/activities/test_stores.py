"""How an order stands, as it is read from the job's rows."""

import pytest

from activities.common.inputs import TakeTask
from activities.purchasing.stores import StillOrderStore, TakeOrderStore
from tests.unit.activities.in_memory import JobInMemory
from tests.unit.domain.jobs import JOB, LATER, NOW, claim, filming, parts


@pytest.mark.parametrize("kind", [TakeOrderStore, StillOrderStore])
async def test_reading_the_state_of_an_order_does_not_lock_the_job(
    kind: type[TakeOrderStore | StillOrderStore],
) -> None:
    jobs = JobInMemory(claim(filming(), 1))
    store = kind(jobs, TakeTask(job=JOB, take=parts(jobs.job, 1)[1].id), None)

    state = await store.read()

    assert jobs.changes == 0
    assert (state.is_wanted, state.order_id, state.now) == (True, None, LATER)
    assert state.asked_at == (NOW if kind is TakeOrderStore else None)
