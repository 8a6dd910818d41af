from decimal import Decimal
from uuid import UUID

import pytest

from api.container import Container
from domain.errors import BudgetExceeded, ErrorInfo
from domain.rules import results
from domain.rules.messages import Cancel, SetBudget
from tests.harness.api_bodies import JOBS, created
from tests.stack.api.conftest import Http, RecordingGateway
from tests.stack.api.stages import approved, planned

OVER_BUDGET = ErrorInfo(code=BudgetExceeded.code, message="too dear")


async def in_review(http: Http, container: Container, **production: object) -> UUID:
    job = UUID((await created(http, production=production))["id"])
    await planned(container, job)
    return job


async def test_an_estimate_names_the_model_and_the_limit(http: Http, container: Container) -> None:
    job = await in_review(http, container, maxCost=2)

    estimate = (await http.get(f"{JOBS}/{job}/estimate")).json()["data"]

    assert (estimate["provider"], estimate["model"], estimate["maxCost"]) == ("animatic", "animatic-1", 2.0)
    assert [scene["sceneNumber"] for scene in estimate["scenes"]] == [1, 2, 3]


async def test_an_approval_for_what_the_estimate_said_is_kept_with_the_revision(
    http: Http, container: Container
) -> None:
    job = await in_review(http, container)
    estimate = (await http.get(f"{JOBS}/{job}/estimate")).json()["data"]
    approval = {"action": "approve_storyboard", "storyboardRevision": 1, "amount": estimate["total"]}

    answers = [await http.post(f"{JOBS}/{job}/actions", json=approval) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    (board,) = (await http.get(f"{JOBS}/{job}/storyboards")).json()["data"]
    at = board["approval"].pop("at")
    assert at.endswith("Z")
    assert board["approval"] == {
        "amount": estimate["total"],
        "name": "",
        "by": "anonymous",
        "linkId": None,
        "label": None,
    }


async def test_an_approval_of_another_amount_is_a_conflict_that_names_both_and_what_is_now(
    http: Http, container: Container
) -> None:
    job = await in_review(http, container)

    body = {"action": "approve_storyboard", "storyboardRevision": 1, "amount": 2.4}
    answer = await http.post(f"{JOBS}/{job}/actions", json=body)

    problem = answer.json()
    assert (answer.status_code, problem["storyboardRevision"], problem["amount"]) == (409, 1, 0.0)
    assert problem["detail"] == "the estimate is $0.00 now, and $2.40 was approved; read the estimate again"
    assert (await container.jobs.load(job)).storyboards[0].approval is None


async def fail_take(container: Container, job: UUID, take: UUID) -> None:
    await container.jobs.change(job, lambda job, _: results.fail_take(job, take, OVER_BUDGET))


async def test_a_new_limit_is_applied_and_returned_as_a_number(
    http: Http, container: Container, gateway: RecordingGateway
) -> None:
    job = await in_review(http, container, maxCost=2)
    assert (await http.get(f"{JOBS}/{job}")).json()["data"]["production"]["maxCost"] == 2.0

    answer = await http.patch(f"{JOBS}/{job}", json={"production": {"maxCost": 12.5}})

    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["production"]["maxCost"] == 12.5
    ((of, _, message),) = gateway.messages
    assert (of, message) == (job, SetBudget(max_cost=Decimal("12.5")))


async def test_a_limit_can_be_lifted(http: Http, container: Container) -> None:
    job = await in_review(http, container, maxCost=2)

    answer = await http.patch(f"{JOBS}/{job}", json={"production": {"maxCost": None}})

    assert answer.json()["data"]["production"]["maxCost"] is None


async def test_the_label_of_ai_is_changed_without_touching_the_limit(http: Http, container: Container) -> None:
    job = await in_review(http, container, maxCost=2)

    answer = await http.patch(f"{JOBS}/{job}", json={"production": {"aiLabel": "corner"}})

    production = answer.json()["data"]["production"]
    assert (production["aiLabel"], production["maxCost"]) == ("corner", 2.0)


async def test_voice_captions_and_music_are_changed_one_by_one_and_a_name_of_null_is_the_usual_voice(
    http: Http, container: Container
) -> None:
    job = await in_review(http, container, maxCost=2, voice="local", voiceName="heart")

    for changes, told in (
        ({"captions": "burned", "captionStyle": "highlight"}, {"voice": "local", "voiceName": "heart"}),
        ({"voiceName": None}, {"captions": "burned", "voice": "local", "voiceName": None}),
        ({"music": "none", "logo": "corner", "endCard": "none", "maxCost": 3}, {"captionStyle": "highlight"}),
    ):
        answer = await http.patch(f"{JOBS}/{job}", json={"production": changes})
        assert {**changes, **told}.items() <= answer.json()["data"]["production"].items()


async def test_a_job_over_its_budget_continues_when_the_limit_is_raised(http: Http, container: Container) -> None:
    job = UUID((await created(http, production={"maxCost": 0}))["id"])
    for scene in (await approved(container, job)).active_scenes:
        assert scene.take_id
        await fail_take(container, job, scene.take_id)
    parked = (await http.get(f"{JOBS}/{job}")).json()["data"]
    assert (parked["error"]["code"], parked["progress"]["stage"]) == ("budget_exceeded", "awaiting_retry")

    answer = await http.patch(f"{JOBS}/{job}", json={"production": {"maxCost": 50}})

    after = answer.json()["data"]
    assert (after["error"], after["progress"]["stage"]) == (None, "filming")


async def test_the_budget_of_a_cancelled_job_cannot_be_changed(http: Http, container: Container) -> None:
    job = await in_review(http, container)
    await container.jobs.apply(job, "end", Cancel())

    assert (await http.patch(f"{JOBS}/{job}", json={"production": {"maxCost": 5}})).status_code == 409


@pytest.mark.parametrize("job", ["01890000-0000-7000-8000-000000000000", "nonsense"])
async def test_estimate_and_budget_of_an_unknown_job_are_not_found(http: Http, job: str) -> None:
    assert (await http.get(f"{JOBS}/{job}/estimate")).status_code == 404
    assert (await http.patch(f"{JOBS}/{job}", json={"production": {"maxCost": 5}})).status_code == 404
