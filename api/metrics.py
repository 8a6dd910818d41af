"""The metrics of an API process, for Prometheus."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import Scope

from domain.job.model import JobStatus

_BUCKETS = (0.005, 0.02, 0.1, 0.5, 2, 10, 60)


class Metrics:
    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "greenlight_http_requests",
            "Requests answered, by route template.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "greenlight_http_request_seconds",
            "Seconds until the last byte of an answer.",
            ("method", "route"),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._jobs = Gauge("greenlight_jobs", "Jobs that are not deleted.", ("status",), registry=self._registry)
        self._repairs = Gauge(
            "greenlight_repairs", "What the reconciler has mended so far.", ("kind",), registry=self._registry
        )

    def observe(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a finished request. Status 0: its client disconnected before there was an answer."""
        route = getattr(scope.get("route"), "path", "unmatched")
        method = scope["method"] if route != "unmatched" else "any"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def text(self, jobs: Mapping[JobStatus, int] | None, repairs: Mapping[str, int]) -> bytes:
        """Return the metrics in Prometheus' text format; without those of jobs if `jobs` is None."""
        self._repairs.clear()
        for kind, count in repairs.items():
            self._repairs.labels(kind).set(count)
        self._jobs.clear()
        for status in JobStatus if jobs is not None else ():
            self._jobs.labels(status.value).set((jobs or {}).get(status, 0))
        return generate_latest(self._registry)
