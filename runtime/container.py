"""The container: the adapters of a worker or an API process, made from its settings."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from importlib import import_module
from pathlib import Path

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.job.finishing.stills import SceneStills
from activities.job.ingest import AssetIngest
from activities.purchasing.estimate import estimating
from activities.purchasing.model_choice import model_choice
from activities.purchasing.vendor_catalog import VendorCatalog
from db.clients.client_spend import SpendLimits
from db.connections.engine import connect
from db.connections.frozen_server_detection import CONNECTION_TIMEOUTS, FrozenServerDetectingConnection
from db.jobs.repository import PostgresJobs, RegenerateRate
from db.purchasing.open_orders import PostgresOpenOrders
from db.purchasing.vendor_limits import PostgresVendorHealth
from db.scenarios.repository import PostgresScenarios
from db.signing_certificate import kept_certificate
from db.webhooks.queue import PostgresDeliveryQueue
from domain import timeouts
from domain.brief import Brief
from domain.deferred import Deferred
from domain.errors import AccountProblem
from domain.job.sound.speech import ASSET_VOICE, LOCAL_VOICE
from domain.ports.editor import Editor
from domain.ports.film_signer import FilmSigner, SigningCertificate
from domain.ports.planner import Planner
from domain.ports.speech import SpeechModel
from domain.ports.storage import Download, Storage
from domain.ports.vendor_limits import VendorLimits
from domain.ports.video_and_image import Animatic, ImageModel, PolledModel, VideoModel
from domain.ports.webhooks import EndpointSender
from domain.rules.scenes.takes import ImageModelChoice, VideoModelChoice
from domain.rules.storyboard.approvals import Estimate
from domain.vendors.vendor_news import news_url
from domain.webhooks.deliveries import Pacing
from domain.webhooks.endpoints import EndpointKind
from media.credentials.signer import ProcessSigner
from media.editor import ProcessEditor
from providers import registry
from providers.animatic.models import AnimaticImage, AnimaticVideo
from providers.client_upload import ClientUploadVideo
from providers.common.prices import read_prices
from runtime.senders import endpoint_senders
from runtime.settings.setting_types import Rate
from runtime.settings.settings import Settings, is_any_set
from storage.bucket import Bucket
from storage.postgres import PostgresStorage
from storage.web.later_download import LaterDownload
from storage.web.later_post import LaterPost

MEGABYTE = 1024 * 1024

LARGEST_CLIP = 4096 * MEGABYTE
LARGEST_IMAGE = 100 * MEGABYTE
"""Bounds of a vendor's output. It is fetched from public addresses and ASSET_ALLOWED_NETWORKS only, as assets are."""

USUAL_CONCURRENCY = 10
USUAL_RATE = Rate(count=60, seconds=60)
"""Limits of a vendor that VENDOR_CONCURRENCY and VENDOR_RATE do not name."""

# What needs large libraries, and many processes never use.
open_s3_storage = Deferred[[Bucket, bool], AbstractAsyncContextManager[Storage]]("storage.s3:open_storage")
make_certificate = Deferred[[], SigningCertificate]("media.credentials.certificate:make_certificate")
read_certificate = Deferred[[Path, Path], SigningCertificate]("media.credentials.certificate:read_certificate")

_WITHOUT_LIMITS = frozenset({AnimaticVideo.name, ClientUploadVideo.name, LOCAL_VOICE, ASSET_VOICE})


@dataclass(frozen=True)
class Adapters:
    """The adapters of a process, for activities and routes.

    `image_model` draws the images of saved scenarios. The catalog's draws first frames of takes, and is None when the
    provider is the animatic. `watched_vendors` are those whose open orders this process can look at.
    """

    engine: AsyncEngine
    jobs: PostgresJobs
    scenarios: PostgresScenarios
    storage: Storage
    editor: Editor
    signer: FilmSigner
    ingest: AssetIngest
    download: Download
    choose_model: Callable[[Brief], VideoModelChoice]
    estimate: Estimate
    catalog: VendorCatalog
    open_orders: PostgresOpenOrders
    watched_vendors: tuple[str, ...]
    delivery_queue: PostgresDeliveryQueue
    senders: Mapping[EndpointKind, EndpointSender]
    pacing: Pacing
    planner: Callable[[], Planner]
    image_model: Callable[[], ImageModel]
    animatic: Animatic
    stills: SceneStills


