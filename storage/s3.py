"""Objects in an S3 bucket. boto3 blocks, so each request runs in a thread."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from io import BufferedReader, FileIO
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, TypeVar

import anyio
from anyio import CapacityLimiter, to_thread
from boto3.s3.transfer import TransferConfig
from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import SecretStr
from typing_extensions import override

from domain import timeouts
from domain.errors import InputRejected, Transient
from domain.ports.storage import Blob, ListedObject, Storage
from domain.storage_keys import FOLDERS, OUR_KEY
from storage.bucket import Bucket
from storage.sliced_storage import Slice, SlicedStorage

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectRequestTypeDef

PART_BYTES = 8 * 1024 * 1024
"""A larger file is sent in parts of this size. S3 takes parts from 5 MiB and at most 10,000 of them."""

LINK_LIVES = timedelta(minutes=5)

THREADS = 16
"""Requests at once, and connections kept."""

_UPLOAD = TransferConfig(multipart_threshold=PART_BYTES + 1, multipart_chunksize=PART_BYTES, use_threads=False)
_SHA256 = "sha256"
"""The metadata under which an object's SHA-256 is kept, in hex."""

_NOT_FOUND, _PRECONDITION_FAILED, _TOO_LARGE, _BAD_RANGE = 404, 412, 413, 416

_T = TypeVar("_T")


@asynccontextmanager
async def open_storage(bucket: Bucket, with_links: bool) -> AsyncIterator[Storage]:
    """Open the storage in a bucket, `with_links` by which clients fetch objects themselves. No request is made yet."""
    async with connected(bucket) as client:
        yield (LinkingS3Storage if with_links else S3Storage)(client, bucket.name)


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


class S3Storage(SlicedStorage):
    """Objects in a bucket. The etag is the SHA-256 of the content, in hex, from the object's metadata.

    An object that was put there by others has the endpoint's ETag. Every method raises Transient when
    the endpoint cannot be reached, refuses the keys, or does not have the bucket.
    """

    fetched_at_once = PART_BYTES

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket
        self._limiter = CapacityLimiter(THREADS)

    async def put(self, key: str, path: Path, content_type: str) -> Blob:
        """Send a file, in parts when it is large. Errors: InputRejected when the endpoint finds it too large.

        Cancelled, it ends before the next part and leaves nothing behind.
        """
        stop = Event()
        work = asyncio.ensure_future(self._call(partial(self._upload, key, path, content_type, stop)))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            stop.set()
            with anyio.CancelScope(shield=True):
                await asyncio.gather(work, return_exceptions=True)
            raise

    async def head(self, key: str) -> Blob | None:
        return await self._call(partial(self._head, key))

    async def delete(self, key: str) -> None:
        await self._call(partial(self._client.delete_object, Bucket=self._bucket, Key=key))

    async def list_objects(self, after: str, until: str | None = None) -> AsyncIterator[ListedObject]:
        for folder in FOLDERS:
            is_truncated = (after < folder or after.startswith(folder)) and (until is None or folder < until)
            start = after
            while is_truncated:
                page, is_truncated = await self._call(partial(self._page, folder, start))
                for listed in page:
                    if until is not None and listed.key > until:
                        return
                    start = listed.key
                    if OUR_KEY.fullmatch(listed.key):
                        yield listed

    async def read_slice(self, key: str, start: int, stop: int, etag: str | None) -> Slice | None:
        return await self._call(partial(self._slice, key, start, stop, etag))

    async def _call(self, work: Callable[[], _T]) -> _T:
        with _translated_errors():
            return await to_thread.run_sync(work, abandon_on_cancel=True, limiter=self._limiter)

    def _upload(self, key: str, path: Path, content_type: str, stop: Event) -> Blob:
        with _UploadedFile(path, stop) as file:
            headers = {"ContentType": content_type, "Metadata": {_SHA256: file.digest}}
            self._client.upload_fileobj(file, self._bucket, key, ExtraArgs=headers, Config=_UPLOAD)
            return Blob(key=key, size=file.tell(), content_type=content_type, etag=file.digest)

    def _head(self, key: str) -> Blob | None:
        try:
            answer = self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if _status(error) != _NOT_FOUND:
                raise
            # The answer is the same when the bucket is not there, and then nothing is known of the object.
            self._client.head_bucket(Bucket=self._bucket)
            return None
        return Blob(
            key=key,
            size=answer["ContentLength"],
            content_type=answer.get("ContentType", "application/octet-stream"),
            etag=answer["Metadata"].get(_SHA256) or answer["ETag"].strip('"'),
        )

    def _slice(self, key: str, start: int, stop: int, etag: str | None) -> Slice | None:
        if stop <= start:
            return Slice("", 0, b"") if self._head(key) else None
        wanted: GetObjectRequestTypeDef = {"Bucket": self._bucket, "Key": key, "Range": f"bytes={start}-{stop - 1}"}
        if etag:
            wanted["IfMatch"] = etag
        try:
            answer = self._client.get_object(**wanted)
        except ClientError as error:
            if _status(error) == _BAD_RANGE and etag is None:
                return Slice("", 0, b"")
            if _code(error) == "NoSuchKey" or _status(error) in (_PRECONDITION_FAILED, _BAD_RANGE):
                return None
            raise
        with answer["Body"] as body:
            if "ContentRange" not in answer and answer["ContentLength"]:
                raise Transient("the S3 endpoint does not know Range and cannot be used")
            data = body.read()
        size = int(answer["ContentRange"].rpartition("/")[2]) if data else 0
        return Slice(answer["ETag"], size, data)

    def _page(self, prefix: str, after: str) -> tuple[list[ListedObject], bool]:
        """The next keys, ours and others', and whether there are more."""
        answer = self._client.list_objects_v2(Bucket=self._bucket, Prefix=prefix, StartAfter=after)
        # By the endpoint's clock, which also wrote the times of the objects.
        now = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
        found = answer.get("Contents", ())
        return [ListedObject(key=each["Key"], age=now - each["LastModified"]) for each in found], answer["IsTruncated"]


