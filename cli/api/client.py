"""The API as the command line uses it: one method a route, problems as `Refused`."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid4

import httpx

from cli.api.responses import AccountView, AssetView, EntryView, EstimateView, JobView, Page, StoryboardView
from cli.errors import Failure, Refused, Unreachable

_JOBS = "/api/v3/jobs"
_ASSETS = "/api/v3/assets"
_TIMEOUT = httpx.Timeout(90, connect=5)
"""Seconds. An asset is fetched by the API before it answers, which may take the API's own 60."""

_STILL_RUNNING = "idempotency_key_in_use"
_SETTLED_WITHIN = 40.0
_BETWEEN_TRIES = 0.5
"""Seconds. The API takes a request that crashed for running for 30."""

Answer = TypeVar("Answer")

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Client:
    """Speaks to one API. Raises Unreachable when nobody answers there, Refused when the answer is a problem."""

    def __init__(self, url: str, key: str | None, when_unreachable: str) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        on_this_machine = urlsplit(url).hostname in _LOOPBACK
        self.url = url.rstrip("/")
        self._when_unreachable = when_unreachable
        self._http = httpx.Client(base_url=url, headers=headers, timeout=_TIMEOUT, trust_env=not on_this_machine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: TracebackType | type[BaseException] | BaseException | None) -> None:
        self._http.close()

    def jobs(self, *, status: str | None = None, limit: int = 20, cursor: str | None = None) -> Page:
        query = {"status": status, "limit": limit, "cursor": cursor}
        answer = self._get(_JOBS, {name: value for name, value in query.items() if value is not None})
        return _read(answer, lambda body: Page.model_validate(body))

    def job(self, job: UUID) -> JobView:
        return _read(self._get(f"{_JOBS}/{job}"), _job)

    def changed_job(self, job: UUID, known: str | None, wait: str) -> tuple[JobView, str | None]:
        """The job and its ETag: at once if that is not the `known` one, else after a change or the wait (`5s`)."""
        if known is None:
            answer = self._get(f"{_JOBS}/{job}")
        else:
            answer = self._get(f"{_JOBS}/{job}", {"wait": wait}, {"If-None-Match": known})
        return _read(answer, _job), answer.headers.get("ETag")

    def create(self, brief: Mapping[str, Any]) -> JobView:
        return _read(self._change("POST", _JOBS, json=brief), _job)

    def act(self, job: UUID, action: str, **fields: str | int | None) -> JobView:
        """The job after the action. Fields that are None are left out."""
        said = {name: value for name, value in fields.items() if value is not None}
        return _read(self._change("POST", f"{_JOBS}/{job}/actions", json={"action": action, **said}), _job)

    def estimate(self, job: UUID) -> EstimateView:
        answer = self._get(f"{_JOBS}/{job}/estimate")
        return _read(answer, lambda body: EstimateView.model_validate(body["data"]))

    def set_budget(self, job: UUID, dollars: float) -> JobView:
        """The job with another limit."""
        body = {"production": {"maxCost": dollars}}
        return _read(self._change("PATCH", f"{_JOBS}/{job}", json=body), _job)

    def delete(self, job: UUID) -> None:
        self._change("DELETE", f"{_JOBS}/{job}")

    def restore(self, job: UUID) -> None:
        self._change("POST", f"{_JOBS}/{job}/restore")

    def storyboards(self, job: UUID) -> list[StoryboardView]:
        return _read(
            self._get(f"{_JOBS}/{job}/storyboards"),
            lambda body: [StoryboardView.model_validate(each) for each in body["data"]],
        )

    def add_asset(self, url: str, described: Mapping[str, str]) -> AssetView:
        """An asset that the API fetches."""
        return _read(self._change("POST", _ASSETS, json={"url": url, **described}), _asset)

    def upload_asset(self, file: Path, described: Mapping[str, str]) -> AssetView:
        """An asset from this machine, streamed."""
        with file.open("rb") as content:
            upload = {"file": (file.name, content)}
            return _read(self._change("POST", _ASSETS, files=upload, data=dict(described)), _asset)

    def credits(self, user: str) -> AccountView:
        return _read(self._get(_credits(user)), AccountView.model_validate)

    def credit_entries(self, user: str, limit: int) -> list[EntryView]:
        """The newest, and not more."""
        return _read(
            self._get(f"{_credits(user)}/entries", {"limit": limit}),
            lambda body: [EntryView.model_validate(each) for each in body["data"]],
        )

    def grant(self, user: str, amount: int, reason: str) -> AccountView:
        body = {"amount": amount, "reason": reason}
        return _read(self._change("POST", f"{_credits(user)}/grants", json=body), AccountView.model_validate)

    @contextmanager
    def film(self, job: UUID) -> Iterator[Iterator[bytes]]:
        """The film's bytes, as they come."""
        with self._reachable(), self._http.stream("GET", f"{_JOBS}/{job}/video") as answer:
            if answer.is_error:
                answer.read()
            _raise_problem(answer)
            yield answer.iter_bytes()

    def _get(
        self, path: str, query: Mapping[str, str | int] | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        with self._reachable():
            answer = self._http.get(path, params=query, headers=headers)
        _raise_problem(answer)
        return answer

    def _change(self, method: str, path: str, **content: Any) -> httpx.Response:
        """Sent again when the answer got lost: under the same key it is done once."""
        headers = {"Idempotency-Key": str(uuid4())}

        def send() -> httpx.Response:
            return self._http.request(method, path, headers=headers, **content)

        with self._reachable():
            try:
                answer = send()
            except (httpx.ReadError, httpx.RemoteProtocolError):
                answer = _once_settled(send)
        _raise_problem(answer)
        return answer

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


def _job(body: Any) -> JobView:
    return JobView.model_validate(body["data"])


def _asset(body: Any) -> AssetView:
    return AssetView.model_validate(body["data"])


def _read(answer: httpx.Response, parse: Callable[[Any], Answer]) -> Answer:
    try:
        return parse(answer.json())
    except (ValueError, KeyError, TypeError):
        raise Failure(f"{answer.url} answers, but not as Greenlight does: is another program there?") from None


def _once_settled(send: Callable[[], httpx.Response]) -> httpx.Response:
    """The answer, when the request whose answer was lost is not being done any more."""
    deadline = time.monotonic() + _SETTLED_WITHIN
    while _problem(answer := send()).get("code") == _STILL_RUNNING and time.monotonic() < deadline:
        time.sleep(_BETWEEN_TRIES)
    return answer


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        return dict(answer.json()) if answer.is_error else {}
    except (ValueError, TypeError):
        return {}


def _raise_problem(answer: httpx.Response) -> None:
    if not answer.is_error:
        return
    problem = _problem(answer)
    detail = str(problem.get("detail") or problem.get("title") or f"{answer.url} answered {answer.reason_phrase}.")
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        detail += " Set GREENLIGHT_API_KEY to one of the API's API_KEYS."
    request_id = problem.get("request_id") or answer.headers.get("X-Request-Id")
    raise Refused(detail, answer.status_code, str(problem.get("code", "")), request_id)
