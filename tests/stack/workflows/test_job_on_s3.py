"""A job whose objects are kept in S3, from brief to a film that is served."""

from dataclasses import replace
from uuid import uuid4

import httpx
import pytest

from api.container import build_container
from runtime.container import adapters
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.settings.settings import Settings
from storage.s3 import connected
from tests.harness.api_client import api_client
from tests.harness.pipeline import open_vendor_pipeline
from tests.harness.servers.s3_server import S3Server
from tests.harness.servers.video_vendor import Vendor

SECOND_HALF = {"Range": "bytes=4-11"}


@pytest.fixture
async def on_s3(settings: Settings, s3: S3Server) -> Settings:
    """Settings of a stack that keeps its objects in a bucket of the test's own."""
    bucket = s3.bucket(f"test-{uuid4()}")
    async with connected(bucket) as client:
        client.create_bucket(Bucket=bucket.name)
    return settings.model_copy(
        update={
            "blob_storage_type": "s3",
            "s3_bucket_name": bucket.name,
            "s3_endpoint_url": bucket.endpoint_url,
            "aws_access_key_id": bucket.access_key_id,
            "aws_secret_access_key": bucket.secret_access_key,
        }
    )


async def test_a_job_is_filmed_into_s3_and_its_film_is_served_by_us_or_by_s3(
    on_s3: Settings, s3: S3Server, temporal: EmbeddedTemporal, vendor: Vendor
) -> None:
    async with open_vendor_pipeline(on_s3, temporal.address, vendor) as stack, stack.worker():
        job = await stack.completed()
        container = build_container(stack.settings, stack.adapters, stack.gateway)
        assert job.film
        film = (s3.folder / str(on_s3.s3_bucket_name) / job.film.key).read_bytes()

        async with api_client(container) as http:
            part = await http.get(f"/api/v3/jobs/{job.id}/video", headers=SECOND_HALF)
        assert (part.status_code, part.content) == (206, film[4:12])

        async with (
            adapters(on_s3.model_copy(update={"asset_delivery": "redirect"})) as linking,
            api_client(replace(container, storage=linking.storage)) as http,
            httpx.AsyncClient() as browser,
        ):
            sent_on = await http.get(f"/api/v3/jobs/{job.id}/video", headers=SECOND_HALF)
            part = await browser.get(sent_on.headers["location"], headers=SECOND_HALF)
        assert (sent_on.status_code, sent_on.content) == (307, b"")
        assert (part.status_code, part.content) == (206, film[4:12])
        assert part.headers["content-type"] == "video/mp4"
        assert part.headers["content-disposition"] == 'inline; filename="Morrow.mp4"'
