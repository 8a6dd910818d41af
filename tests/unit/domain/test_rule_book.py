"""Whatever happens to a job, in whatever order, the rule book is kept."""

from datetime import datetime

from domain.errors import Conflict, NotFound, Refused
from domain.job.model import Job, JobStatus
from domain.job.take import Take, TakeStatus
from domain.rules import purchasing
from domain.rules.decide import decide
from domain.rules.messages import ApproveStoryboard, Message
from tests.unit.domain.jobs import MODEL_CHOICE
from tests.unit.domain.laws import ALWAYS, AT_EVERY_CHANGE, nobody_elses_scene_changed
from tests.unit.domain.story import Story, live
from tests.unit.domain.table import BUDGET_MAY_CHANGE, SCENES_MAY_CHANGE, TABLE, possible, situations

_NOTHING_CAN_BE_WRONG_WITH = {
    "regenerate_all_scenes",
    "retry_failed_scenes",
    "set_budget",
    "cancel",
    "delete",
    "restore",
}


class LawfulStory(Story):
    """Every law is looked up after every change, and every verdict compared with the table of spec §1."""

    def becomes(self, after: Job) -> None:
        before = self.job
        super().becomes(after)
        for law in ALWAYS:
            law(after)
        for law_of_change in AT_EVERY_CHANGE:
            law_of_change(before, after)

    def accepted(self, message: Message, after: Job) -> None:
        before, now = self.job, self.now
        repeated = isinstance(message, ApproveStoryboard) and after is before
        assert self.is_in_the_table(message.action) or repeated
        super().accepted(message, after)
        nobody_elses_scene_changed(message, before, after)
        if isinstance(message, ApproveStoryboard):
            assert decide(after, message, "again", now, MODEL_CHOICE) is after

    def refused(self, name: str, refusal: Refused) -> None:
        if self.job.deleted_at and name != "restore":
            assert isinstance(refusal, NotFound)
        elif not self.is_in_the_table(name):
            assert isinstance(refusal, Conflict)
            now = [action for action in TABLE if action in possible(self.job, self.failed_while)]
            assert f"while the job is {self.job.status}" in refusal.message
            assert refusal.message.endswith(f"possible now: {', '.join(now) or 'nothing'}")
        else:
            assert name not in _NOTHING_CAN_BE_WRONG_WITH

    def announce(self, take: Take, seen: datetime | None) -> None:
        """Of all who saw the same, one may order; nobody may while an order can be under way that he did not see."""
        announced = len(self.intents[take.id])
        super().announce(take, seen)
        won = len(self.intents[take.id]) > announced
        may = take.status in (TakeStatus.WANTED, TakeStatus.ORDERING) and take.text is not None
        assert won == (may and take.order_id is None and seen == take.asked_at and not self.is_too_dear(take))
        assert not won or self.keeps_to_its_limit()
        assert not won or purchasing.claim_order(self.job, take.id, seen, self.tick()) is self.job, (
            "it was ordered twice"
        )
        assert not won or self.job.status is JobStatus.PROCESSING

    def announce_picture(self, take: Take, seen: datetime | None) -> None:
        announced = len(self.picture_intents[take.id])
        super().announce_picture(take, seen)
        won = len(self.picture_intents[take.id]) > announced
        assert not won or self.keeps_to_its_limit()

    def keeps_to_its_limit(self) -> bool:
        limit = self.job.brief.production.max_cost
        return limit is None or self.job.owed <= limit

    def is_too_dear(self, take: Take) -> bool:
        found = self.job.find_take(take.id)
        return bool(found and found.error and found.error.code == "budget_exceeded")

    def is_in_the_table(self, name: str) -> bool:
        if name in ("delete", "restore"):
            return (self.job.deleted_at is None) == (name == "delete")
        allowed = BUDGET_MAY_CHANGE if name == "set_budget" else TABLE.get(name, SCENES_MAY_CHANGE)
        return bool(allowed & situations(self.job, self.failed_while))


def test_whatever_happens_the_rule_book_is_kept() -> None:
    live(LawfulStory, lives=60, changes=40)