@asynccontextmanager
async def adapters(settings: Settings) -> AsyncIterator[Adapters]:
    """Yield the adapters of these settings, and close them. Nothing is connected yet, so servers may start later."""
    networks = settings.asset_allowed_networks
    largest = settings.max_asset_download_size_mb * MEGABYTE
    download = LaterDownload(networks, largest, settings.asset_download_timeout_seconds)
    clips = LaterDownload(networks, LARGEST_CLIP, timeouts.DOWNLOAD_OUTPUT)
    images = LaterDownload(networks, LARGEST_IMAGE, timeouts.DOWNLOAD_OUTPUT)
    post = LaterPost(networks)
    editor, animatic = ProcessEditor(settings.greenlight_home / "bridges"), AnimaticVideo()

    closing = AsyncExitStack()

    @cache
    def video_model(name: str) -> VideoModel:
        if name == ClientUploadVideo.name:
            return ClientUploadVideo(download, editor)
        try:
            model = registry.VIDEO.create(name, clips)
        except LookupError as error:  # the job names a provider that is gone
            raise AccountProblem(str(error.args[0])) from error
        if isinstance(model, PolledModel):
            model.news_url = news_url(settings.public_url, name)
        closing.push_async_callback(model.close)
        return model

    @cache
    def image_model() -> ImageModel:
        model = registry.IMAGE.create(settings.image_provider, images)
        if isinstance(model, PolledModel):
            model.news_url = news_url(settings.public_url, model.name)
        closing.push_async_callback(model.close)
        return model

    @cache
    def voice(name: str) -> SpeechModel:
        try:
            model = registry.VOICES.create(name)
        except LookupError as error:  # a job of when there was such a voice
            raise AccountProblem(str(error.args[0])) from error
        if name == settings.voice_provider and settings.voice_model:
            model.model = settings.voice_model
        closing.push_async_callback(model.close)
        return model

    @cache
    def planner() -> Planner:
        planner = registry.PLANNERS.create(settings.ai_provider)
        closing.push_async_callback(planner.close)
        return planner

    def paid_image_model() -> ImageModel | None:
        return None if settings.image_provider == AnimaticImage.name else image_model()

    def first_frame_model() -> ImageModelChoice | None:
        """Return what draws first frames; None if nothing does, or its key is missing."""
        with suppress(AccountProblem):
            if model := paid_image_model():
                return ImageModelChoice(provider=model.name, model=model.model)
        return None

    def choose_model(brief: Brief) -> VideoModelChoice:
        wanted = brief.production
        model = video_model(wanted.provider or settings.video_provider)
        return model_choice(
            model,
            wanted.model or model.model,
            is_draft=wanted.draft,
            draws_stills=settings.image_provider != AnimaticImage.name,
            image=first_frame_model(),
        )

    engine = connect(settings.psycopg_url)
    closing.push_async_callback(engine.dispose)
    rate = RegenerateRate(
        count=settings.regenerate_rate.count, window=timedelta(seconds=settings.regenerate_rate.seconds)
    )
    catalog = VendorCatalog(
        video=video_model,
        image=paid_image_model,
        voice=voice,
        limits_of=lambda vendor: _vendor_limits(settings, vendor),
        prices=read_prices(settings.price_table),
        health=PostgresVendorHealth(engine),
    )
    estimate = estimating(choose_model, catalog)
    retention, most_jobs = timedelta(days=settings.retention_days), settings.max_jobs_in_flight
    spend = SpendLimits(settings.max_spend_per_month)
    jobs = PostgresJobs(engine, choose_model, rate, retention, estimate, spend, most_jobs)
    is_s3 = settings.blob_storage_type == "s3"
    async with closing, _s3(settings) if is_s3 else _postgres(settings) as storage:
        yield Adapters(
            engine=engine,
            jobs=jobs,
            scenarios=PostgresScenarios(engine, settings.s3_public_base_url if is_s3 else None, spend),
            storage=storage,
            editor=editor,
            signer=ProcessSigner(partial(_certificate, settings, engine), settings.c2pa_timestamp_url),
            ingest=AssetIngest(download, editor, storage),
            download=download,
            choose_model=choose_model,
            estimate=estimate,
            catalog=catalog,
            open_orders=PostgresOpenOrders(engine, settings.psycopg_url),
            watched_vendors=tuple(filter(_has_key, registry.paid_vendors())),
            delivery_queue=PostgresDeliveryQueue(engine, settings.psycopg_url),
            pacing=Pacing(),
            senders=endpoint_senders(settings, engine, post, jobs, estimate),
            planner=planner,
            image_model=image_model,
            animatic=animatic,
            stills=SceneStills(storage, editor, animatic),
        )


