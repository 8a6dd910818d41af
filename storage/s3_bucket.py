"""A connection to one bucket of any S3 endpoint."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING

from anyio import to_thread
from boto3.session import Session
from botocore.config import Config
from pydantic import SecretStr

from domain import timeouts
from domain.base import Frozen

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

THREADS = 16
"""Requests at once, and connections kept."""


class Bucket(Frozen):
    """A bucket and the credentials for it. What is None, boto3 looks for in its usual places."""

    name: str
    region: str | None = None
    endpoint_url: str | None = None
    """None: Amazon's own."""

    access_key_id: SecretStr | None = None
    secret_access_key: SecretStr | None = None
    session_token: SecretStr | None = None


@asynccontextmanager
async def connected(bucket: Bucket) -> AsyncIterator["S3Client"]:
    """Open a client that several threads may use, until the block ends. No request is made yet."""
    with closing(await to_thread.run_sync(_client, bucket)) as client:
        yield client


def _client(bucket: Bucket) -> "S3Client":
    return Session().client(
        "s3",
        region_name=bucket.region,
        endpoint_url=bucket.endpoint_url,
        aws_access_key_id=_revealed(bucket.access_key_id),
        aws_secret_access_key=_revealed(bucket.secret_access_key),
        aws_session_token=_revealed(bucket.session_token),
        config=Config(
            signature_version="s3v4",
            # Others than Amazon have one host for all buckets; Amazon's signed URLs need the bucket's own.
            s3={"addressing_style": "path" if bucket.endpoint_url else "virtual"},
            # The second try is for a kept connection that the endpoint has closed. Temporal does the rest.
            retries={"total_max_attempts": 2, "mode": "standard"},
            connect_timeout=timeouts.S3_CONNECT,
            read_timeout=timeouts.S3_READ,
            max_pool_connections=THREADS,
            # Newer checksums are unknown to some endpoints; the signature covers the body without them.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
