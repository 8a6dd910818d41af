"""Limits of clients on the command line."""

from typing import Any

import pytest

from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import FakeApi, answer

USAGE: dict[str, Any] = {
    "clientId": "acme",
    "spend": {"month": "2026-11", "spent": 81.5, "limit": 100.0, "isNearlyUsedUp": True},
    "storage": {"bytes": 3 * 1024 * 1024, "limitMb": None},
    "jobsInFlight": {"count": 3, "limit": 50},
}
SHOWN = [
    "spent     81.50 USD in 2026-11 of 100 USD",
    "stored    3.0 MB (no limit)",
    "in flight 3 jobs of 50 at once",
]


@pytest.fixture(autouse=True)
def usage(api: FakeApi) -> None:
    api.answers["GET", "/api/v3/clients/acme/usage"] = answer({"data": USAGE})
    api.answers["PATCH", "/api/v3/clients/acme"] = answer({"data": {}})


def test_usage_is_shown_beside_the_limits(greenlight: Greenlight) -> None:
    assert greenlight("clients", "usage", "acme").out.splitlines() == SHOWN


def test_limits_are_changed_one_by_one_and_set_back(api: FakeApi, greenlight: Greenlight) -> None:
    done = greenlight("clients", "limit", "acme", "--spend", "99.5", "--jobs", "50", "--storage-mb", "usual")

    assert api.changes()[0].json == {"maxSpendPerMonth": 99.5, "maxJobsInFlight": 50, "maxStorageMb": None}
    assert done.out.splitlines() == SHOWN


@pytest.mark.parametrize(("options", "why"), [((), "Name a limit"), (("--jobs", "many"), "neither a number")])
def test_what_is_no_limit_is_refused(api: FakeApi, greenlight: Greenlight, options: tuple[str, ...], why: str) -> None:
    ended = greenlight("clients", "limit", "acme", *options)

    assert (ended.status, why in ended.err, api.changes()) == (1, True, [])
