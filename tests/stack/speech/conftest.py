"""A pipeline whose films are spoken by a vendor that fails as it is told to."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.job.model import Job, JobStatus
from domain.ports.vendor_limits import VendorLimits
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.settings.settings import Settings
from tests.harness.pipeline import VendorPipeline, open_vendor_pipeline
from tests.harness.servers.video_vendor import Vendor
from tests.harness.servers.voice_vendor import VendorVoice, VoiceServer, serving_voice

NAME = "runway"
"""The name of both vendors, whose task queues the worker polls."""


@dataclass
class SpokenPipeline:
    """A pipeline with its voice. Films have two scenes, and each says something else."""

    pipeline: VendorPipeline
    voice: VoiceServer

    async def approved(self, **changes: Any) -> UUID:
        job = await self.pipeline.in_review(voice=NAME, **changes)
        await self.pipeline.act(job, "approve_storyboard")
        return job

    async def completed(self, **changes: Any) -> Job:
        return await self.pipeline.reach(await self.approved(**changes), JobStatus.COMPLETED)

    def answers_within(self, seconds: float) -> None:
        """Have the vendor be one whose answer to an order comes within this time, or never."""
        self.pipeline.adapters.catalog.voice(NAME).order_deadline = seconds

    async def load(self, job: UUID) -> Job:
        return await self.pipeline.adapters.jobs.load(job)


Opened = Callable[..., AbstractAsyncContextManager[SpokenPipeline]]


@pytest.fixture
def open_spoken(settings: Settings, temporal: EmbeddedTemporal, vendor: Vendor) -> Opened:
    @asynccontextmanager
    async def open_it(at_once: int = 10) -> AsyncIterator[SpokenPipeline]:
        limits = VendorLimits(vendor=NAME, at_once=at_once, count=1000, window=timedelta(minutes=1))
        voice = VoiceServer()
        async with serving_voice(voice):
            model = VendorVoice(voice.url, NAME)
            async with open_vendor_pipeline(settings, temporal.address, vendor, limits, voice=model) as pipeline:
                yield SpokenPipeline(pipeline, voice)

    return open_it


@pytest.fixture
async def spoken(open_spoken: Opened) -> AsyncIterator[SpokenPipeline]:
    async with open_spoken() as opened, opened.pipeline.worker():
        yield opened
