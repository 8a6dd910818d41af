"""Upload a file to a bucket, in one request or as a multipart upload."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from domain.errors import Transient
from domain.ports.storage import Blob

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART_BYTES = 8 * 1024 * 1024
"""S3 takes parts from 5 MiB and at most 10,000 of them."""

SHA256 = "sha256"
"""The metadata under which an object's SHA-256 is kept, in hex."""


class Stopped(Exception):
    """The upload was cancelled."""


@dataclass(frozen=True)
class Sending:
    """One put. It blocks, so it runs in a thread; it ends between two parts when `stop` is set."""

    client: "S3Client"
    bucket: str
    key: str
    content_type: str
    stop: Event

    def run(self, path: Path) -> Blob:
        """Put the whole file, or leave the key as it was.

        Errors: Transient when the file changes meanwhile, Stopped, and boto3's own.
        """
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            etag = self._in_one(file, size, path) if size <= PART_BYTES else self._in_parts(file, path)
        return Blob(key=self.key, size=size, content_type=self.content_type, etag=etag)

    def _in_one(self, file: BufferedReader, size: int, path: Path) -> str:
        data = file.read()
        if len(data) != size:
            raise _changed(path)
        digest = hashlib.sha256(data).hexdigest()
        self.client.put_object(
            Bucket=self.bucket, Key=self.key, Body=data, ContentType=self.content_type, Metadata={SHA256: digest}
        )
        return digest

    def _in_parts(self, file: BufferedReader, path: Path) -> str:
        # The digest is wanted when the upload begins, so the file is read twice.
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        upload = self.client.create_multipart_upload(
            Bucket=self.bucket, Key=self.key, ContentType=self.content_type, Metadata={SHA256: digest}
        )["UploadId"]
        try:
            sent = hashlib.sha256()
            parts = [self._part(upload, number, data, sent) for number, data in enumerate(self._pieces(file), 1)]
            if sent.hexdigest() != digest:
                raise _changed(path)
            self.client.complete_multipart_upload(
                Bucket=self.bucket, Key=self.key, UploadId=upload, MultipartUpload={"Parts": parts}
            )
        except BaseException as error:
            self._abort(upload, error)
            raise
        return digest

    def _pieces(self, file: BufferedReader) -> Iterator[bytes]:
        while data := file.read(PART_BYTES):
            if self.stop.is_set():
                raise Stopped
            yield data

    def _part(self, upload: str, number: int, data: bytes, sent: "hashlib._Hash") -> "CompletedPartTypeDef":
        sent.update(data)
        answer = self.client.upload_part(
            Bucket=self.bucket, Key=self.key, UploadId=upload, PartNumber=number, Body=data
        )
        return {"ETag": answer["ETag"], "PartNumber": number}

    def _abort(self, upload: str, because: BaseException) -> None:
        """Delete the parts. If that fails too, they take up space until a lifecycle rule of the bucket deletes them."""
        try:
            self.client.abort_multipart_upload(Bucket=self.bucket, Key=self.key, UploadId=upload)
        except (BotoCoreError, ClientError) as error:
            because.add_note(f"and its upload {upload} could not be aborted: {error}")


def _changed(path: Path) -> Transient:
    return Transient(f"{path.name} changed while it was being stored")
