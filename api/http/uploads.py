"""Uploads: files in multipart/form-data, streamed to disk."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from activities.common.working_directory import working_directory
from api.container import Container
from api.http.errors import FieldError, Unprocessable
from api.http.idempotency import ApiRoute
from api.http.json_request import JsonRequest, digest, unstorable_texts
from domain.base import Frozen
from domain.errors import Invalid

_FIELDS = frozenset({"type", "name", "role"})
_FORM_OVERHEAD = 64 * 1024
_CHUNK = 1024 * 1024


class Upload(Frozen):
    """An uploaded file on this machine, which exists until the request is answered, and the form's other fields."""

    path: Path
    filename: str
    fields: dict[str, str]


class UploadRequest(JsonRequest):
    """A request with a JSON body, or with a form whose part `file` becomes `upload`."""

    upload: Upload | None = None

    @asynccontextmanager
    async def content(self) -> AsyncIterator[None]:
        if not self.headers.get("Content-Type", "").lower().startswith("multipart/form-data"):
            async with super().content():
                yield
            return
        container: Container = self.state.container
        self.max_bytes = container.settings.max_asset_download_size_mb * 1024 * 1024 + _FORM_OVERHEAD
        with working_directory() as folder:
            path = folder / "upload"
            try:
                async with self.form(max_files=1, max_fields=len(_FIELDS), max_part_size=_FORM_OVERHEAD) as form:
                    file = form.get("file")
                    if not isinstance(file, UploadFile):
                        raise Unprocessable.at("file", "required: the part that holds the file")
                    filename = file.filename or ""
                    fields = {name: value for name, value in form.items() if isinstance(value, str)}
                    _check_form(fields, filename)
                    content_hash = await _save(file, path)
            except HTTPException as error:
                raise Invalid(f"the form cannot be read: {error.detail}") from None
            self.upload = Upload(path=path, filename=filename, fields=fields)
            self.digest = digest([content_hash, filename, fields])
            yield


class UploadRoute(ApiRoute):
    request_class = UploadRequest


def _check_form(fields: dict[str, str], filename: str) -> None:
    unknown = [FieldError(path=name, message="unknown field; leave it out") for name in fields.keys() - _FIELDS]
    if errors := [*unknown, *unstorable_texts({**fields, "file.filename": filename})]:
        raise Unprocessable(*errors)


async def _save(file: UploadFile, path: Path) -> str:
    """Write the file to `path`, and return its SHA-256 in hex."""
    content = hashlib.sha256()
    async with await anyio.open_file(path, "wb") as out:
        while chunk := await file.read(_CHUNK):
            content.update(chunk)
            await out.write(chunk)
    return content.hexdigest()
