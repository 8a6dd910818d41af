"""The worker process: it registers workflows and activities with their adapters, and polls the task queues."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from importlib.metadata import version

import uvloop
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion
from temporalio.worker import Worker, WorkerDeploymentConfig
from uuid6 import uuid7

from activities.common.working_directory import remove_abandoned_directories
from activities.job.clips.film import FilmingActivities
from activities.job.finishing.caption import CaptioningActivities
from activities.job.finishing.cut import CuttingActivities
from activities.job.finishing.preview import PreviewActivities
from activities.job.first_frame import FirstFrameActivities
from activities.job.ingest import IngestActivities
from activities.job.speech.speak import SpeakingActivities
from activities.job.state import JobStateActivities
from activities.job.storyboard import StoryboardActivities
from activities.maintenance.audit_storage import AuditStorageActivities
from activities.maintenance.wake_jobs import WakeJobsActivities
from activities.purchasing.collect_orders import CollectOrdersActivities
from activities.purchasing.fallback_offers import CatalogOffers
from activities.purchasing.wait_for_capacity import CapacityActivities
from activities.scenarios.images import ScenarioImageActivities
from activities.scenarios.save import SaveScenarioActivities
from activities.webhooks.deliver import DeliverWebhookActivities
from activities.webhooks.dispatch import DispatchWebhooksActivities
from db.assets import PostgresAssets
from db.audit_queries import PostgresAuditQueries
from db.clients.credits import PostgresCredits
from db.connections.engine import POOL_SIZE, migrate
from db.webhooks.records import PostgresDeliveryRecords
from domain import timeouts
from domain.credits import PaidAction
from domain.ports.vendor_limits import VendorLimits
from domain.scene_limits import SceneLimits
from domain.task_queues import (
    DISPATCH_QUEUE,
    MAIN_QUEUE,
    PICTURE_QUEUE,
    RENDER_QUEUE,
    WEBHOOK_QUEUE,
    collecting_queue,
    vendor_queue,
    waiting_queue,
)
from media.text.shaping import shaping_available
from providers import registry
from providers.animatic.models import AnimaticImage
from providers.template.brief_facts import ai_label
from runtime.bootstrap import keep_bootstrapped, wait_until_up
from runtime.container import Adapters, adapters
from runtime.garbage_collection import spare_what_is_loaded
from runtime.gateway import Gateway
from runtime.logging import configure_logging
from runtime.settings.settings import BadSettings, Settings, load_settings
from runtime.temporal import connect
from runtime.temporal_client import register_search_attributes
from workflows.collect_orders import CollectOrdersWorkflow
from workflows.first_frame import FirstFrameWorkflow
from workflows.ingest import IngestAssetWorkflow
from workflows.job import JobWorkflow
from workflows.maintenance import AuditStorageWorkflow, ReconcileWorkflow
from workflows.preview import PreviewWorkflow
from workflows.save_scenario import SaveScenarioWorkflow
from workflows.scene import SceneWorkflow
from workflows.webhooks import DeliverWebhookWorkflow, DispatchWebhooksWorkflow

SPARE_SLOTS = 10
"""Slots of a vendor's queue beyond its concurrency, for takes that check capacity, draw a still or are stopped."""

ORDER_POLLERS = 3
"""Requests for a vendor's tasks that wait at Temporal. A task for which none waits is written to its database first."""

IMAGE_SLOTS = 20
"""Images from vendors for which one worker waits at the same time."""

WEBHOOK_SLOTS = 50
"""Receivers of webhooks for whose answers one worker waits at the same time."""

WORKFLOWS = (
    JobWorkflow,
    SceneWorkflow,
    FirstFrameWorkflow,
    CollectOrdersWorkflow,
    IngestAssetWorkflow,
    PreviewWorkflow,
    SaveScenarioWorkflow,
    ReconcileWorkflow,
    AuditStorageWorkflow,
    DispatchWebhooksWorkflow,
    DeliverWebhookWorkflow,
)

