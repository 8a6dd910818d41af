"""Limits of clients: what they may have in flight, store and spend; and how administrators change that."""

from datetime import datetime
from decimal import Decimal
from functools import partial
from uuid import UUID, uuid4

import pytest

from api.container import Container
from domain.brief import AssetType
from domain.clients.client_limits import Purchase
from domain.errors import BudgetExceeded, ErrorInfo
from domain.job.model import Job
from domain.rules import results
from domain.rules.messages import BudgetRaised
from domain.rules.purchases import purchasing
from domain.rules.results import StoredAsset
from tests.harness.api_bodies import ASSETS, JOBS, brief, check_problem, created
from tests.harness.api_client import Http, Json, json_of
from tests.stack.api.clients.test_keys import bearer, make
from tests.stack.api.conftest import RecordingGateway
from tests.stack.api.stages import approved, planned

CLIENTS = "/api/v3/clients"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)


async def limited(http: Http, client: str = "acme", **limits: float | None) -> Json:
    """The client with these limits of its own, made if need be."""
    await http.post(CLIENTS, json={"id": client})
    view: Json = json_of(await http.patch(f"{CLIENTS}/{client}", json=limits), 200)["data"]
    return view


def for_client(client: str) -> Json:
    return brief(context={"clientId": client})


async def usage_of(http: Http, client: str = "acme") -> Json:
    usage: Json = json_of(await http.get(f"{CLIENTS}/{client}/usage"), 200)["data"]
    return usage


async def test_a_new_job_is_refused_while_as_many_are_in_flight_as_may_be(http: Http) -> None:
    await limited(http, maxJobsInFlight=1)
    json_of(await http.post(JOBS, json=for_client("acme")), 201)

    refused = await http.post(JOBS, json=for_client("acme"))

    problem = check_problem(refused, 429, "too_many_jobs")
    assert "1 jobs of client acme are being planned, filmed or cut, and 1 may be at once" in problem["detail"]
    assert "try again when one of them has ended or waits for its review" in problem["detail"]
    assert int(refused.headers["Retry-After"]) > 0
    json_of(await http.post(JOBS, json=for_client("other")), 201)


async def test_a_refused_job_is_not_there_and_may_be_sent_again_with_its_key(http: Http) -> None:
    await limited(http, maxJobsInFlight=1)
    first = await new_job(http, "acme")
    key = {"Idempotency-Key": "again"}
    check_problem(await http.post(JOBS, json=for_client("acme"), headers=key), 429, "too_many_jobs")
    assert len(json_of(await http.get(JOBS), 200)["data"]) == 1

    await http.post(f"{JOBS}/{first}/actions", json={"action": "cancel"})
    json_of(await http.post(JOBS, json=for_client("acme"), headers=key), 201)


async def test_a_job_that_waits_for_its_review_is_not_in_flight_until_it_is_approved(
    http: Http, container: Container
) -> None:
    await limited(http, maxJobsInFlight=1)
    waiting = (await planned(container, await new_job(http, "acme"))).id
    busy = await new_job(http, "acme")
    approve = {"action": "approve_storyboard"}

    check_problem(await http.post(f"{JOBS}/{waiting}/actions", json=approve), 429, "too_many_jobs")
    assert (await usage_of(http))["jobsInFlight"] == {"count": 1, "limit": 1}

    await http.post(f"{JOBS}/{busy}/actions", json={"action": "cancel"})
    assert json_of(await http.post(f"{JOBS}/{waiting}/actions", json=approve), 200)["data"]["status"] == "processing"


async def test_uploads_and_new_jobs_are_refused_when_the_storage_is_full(http: Http, container: Container) -> None:
    await limited(http, maxStorageMb=1)
    await stored(container, "acme", 1024 * 1024 - 50)

    upload = await http.post(ASSETS, files={"file": ("a.png", PICTURE)}, data={"clientId": "acme"})
    problem = check_problem(upload, 409, "storage_full")
    assert "1.0 MB of the 1 MB" in problem["detail"]
    assert "delete assets" in problem["detail"]

    json_of(await http.post(JOBS, json=for_client("acme")), 201)
    await stored(container, "acme", 50)
    check_problem(await http.post(JOBS, json=for_client("acme")), 409, "storage_full")
    by_url = {"url": "https://example.com/a.png", "clientId": "acme"}
    check_problem(await http.post(ASSETS, json=by_url), 409, "storage_full")
    assert (await usage_of(http))["storage"] == {"bytes": 1024 * 1024, "limitMb": 1}


async def test_a_job_fetches_no_other_file_when_the_storage_is_full(http: Http, container: Container) -> None:
    job = await planned(container, await new_job(http, "acme"))
    await limited(http, maxStorageMb=1)
    await stored(container, "acme", 1024 * 1024)

    more = {"creative": {"assets": [{"url": "https://example.com/a.png"}]}}
    check_problem(await http.patch(f"{JOBS}/{job.id}", json=more), 409, "storage_full")


async def test_a_refusal_for_lack_of_storage_is_not_kept(http: Http, container: Container) -> None:
    await limited(http, maxStorageMb=1)
    await stored(container, "acme", 1024 * 1024)
    key = {"Idempotency-Key": "when-there-is-room"}
    check_problem(await http.post(JOBS, json=for_client("acme"), headers=key), 409, "storage_full")

    await limited(http, maxStorageMb=2)
    json_of(await http.post(JOBS, json=for_client("acme"), headers=key), 201)


