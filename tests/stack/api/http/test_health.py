from uuid import UUID

from prometheus_client.parser import text_string_to_metric_families

from api.container import Container
from tests.harness.api_bodies import JOBS, created
from tests.stack.api.conftest import Http, RecordingGateway
from tests.stack.api.stages import planned


async def test_readyz_names_each_part(http: Http) -> None:
    answer = await http.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "temporal": "ok", "worker": "ok"})


async def test_readyz_names_the_part_that_is_missing(http: Http, gateway: RecordingGateway) -> None:
    gateway.states = {"temporal": "ok", "worker": "none polls the task queue greenlight"}
    answer = await http.get("/readyz")
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["retryable"]) == (503, "not_ready", True)
    assert (problem["database"], problem["temporal"]) == ("ok", "ok")
    assert problem["worker"] == "none polls the task queue greenlight"
    assert problem["detail"] == "worker: none polls the task queue greenlight"


async def test_metrics_count_requests_by_route_and_jobs_by_status(http: Http, container: Container) -> None:
    job = (await created(http))["id"]
    await planned(container, UUID(job))
    await created(http)
    await http.get(f"{JOBS}/{job}")
    await http.get("/no/such/path")

    text = (await http.get("/metrics")).text

    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["greenlight_http_requests_total", "/api/v3/jobs", "201", "POST"] == 2
    assert samples["greenlight_http_requests_total", "/api/v3/jobs/{job_id}", "200", "GET"] == 1
    assert samples["greenlight_http_requests_total", "404", "any", "unmatched"] == 1
    assert samples["greenlight_http_request_seconds_count", "/api/v3/jobs", "POST"] == 2
    assert samples["greenlight_jobs", "storyboard_review"] == 1
    assert samples["greenlight_jobs", "pending"] == 1
    assert samples["greenlight_jobs", "failed"] == 0
