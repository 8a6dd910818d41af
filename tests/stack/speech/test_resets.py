"""`temporal workflow reset` to every event of a run: nothing that was said is bought again."""

import pytest

from domain.job.model import JobStatus
from domain.job.takes.vendor_file import FileStatus
from runtime.gateway import workflow_id
from tests.chaos.operator import WITHOUT_MESSAGES, Operator
from tests.stack.speech.conftest import SpokenPipeline

MESSAGES = pytest.mark.parametrize(
    "flags", [pytest.param((), id="messages kept"), pytest.param(WITHOUT_MESSAGES, id="messages dropped")]
)


@MESSAGES
async def test_a_finished_film_stays_as_it_is_and_no_line_is_bought_again(
    spoken: SpokenPipeline, flags: tuple[str, ...]
) -> None:
    before = await spoken.completed()
    await spoken.pipeline.run_ended(before.id)
    operator = Operator(spoken.pipeline)

    await operator.reset_to_each_event(workflow_id(before.id), *flags)

    await operator.until_closed(before.id)
    assert await spoken.load(before.id) == before
    assert set(spoken.voice.accepted.values()) == {1}


@MESSAGES
async def test_a_line_that_is_being_spoken_is_not_bought_twice(spoken: SpokenPipeline, flags: tuple[str, ...]) -> None:
    spoken.voice.slow.clear()
    job = await spoken.approved()
    await spoken.voice.until_ordered(2)
    operator = Operator(spoken.pipeline)

    await operator.reset_to_each_event(workflow_id(job), *flags)
    spoken.voice.slow.set()
    await operator.until_closed(job)

    done = await spoken.load(job)
    assert done.status is JobStatus.COMPLETED
    assert {speech.status for speech in done.speeches} == {FileStatus.DONE}
    assert set(spoken.voice.accepted.values()) == {1}
