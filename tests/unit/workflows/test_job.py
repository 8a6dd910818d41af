"""Steps of a job's workflow, without a server."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from temporalio.common import Priority

from activities.job.speech.speak import SpeakingStep
from domain.job.pending_work import Work, WorkKind
from workflows import job
from workflows.job import JobWorkflow

LINE = Work(kind=WorkKind.SPEAK, id=str(UUID(int=2)), title="Speak scene 1")


async def test_a_line_that_is_cancelled_while_it_finds_its_vendor_busy_does_not_wait_for_capacity(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The SDK raises no cancellation that the activity outran: a run that begins anew would wait for it for hours."""
    has_begun, waits = asyncio.Event(), list[str]()

    async def outrun(*_: Any, **__: Any) -> SpeakingStep:
        has_begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            return SpeakingStep(wait_for_capacity_of="elevenlabs")
        raise AssertionError

    async def wait(vendor: str, *_: Any) -> None:
        waits.append(vendor)
        await asyncio.sleep(60)

    monkeypatch.setattr(job, "run_activity", outrun)
    monkeypatch.setattr(job, "wait_for_capacity", wait)
    workflow = object.__new__(JobWorkflow)
    workflow._job = UUID(int=1)
    speaking = asyncio.create_task(workflow._speak(LINE, Priority.default))
    await has_begun.wait()

    speaking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(speaking, 1)
    assert waits == []
