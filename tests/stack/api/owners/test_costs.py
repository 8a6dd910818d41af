"""What it costs to know whose a thing is: statements on the database."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tests.harness.api_client import Http
from tests.stack.api.owners.callers import Client
from tests.stack.api.owners.conftest import Owned

Counted = Callable[[], int]

OF_ALL_CLIENTS = {
    "job": 1,
    "scenes": 1,
    "scene": 2,
    "notes": 2,
    "jobs": 1,
    "asset": 1,
    "assets": 1,
    "task": 1,
    "scenario": 2,
    "credits": 1,
}
"""The statements of each answer, as many as before things had owners."""


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """How many statements have been sent since it was last asked."""
    sent, execute = [0], psycopg.AsyncCursor.execute

    async def counting(self: psycopg.AsyncCursor[Any], *given: Any, **options: Any) -> Any:
        sent[0] += 1
        return await execute(self, *given, **options)

    def since() -> int:
        count, sent[0] = sent[0], 0
        return count

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", counting)
    return since


def paths(owned: Owned) -> dict[str, str]:
    job = f"/api/v3/jobs/{owned.ids['job_id']}"
    return {
        "job": job,
        "scenes": f"{job}/scenes",
        "scene": f"{job}/scenes/{owned.ids['scene']}",
        "notes": f"{job}/notes",
        "jobs": "/api/v3/jobs",
        "asset": f"/api/v3/assets/{owned.ids['asset_id']}",
        "assets": "/api/v3/assets",
        "task": f"/scenario/save/tasks/{owned.ids['task_id']}",
        "scenario": f"/api/v3/scenarios/{owned.ids['scenario_id']}",
        "credits": "/api/v3/credits/acme",
    }


async def test_a_caller_of_all_clients_pays_nothing_for_owners(http: Http, owned: Owned, counted: Counted) -> None:
    costs = {}
    for name, path in paths(owned).items():
        await http.get(path)
        counted()
        assert (await http.get(path)).status_code == 200
        costs[name] = counted()

    assert costs == OF_ALL_CLIENTS


async def test_a_caller_of_one_client_pays_a_statement_for_what_is_no_job(
    http: Http, acme: Client, owned: Owned, counted: Counted
) -> None:
    more = {}
    for name, path in paths(owned).items():
        await http.get(path)
        assert (await acme.get(path)).status_code == 200
        counted()
        await http.get(path)
        least = counted()
        await acme.get(path)
        more[name] = counted() - least

    assert {name for name, count in more.items() if count} == {"asset", "task", "scenario"}
    assert max(more.values()) == 1