def import_vendors(settings: Settings) -> None:
    """Import the SDKs of the vendors that are set: a second that no request should wait."""
    for kind, name in ((registry.VIDEO, settings.video_provider), (registry.IMAGE, settings.image_provider)):
        import_module(kind.module(name))
    if settings.voice_provider in registry.VOICES:
        import_module(registry.VOICES.module(settings.voice_provider))


async def _certificate(settings: Settings, engine: AsyncEngine) -> SigningCertificate:
    """Return the operator's certificate, or else the one that this installation has made for itself."""
    if settings.c2pa_certificate and settings.c2pa_private_key:
        return read_certificate(settings.c2pa_certificate, settings.c2pa_private_key)
    return await kept_certificate(engine, make_certificate)


def _has_key(vendor: str) -> bool:
    """Return whether the vendor films, and its key is set or none is needed."""
    keys = registry.VIDEO.key_variables(vendor) if vendor in registry.VIDEO else None
    return keys is not None and (not keys or is_any_set(keys))


def _vendor_limits(settings: Settings, vendor: str) -> VendorLimits | None:
    if vendor in _WITHOUT_LIMITS:
        return None
    rate = settings.vendor_rate.get(vendor, USUAL_RATE)
    return VendorLimits(
        vendor=vendor,
        at_once=settings.vendor_concurrency.get(vendor, USUAL_CONCURRENCY),
        count=rate.count,
        window=timedelta(seconds=rate.seconds),
    )


@asynccontextmanager
async def _postgres(settings: Settings) -> AsyncIterator[Storage]:
    pool: AsyncConnectionPool[AsyncConnection[TupleRow]] = AsyncConnectionPool(
        settings.psycopg_url,
        connection_class=FrozenServerDetectingConnection,
        # A transaction for one statement would be two round trips more.
        kwargs={**CONNECTION_TIMEOUTS, "autocommit": True},
        min_size=0,
        max_size=10,
        timeout=timeouts.DATABASE_CONNECTION,
        open=False,
        check=AsyncConnectionPool.check_connection,
    )
    await pool.open(wait=False)
    try:
        yield PostgresStorage(pool)
    finally:
        await pool.close()


def _s3(settings: Settings) -> AbstractAsyncContextManager[Storage]:
    assert settings.s3_bucket_name, "settings without it are refused"
    bucket = Bucket(
        name=settings.s3_bucket_name,
        region=settings.s3_region,
        endpoint_url=settings.s3_endpoint_url,
        access_key_id=settings.aws_access_key_id,
        secret_access_key=settings.aws_secret_access_key,
        session_token=settings.aws_session_token,
    )
    return open_s3_storage(bucket, settings.asset_delivery == "redirect")
