"""The HTTP client of the API: one method for each route."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid4

import httpx
from pydantic import TypeAdapter

from cli.api.responses import JobPage, JobResponse, Json
from cli.errors import ApiProblem, Failure, Unreachable
from domain.credits import CreditAccount

_JOBS = "/api/v3/jobs"
_ASSETS = "/api/v3/assets"
_TIMEOUT = httpx.Timeout(90, connect=5)
"""Seconds. The API fetches an asset before it answers, which may take its own 60."""

_KEY_IN_USE = "idempotency_key_in_use"
_KEY_FREE_WITHIN = 40.0
_BETWEEN_ATTEMPTS = 0.5
"""Seconds. The API takes a request that crashed for running for 30."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")

Parsed = TypeVar("Parsed")


class Client:
    """A client of one API. Its methods raise Unreachable when the API does not answer, ApiProblem when it refuses."""

    def __init__(self, url: str, key: str | None, when_unreachable: str) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        on_this_machine = urlsplit(url).hostname in _LOOPBACK
        self.url = url.rstrip("/")
        self._when_unreachable = when_unreachable
        self._http = httpx.Client(base_url=url, headers=headers, timeout=_TIMEOUT, trust_env=not on_this_machine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def jobs(self, *, status: str | None = None, limit: int = 20, cursor: str | None = None) -> JobPage:
        query = _without_none(status=status, limit=limit, cursor=cursor)
        return _parse(JobPage, self._get(_JOBS, query), data=False)

    def job(self, job: UUID) -> JobResponse:
        return _parse(JobResponse, self._get(f"{_JOBS}/{job}"))

    def changed_job(self, job: UUID, etag: str | None, wait: str) -> tuple[JobResponse, str | None]:
        """Return the job and its ETag: at once if that is not `etag`, else after a change or the wait (`5s`)."""
        waiting = ({"wait": wait}, {"If-None-Match": etag}) if etag else ()
        response = self._get(f"{_JOBS}/{job}", *waiting)
        return _parse(JobResponse, response), response.headers.get("ETag")

    def create(self, brief: Mapping[str, Any]) -> JobResponse:
        return _parse(JobResponse, self._change("POST", _JOBS, json=brief))

    def act(self, job: UUID, action: str, **fields: str | int | None) -> JobResponse:
        """Send an action, and return the job after it. Fields that are None are left out."""
        body = {"action": action, **_without_none(**fields)}
        return _parse(JobResponse, self._change("POST", f"{_JOBS}/{job}/actions", json=body))

    def estimate(self, job: UUID) -> Json:
        return _parse(Json, self._get(f"{_JOBS}/{job}/estimate"))

    def set_budget(self, job: UUID, dollars: float) -> JobResponse:
        body = {"production": {"maxCost": dollars}}
        return _parse(JobResponse, self._change("PATCH", f"{_JOBS}/{job}", json=body))

    def delete(self, job: UUID) -> None:
        self._change("DELETE", f"{_JOBS}/{job}")

    def restore(self, job: UUID) -> None:
        self._change("POST", f"{_JOBS}/{job}/restore")

    def storyboards(self, job: UUID) -> list[Json]:
        return _parse(list[Json], self._get(f"{_JOBS}/{job}/storyboards"))

    def add_asset(self, url: str, described: Mapping[str, str]) -> Json:
        """Have the API fetch an asset."""
        return _parse(Json, self._change("POST", _ASSETS, json={"url": url, **described}))

    def upload_asset(self, file: Path, described: Mapping[str, str]) -> Json:
        with file.open("rb") as content:
            upload = {"file": (file.name, content)}
            return _parse(Json, self._change("POST", _ASSETS, files=upload, data=dict(described)))

    def credits(self, user: str) -> CreditAccount:
        return _parse(CreditAccount, self._get(_credits(user)), data=False)

    def credit_entries(self, user: str, limit: int) -> list[Json]:
        """Return the newest entries."""
        return _parse(list[Json], self._get(f"{_credits(user)}/entries", {"limit": limit}))

    def grant(self, user: str, amount: int, reason: str) -> CreditAccount:
        body = {"amount": amount, "reason": reason}
        return _parse(CreditAccount, self._change("POST", f"{_credits(user)}/grants", json=body), data=False)

    @contextmanager
    def film(self, job: UUID) -> Iterator[Iterator[bytes]]:
        """Yield the film's bytes as they arrive."""
        with self._reachable(), self._http.stream("GET", f"{_JOBS}/{job}/video") as response:
            if response.is_error:
                response.read()
            _raise_problem(response)
            yield response.iter_bytes()

    def _get(
        self, path: str, query: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        with self._reachable():
            response = self._http.get(path, params=query, headers=headers)
        _raise_problem(response)
        return response

    def _change(self, method: str, path: str, **content: Any) -> httpx.Response:
        """Send a change, again if the response is lost: under the same key it is made once."""
        headers = {"Idempotency-Key": str(uuid4())}

        def send() -> httpx.Response:
            return self._http.request(method, path, headers=headers, **content)

        with self._reachable():
            try:
                response = send()
            except (httpx.ReadError, httpx.RemoteProtocolError):
                response = _send_until_key_is_free(send)
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


def _credits(user: str) -> str:
    return f"/api/v3/credits/{quote(user, safe='')}"


def _without_none(**values: str | int | None) -> dict[str, str | int]:
    return {name: value for name, value in values.items() if value is not None}


def _parse(kind: type[Parsed], response: httpx.Response, *, data: bool = True) -> Parsed:
    """Parse the body, or its member `data`. Raises Failure when it has another shape."""
    try:
        body = response.json()
        return TypeAdapter(kind).validate_python(body["data"] if data else body, extra="ignore")
    except (ValueError, KeyError, TypeError):
        raise Failure(f"{response.url} answers, but not as Greenlight does: is another program there?") from None


def _send_until_key_is_free(send: Callable[[], httpx.Response]) -> httpx.Response:
    """Send again while the request whose response was lost is still running."""
    deadline = time.monotonic() + _KEY_FREE_WITHIN
    while _problem(response := send()).get("code") == _KEY_IN_USE and time.monotonic() < deadline:
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
        detail = f"{detail} Set GREENLIGHT_API_KEY to one of the API's API_KEYS."
    request_id = problem.get("request_id") or response.headers.get("X-Request-Id")
    raise ApiProblem(str(detail), response.status_code, str(problem.get("code", "")), request_id)
