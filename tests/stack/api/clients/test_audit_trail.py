"""Who did what to a job, as clients read it."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from api.container import Container
from tests.harness.api_bodies import JOBS, check_problem, created
from tests.harness.api_client import json_of
from tests.stack.api.conftest import Http
from tests.stack.api.review.guests import guest_of
from tests.stack.api.stages import planned

KEY = {"Authorization": "Bearer first-key"}


@pytest.fixture
async def job(http: Http, container: Container) -> UUID:
    """A job in review."""
    job = UUID((await created(http))["id"])
    await planned(container, job)
    return job


async def trail(http: Http, job: UUID, **headers: str) -> list[dict[str, Any]]:
    """The entries, oldest first."""
    entries: list[dict[str, Any]] = json_of(await http.get(f"{JOBS}/{job}/audit", headers=headers), 200)["data"]
    return entries[::-1]


async def act(http: Http, job: UUID, action: str, **fields: Any) -> int:
    return (await http.post(f"{JOBS}/{job}/actions", json={"action": action, **fields})).status_code


async def test_the_trail_tells_each_message_with_its_verdict_newest_first(http: Http, job: UUID) -> None:
    assert await act(http, job, "retry_failed_scenes") == 409
    assert await act(http, job, "approve_storyboard") == 200

    data = json_of(await http.get(f"{JOBS}/{job}/audit"), 200)["data"]

    assert [(entry["action"], entry["outcome"], entry["by"]) for entry in data] == [
        ("approve_storyboard", "applied", "anonymous"),
        ("retry_failed_scenes", "refused", "anonymous"),
        ("job_created", "applied", "anonymous"),
    ]
    assert data[0]["details"] == {"storyboardRevision": 1, "amount": 0.0}
    assert data[0]["at"].endswith("Z")
    assert data[1]["refusal"]["code"] == "conflict"
    assert data[2]["details"] == {"clientId": "acme"}


async def test_the_trail_is_read_in_pages(http: Http, job: UUID) -> None:
    for _ in range(4):
        assert await act(http, job, "retry_failed_scenes") == 409
    everything = json_of(await http.get(f"{JOBS}/{job}/audit"), 200)

    read: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = json_of(await http.get(f"{JOBS}/{job}/audit?limit=2{cursor and f'&cursor={cursor}'}"), 200)
        read, cursor = [*read, *page["data"]], page["nextCursor"]

    assert read == everything["data"]
    assert len(read) == 5


async def test_an_entry_names_the_key_of_who_sent_the_message(guarded: Http, container: Container) -> None:
    answer = await guarded.post(
        JOBS, json={"context": {"clientId": "a"}, "adBasics": {"productName": "T"}}, headers=KEY
    )
    job = UUID(json_of(answer, 201)["data"]["id"])
    await planned(container, job)
    await guarded.delete(f"{JOBS}/{job}", headers=KEY)

    entries = await trail(guarded, job, **KEY)

    assert [(entry["action"], entry["by"]) for entry in entries] == [("job_created", "key"), ("delete", "key")]
    assert all(entry["name"].startswith("key ") for entry in entries)


async def test_a_review_link_is_told_when_it_is_made_first_opened_used_and_revoked(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job, label="For the client", password="a quiet word")
    await guest.send("password", {}, password="a quiet word")
    for _ in range(3):
        await guest.get()
    await guest.send("notes", name="Ada", note="Closer to the tin")
    await guest.send("approve", name="Ada")
    await http.delete(f"{JOBS}/{job}/review-links/{guest.link['id']}")

    entries = (await trail(http, job))[1:]

    assert [(entry["action"], entry["by"], entry["name"]) for entry in entries] == [
        ("review_link_created", "anonymous", ""),
        ("review_link_opened", "link", ""),
        ("note_added", "link", "Ada"),
        ("approve_storyboard", "link", "Ada"),
        ("review_link_revoked", "anonymous", ""),
    ]
    made, opened, _, approved, _ = entries
    assert made["details"]["permission"] == "approve"
    assert (opened["linkId"], opened["label"]) == (guest.link["id"], "For the client")
    assert (approved["linkId"], approved["label"]) == (guest.link["id"], "For the client")
    assert approved["details"] == {"storyboardRevision": 1, "amount": 0.0}
    told = str(entries)
    assert not [each for each in (guest.token, "a quiet word", "Closer to the tin") if each in told]


async def test_the_trail_of_a_deleted_job_is_there_and_that_of_no_job_is_not(http: Http, job: UUID) -> None:
    await http.delete(f"{JOBS}/{job}")

    assert [entry["action"] for entry in await trail(http, job)] == ["job_created", "delete"]
    check_problem(await http.get(f"{JOBS}/{uuid4()}/audit"), 404, "not_found")


async def test_a_request_that_is_sent_again_is_told_once(http: Http, job: UUID) -> None:
    body, key = {"action": "reject_storyboard", "feedback": "warmer"}, {"Idempotency-Key": str(uuid4())}
    for _ in range(2):
        json_of(await http.post(f"{JOBS}/{job}/actions", json=body, headers=key), 200)

    assert [entry["action"] for entry in await trail(http, job)] == ["job_created", "reject_storyboard"]
