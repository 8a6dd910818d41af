"""The rules keep every invariant and the action table, whatever messages and results a job gets in whatever order."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from domain.clients.access import EVERYTHING, MissingScope, Scope
from domain.errors import Conflict, NotFound, Refused
from domain.job.approval import Sender
from domain.job.model import Job, JobStatus
from domain.job.takes.take import Take, TakeStatus
from domain.job.takes.vendor_file import FileStatus
from domain.rules.decide import decide
from domain.rules.messages import ApproveStoryboard, Message
from domain.rules.purchases import purchasing
from domain.rules.purchases.purchasing import TakePart
from domain.rules.purchases.speeches import paid_lines
from tests.unit.domain.rules.action_table import (
    ASSETS_MAY_CHANGE,
    BUDGET_MAY_CHANGE,
    LISTED,
    SCENES_MAY_CHANGE,
    TABLE,
    possible,
    situations,
)
from tests.unit.domain.rules.change_invariants import INVARIANTS_OF_CHANGES, only_addressed_scenes_change
from tests.unit.domain.rules.invariants import INVARIANTS
from tests.unit.domain.rules.state_machine import JobStateMachine, run_state_machine

_REFUSED_ONLY_BY_THE_TABLE = {
    "regenerate_all_scenes",
    "retry_failed_scenes",
    "set_budget",
    "set_ai_label",
    "cancel",
    "delete",
    "restore",
}


class CheckedJobStateMachine(JobStateMachine):
    """Checks the invariants after every change, and every verdict against the action table."""

    def change_to(self, after: Job) -> None:
        before = self.job
        super().change_to(after)
        for holds in INVARIANTS:
            holds(after)
        for holds_of_change in INVARIANTS_OF_CHANGES:
            holds_of_change(before, after)

    def on_accepted(self, message: Message, before: Job) -> None:
        is_repeated = isinstance(message, ApproveStoryboard) and self.job is before
        assert self.is_in_the_table(message.action, before) or is_repeated
        only_addressed_scenes_change(message, before, self.job)
        self.check_that_without_spend_nothing_is_ordered(message, before)
        if isinstance(message, ApproveStoryboard):
            assert decide(self.job, message, "again", self.now, self.choice) is self.job

    def check_that_without_spend_nothing_is_ordered(self, message: Message, before: Job) -> None:
        frugal = Sender(scopes=EVERYTHING - {Scope.SPEND, Scope.ADMIN})
        with suppress(MissingScope):
            after = decide(before, message, "frugal", self.now, self.choice, sender=frugal)
            assert not wanted(after) - wanted(before)
            assert not paid_lines(after) - paid_lines(before)

    def on_refused(self, name: str, refusal: Refused) -> None:
        if self.job.deleted_at and name != "restore":
            assert isinstance(refusal, NotFound)
        elif not self.is_in_the_table(name, self.job):
            assert isinstance(refusal, Conflict)
            now = [action for action in LISTED if action in possible(self.job, self.failed_while)]
            assert f"while the job is {self.job.status}" in refusal.message
            assert refusal.message.endswith(f"possible now: {', '.join(now) or 'nothing'}")
        else:
            assert name not in _REFUSED_ONLY_BY_THE_TABLE

    def claim(self, take: Take, seen: datetime | None, part: TakePart) -> None:
        """Check that the claim is won only by a caller that saw the last intent, and within the budget."""
        intents = len(self.intents[part, take.id])
        super().claim(take, seen, part)
        won = len(self.intents[part, take.id]) > intents
        limit = self.job.brief.production.max_cost
        assert not won or limit is None or self.job.owed <= limit
        if part is TakePart.STILL:
            return
        claimable = take.status in (TakeStatus.WANTED, TakeStatus.ORDERING) and take.text is not None
        assert won == (claimable and take.order_id is None and seen == take.asked_at and not self.exceeds_budget(take))
        again = purchasing.claim_order(self.job, take.id, seen, self.tick())
        assert not won or again is self.job, "it was ordered twice"
        assert not won or self.job.status is JobStatus.PROCESSING

    def exceeds_budget(self, take: Take) -> bool:
        error = self.take(take.id).error
        return error is not None and error.code == "budget_exceeded"

    def is_in_the_table(self, name: str, job: Job) -> bool:
        if name in ("delete", "restore"):
            return (job.deleted_at is None) == (name == "delete")
        others = SCENES_MAY_CHANGE if name.startswith(("scene", "take")) else ASSETS_MAY_CHANGE
        allowed = BUDGET_MAY_CHANGE if name.startswith("set_") else TABLE.get(name, others)
        return bool(allowed & situations(job, self.failed_while))


def wanted(job: Job) -> set[UUID]:
    takes = {take.id for scene in job.scenes for take in scene.takes if take.status is TakeStatus.WANTED}
    return takes | {frame.id for frame in job.first_frames if frame.status is FileStatus.WANTED}


def test_invariants_hold_for_every_order_of_messages_and_results() -> None:
    run_state_machine(CheckedJobStateMachine, runs=60, steps=40)