class LinkingS3Storage(S3Storage):
    """S3 storage that also signs URLs, by which clients fetch objects from the endpoint itself."""

    async def link(self, key: str, content_type: str, disposition: str) -> str:
        """Sign a URL that answers a GET of the object, with these headers, for LINK_LIVES. No request is made."""
        return await self._call(
            lambda: self._client.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._bucket,
                    "Key": key,
                    "ResponseContentType": content_type,
                    "ResponseContentDisposition": disposition,
                },
                ExpiresIn=int(LINK_LIVES.total_seconds()),
            )
        )


class _UploadedFile(BufferedReader):
    """A file as boto3 reads it to upload it. `digest` is its SHA-256 before that, in hex, which S3 wants to know first.

    Reading it raises Transient when its content has changed since, and CancelledError when `stop` is set.
    """

    def __init__(self, path: Path, stop: Event) -> None:
        super().__init__(FileIO(path))
        self._stop = stop
        self._sent = hashlib.sha256()
        self.digest = hashlib.file_digest(self, "sha256").hexdigest()
        if self.raw.seekable():
            self.seek(0)

    @override
    def seekable(self) -> bool:
        """False, so that boto3 reads all bytes once and in order, until there are no more."""
        return False

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        if self._stop.is_set():
            raise CancelledError
        data = super().read(size)
        self._sent.update(data)
        if not data and self._sent.hexdigest() != self.digest:
            raise Transient(f"{Path(self.name).name} changed while it was being stored")
        return data


def _status(error: ClientError) -> int:
    return error.response["ResponseMetadata"]["HTTPStatusCode"]


def _code(error: ClientError) -> str:
    return error.response["Error"]["Code"]


@contextmanager
def _translated_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if _status(error) == _TOO_LARGE or _code(error) == "EntityTooLarge":
            raise InputRejected(f"the file is larger than the S3 endpoint takes: {error}") from error
        raise Transient(f"S3 refused: {error}") from error
    except BotoCoreError as error:
        raise Transient(f"S3 could not be used: {error}") from error
