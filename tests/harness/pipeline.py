"""The path from brief to film in one process: real servers, a worker that can be stopped, no API."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client
from temporalio.service import RPCError
from uuid6 import uuid7

from activities.maintenance.audit_storage import AuditReport
from activities.maintenance.wake_jobs import WakeReport
from activities.purchasing.estimate import estimating
from db.jobs.audit_trail import PostgresAuditTrail
from db.jobs.repository import PostgresJobs
from db.purchasing.vendor_limits import PostgresVendorHealth
from domain.base import evolve
from domain.brief import Brief
from domain.job.approval import ANYBODY, Sender
from domain.job.audit_trail import AuditEntry
from domain.job.model import Job, JobStatus, Stage
from domain.job.progress import progress
from domain.ports.speech import SpeechModel
from domain.ports.vendor_limits import VendorLimits
from domain.ports.video_and_image import ImageModel
from domain.rules.messages import parse_message
from domain.rules.scenes.scenes import UPLOAD
from domain.rules.scenes.takes import ImageModelChoice, VideoModelChoice
from domain.task_queues import MAIN_QUEUE
from runtime.bootstrap import start_collectors, start_dispatcher
from runtime.container import Adapters, adapters
from runtime.gateway import Gateway, workflow_id
from runtime.settings.settings import Settings
from runtime.temporal import connect
from tests.harness.api_client import TIMEOUT_SECONDS
from tests.harness.servers.temporal_cli import TemporalCli
from tests.harness.servers.video_vendor import Vendor, VendorVideo
from worker import workers
from workflows.maintenance import AuditStorageWorkflow, ReconcileWorkflow

_STATUS = text("select status from jobs where id = :job")

_PRODUCTION = (
    "music",
    "autoApprove",
    "giveUpAfter",
    "maxCost",
    "provider",
    "model",
    "draft",
    "fallback",
    "voice",
    "captions",
    "captionStyle",
)


@dataclass
class Pipeline:
    """Clients of the real servers, and the adapters that its workers use."""

    client: Client
    adapters: Adapters
    gateway: Gateway
    settings: Settings

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[None]:
        """A worker process's workers poll until the block ends."""
        running = workers(self.client, self.adapters, self.settings)
        polling = [asyncio.create_task(each.run()) for each in running]
        await start_collectors(self.client, self.adapters.watched_vendors)
        await start_dispatcher(self.client)
        try:
            yield
        finally:
            await asyncio.gather(*(each.shutdown() for each in running))
            await asyncio.gather(*polling)

    @property
    def temporal_cli(self) -> TemporalCli:
        return TemporalCli(self.client.service_client.config.target_host)

    async def current_details(self, workflow: str) -> str:
        """What the Web UI shows of the run; it sends the same query."""
        metadata: WorkflowMetadata = await self.client.get_workflow_handle(workflow).query(
            "__temporal_workflow_metadata", result_type=WorkflowMetadata
        )
        return str(metadata.current_details)

    async def audit_storage(self) -> AuditReport:
        """Run the audit of storage once, now."""
        return await self.client.execute_workflow(
            AuditStorageWorkflow.run, id=f"audit-{uuid4()}", task_queue=MAIN_QUEUE
        )

    async def reconcile(self) -> WakeReport:
        """Run the reconciler once, now."""
        return await self.client.execute_workflow(
            ReconcileWorkflow.run, True, id=f"reconcile-{uuid4()}", task_queue=MAIN_QUEUE
        )

    async def create(self, **changes: Any) -> UUID:
        """Create and start a job of a small and short film; `changes` are fields of its brief."""
        job = uuid7()
        await self.adapters.jobs.create(job, brief(**changes), [], {})
        await self.gateway.start(job, changes.get("clientId", "client"))
        return job

    async def reach(self, job: UUID, status: JobStatus, also: Callable[[Job], bool] = lambda _: True) -> Job:
        """Wait until the job has that status and `also` holds; it is not loaded before."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while await self._status(job) != status:
                await asyncio.sleep(0.05)
            return await self.until(job, lambda now: now.status is status and also(now))

    async def until_idle(self, job: UUID) -> Job:
        """Wait until nothing happens without a person."""
        return await self.until(job, lambda now: now.status is JobStatus.COMPLETED or _waits_for_a_person(now), 0.5)

    async def until(self, job: UUID, also: Callable[[Job], object], look_every: float = 0.05) -> Job:
        """Wait until `also` holds; the job is loaded when its version changed."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while not also(now := await self.adapters.jobs.load(job)):
                while await self.adapters.jobs.version(job) == now.version:
                    await asyncio.sleep(look_every)
        return now

    async def _status(self, job: UUID) -> str:
        async with self.adapters.engine.connect() as connection:
            return str((await connection.execute(_STATUS, {"job": job})).scalar_one())

    async def in_review(self, **changes: Any) -> UUID:
        job = await self.create(**changes)
        await self.reach(job, JobStatus.STORYBOARD_REVIEW)
        return job

    async def act(
        self, job: UUID, name: str, request: str | None = None, sender: Sender = ANYBODY, **fields: Any
    ) -> Job:
        await self.gateway.act(job, request or str(uuid7()), parse_message(name, fields), sender)
        return await self.adapters.jobs.load(job)

    async def audit_trail(self, job: UUID) -> list[AuditEntry]:
        """The entries of the job, oldest first."""
        return list(reversed(await PostgresAuditTrail(self.adapters.engine).of_job(job, 100)))

    async def completed(self, **changes: Any) -> Job:
        job = await self.in_review(**changes)
        await self.act(job, "approve_storyboard")
        return await self.reach(job, JobStatus.COMPLETED)

    async def run_ended(self, job: UUID) -> None:
        """Wait until the job's run has closed."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await self.client.get_workflow_handle(workflow_id(job)).result()


async def until_waiting(client: Client, *workflows: str) -> None:
    """Wait until all these runs wait for vendor capacity."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not all([await _waits_for_room(client, each) for each in workflows]):
            await asyncio.sleep(0.05)


