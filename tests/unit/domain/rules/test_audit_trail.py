"""What the audit trail tells of messages."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.base import evolve
from domain.brief import JobWebhook
from domain.clients.access import EVERYTHING
from domain.errors import Conflict
from domain.job.approval import Actor, Sender, SenderKind
from domain.job.audit_trail import AuditEntry, Outcome
from domain.job.model import Job
from domain.rules.audit_trail import entries_of_change, entry_of_creation, entry_of_message
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from tests.unit.domain.jobs import JOB, LATER, MODEL_CHOICE, NOW, completed, generating, in_review, pending, write

KEY = UUID("01890000-0000-7000-8000-0000000000aa")
ADA = Sender(by=SenderKind.KEY, name="Ada", key_id=KEY, scopes=EVERYTHING)


def told(job: Job, action: str, request: str = "one", estimate: str | None = "2.40", **fields: Any) -> AuditEntry:
    """The entry of a message that is applied."""
    message, amount = parse_message(action, fields), Decimal(estimate) if estimate else None
    after = decide(job, message, request, NOW, MODEL_CHOICE, sender=ADA, estimate=lambda _: amount)
    return entry_of_message(job, message, request, ADA, NOW, after)


def test_an_approval_tells_who_approved_which_revision_for_what_amount() -> None:
    entry = told(in_review(), "approve_storyboard")

    assert entry.actor == Actor(by=SenderKind.KEY, name="Ada", key_id=KEY)
    assert (entry.action, entry.outcome, entry.created_at) == ("approve_storyboard", Outcome.APPLIED, NOW)
    assert entry.details == {"storyboardRevision": 1, "amount": 2.4}


def test_an_approval_of_an_unknown_amount_tells_that() -> None:
    assert told(in_review(), "approve_storyboard", estimate=None).details == {"storyboardRevision": 1, "amount": None}


def test_an_approval_that_was_given_before_is_told_as_changing_nothing() -> None:
    job = decide(in_review(), parse_message("approve_storyboard", {}), "one", NOW, MODEL_CHOICE)

    assert told(job, "approve_storyboard", request="two").outcome is Outcome.UNCHANGED


def test_a_refusal_is_told_with_what_was_asked_and_why_not() -> None:
    message = parse_message("approve_storyboard", {"storyboardRevision": 9, "amount": 2})

    entry = entry_of_message(in_review(), message, "one", ADA, NOW, Conflict("revision 9 is not on the table"))

    assert entry.outcome is Outcome.REFUSED
    assert entry.refusal
    assert (entry.refusal.code, entry.refusal.message) == ("conflict", "revision 9 is not on the table")
    assert entry.details == {"storyboardRevision": 9, "amount": 2.0}


@pytest.mark.parametrize(
    ("job", "action", "fields", "details"),
    [
        (in_review(), "reject_storyboard", {"feedback": "warmer"}, {"storyboardRevision": 1, "fields": ["feedback"]}),
        (in_review(), "regenerate_scene", {"sceneNumber": 2}, {"sceneNumber": 2}),
        (completed(), "set_budget", {"maxCost": 3}, {"maxCostBefore": None, "maxCost": 3.0}),
        (completed(), "set_budget", {"maxCost": None}, {"maxCostBefore": None, "maxCost": None}),
        (
            completed(),
            "scene_updated",
            {"scene": 1, "status": "completed", "videoUrl": "https://a.example/clip?token=secret"},
            {"scene": 1, "status": "completed", "fields": ["videoUrl"]},
        ),
        (
            in_review(),
            "scenes_batch",
            {"operations": [{"op": "update", "scene": 1, "script": "no"}, {"op": "delete", "scene": 2}]},
            {"operations": [{"op": "update", "scene": 1, "fields": ["script"]}, {"op": "delete", "scene": 2}]},
        ),
        (in_review(), "cancel", {}, {}),
    ],
)
def test_details_are_facts_and_only_the_names_of_texts_and_addresses(
    job: Job, action: str, fields: dict[str, Any], details: dict[str, Any]
) -> None:
    assert told(job, action, **fields).details == details


def test_the_same_request_to_the_same_job_is_the_same_entry() -> None:
    first, again, other = (told(in_review(), "cancel", request=request) for request in ("one", "one", "two"))

    assert first == again
    assert first.id != other.id


def test_an_automatic_approval_is_told_once_with_its_amount() -> None:
    before, after = generating(autoApprove=True), write(generating(autoApprove=True), "one")

    (entry,) = entries_of_change(before, after, LATER)

    assert (entry.action, entry.actor.by) == ("approve_storyboard", SenderKind.AUTO)
    assert entry.details == {"storyboardRevision": 1, "amount": None}
    assert list(entries_of_change(after, after, LATER)) == []
    assert list(entries_of_change(generating(), write(generating(), "one"), LATER)) == []


def test_a_creation_tells_the_client_and_what_the_job_may_do_unasked() -> None:
    assert entry_of_creation(pending(), ADA).details == {"clientId": "client"}
    asked = entry_of_creation(pending(autoApprove=True, maxCost=9), ADA)
    assert asked.details == {"clientId": "client", "autoApprove": True, "maxCost": 9.0}
    assert asked.id != JOB


def test_the_creation_of_a_job_with_a_webhook_tells_its_id_and_not_its_address() -> None:
    webhook = JobWebhook(id=KEY, url="https://a.example/hook?secret=1")
    job = pending()

    entry = entry_of_creation(evolve(job, brief=evolve(job.brief, webhook=webhook)), ADA)

    assert entry.details == {"clientId": "client", "webhookId": str(KEY)}
