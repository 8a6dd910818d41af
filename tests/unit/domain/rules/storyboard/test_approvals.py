"""Approving a storyboard: for which revision and amount, and what is kept of it."""

from decimal import Decimal
from typing import Any

import pytest

from domain.clients.access import EVERYTHING
from domain.errors import Conflict
from domain.job.approval import Approval, Sender, SenderKind
from domain.job.model import Job
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from domain.rules.storyboard.approvals import dollars
from tests.unit.domain.jobs import MODEL_CHOICE, NOW, filming, generating, in_review, write

ADA = Sender(by=SenderKind.KEY, name="key 1a2b3c4d", scopes=EVERYTHING)


def approve(job: Job, estimate: str | None = "2.40", **fields: Any) -> Job:
    """The job after an approval, when the estimate says that amount."""
    amount = None if estimate is None else Decimal(estimate)
    message = parse_message("approve_storyboard", fields)
    return decide(job, message, "one", NOW, MODEL_CHOICE, sender=ADA, estimate=lambda _: amount)


@pytest.mark.parametrize("amount", [2.4, "2.40", 2.400000000000001])
def test_an_approval_is_kept_with_the_amount_the_sender_and_the_time(amount: float | str) -> None:
    job = approve(in_review(), storyboardRevision=1, amount=amount)

    assert job.storyboards[-1].approval == Approval(
        by=SenderKind.KEY, name="key 1a2b3c4d", amount=Decimal("2.40"), at=NOW
    )


def test_an_approval_of_another_amount_is_refused_with_both() -> None:
    with pytest.raises(Conflict, match=r"the estimate is \$2\.80 now, and \$2\.40 was approved") as refusal:
        approve(in_review(), "2.80", storyboardRevision=1, amount=2.4)

    assert refusal.value.now == {"storyboardRevision": 1, "amount": 2.8}


def test_an_approval_of_another_revision_and_amount_says_both() -> None:
    with pytest.raises(Conflict, match=r"revision 2 is not on the table, 1 is.*\$2\.80 now") as refusal:
        approve(in_review(), "2.80", storyboardRevision=2, amount=2.4)

    assert refusal.value.now == {"storyboardRevision": 1, "amount": 2.8}


def test_an_amount_is_refused_while_the_estimate_is_unknown() -> None:
    with pytest.raises(Conflict, match="the estimate is unknown now") as refusal:
        approve(in_review(), None, amount=2.4)

    assert refusal.value.now == {"storyboardRevision": 1, "amount": None}


def test_the_same_approval_again_changes_nothing_although_nothing_is_left_to_pay() -> None:
    job = approve(in_review(), storyboardRevision=1, amount=2.4)

    assert approve(job, "0", storyboardRevision=1, amount=2.4) is job


def test_an_approval_for_another_amount_than_the_one_given_is_refused() -> None:
    job = approve(in_review(), storyboardRevision=1, amount=2.4)

    with pytest.raises(Conflict, match=r"was approved for \$2\.40 already, not for \$9\.00") as refusal:
        approve(job, "0", storyboardRevision=1, amount=9)

    assert refusal.value.now == {"storyboardRevision": 1, "amount": 2.4}


def test_an_approval_without_an_amount_keeps_the_estimate() -> None:
    approval = approve(in_review()).storyboards[-1].approval

    assert approval
    assert approval.amount == Decimal("2.40")


def test_an_automatic_approval_is_kept_as_such() -> None:
    approval = write(generating(autoApprove=True), "one").storyboards[-1].approval

    assert approval
    assert (approval.by, approval.at) == (SenderKind.AUTO, NOW)


def test_a_storyboard_in_review_has_no_approval() -> None:
    assert in_review().storyboards[-1].approval is None
    assert filming().storyboards[-1].approval is not None


@pytest.mark.parametrize(
    ("amount", "shown"), [("2.4", "$2.40"), ("0", "$0.00"), ("1234.5678", "$1,234.5678"), ("0.005", "$0.005")]
)
def test_amounts_are_shown_to_the_cent_or_as_exact_as_they_are(amount: str, shown: str) -> None:
    assert dollars(Decimal(amount)) == shown