CACHED_RUNS = 2_000
"""Runs that a worker keeps in memory instead of replaying their histories at each event: all that work is
under way for, and those of the jobs in review that changed last."""

_BUILD = WorkerDeploymentConfig(
    version=WorkerDeploymentVersion(deployment_name="greenlight", build_id=version("greenlight")),
    use_worker_versioning=False,
)
"""The build that histories name. By default the SDK hashes every loaded module, half of a start after imports."""

_log = logging.getLogger("worker")


def workers(client: Client, made: Adapters, settings: Settings) -> list[Worker]:
    """Make a worker for each task queue.

    A vendor's orders, and the waiting for its capacity, have task queues of their own: a slow vendor delays no other.
    """
    gateway = Gateway(client, made.jobs)
    jobs, storage, editor, catalog = made.jobs, made.storage, made.editor, made.catalog
    scenarios, credits = made.scenarios, PostgresCredits(made.engine)
    limits = SceneLimits(least=settings.scenes_per_video_min, most=settings.scenes_per_video_max)
    planner = made.planner()
    audit_queries = PostgresAuditQueries(
        made.engine, timedelta(days=settings.retention_days), timedelta(days=settings.event_retention_days)
    )
    image_price, image_vendor = settings.credit_prices[PaidAction.GENERATE_IMAGE], settings.image_provider
    image_queue = RENDER_QUEUE if image_vendor == AnimaticImage.name else PICTURE_QUEUE
    skip_after = timedelta(seconds=settings.image_unavailable_after_seconds)

    job_state = JobStateActivities(jobs, CatalogOffers(catalog, made.choose_model), catalog)
    ingest = IngestActivities(jobs, PostgresAssets(made.engine), made.ingest)
    storyboard = StoryboardActivities(jobs, storage, editor, planner, limits, made.choose_model, uuid7, made.estimate)
    filming = FilmingActivities(jobs, storage, editor, catalog)
    drawing = FirstFrameActivities(jobs, storage, editor, catalog)
    captioning = CaptioningActivities(jobs, storage, editor, catalog)
    speaking = SpeakingActivities(jobs, storage, editor, catalog)
    previews = PreviewActivities(jobs, storage, editor, made.animatic, ai_label)
    cutting = CuttingActivities(jobs, storage, editor, made.signer, ai_label)
    saving = SaveScenarioActivities(scenarios, credits, image_price, image_vendor, image_queue)
    images = ScenarioImageActivities(
        scenarios, credits, storage, editor, made.download, catalog, made.image_model, skip_after
    )
    waking = WakeJobsActivities(jobs, gateway, scenarios, gateway)
    auditing = AuditStorageActivities(jobs, storage, audit_queries)
    capacity = CapacityActivities(catalog)
    collecting = CollectOrdersActivities(made.open_orders, catalog, gateway)
    dispatching = DispatchWebhooksActivities(made.delivery_queue, gateway, made.pacing.late)
    delivering = DeliverWebhookActivities(PostgresDeliveryRecords(made.engine), made.senders, made.pacing.waits)

    vendors = registry.paid_vendors()
    of_main_queue = (job_state, ingest, storyboard, filming, saving, waking, auditing)
    of_render_queue = (filming, images, speaking, captioning, cutting, previews)
    worker = partial(_worker, client)
    return [
        worker(MAIN_QUEUE, *of_main_queue, workflows=WORKFLOWS, pollers=5),
        worker(RENDER_QUEUE, *of_render_queue, slots=settings.render_slots, pollers=5),
        worker(PICTURE_QUEUE, images, slots=IMAGE_SLOTS),
        worker(WEBHOOK_QUEUE, delivering, slots=WEBHOOK_SLOTS),
        worker(DISPATCH_QUEUE, dispatching, slots=1, shutdown=timedelta()),
        *(
            worker(
                vendor_queue(vendor),
                filming,
                speaking,
                drawing,
                slots=_slots(catalog.limits_of(vendor)),
                pollers=ORDER_POLLERS,
            )
            for vendor in dict.fromkeys([*registry.VIDEO, *registry.IMAGE, *registry.VOICES])
            if vendor in vendors
        ),
        # One waits in each worker; the others wait in the task queue, which serves each client in turn.
        *(worker(waiting_queue(vendor), capacity, slots=1, shutdown=timedelta()) for vendor in vendors),
        # Of one activity over all workers, which another takes over at once when its own stops.
        *(
            worker(collecting_queue(vendor), collecting, slots=1, shutdown=timedelta())
            for vendor in made.watched_vendors
        ),
    ]


