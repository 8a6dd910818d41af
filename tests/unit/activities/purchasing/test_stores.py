"""Reading the state of an order."""

from dataclasses import replace

import pytest

from activities.common.inputs import TakeTask
from activities.purchasing.stores import TakeOrderStore
from domain.errors import Transient
from domain.rules.purchases.purchasing import TakePart
from tests.unit.activities.in_memory import JobInMemory
from tests.unit.domain.jobs import JOB, LATER, NOW, claim, filming, scene_and_take, take_of, text


@pytest.mark.parametrize("part", TakePart)
async def test_reading_the_state_of_an_order_does_not_lock_the_job(part: TakePart) -> None:
    jobs = JobInMemory(claim(filming(), 1))
    store = TakeOrderStore(jobs, TakeTask(job=JOB, take=scene_and_take(jobs.job, 1)[1].id), None, part)

    state = await store.read()

    assert jobs.changes == 0
    assert (state.is_wanted, state.order_id, state.now) == (True, None, LATER)
    assert state.asked_at == (NOW if part is TakePart.CLIP else None)


async def test_a_text_that_was_changed_since_it_was_read_is_not_ordered() -> None:
    """A message may give an open take another picture while the order with the first one is prepared."""
    jobs = JobInMemory(filming())
    take = take_of(jobs.job)
    store = TakeOrderStore(jobs, TakeTask(job=JOB, take=take.id), None, text=text("as it was read"))

    with pytest.raises(Transient, match="changed"):
        await store.claim(None)
    assert take_of(jobs.job) == take

    assert await replace(store, text=take.text).claim(None) == LATER
