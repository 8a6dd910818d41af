"""Webhooks on the command line."""

from typing import Any

from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import FakeApi, answer

WEBHOOKS = "/api/v3/webhooks"
ENDPOINT: dict[str, Any] = {
    "id": "e1",
    "kind": "webhook",
    "url": "https://example.com/hook",
    "clientId": "acme",
    "events": ["job.completed"],
    "enabled": True,
    "disabledReason": None,
    "secret": "whsec_AAAA",
}
DELIVERY: dict[str, Any] = {
    "id": "d1",
    "eventType": "job.completed",
    "status": "sending",
    "attempts": 1,
    "occurredAt": "2026-03-02T09:30:00Z",
    "nextAttemptAt": "2026-03-02T09:35:00Z",
    "attemptLog": [
        {
            "number": 1,
            "attemptedAt": "2026-03-02T09:30:00Z",
            "durationMs": 15,
            "statusCode": 500,
            "error": "it answered 500",
            "answer": "oh\u001b[2Jno",
        }
    ],
}


def test_an_endpoint_is_added_and_its_secret_is_shown(api: FakeApi, greenlight: Greenlight) -> None:
    api.answers["POST", WEBHOOKS] = answer({"data": ENDPOINT}, 201)

    shown = greenlight("webhooks", "add", ENDPOINT["url"], "--event", "job.completed", "--client", "acme").out

    (change,) = api.changes()
    assert change.json == {
        "kind": "webhook",
        "url": "https://example.com/hook",
        "events": ["job.completed"],
        "clientId": "acme",
    }
    assert "whsec_AAAA" in shown


def test_endpoints_are_listed_without_secrets(api: FakeApi, greenlight: Greenlight) -> None:
    off = {**ENDPOINT, "id": "e2", "enabled": False, "disabledReason": "failing", "clientId": None, "events": []}
    api.answers["GET", WEBHOOKS] = answer({"data": [ENDPOINT, off]})

    shown = greenlight("webhooks", "list").out

    assert "whsec" not in shown
    assert "disabled: failing" in shown.splitlines()[-1]


def test_an_endpoint_is_disabled(api: FakeApi, greenlight: Greenlight) -> None:
    api.answers["PATCH", f"{WEBHOOKS}/e1"] = answer({"data": ENDPOINT})

    greenlight("webhooks", "change", "e1", "--disable")

    (change,) = api.changes()
    assert change.json == {"enabled": False}


def test_a_delivery_shows_its_attempts_and_steers_no_terminal(api: FakeApi, greenlight: Greenlight) -> None:
    api.answers["GET", f"{WEBHOOKS}/e1/deliveries/d1"] = answer({"data": DELIVERY})

    shown = greenlight("webhooks", "delivery", "e1", "d1").out

    assert "job.completed, sending, next attempt at 2026-03-02T09:35:00Z" in shown
    assert "1. 2026-03-02T09:30:00Z, 15 ms: it answered 500" in shown
    assert "\u001b" not in shown


def test_what_did_not_arrive_is_recovered(api: FakeApi, greenlight: Greenlight) -> None:
    api.answers["POST", f"{WEBHOOKS}/e1/recover"] = answer({"data": {"recovered": 3}}, 202)

    assert "3 deliveries" in greenlight("webhooks", "recover", "e1", "--since", "2026-03-02T00:00:00Z").out
    (change,) = api.changes()
    assert change.json == {"since": "2026-03-02T00:00:00Z"}
