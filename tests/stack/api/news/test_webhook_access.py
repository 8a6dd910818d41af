"""Who may make and see which webhook endpoints: keys of clients, and of fewer scopes."""

from typing import Any

import pytest

from domain.clients.access import Scope
from tests.harness.api_bodies import JOBS, WEBHOOKS, brief, check_problem
from tests.harness.api_client import json_of
from tests.stack.api.clients.test_keys import ADMIN, bearer, make
from tests.stack.api.conftest import Http

URL = "http://127.0.0.1:9/hook"
SLACK = {"kind": "slack", "url": URL, "permission": "approve"}


async def key_of(http: Http, *scopes: Scope, client: str = "acme") -> dict[str, str]:
    """The headers of a new key."""
    return bearer((await make(http, *scopes, clientId=client))["key"])


async def added(http: Http, headers: dict[str, str], **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = json_of(await http.post(WEBHOOKS, json={"url": URL, **fields}, headers=headers), 201)
    return dict(made["data"])


async def test_an_endpoint_of_a_clients_key_is_told_of_that_client_alone(guarded: Http) -> None:
    acme, other = [await key_of(guarded, Scope.WEBHOOKS, client=client) for client in ("acme", "other")]

    made = await added(guarded, acme)

    assert made["clientId"] == "acme"
    for method, path in (
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "/rotate"),
        ("POST", "/test"),
        ("GET", "/deliveries"),
    ):
        body = {"enabled": False} if method == "PATCH" else None
        foreign = await guarded.request(method, f"{WEBHOOKS}/{made['id']}{path}", headers=other, json=body)
        check_problem(foreign, 404, "not_found")
    assert json_of(await guarded.get(WEBHOOKS, headers=other), 200)["data"] == []
    assert [each["id"] for each in json_of(await guarded.get(WEBHOOKS, headers=acme), 200)["data"]] == [made["id"]]


async def test_an_endpoint_for_another_client_is_refused(guarded: Http) -> None:
    acme = await key_of(guarded, Scope.WEBHOOKS)

    refused = await guarded.post(WEBHOOKS, json={"url": URL, "clientId": "other"}, headers=acme)

    check_problem(refused, 403, "other_client")


async def test_a_clients_key_does_not_see_an_endpoint_of_all_clients(guarded: Http) -> None:
    acme, of_all = await key_of(guarded, Scope.WEBHOOKS), await added(guarded, ADMIN)

    assert of_all["clientId"] is None
    check_problem(await guarded.get(f"{WEBHOOKS}/{of_all['id']}", headers=acme), 404, "not_found")


@pytest.mark.parametrize(
    ("scopes", "missing"),
    [
        ((Scope.WEBHOOKS,), Scope.APPROVE_FILMS),
        ((Scope.WEBHOOKS, Scope.APPROVE_FILMS), Scope.SPEND),
        ((Scope.APPROVE_FILMS, Scope.SPEND), Scope.WEBHOOKS),
    ],
)
async def test_links_that_permit_to_approve_are_for_those_who_may_approve_and_spend(
    guarded: Http, scopes: tuple[Scope, ...], missing: Scope
) -> None:
    headers = await key_of(guarded, *scopes)

    problem = check_problem(await guarded.post(WEBHOOKS, json=SLACK, headers=headers), 403, "missing_scope")

    assert problem["scope"] == missing


@pytest.mark.parametrize("change", [{"permission": "approve"}, {"url": f"{URL}/elsewhere"}])
async def test_who_may_not_approve_makes_no_endpoint_permit_it_and_moves_none_that_does(
    guarded: Http, change: dict[str, str]
) -> None:
    maker = await key_of(guarded, Scope.WEBHOOKS, Scope.APPROVE_FILMS, Scope.SPEND)
    lesser = await key_of(guarded, Scope.WEBHOOKS)
    start = SLACK if "url" in change else SLACK | {"permission": "view"}
    path = f"{WEBHOOKS}/{json_of(await guarded.post(WEBHOOKS, json=start, headers=maker), 201)['data']['id']}"

    check_problem(await guarded.patch(path, json=change, headers=lesser), 403, "missing_scope")

    json_of(await guarded.patch(path, json=change, headers=maker), 200)


async def test_a_jobs_own_webhook_needs_the_scope_of_webhooks(guarded: Http) -> None:
    order = brief(webhook={"url": URL})
    without = await key_of(guarded, Scope.WRITE_FILMS)
    having = await key_of(guarded, Scope.WRITE_FILMS, Scope.WEBHOOKS)

    problem = check_problem(await guarded.post(JOBS, json=order, headers=without), 403, "missing_scope")

    assert problem["scope"] == Scope.WEBHOOKS
    json_of(await guarded.post(JOBS, json=order, headers=having), 201)
