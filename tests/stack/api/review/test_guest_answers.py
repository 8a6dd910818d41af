"""What guests of a review link send: approvals, refusals with a reason, notes."""

from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api.container import Container
from api.guest import tokens
from domain.job.model import JobStatus
from domain.job.storyboard_revision import Verdict
from domain.rules.messages import parse_message
from tests.harness.api_bodies import JOBS, created
from tests.harness.api_client import json_of
from tests.stack.api.conftest import Http, RecordingGateway
from tests.stack.api.review.guests import guest_of
from tests.stack.api.stages import completed, planned


@pytest.fixture
async def job(http: Http, container: Container) -> UUID:
    """A job in review."""
    job = UUID((await created(http))["id"])
    await planned(container, job)
    return job


async def is_in_review(container: Container, job: UUID) -> bool:
    now = await container.jobs.load(job)
    return now.status is JobStatus.STORYBOARD_REVIEW


async def notes_of(http: Http, job: UUID) -> list[dict[str, Any]]:
    notes: list[dict[str, Any]] = json_of(await http.get(f"{JOBS}/{job}/notes"), 200)["data"]
    return notes


async def test_an_approval_is_kept_with_name_amount_link_and_time(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job, label="For the client", showCost=True)

    answer = await guest.send("approve", name="Ada Lovelace")

    assert (answer.status_code, answer.headers["Location"]) == (303, guest.path)
    (board,) = json_of(await http.get(f"{JOBS}/{job}/storyboards"), 200)["data"]
    assert board["approval"].pop("at")
    assert board["approval"] == {
        "amount": 0.0,
        "name": "Ada Lovelace",
        "by": "link",
        "linkId": guest.link["id"],
        "label": "For the client",
    }
    page = (await guest.get()).text
    assert "Approved by Ada Lovelace on" in page
    assert ">Approve" not in page


async def test_a_form_that_is_sent_twice_approves_once(
    http: Http, job: UUID, gateway: RecordingGateway, container: Container
) -> None:
    guest = await guest_of(http, job)
    fields = await guest.fields()

    answers = [await guest.send("approve", fields, name="Ada") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({request for _, request, _ in gateway.messages}) == 1
    assert (await container.jobs.load(job)).status is JobStatus.PROCESSING


async def test_an_approval_needs_a_name_and_what_was_typed_stays(http: Http, job: UUID, container: Container) -> None:
    guest = await guest_of(http, job)

    answer = await guest.send("approve", name="  ", reason='"half" typed')

    assert answer.status_code == 422
    assert "Write your name" in answer.text
    assert 'aria-describedby="name-error" aria-invalid="true"' in answer.text
    assert "&#34;half&#34; typed</textarea>" in answer.text
    assert await is_in_review(container, job)


async def test_an_approval_of_a_storyboard_that_has_changed_shows_the_new_one(
    http: Http, job: UUID, container: Container
) -> None:
    guest = await guest_of(http, job)
    fields = await guest.fields()
    changed = parse_message("scene_updated", {"scene": 1, "script": "Another line."})
    await container.jobs.apply(job, "edit", changed)

    answer = await guest.send("approve", fields, name="Ada")

    assert answer.status_code == 409
    assert "something has changed" in answer.text
    assert "The storyboard is another one now" in answer.text
    assert "Another line." in answer.text
    assert 'value="Ada"' in answer.text
    assert await is_in_review(container, job)


@pytest.mark.parametrize("shows", [True, False])
async def test_an_approval_of_an_amount_that_has_changed_is_not_one(
    http: Http, job: UUID, container: Container, shows: bool
) -> None:
    guest = await guest_of(http, job, showCost=shows)
    fields = await guest.fields()
    link, _ = await container.review_links.with_token(guest.token)

    for amount in (Decimal("2.4000"), None):
        answer = await guest.send("approve", fields | {"amount": tokens.form_amount(link, amount)}, name="Ada")
        assert (answer.status_code, "Filming costs $0.00 now" in answer.text) == (409, shows)
        assert "something has changed" in answer.text

    assert await is_in_review(container, job)


async def test_a_page_that_shows_no_costs_does_not_have_the_amount_in_its_form_either(
    http: Http, job: UUID, container: Container
) -> None:
    hidden = (await (await guest_of(http, job, showCost=False)).fields())["amount"]
    shown = (await (await guest_of(http, job, showCost=True)).fields())["amount"]

    assert (shown, len(hidden) > len(shown)) == ("0.0000", True)
    assert shown not in hidden
    other = await guest_of(http, job, showCost=False)
    for amount in (shown, hidden, ""):
        assert (await other.send("approve", await other.fields() | {"amount": amount}, name="Ada")).status_code == 403
    assert await is_in_review(container, job)


async def test_a_decision_after_another_says_that_it_is_too_late(http: Http, job: UUID, container: Container) -> None:
    guest = await guest_of(http, job)
    fields = await guest.fields()
    await container.jobs.apply(job, "sent back", parse_message("reject_storyboard", {"feedback": "warmer"}))

    answer = await guest.send("approve", fields, name="Ada")

    assert (answer.status_code, "no longer waits for a decision" in answer.text) == (409, True)
    assert "warmer" not in answer.text


async def test_sending_back_needs_a_reason_which_becomes_the_feedback(
    http: Http, job: UUID, container: Container
) -> None:
    guest = await guest_of(http, job)

    without = await guest.send("send-back", name="Ada")
    assert (without.status_code, "Write what should be different" in without.text) == (422, True)
    assert await is_in_review(container, job)
    sent = await guest.send("send-back", reason="Warmer,\r\nand shorter")

    assert sent.status_code == 303
    refused = (await container.jobs.load(job)).storyboards[0]
    assert (refused.verdict, refused.feedback) == (Verdict.REJECTED, "Warmer,\nand shorter")
    assert "was sent back" in (await guest.get()).text


@pytest.mark.usefixtures("no_worker")
async def test_without_a_worker_the_page_asks_to_try_again(http: Http, job: UUID, container: Container) -> None:
    guest = await guest_of(http, job)

    answer = await guest.send("approve", name="Ada")

    assert (answer.status_code, "Nothing was changed" in answer.text, 'value="Ada"' in answer.text) == (503, True, True)
    assert await is_in_review(container, job)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_form_of_another_site_is_refused(
    http: Http, job: UUID, container: Container, headers: dict[str, str]
) -> None:
    guest = await guest_of(http, job)
    fields = await guest.fields()

    answer = await http.post(f"{guest.path}/approve", data=fields | {"name": "Ada"}, headers=headers)

    assert answer.status_code == 403
    assert await is_in_review(container, job)


@pytest.mark.parametrize("form", ["", "9999999999.x.00", None])
async def test_a_form_that_no_page_of_the_link_made_is_refused(
    http: Http, job: UUID, container: Container, form: str | None
) -> None:
    guest, other = await guest_of(http, job), await guest_of(http, job)
    token = (await other.fields())["form"] if form is None else form

    answer = await guest.send("approve", await guest.fields() | {"form": token}, name="Ada")

    assert answer.status_code == 403
    assert await is_in_review(container, job)


async def test_a_form_of_a_page_without_referrer_is_accepted_by_its_token(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job)
    fields = await guest.fields()

    answer = await http.post(f"{guest.path}/approve", data=fields | {"name": "Ada"}, headers={"Origin": "null"})

    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("permission", "below"),
    [("view", "notes"), ("view", "approve"), ("view", "send-back"), ("comment", "approve"), ("comment", "send-back")],
)
async def test_a_link_permits_only_what_it_says(
    http: Http, job: UUID, container: Container, permission: str, below: str
) -> None:
    able, guest = await guest_of(http, job), await guest_of(http, job, permission)
    fields = await able.fields()
    own = await guest.fields() if permission == "comment" else {}

    answer = await guest.send(below, fields | own, name="Ada", note="A note", reason="A reason")

    assert answer.status_code == 403
    assert await is_in_review(container, job)
    assert await notes_of(http, job) == []


