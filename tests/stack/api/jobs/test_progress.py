from uuid import UUID

from domain.job.model import Stage
from domain.job.progress import Progress
from tests.harness.api_bodies import JOBS, created
from tests.stack.api.conftest import Http, RecordingGateway


async def job_of(http: Http) -> UUID:
    return UUID((await created(http))["id"])


def reported(stage: Stage) -> Progress:
    return Progress(
        percentage=50.0,
        stage=stage,
        total_scenes=2,
        completed_scenes=1,
        processing_scenes=1,
        failed_scenes=0,
        film_ready=False,
    )


async def test_progress_comes_from_the_workflow(http: Http, gateway: RecordingGateway) -> None:
    job = await job_of(http)
    gateway.reported[job] = reported(Stage.FILMING)
    assert (await http.get(f"{JOBS}/{job}/progress")).json()["data"] == {
        "percentage": 50.0,
        "stage": "filming",
        "totalScenes": 2,
        "completedScenes": 1,
        "processingScenes": 1,
        "failedScenes": 0,
        "filmReady": False,
        "source": "workflow",
    }


async def test_progress_comes_from_the_database_if_the_workflow_does_not_answer(http: Http) -> None:
    answer = await http.get(f"{JOBS}/{await job_of(http)}/progress")
    assert (answer.json()["data"]["source"], answer.json()["data"]["stage"]) == ("database", "queued")


async def test_progress_comes_from_the_database_on_request(http: Http, gateway: RecordingGateway) -> None:
    job = await job_of(http)
    gateway.reported[job] = reported(Stage.FILMING)
    answer = await http.get(f"{JOBS}/{job}/progress", params={"source": "database"})
    assert answer.json()["data"]["source"] == "database"
