"""The HTTP client of the API. Paths are relative to `/api/v3`."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
from pydantic import TypeAdapter

from cli.api.responses import JobPage, JobResponse, Json
from cli.errors import ApiProblem, Failure, Unreachable
from domain.job.film.captions import CaptionFormat

_TIMEOUT = httpx.Timeout(90, connect=5)
"""Seconds. The API fetches an asset before it answers, which may take its own 60."""

_KEY_IN_USE = "idempotency_key_in_use"
_KEY_FREE_WITHIN = 40.0
_BETWEEN_ATTEMPTS = 0.5
"""Seconds. The API takes a request that crashed for running for 30."""

_PREVIEW_WAIT = "30s"

_LOOPBACK = ("127.0.0.1", "localhost", "::1")

Parsed = TypeVar("Parsed")
Value = TypeVar("Value")


class ApiClient:
    """A client of one API. Its methods raise Unreachable when the API does not answer, ApiProblem when it refuses."""

    def __init__(self, url: str, key: str | None, when_unreachable: str) -> None:
        self.url = url.rstrip("/")
        self._when_unreachable = when_unreachable
        self._http = httpx.Client(
            base_url=f"{self.url}/api/v3",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=_TIMEOUT,
            trust_env=urlsplit(url).hostname not in _LOOPBACK,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def jobs(self, *, status: str | None = None, limit: int = 20, cursor: str | None = None) -> JobPage:
        return self.get(JobPage, "/jobs", data=False, status=status, limit=limit, cursor=cursor)

    def job(self, job: UUID) -> JobResponse:
        return self.get(JobResponse, f"/jobs/{job}")

    def changed_job(self, job: UUID, etag: str | None, wait: str) -> tuple[JobResponse | None, str | None]:
        """Return the job and its ETag as soon as that is not `etag`; None if it still is after the wait (`5s`)."""
        waiting = ({"wait": wait}, {"If-None-Match": etag}) if etag else ()
        response = self._get(f"/jobs/{job}", *waiting)
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return None, etag
        return _parse(JobResponse, response), response.headers.get("ETag")

    def create(self, brief: Mapping[str, Any]) -> JobResponse:
        return self.change(JobResponse, "POST", "/jobs", brief)

    def act(self, job: UUID, action: str, **fields: str | float | list[str] | None) -> JobResponse:
        """Send an action, and return the job after it. Fields that are None are left out."""
        return self.change(JobResponse, "POST", f"/jobs/{job}/actions", {"action": action, **_without_none(fields)})

    def upload_asset(self, file: Path, described: Mapping[str, str]) -> Json:
        with file.open("rb") as content:
            upload = {"file": (file.name, content)}
            return _parse(Json, self.send("POST", "/assets", files=upload, data=dict(described)))

    def get(self, kind: type[Parsed], path: str, *, data: bool = True, **query: str | int | None) -> Parsed:
        """Return the body, or its member `data`. Parameters that are None are left out."""
        return _parse(kind, self._get(path, _without_none(query)), data=data)

    def change(
        self,
        kind: type[Parsed],
        method: str,
        path: str,
        body: Mapping[str, Any],
        *,
        data: bool = True,
        revision: int | None = None,
    ) -> Parsed:
        """Send a change. If a revision is given, the API refuses it with 412 once what it changes has another one."""
        headers = None if revision is None else {"If-Match": f'"{revision}"'}
        return _parse(kind, self.send(method, path, headers, json=body), data=data)

    @contextmanager
    def film(self, job: UUID) -> Iterator[Iterator[bytes]]:
        """Yield the film's bytes as they arrive."""
        with self._stream(f"/jobs/{job}/video") as response:
            yield response.iter_bytes()

    def captions(self, job: UUID, format: CaptionFormat) -> bytes:
        """Return what is read in the film, as a file of that format."""
        return self._get(f"/jobs/{job}/captions", {"format": format}).content

    def first_frame(self, job: UUID, first_frame: UUID) -> tuple[bytes, str]:
        """Return the picture, and its media type without parameters."""
        response = self._get(f"/jobs/{job}/first-frames/{first_frame}")
        return response.content, response.headers.get("Content-Type", "").partition(";")[0].strip()

    @contextmanager
    def preview(self, job: UUID) -> Iterator[Iterator[bytes]]:
        """Wait until the preview of the storyboard is rendered, and yield its bytes as they arrive."""
        while True:
            with self._stream(f"/jobs/{job}/preview?wait={_PREVIEW_WAIT}") as response:
                if response.status_code != httpx.codes.ACCEPTED:
                    yield response.iter_bytes()
                    return
                pause = float(response.headers.get("Retry-After", 0))
            time.sleep(pause)

    @contextmanager
    def _stream(self, path: str) -> Iterator[httpx.Response]:
        with self._reachable(), self._http.stream("GET", path) as response:
            if response.is_error:
                response.read()
            _raise_problem(response)
            yield response

    def _get(
        self, path: str, query: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        with self._reachable():
            response = self._http.get(path, params=query, headers=headers)
        _raise_problem(response)
        return response

    def send(self, method: str, path: str, headers: Mapping[str, str] | None = None, **content: Any) -> httpx.Response:
        """Send a change, again if the response is lost: under the same key it is made once."""
        headers = {**(headers or {}), "Idempotency-Key": str(uuid4())}

        def request() -> httpx.Response:
            return self._http.request(method, path, headers=headers, **content)

        with self._reachable():
            try:
                response = request()
            except (httpx.ReadError, httpx.RemoteProtocolError):
                response = _repeat_until_key_is_free(request)
        _raise_problem(response)
        return response

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise Unreachable(f"Nothing answers at {self.url}. {self._when_unreachable}") from None
        except httpx.TransportError as error:
            reason = type(error).__name__
            raise Unreachable(f"{self.url} broke off its answer ({reason}): look at `list`, then try again.") from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise Failure(f"{self.url} is not an address of an API: write http://host:port.") from None


def _without_none(values: Mapping[str, Value | None]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None}


def _parse(kind: type[Parsed], response: httpx.Response, *, data: bool = True) -> Parsed:
    """Parse the body, or its member `data`. Raises Failure when it has another shape."""
    try:
        body = response.json()
        return TypeAdapter(kind).validate_python(body["data"] if data else body, extra="ignore")
    except (ValueError, KeyError, TypeError):
        raise Failure(f"{response.url} answers, but not as Greenlight does: is another program there?") from None


def _repeat_until_key_is_free(request: Callable[[], httpx.Response]) -> httpx.Response:
    """Send again while the request whose response was lost is still running."""
    deadline = time.monotonic() + _KEY_FREE_WITHIN
    while _problem(response := request()).get("code") == _KEY_IN_USE and time.monotonic() < deadline:
        time.sleep(_BETWEEN_ATTEMPTS)
    return response


def _problem(response: httpx.Response) -> dict[str, Any]:
    try:
        return dict(response.json()) if response.is_error else {}
    except (ValueError, TypeError):
        return {}


def _raise_problem(response: httpx.Response) -> None:
    if not response.is_error:
        return
    problem = _problem(response)
    detail = problem.get("detail") or problem.get("title") or f"{response.url} answered {response.reason_phrase}."
    if response.status_code == httpx.codes.UNAUTHORIZED:
        detail = f"{detail} Set GREENLIGHT_API_KEY to a key of the API."
    known = f"{response.status_code} {problem.get('code', '')}".strip()
    if request_id := problem.get("request_id") or response.headers.get("X-Request-Id"):
        known = f"{known}, request {request_id}"
    raise ApiProblem(f"{detail}\n({known})", response.status_code)
