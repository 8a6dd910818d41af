"""Requests that upload an asset: a form whose part `file` is written to this machine while it arrives."""

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO

from anyio import to_thread
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from typing_extensions import override

from activities.common.working_directory import working_directory
from api.container import Container
from api.http.errors import FieldError, Unprocessable
from api.http.idempotency.route import ApiRoute
from api.http.json_request import JsonRequest, digest, unstorable_texts
from domain.base import Frozen
from domain.errors import Invalid

_FIELDS = frozenset({"type", "name", "role", "clientId"})
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
        if not self._is_form:
            async with super().content():
                yield
            return
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
                    content_hash = await to_thread.run_sync(_save, file.file, path)
            except HTTPException as error:
                raise Invalid(f"the form cannot be read: {error.detail}") from None
            self.upload = Upload(path=path, filename=filename, fields=fields)
            self.digest = digest([content_hash, filename, fields])
            yield

    @property
    @override
    def max_bytes(self) -> int:
        if not self._is_form:
            return super().max_bytes
        container: Container = self.state.container
        return container.settings.max_asset_download_size_mb * 1024 * 1024 + _FORM_OVERHEAD

    @property
    def _is_form(self) -> bool:
        kind = self.headers.get("Content-Type", "").lower()
        return self.method == "POST" and kind.startswith("multipart/form-data")

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """Yield larger pieces than arrive: a thread writes each to a file, and costs more than a small piece."""
        piece = bytearray()
        async for data in super().stream():
            piece += data
            if len(piece) >= _CHUNK:
                yield bytes(piece)
                piece.clear()
        yield bytes(piece)


class UploadRoute(ApiRoute):
    request_class = UploadRequest


def _check_form(fields: dict[str, str], filename: str) -> None:
    unknown = [FieldError(path=name, message="unknown field; leave it out") for name in fields.keys() - _FIELDS]
    if errors := [*unknown, *unstorable_texts({**fields, "file.filename": filename})]:
        raise Unprocessable(*errors)


def _save(file: BinaryIO, path: Path) -> str:
    """Write the file to `path`, and return its SHA-256 in hex."""
    content = hashlib.sha256()
    with path.open("wb") as out:
        while chunk := file.read(_CHUNK):
            content.update(chunk)
            out.write(chunk)
    return content.hexdigest()
