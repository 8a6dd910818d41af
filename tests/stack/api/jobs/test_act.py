from uuid import UUID

import pytest

from api.container import Container
from domain.rules.messages import ApproveStoryboard
from tests.harness.api_bodies import JOBS, created, row_counts
from tests.stack.api.conftest import Http, RecordingGateway
from tests.stack.api.stages import planned


@pytest.fixture
async def job(http: Http, container: Container) -> UUID:
    """A job in review."""
    job = UUID((await created(http))["id"])
    await planned(container, job)
    return job


async def test_an_approval_returns_the_job(http: Http, job: UUID, gateway: RecordingGateway) -> None:
    answer = await http.post(f"{JOBS}/{job}/actions", json={"action": "approve_storyboard", "storyboardRevision": 1})
    assert (answer.status_code, answer.json()["data"]["status"]) == (200, "processing")
    ((of, request, message),) = gateway.messages
    assert (of, message) == (job, ApproveStoryboard(storyboard_revision=1))
    assert UUID(request).version == 7


async def test_feedback_is_stored_unchanged(http: Http, job: UUID, container: Container) -> None:
    feedback = " 'more' <b>tea</b>, לחיים 🍵\n"
    await http.post(f"{JOBS}/{job}/actions", json={"action": "reject_storyboard", "feedback": feedback})
    assert (await container.jobs.load(job)).storyboards[0].feedback == feedback


async def test_an_action_that_is_not_allowed_is_a_conflict_that_names_the_allowed_ones(http: Http, job: UUID) -> None:
    answer = await http.post(f"{JOBS}/{job}/actions", json={"action": "retry_failed_scenes"})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "conflict")
    assert "storyboard_review" in problem["detail"]
    assert "approve_storyboard" in problem["detail"]


@pytest.mark.usefixtures("no_worker")
async def test_without_a_worker_changes_answer_503_and_reads_work(http: Http, job: UUID, container: Container) -> None:
    before = await row_counts(container.engine)
    for answer in (
        await http.post(f"{JOBS}/{job}/actions", json={"action": "approve_storyboard"}),
        await http.delete(f"{JOBS}/{job}"),
        await http.post(f"{JOBS}/{job}/restore"),
    ):
        assert (answer.status_code, answer.json()["retryable"]) == (503, True)
        assert int(answer.headers["Retry-After"]) >= 1
    assert (await http.get(f"{JOBS}/{job}")).json()["data"]["status"] == "storyboard_review"
    assert await row_counts(container.engine) == before


@pytest.mark.parametrize("job_id", ["7", "019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"])
async def test_no_message_is_sent_to_a_job_that_does_not_exist(
    http: Http, gateway: RecordingGateway, job_id: str
) -> None:
    for answer in (
        await http.post(f"{JOBS}/{job_id}/actions", json={"action": "cancel"}),
        await http.delete(f"{JOBS}/{job_id}"),
        await http.post(f"{JOBS}/{job_id}/restore"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert gateway.messages == []


async def test_a_deleted_job_is_cancelled_and_hidden(http: Http, job: UUID) -> None:
    answer = await http.delete(f"{JOBS}/{job}")
    assert answer.status_code == 200
    assert answer.json()["data"] == {"id": str(job), "status": "cancelled", "deleted": True}
    assert (await http.get(f"{JOBS}/{job}")).status_code == 404
    assert (await http.get(f"{JOBS}/{job}/progress")).status_code == 404
    assert (await http.post(f"{JOBS}/{job}/actions", json={"action": "cancel"})).status_code == 404
    assert (await http.get(JOBS)).json()["data"] == []


async def test_a_deleted_job_can_be_restored_once(http: Http, job: UUID) -> None:
    await http.delete(f"{JOBS}/{job}")
    restored = await http.post(f"{JOBS}/{job}/restore")
    again = await http.post(f"{JOBS}/{job}/restore")
    assert (restored.status_code, restored.json()["data"]["status"]) == (200, "cancelled")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert (await http.get(f"{JOBS}/{job}")).status_code == 200


async def test_deleting_a_deleted_job_is_not_found(http: Http, job: UUID) -> None:
    await http.delete(f"{JOBS}/{job}")
    assert (await http.delete(f"{JOBS}/{job}")).status_code == 404
