"""Tasks, scenarios and credits of two clients."""

import asyncio
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest

from api.container import Container
from domain.scenarios.document import ScenarioDocument
from domain.scenarios.task import StoredImage
from tests.harness.api_bodies import ASSETS, JOBS, check_problem, png
from tests.harness.api_client import Http
from tests.harness.scenario_seed import EXAMPLE, SAVE, save_body
from tests.stack.api.owners.callers import Client, as_shown, client_of


@pytest.fixture
def user() -> str:
    """A new user for each test: entries of the ledger are never deleted."""
    return f"user {uuid4()}"


def of(user: str) -> str:
    return f"/api/v3/credits/{quote(user, safe='')}"


def saving(user: str, document: dict[str, Any] = EXAMPLE) -> dict[str, Any]:
    return {**save_body(document), "user_id": user}


async def saved(container: Container, task_id: str) -> UUID:
    """Save the task's scenario as its workflow does, and return the scenario's id."""
    task = await container.scenarios.task(UUID(task_id))
    document = ScenarioDocument.model_validate(task.scenario)
    await container.scenarios.save_scenario(task, document)
    await container.scenarios.save_scenes(task, document)
    return task.scenario_id


async def test_a_saved_scenario_becomes_a_job_of_its_client(acme: Client, container: Container, user: str) -> None:
    task = await acme.created(SAVE, saving(user))
    scenario = await saved(container, task["task_id"])

    job = await acme.created(JOBS, {"scenarioId": str(scenario)})

    assert job["context"]["clientId"] == "acme"


async def test_without_a_client_a_scenario_belongs_to_the_client_of_the_users_name(
    http: Http, acme: Client, other: Client
) -> None:
    task = (await http.post(SAVE, json=saving("acme"))).json()["task_id"]

    assert (await acme.get(f"{SAVE}/tasks/{task}")).status_code == 200
    assert (await other.get(f"{SAVE}/tasks/{task}")).status_code == 404


async def test_a_scenario_that_is_saved_for_a_clients_user_belongs_to_the_client(
    http: Http, acme: Client, user: str
) -> None:
    await http.post(f"{of(user)}/grants", json={"amount": 5, "client_id": "acme"})

    task = (await http.post(SAVE, json=saving(user))).json()["task_id"]

    assert (await acme.get(f"{SAVE}/tasks/{task}")).status_code == 200


async def test_another_clients_user_is_refused(acme: Client, other: Client, container: Container, user: str) -> None:
    await acme.created(SAVE, saving(user))

    answer = await other.post(SAVE, saving(user))

    check_problem(answer, 403, "other_client")
    assert len(await container.scenarios.unsettled(None, 10)) == 1


async def test_of_two_clients_at_once_one_has_the_user(acme: Client, other: Client, user: str) -> None:
    requests = [client.post(f"{of(user)}/grants", {"amount": 5}) for client in (acme, other) for _ in range(3)]

    statuses = [answer.status_code for answer in await asyncio.gather(*requests)]

    owners = [client for client in (acme, other) if (await client.get(of(user))).status_code == 200]
    assert sorted(statuses) == [201] * 3 + [404] * 3
    assert len(owners) == 1
    assert (await owners[0].get(of(user))).json()["balance"] == 15


async def test_the_user_of_another_clients_name_is_refused(acme: Client, other: Client) -> None:
    saved = await acme.post(SAVE, saving(other.id))
    granted = await acme.post(f"{of(other.id)}/grants", {"amount": 5})

    check_problem(saved, 403, "other_client")
    check_problem(granted, 404, "not_found")
    assert (await other.get(of(other.id))).json()["balance"] == 0