def _slots(limits: VendorLimits | None) -> int:
    return (limits.at_once if limits else 0) + SPARE_SLOTS


def _worker(
    client: Client,
    queue: str,
    *instances: object,
    workflows: Sequence[type] = (),
    slots: int | None = None,
    pollers: int = 1,
    shutdown: timedelta = timeouts.WORKER_SHUTDOWN,
) -> Worker:
    """Make a worker of a task queue that runs the instances' activities, `slots` of them at once.

    Activities send heartbeats often, and so notice soon that they are cancelled.
    """
    methods = [getattr(instance, name) for instance in instances for name in dir(instance)]
    heartbeat_interval = timedelta(seconds=2)
    return Worker(
        client,
        task_queue=queue,
        workflows=workflows,
        activities=[method for method in methods if hasattr(method, "__temporal_activity_definition")],
        max_cached_workflows=CACHED_RUNS,
        max_concurrent_activities=slots,
        max_concurrent_local_activities=POOL_SIZE,  # they wait here, where waiting is no failure
        max_concurrent_activity_task_polls=pollers,
        max_heartbeat_throttle_interval=heartbeat_interval,
        default_heartbeat_throttle_interval=heartbeat_interval,
        sticky_queue_schedule_to_start_timeout=timeouts.STICKY_QUEUE,
        graceful_shutdown_timeout=shutdown,
        deployment_config=_BUILD,
    )


async def main(
    settings: Settings, make_workers: Callable[[Client, Adapters, Settings], list[Worker]] = workers
) -> None:
    """Run the workers until SIGTERM or SIGINT. Wait for servers that are not up yet."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    remove_abandoned_directories()
    async with adapters(settings) as made:
        await wait_until_up("the database", lambda: migrate(made.engine))
        client = await wait_until_up(
            "Temporal", lambda: connect(settings.temporal_address, settings.temporal_namespace)
        )
        await wait_until_up("Temporal", lambda: register_search_attributes(client))
        # Orders at a vendor whose key was removed are collected too: each take then says that the key is missing.
        with_orders = await wait_until_up("the database", made.open_orders.vendors)
        watched = {*made.watched_vendors, *with_orders} & {*registry.paid_vendors()}
        made = replace(made, watched_vendors=tuple(sorted(watched)))
        bootstrap = asyncio.create_task(keep_bootstrapped(client, made.watched_vendors))
        running = make_workers(client, made, settings)
        spare_what_is_loaded()
        polling = [asyncio.create_task(worker.run()) for worker in running]
        stopping = asyncio.create_task(stop.wait())
        _log.info("polling %s and %s", MAIN_QUEUE, RENDER_QUEUE)
        await asyncio.wait([*polling, stopping], return_when=asyncio.FIRST_COMPLETED)
        bootstrap.cancel()
        await asyncio.gather(*(worker.shutdown() for worker in running))
        await asyncio.gather(*polling)


if __name__ == "__main__":
    # Otherwise each rendering process would import this file with all its imports: three seconds of a core.
    del __file__
    try:
        settings = load_settings()
    except BadSettings as refused:
        sys.exit(str(refused))
    configure_logging("worker", settings.log_level)
    if not shaping_available():
        _log.warning("libfribidi0 is not installed: Arabic and Hebrew captions will be drawn wrong")
    uvloop.run(main(settings))
    # The SDK may crash while the interpreter shuts down (sdk-python#300); everything is written by now.
    logging.shutdown()
    os._exit(0)