async def test_a_clip_that_was_paid_for_is_kept_though_the_storage_is_full(http: Http, container: Container) -> None:
    job = await being_filmed(http, container, "acme")
    await limited(http, maxStorageMb=1)
    await stored(container, "acme", 2 * 1024 * 1024)
    take = await first_take(container, job)

    await container.jobs.change(job, lambda job, _: purchasing.record_order(claimed(job, take), take, "order"))
    await container.jobs.change(job, lambda job, _: results.mark_filmed(job, take, "key", size=1000))

    assert (await usage_of(http))["storage"]["bytes"] == 2 * 1024 * 1024 + 1000


async def test_the_month_of_a_client_is_shown_with_its_limit(http: Http, container: Container) -> None:
    job = await being_filmed(http, container, "acme")
    assert (await usage_of(http))["spend"]["spent"] == 0
    await limited(http, maxSpendPerMonth=10)
    take, nine = await first_take(container, job), Purchase(what="it", price=Decimal(9))

    await container.jobs.change(job, lambda job, _: claimed(job, take, nine.price), None, nine)

    spend = (await usage_of(http))["spend"]
    assert (spend["spent"], spend["limit"], spend["isNearlyUsedUp"]) == (9, 10, True)
    warnings = json_of(await http.get(f"{JOBS}/{job}"), 200)["data"]["warnings"]
    (warning,) = [each for each in warnings if each["code"] == "budget_nearly_used_up"]
    assert "client acme had spent 9.00 USD of the 10.00 USD" in warning["message"]


async def test_jobs_that_stopped_for_lack_of_budget_go_on_when_the_limit_is_raised(
    http: Http, container: Container, gateway: RecordingGateway
) -> None:
    stopped, other = [await being_filmed(http, container, "acme") for _ in range(2)]
    elsewhere = await being_filmed(http, container, "other")
    over = ErrorInfo(code=BudgetExceeded.code, message="the month is used up")
    for job in (stopped, elsewhere):
        take = await first_take(container, job)
        await container.jobs.change(job, partial(failed, take=take, error=over))
    gateway.messages.clear()

    await limited(http, maxSpendPerMonth=100)

    assert [(job, message) for job, _, message in gateway.messages] == [(stopped, BudgetRaised())]
    resumed = await container.jobs.load(stopped)
    assert resumed.error is None
    assert all(scene.take and scene.take.is_open for scene in resumed.active_scenes)
    assert (await container.jobs.load(other)).version < resumed.version


async def test_limits_of_a_client_are_changed_one_by_one_and_null_is_the_usual_one_again(http: Http) -> None:
    await limited(http, maxJobsInFlight=5, maxStorageMb=20, maxSpendPerMonth=12.5)

    changed = json_of(await http.patch(f"{CLIENTS}/acme", json={"maxStorageMb": None, "name": "Acme"}), 200)["data"]

    assert changed == json_of(await http.get(f"{CLIENTS}/acme"), 200)["data"]
    limits = changed["maxJobsInFlight"], changed["maxStorageMb"], changed["maxSpendPerMonth"]
    assert (*limits, changed["name"]) == (5, None, 12.5, "Acme")


async def test_a_client_that_was_never_made_may_be_limited_once_it_has_a_job(http: Http) -> None:
    check_problem(await http.patch(f"{CLIENTS}/acme", json={"maxStorageMb": 1}), 404, "not_found")
    await new_job(http, "acme")

    limited = json_of(await http.patch(f"{CLIENTS}/acme", json={"maxStorageMb": 1}), 200)["data"]

    assert (limited["name"], limited["maxStorageMb"]) == ("acme", 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"maxJobsInFlight": 0},
        {"maxStorageMb": 1.5},
        {"maxSpendPerMonth": -1},
        {"maxSpendPerMonth": 0.00001},
        {"x": 1},
    ],
    ids=str,
)
async def test_a_limit_that_is_none_is_refused(http: Http, changes: Json) -> None:
    await http.post(CLIENTS, json={"id": "acme"})

    check_problem(await http.patch(f"{CLIENTS}/acme", json=changes), 422, "invalid")


async def test_a_client_sees_its_own_usage_alone_and_changes_no_limit(guarded: Http) -> None:
    reader = bearer((await make(guarded, "films:read", clientId="acme"))["key"])

    own = await guarded.get(f"{CLIENTS}/acme/usage", headers=reader)
    others = await guarded.get(f"{CLIENTS}/other/usage", headers=reader)
    change = await guarded.patch(f"{CLIENTS}/acme", json={"maxStorageMb": 1}, headers=reader)

    assert json_of(own, 200)["data"]["clientId"] == "acme"
    check_problem(others, 404, "not_found")
    check_problem(change, 403, "missing_scope")


async def being_filmed(http: Http, container: Container, client: str) -> UUID:
    """An approved job of the client."""
    return (await approved(container, await new_job(http, client))).id


async def new_job(http: Http, client: str) -> UUID:
    return UUID((await created(http, context={"clientId": client}))["id"])


async def first_take(container: Container, job: UUID) -> UUID:
    take = (await container.jobs.load(job)).active_scenes[0].take
    assert take
    return take.id


def claimed(job: Job, take: UUID, price: Decimal | None = Decimal(0)) -> Job:
    return purchasing.claim_order(purchasing.reserve_budget(job, take, price), take, None, job.updated_at)


def failed(job: Job, _: datetime, take: UUID, error: ErrorInfo) -> Job:
    return results.fail_take(job, take, error)


async def stored(container: Container, client: str, size: int) -> None:
    """The client has an asset of so many bytes."""
    new = uuid4()
    file = StoredAsset(type=AssetType.IMAGE, content_type="image/png", size=size, blob_key=f"assets/{new}")
    await container.assets.add(new, "a", "hero", None, file, client)