async def test_the_images_of_a_scenario_belong_to_its_client(
    acme: Client, other: Client, container: Container, user: str
) -> None:
    document = {**EXAMPLE, "scenes": [{"scene_number": 1}, {"scene_number": 2, "image_prompt": "A tin"}]}
    task = await acme.created(SAVE, saving(user, document))
    await saved(container, task["task_id"])
    scene = (await container.scenarios.scenes(UUID(task["task_id"])))[1].id
    await container.scenarios.record_order(scene, "order-1", Decimal(0))
    await container.scenarios.save_image_key(scene, StoredImage(key=f"{scene}.png", content_type="image/png", size=1))

    await container.scenarios.complete_image(scene, 0)

    assert [each["id"] for each in await acme.data(ASSETS)] == [str(scene)]
    assert (await other.get(f"{ASSETS}/{scene}")).status_code == 404


async def test_a_scenario_does_not_bring_another_clients_picture_into_a_job(
    http: Http, acme: Client, other: Client, container: Container, user: str
) -> None:
    picture = await other.created(ASSETS, None, files={"file": ("tin.png", png())})
    document = {**EXAMPLE, "scenes": [{"scene_number": 1, "image_url": picture["url"]}]}
    task = await acme.created(SAVE, saving(user, document))
    scenario = await saved(container, task["task_id"])

    jobs = [
        await acme.created(JOBS, {"scenarioId": str(scenario)}),
        (await http.post(JOBS, json={"scenarioId": str(scenario)})).json()["data"],
    ]

    assert [job["assets"] for job in jobs] == [[], []]


async def test_the_first_who_saves_for_a_user_has_the_account(
    http: Http, acme: Client, other: Client, user: str
) -> None:
    await http.post(f"{of(user)}/grants", json={"amount": 5})
    before = await acme.get(of(user))

    await acme.created(SAVE, saving(user))

    assert before.status_code == 404
    assert (await acme.get(of(user))).json()["balance"] == 5
    assert len(await acme.data(f"{of(user)}/entries")) == 1
    assert (await other.get(of(user))).status_code == 404


@pytest.mark.parametrize("below", ["", "/entries"])
async def test_another_clients_credits_are_answered_like_those_of_nobody(
    http: Http, other: Client, user: str, below: str
) -> None:
    await http.post(f"{of(user)}/grants", json={"amount": 5, "client_id": "acme"})
    nobody = f"user {uuid4()}"

    foreign, unknown = [
        as_shown(await other.get(of(each) + below), user, nobody, quote(user), quote(nobody)) for each in (user, nobody)
    ]

    assert foreign == unknown
    assert foreign[0] == 404


async def test_the_user_whose_id_is_the_clients_needs_no_account(container: Container, http: Http) -> None:
    client = await client_of(http, f"client {uuid4()}")

    account = await client.get(of(client.id))

    assert account.json() == {"user_id": client.id, "balance": 0, "held": 0, "available": 0}
    assert (await client.get(f"{of(client.id)}/entries")).json()["data"] == []
    assert (await container.credits.account(client.id)).balance == 0


async def test_a_client_grants_to_its_own_users_and_to_those_of_nobody(acme: Client, other: Client, user: str) -> None:
    granted = await acme.post(f"{of(user)}/grants", {"amount": 5})

    refused = await other.post(f"{of(user)}/grants", {"amount": 5})
    for_another = await acme.post(f"{of(user)}/grants", {"amount": 5, "client_id": "other"})

    assert (granted.status_code, granted.json()["balance"]) == (201, 5)
    check_problem(refused, 404, "not_found")
    check_problem(for_another, 403, "other_client")
    assert (await acme.get(of(user))).json()["balance"] == 5


async def test_a_grant_does_not_take_a_user_from_a_client(http: Http, acme: Client, user: str) -> None:
    await acme.post(f"{of(user)}/grants", {"amount": 5})

    moved = await http.post(f"{of(user)}/grants", json={"amount": 5, "client_id": "other"})
    unnamed = await http.post(f"{of(user)}/grants", json={"amount": 5})

    check_problem(moved, 409, "conflict")
    assert unnamed.json()["balance"] == 10
    assert (await acme.get(of(user))).json()["balance"] == 10