async def test_notes_are_on_the_whole_or_a_scene_and_are_shown(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job, "comment")

    first = await guest.send("notes", name="Ada", note="Lovely <b>light</b>")
    second = await guest.send("notes", note="Closer, please", about="2")

    assert (first.status_code, second.status_code) == (303, 303)
    notes = await notes_of(http, job)
    assert [(note["author"], note["text"], note["sceneNumber"]) for note in notes] == [
        ("Ada", "Lovely <b>light</b>", None),
        ("Guest", "Closer, please", 2),
    ]
    page = (await guest.get()).text
    assert "Lovely &lt;b&gt;light&lt;/b&gt;" in page
    assert "· Scene 2" in page


async def test_a_note_on_a_scene_that_was_deleted_meanwhile_keeps_what_was_typed(
    http: Http, job: UUID, container: Container
) -> None:
    guest = await guest_of(http, job, "comment")
    fields = await guest.fields()
    await container.jobs.apply(job, "delete", parse_message("scene_deleted", {"scene": 2}))

    answer = await guest.send("notes", fields, note="Closer, please", about="2")

    assert (answer.status_code, "Your note was not added" in answer.text) == (409, True)
    assert "Closer, please</textarea>" in answer.text


@pytest.mark.parametrize("about", ["0", "-1", "x", "999999"])
async def test_a_note_about_what_no_page_offers_is_on_the_whole(http: Http, job: UUID, about: str) -> None:
    guest = await guest_of(http, job, "comment")

    assert (await guest.send("notes", note="Lovely", about=about)).status_code == 303

    assert [note["sceneNumber"] for note in await notes_of(http, job)] == [None]


async def test_a_note_can_be_on_a_moment_of_the_film(
    http: Http, job: UUID, container: Container, tmp_path: Path
) -> None:
    await completed(container, job, tmp_path)
    guest = await guest_of(http, job, "comment")

    wrong = await guest.send("notes", note="Too loud", moment="9:00")
    right = await guest.send("notes", note="Too loud", moment="0:01")

    assert (wrong.status_code, "Write a moment within the film" in wrong.text) == (422, True)
    assert right.status_code == 303
    (note,) = await notes_of(http, job)
    assert (note["firstFrame"], note["timecode"]) == (30, "00:00:01:00")


async def test_a_guest_cannot_flood_a_job_with_notes(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job, "comment")
    fields = await guest.fields()

    answers = [(await guest.send("notes", fields, note=f"Note {number}")).status_code for number in range(21)]

    assert answers == [303] * 20 + [429]


async def test_an_empty_note_and_one_that_is_too_long_are_refused_with_a_reason(http: Http, job: UUID) -> None:
    guest = await guest_of(http, job, "comment")

    empty, long = await guest.send("notes", note=" \n"), await guest.send("notes", note="x" * 5_001)

    assert (empty.status_code, "Write a note first" in empty.text) == (422, True)
    assert (long.status_code, "at most 5000 characters" in long.text) == (422, True)
    assert await notes_of(http, job) == []
