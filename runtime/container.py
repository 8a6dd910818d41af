"""Adapters built from settings, once, for the worker and the API alike."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.job.ingest import AssetIngest
from activities.purchasing.vendor_catalog import VendorCatalog
from db.engine import connect
from db.frozen_server_detection import LINK, FrozenServerDetectingConnection
from db.jobs.repository import PostgresJobs, RegenerateRate
from db.scenarios.repository import PostgresScenarios
from db.vendor_limits import PostgresVendorHealth
from domain.brief import Brief
from domain.ports.download import Download
from domain.ports.editor import Editor
from domain.ports.image import ImageModel
from domain.ports.storage import Storage
from domain.ports.video import VideoModel
from domain.rules.takes import VideoModelChoice
from domain.vendor_limits import VendorLimits
from media.editor import ProcessEditor
from providers import registry
from providers.animatic.image import AnimaticImage
from providers.animatic.video import AnimaticVideo
from providers.client_upload import ClientUploadVideo
from providers.common.prices import read_prices
from runtime.setting_types import Rate
from runtime.settings import Settings
from storage.download import Downloader
from storage.postgres import PostgresStorage
from storage.s3 import LinkingS3Storage, S3Storage
from storage.s3_bucket import Bucket, connected

MEGABYTE = 1024 * 1024

LARGEST_CLIP = 4096 * MEGABYTE
LARGEST_IMAGE = 100 * MEGABYTE
OUTPUT_TIMEOUT_SECONDS = 1800
"""Bounds of a vendor's output. It is fetched from public addresses and ASSET_ALLOWED_NETWORKS only, as assets are."""

USUALLY_AT_ONCE = 10
USUAL_RATE = Rate(count=60, seconds=60)
"""Orders to a vendor that VENDOR_CONCURRENCY and VENDOR_RATE do not name."""

_OUR_OWN = frozenset({AnimaticVideo.name, ClientUploadVideo.name})


@dataclass(frozen=True)
class Adapters:
    """What the edges hand to steps and routes."""

    engine: AsyncEngine
    jobs: PostgresJobs
    storage: Storage
    editor: Editor
    ingest: AssetIngest
    download: Download
    choose_model: Callable[[Brief], VideoModelChoice]
    market: VendorCatalog
    painter: Callable[[], ImageModel]
    """Who draws the pictures of saved scenes. The market's own draws for takes, and not when it is our animatic."""

    saving: PostgresScenarios


def _rate(settings: Settings) -> RegenerateRate:
    said = settings.regenerate_rate
    return RegenerateRate(count=said.count, window=timedelta(seconds=said.seconds))


@asynccontextmanager
async def adapters(settings: Settings) -> AsyncIterator[Adapters]:
    """Open until the block ends. Nothing is connected yet: a database that is away is waited for by its users."""
    download = Downloader(
        settings.asset_allowed_networks,
        settings.max_asset_download_size_mb * MEGABYTE,
        settings.asset_download_timeout_seconds,
    )
    clips = Downloader(settings.asset_allowed_networks, LARGEST_CLIP, OUTPUT_TIMEOUT_SECONDS)
    images = Downloader(settings.asset_allowed_networks, LARGEST_IMAGE, OUTPUT_TIMEOUT_SECONDS)
    editor = ProcessEditor(settings.greenlight_home / "bridges")

    @cache
    def video(name: str) -> VideoModel:
        return (
            ClientUploadVideo(download, editor)
            if name == ClientUploadVideo.name
            else registry.VIDEO.create(name, clips)
        )

    @cache
    def painter() -> ImageModel:
        return registry.IMAGE.create(settings.image_provider, images)

    def image() -> ImageModel | None:
        return None if settings.image_provider == AnimaticImage.name else painter()

    def choose_model(brief: Brief) -> VideoModelChoice:
        said = brief.production
        model = video(said.provider or settings.video_provider)
        return VideoModelChoice(provider=model.name, model=said.model or model.model, queue=model.queue)

    engine = connect(settings.sqlalchemy_url)
    try:
        async with _storage(settings) as storage:
            yield Adapters(
                engine=engine,
                jobs=PostgresJobs(engine, choose_model, _rate(settings), timedelta(days=settings.retention_days)),
                storage=storage,
                editor=editor,
                ingest=AssetIngest(download, editor, storage),
                download=download,
                choose_model=choose_model,
                market=VendorCatalog(
                    video=video,
                    image=image,
                    door=lambda vendor: _door(settings, vendor),
                    prices=read_prices(settings.price_table),
                    health=PostgresVendorHealth(engine),
                ),
                painter=painter,
                saving=PostgresScenarios(engine, _public_base_url(settings)),
            )
    finally:
        await engine.dispose()


def _public_base_url(settings: Settings) -> str | None:
    return settings.s3_public_base_url if settings.blob_storage_type == "s3" else None


def _door(settings: Settings, vendor: str) -> VendorLimits | None:
    if vendor in _OUR_OWN:
        return None
    rate = settings.vendor_rate.get(vendor, USUAL_RATE)
    return VendorLimits(
        vendor=vendor,
        at_once=settings.vendor_concurrency.get(vendor, USUALLY_AT_ONCE),
        count=rate.count,
        window=timedelta(seconds=rate.seconds),
    )


def _storage(settings: Settings) -> AbstractAsyncContextManager[Storage]:
    return _bucket(settings) if settings.blob_storage_type == "s3" else _database(settings)


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Storage]:
    pool: AsyncConnectionPool[AsyncConnection[TupleRow]] = AsyncConnectionPool(
        settings.psycopg_url,
        connection_class=FrozenServerDetectingConnection,
        kwargs=dict(LINK),
        min_size=0,
        max_size=10,
        timeout=5,
        open=False,
        check=AsyncConnectionPool.check_connection,
    )
    await pool.open(wait=False)
    try:
        yield PostgresStorage(pool)
    finally:
        await pool.close()


@asynccontextmanager
async def _bucket(settings: Settings) -> AsyncIterator[Storage]:
    assert settings.s3_bucket_name, "settings without it are refused"
    bucket = Bucket(
        name=settings.s3_bucket_name,
        region=settings.s3_region,
        endpoint_url=settings.s3_endpoint_url,
        access_key_id=settings.aws_access_key_id,
        secret_access_key=settings.aws_secret_access_key,
        session_token=settings.aws_session_token,
    )
    kind = LinkingS3Storage if settings.asset_delivery == "redirect" else S3Storage
    async with connected(bucket) as client:
        yield kind(client, bucket.name)
