"""Keys and clients on the command line."""

from typing import Any

from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import FakeApi, answer, problem

ID = "019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"
SHOWN: dict[str, Any] = {
    "id": ID,
    "name": "Reviewers",
    "clientId": "acme",
    "scopes": ["films:read", "films:approve"],
    "createdAt": "2026-03-02T09:30:00Z",
    "expiresAt": None,
    "revokedAt": None,
    "lastUsedAt": "2026-03-02T09:31:00Z",
    "previousUntil": None,
}


def test_a_key_is_made_and_written_alone_to_standard_output(api: FakeApi, greenlight: Greenlight) -> None:
    api.answers["POST", "/api/v3/keys"] = answer({"data": {**SHOWN, "key": "glk_live_x_y"}}, 201)

    made = greenlight(
        *("keys", "make", "Reviewers", "--client", "acme", "--scope", "films:read", "--scope", "films:approve")
    )

    (change,) = api.changes()
    assert change.json == {"name": "Reviewers", "clientId": "acme", "scopes": ["films:read", "films:approve"]}
    assert made.out == "glk_live_x_y\n"
    assert "shown only now" in made.err


def test_keys_are_listed_without_secrets(api: FakeApi, greenlight: Greenlight) -> None:
    ended = {**SHOWN, "clientId": None, "revokedAt": "2026-03-03T09:30:00Z", "lastUsedAt": None}
    api.answers["GET", "/api/v3/keys"] = answer({"data": [SHOWN, ended]})

    lines = [line.split() for line in greenlight("keys", "list").out.splitlines()[-2:]]

    assert lines == [
        [ID, "Reviewers", "acme", "films:read", "films:approve", "2026-03-02", "09:31", "good"],
        [ID, "Reviewers", "all", "films:read", "films:approve", "never", "revoked", "2026-03-03"],
    ]


def test_a_key_is_rotated_with_an_overlap_and_revoked(api: FakeApi, greenlight: Greenlight) -> None:
    api.answers["POST", f"/api/v3/keys/{ID}/rotate"] = answer({"data": {**SHOWN, "key": "glk_live_x_z"}})
    api.answers["DELETE", f"/api/v3/keys/{ID}"] = answer({"data": SHOWN})

    assert greenlight("keys", "rotate", ID, "--overlap", "1.5").out == "glk_live_x_z\n"
    assert greenlight("keys", "revoke", ID).out == "Revoked: Reviewers\n"

    assert api.changes()[0].json == {"overlapSeconds": 5400}


def test_a_missing_scope_is_said(api: FakeApi, greenlight: Greenlight) -> None:
    api.answers["POST", "/api/v3/keys"] = problem(403, "this needs a key with the scope keys", "missing_scope")

    ended = greenlight("keys", "make", "Ann", "--scope", "spend")

    assert (ended.status, "the scope keys" in ended.err) == (1, True)


def test_a_client_is_made_listed_and_renamed(api: FakeApi, greenlight: Greenlight) -> None:
    shown = {"id": "a/b", "name": "Acme", "createdAt": "2026-03-02T09:30:00Z"}
    api.answers["POST", "/api/v3/clients"] = answer({"data": shown}, 201)
    api.answers["GET", "/api/v3/clients"] = answer({"data": [shown]})
    api.answers["PATCH", "/api/v3/clients/a%2Fb"] = answer({"data": {**shown, "name": "Acme Tea"}})

    assert greenlight("clients", "make", "a/b", "--name", "Acme").out == "Client a/b: Acme\n"
    assert greenlight("clients", "list").out.splitlines()[-1].split() == ["a/b", "Acme", "2026-03-02"]
    assert greenlight("clients", "rename", "a/b", "Acme Tea").out == "Client a/b: Acme Tea\n"