async def _waits_for_room(client: Client, workflow: str) -> bool:
    try:
        run = await client.get_workflow_handle(workflow).describe()
    except RPCError:  # it has not begun
        return False
    return any(each.activity_type.name == "wait_for_room" for each in run.raw_description.pending_activities)


def _waits_for_a_person(job: Job) -> bool:
    return progress(job).stage is Stage.AWAITING_RETRY


@dataclass
class VendorPipeline(Pipeline):
    """A pipeline whose only video model is the simulated vendor."""

    vendor: Vendor


def brief(**ad_basics: Any) -> Brief:
    production = {key: ad_basics.pop(key) for key in _PRODUCTION if key in ad_basics}
    return Brief.model_validate(
        {
            "context": {"clientId": ad_basics.pop("clientId", "client")},
            "adBasics": {"productName": "Morrow", "duration": 5, **ad_basics},
            "production": {"resolution": "720p", **production},
        }
    )


@asynccontextmanager
async def open_vendor_pipeline(
    settings: Settings,
    address: str,
    vendor: Vendor,
    limits: VendorLimits | None = None,
    price: str = "0.05",
    voice: SpeechModel | None = None,
    image: ImageModel | None = None,
) -> AsyncIterator[VendorPipeline]:
    """The vendor has no limits unless some are given, with its name, and asks `price` for a second of film.

    The `voice` asks 10 dollars for 1,000 characters, and has the same limits. The `image` model draws first frames.
    """
    async with adapters(settings) as made:
        video = VendorVideo(vendor.url, limits.vendor if limits else None)
        prices = evolve(
            made.catalog.prices,
            video={**made.catalog.prices.video, video.name: {video.model: Decimal(price)}},
            voice={voice.name: {voice.model: Decimal(10)}} if voice else made.catalog.prices.voice,
        )
        draws = ImageModelChoice(provider=image.name, model=image.model) if image else None
        model_choice = VideoModelChoice(provider=video.name, model=video.model, queue=video.queue, image=draws)
        catalog = replace(
            made.catalog,
            video=lambda name: made.catalog.video(name) if name == UPLOAD else video,
            voice=lambda name: voice if voice and voice.name == name else made.catalog.voice(name),
            image=(lambda: image) if image else made.catalog.image,
            limits_of=lambda _: limits,
            prices=prices,
            health=PostgresVendorHealth(made.engine, first_pause=timedelta(seconds=1)),
        )
        estimate = estimating(lambda _: model_choice, catalog)
        filmed_by_vendor = replace(
            made,
            jobs=PostgresJobs(
                made.engine, lambda _: model_choice, estimate=estimate, spend_limits=made.jobs.spend_limits
            ),
            choose_model=lambda _: model_choice,
            estimate=estimate,
            catalog=catalog,
            watched_vendors=(video.name,),
        )
        client = await connect(address, "default", few_retries=True)
        yield VendorPipeline(client, filmed_by_vendor, Gateway(client, filmed_by_vendor.jobs), settings, vendor)


@asynccontextmanager
async def open_pipeline(settings: Settings, address: str) -> AsyncIterator[Pipeline]:
    """Open a pipeline with the vendors of the settings and the registry."""
    async with adapters(settings) as made:
        client = await connect(address, "default", few_retries=True)
        yield Pipeline(client, made, Gateway(client, made.jobs), settings)
