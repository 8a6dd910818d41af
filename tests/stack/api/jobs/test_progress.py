from uuid import UUID

from domain.base import evolve
from domain.job.model import Stage
from domain.job.progress import Progress
from tests.harness.api_bodies import JOBS, created
from tests.stack.api.conftest import Http, RecordingGateway


async def job_of(http: Http) -> UUID:
    return UUID((await created(http))["id"])


QUEUED = Progress(
    percentage=0.0,
    stage=Stage.QUEUED,
    total_scenes=0,
    completed_scenes=0,
    processing_scenes=0,
    failed_scenes=0,
    film_ready=False,
)


async def test_progress_comes_from_the_workflow(http: Http, gateway: RecordingGateway) -> None:
    job = await job_of(http)
    gateway.reported[job] = QUEUED
    assert (await http.get(f"{JOBS}/{job}/progress")).json()["data"] == {
        "percentage": 0.0,
        "stage": "queued",
        "totalScenes": 0,
        "completedScenes": 0,
        "processingScenes": 0,
        "failedScenes": 0,
        "filmReady": False,
        "source": "workflow",
    }


async def test_progress_of_the_workflow_has_the_changes_that_it_has_not_heard_of(
    http: Http, gateway: RecordingGateway
) -> None:
    job = await job_of(http)
    gateway.reported[job] = evolve(QUEUED, stage=Stage.PLANNING)
    answer = (await http.get(f"{JOBS}/{job}/progress")).json()["data"]
    assert (answer["source"], answer["stage"]) == ("workflow", "queued")


async def test_progress_comes_from_the_database_if_the_workflow_does_not_answer(http: Http) -> None:
    answer = await http.get(f"{JOBS}/{await job_of(http)}/progress")
    assert (answer.json()["data"]["source"], answer.json()["data"]["stage"]) == ("database", "queued")


async def test_progress_comes_from_the_database_on_request(http: Http, gateway: RecordingGateway) -> None:
    job = await job_of(http)
    gateway.reported[job] = QUEUED
    answer = await http.get(f"{JOBS}/{job}/progress", params={"source": "database"})
    assert answer.json()["data"]["source"] == "database"
