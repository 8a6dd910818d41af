"""Any life that a job may have: work that succeeds, fails and comes late, and people who say things.

Longer than 300 lines, because one state machine is one class.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from domain.error_info import ErrorInfo
from domain.errors import BudgetExceeded, Refused
from domain.job.model import Film, Job, JobStatus
from domain.job.pending_work import Work, WorkKind, pending_work
from domain.job.storyboard import Plan
from domain.job.take import Still, Take, TakeStatus
from domain.rules import purchasing, results
from domain.rules.decide import decide
from domain.rules.messages import Message, parse_message
from domain.rules.purchasing import TakePart
from tests.unit.domain import saying
from tests.unit.domain.jobs import (
    BUSY,
    FAULT,
    MODEL_CHOICE,
    NOW,
    STAGES,
    STORED,
    asset,
    clip_of,
    film_of,
    pending,
    plan,
    some_id,
)

MOST_WORK = 60
"""Pieces of work in a row. A job that has more to do than that never comes to rest."""


STILL = Still(provider="painter", model="brush-1", price=Decimal("0.05"))


def price_of(take: Take) -> Decimal:
    """One take costs more than another, and more than a picture."""
    return Decimal("0.25") * (1 + take.number % 3)


class Story(RuleBasedStateMachine):
    """The job, and what the world outside it remembers.

    `intents` are all orders that were ever announced, by take, `picture_intents` those of their pictures.
    Nobody cancels or deletes it before `ends_after` messages: most lives would be short.
    """

    job: Job

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.said = 0
        self.failed_while = ""
        self.intents: defaultdict[UUID, list[datetime]] = defaultdict(list)
        self.picture_intents: defaultdict[UUID, list[datetime]] = defaultdict(list)
        self.films: list[Film] = []
        self.ends_after = 0

    def becomes(self, after: Job) -> None:
        """The job is so now. Told after every single change."""
        if after.status is JobStatus.FAILED and self.job.status is not JobStatus.FAILED:
            self.failed_while = "cutting" if self.job.status is JobStatus.PROCESSING else "planning"
        self.job = after

    def refused(self, name: str, refusal: Refused) -> None:
        """The job did not take the message."""

    @initialize(
        stage=st.sampled_from(sorted(STAGES)),
        auto_approve=st.booleans(),
        assets=st.integers(0, 2),
        ends_after=st.integers(0, 30),
    )
    def a_job_is_found(self, stage: str, auto_approve: bool, assets: int, ends_after: int) -> None:
        self.ends_after = ends_after
        wanted = [asset(f"asset {number}") for number in range(assets)]
        self.job = pending(*wanted, autoApprove=auto_approve) if stage == "pending" else STAGES[stage]()
        self.failed_while = "cutting" if self.job.is_approved else "planning"
        self.films = [self.job.film] if self.job.film else []
        for take in self.takes():
            self.intents[take.id] += [take.asked_at] if take.asked_at else []

    @precondition(lambda self: self.job.status is JobStatus.PENDING)
    @rule()
    def the_workflow_has_it(self) -> None:
        self.becomes(results.begin(self.job, self.tick()))

    @precondition(lambda self: bool(pending_work(self.job).work))
    @rule(data=st.data())
    def a_piece_of_work_goes_on(self, data: st.DataObject) -> None:
        self.go_on(data.draw(st.sampled_from(pending_work(self.job).work)))

    @precondition(lambda self: bool(pending_work(self.job).work))
    @rule()
    def all_work_is_done(self) -> None:
        for _ in range(MOST_WORK):
            if work := pending_work(self.job).work:
                self.go_on(work[0])
        assert not pending_work(self.job).work, "work without end"

    @precondition(lambda self: bool(pending_work(self.job).work))
    @rule(data=st.data())
    def a_piece_of_work_fails_for_good(self, data: st.DataObject) -> None:
        work = data.draw(st.sampled_from(pending_work(self.job).work))
        match work.kind:
            case WorkKind.INGEST:
                self.becomes(results.mark_asset_failed(self.job, UUID(work.id), FAULT))
            case WorkKind.PLAN:
                self.becomes(results.fail_planning(self.job, int(work.id), FAULT))
            case WorkKind.FILM:
                self.becomes(results.fail_take(self.job, UUID(work.id), FAULT))
            case WorkKind.STOP:
                self.becomes(results.mark_stopped(self.job, UUID(work.id)))
            case WorkKind.CUT:
                self.becomes(results.fail_cutting(self.job, UUID(work.id), FAULT))

    @precondition(lambda self: bool(self.takes()))
    @rule(data=st.data(), known=st.booleans())
    def an_order_is_announced(self, data: st.DataObject, known: bool) -> None:
        """By somebody who knows of the last announcement, or by somebody who saw the take earlier."""
        take = data.draw(st.sampled_from(self.takes()))
        earlier = [None, *self.intents[take.id]]
        self.announce(take, take.asked_at if known else data.draw(st.sampled_from(earlier)))

    @precondition(lambda self: any(self.intents.values()))
    @rule(data=st.data(), turned_away=st.booleans())
    def the_vendor_answers(self, data: st.DataObject, turned_away: bool) -> None:
        """Soon, late, or once more."""
        take_id = data.draw(st.sampled_from([take for take, intents in self.intents.items() if intents]))
        if turned_away:
            intent = data.draw(st.sampled_from(self.intents[take_id]))
            self.becomes(purchasing.release_claim(self.job, take_id, intent))
        else:
            self.becomes(purchasing.record_order(self.job, take_id, f"order-{take_id}"))

    @precondition(lambda self: bool(self.takes()))
    @rule(data=st.data())
    def a_picture_is_announced(self, data: st.DataObject) -> None:
        """Money for the take is set aside first; its picture is drawn before it is filmed."""
        take = data.draw(st.sampled_from(self.takes()))
        if take.status is TakeStatus.WANTED and take.asked_at is None and self.affords(take):
            self.becomes(purchasing.request_still(self.job, take.id, STILL))
            still = self.take(take.id).still
            self.announce_picture(take, still.asked_at if still else None)

    @precondition(lambda self: any(self.picture_intents.values()))
    @rule(data=st.data(), answer=st.sampled_from(["turned away", "ordered", "drawn"]))
    def the_painter_answers(self, data: st.DataObject, answer: str) -> None:
        """Soon, late, or once more."""
        take_id = data.draw(st.sampled_from([take for take, intents in self.picture_intents.items() if intents]))
        still = self.take(take_id).still
        if answer == "turned away":
            intent = data.draw(st.sampled_from(self.picture_intents[take_id]))
            self.becomes(purchasing.release_claim(self.job, take_id, intent, TakePart.STILL))
        elif answer == "ordered":
            self.becomes(purchasing.record_order(self.job, take_id, f"picture-{take_id}", TakePart.STILL))
        elif still and still.order_id:
            self.becomes(purchasing.mark_still_drawn(self.job, take_id, f"{take_id}/still"))

    @precondition(lambda self: bool(self.takes()))
    @rule(data=st.data())
    def a_result_of_a_take_arrives_late(self, data: st.DataObject) -> None:
        take = data.draw(st.sampled_from(self.takes()))
        late: dict[str, Callable[[], Job]] = {
            "put off": lambda: purchasing.postpone(
                self.job, take.id, BUSY, self.tick(), self.now + timedelta(seconds=9)
            ),
            "not tried": lambda: purchasing.postpone(self.job, take.id, BUSY, self.tick(), self.now, was_tried=False),
            "rewritten": lambda: results.apply_rewrite(self.job, take.id, plan("late").scenes[0]),
            "filmed": lambda: results.mark_filmed(self.job, take.id, f"{take.id}/original.mp4"),
            "prepared": lambda: results.mark_prepared(self.job, take.id, clip_of(take)) if take.text else self.job,
            "failed": lambda: results.fail_take(self.job, take.id, FAULT),
            "stopped": lambda: results.mark_stopped(self.job, take.id),
        }
        self.becomes(late[data.draw(st.sampled_from(sorted(late)))]())

    @rule(data=st.data())
    def a_result_of_the_job_arrives_late(self, data: st.DataObject) -> None:
        revision = data.draw(st.integers(1, self.job.revision))
        assets = [each.id for each in self.job.assets] or [some_id("no asset")]
        one_asset = data.draw(st.sampled_from(assets))
        late: list[Callable[[], Job]] = [
            lambda: results.begin(self.job, self.tick()),
            lambda: results.mark_asset_ready(self.job, one_asset, STORED),
            lambda: results.mark_asset_failed(self.job, one_asset, FAULT),
            lambda: self.written(revision),
            lambda: results.fail_planning(self.job, revision, FAULT),
        ]
        for film in self.films:
            late += [
                partial(results.apply_film, self.job, film),
                partial(results.fail_cutting, self.job, film.id, FAULT),
            ]
        self.becomes(data.draw(st.sampled_from(late))())

    @precondition(lambda self: any(scene.clip for scene in self.job.scenes))
    @rule(data=st.data())
    def a_clip_is_lost(self, data: st.DataObject) -> None:
        clips = [take.id for take in self.takes() if take.status is TakeStatus.DONE]
        self.becomes(results.mark_clip_lost(self.job, data.draw(st.sampled_from(clips))))

    @precondition(lambda self: bool(self.films))
    @rule(data=st.data())
    def a_film_is_lost(self, data: st.DataObject) -> None:
        self.becomes(results.mark_film_lost(self.job, data.draw(st.sampled_from(self.films)).id))

    @rule(data=st.data())
    def somebody_acts(self, data: st.DataObject) -> None:
        self.says(*data.draw(saying.actions(self.job)))

    @precondition(lambda self: bool(self.job.active_scenes))
    @rule(data=st.data())
    def somebody_changes_scenes(self, data: st.DataObject) -> None:
        self.says(*data.draw(saying.scene_messages(self.job)))

    @precondition(lambda self: self.said >= self.ends_after)
    @rule(name=st.sampled_from(["cancel", "delete", "restore"]))
    def somebody_ends_it(self, name: str) -> None:
        self.says(name, {})

    def says(self, name: str, fields: dict[str, Any]) -> None:
        self.said += 1
        request = str(some_id(f"request {self.said}"))
        try:
            message = parse_message(name, fields)
            after = decide(self.job, message, request, self.tick(), MODEL_CHOICE)
        except Refused as refusal:
            self.refused(name, refusal)
        else:
            self.accepted(message, after)

    def accepted(self, message: Message, after: Job) -> None:  # noqa: ARG002
        """The job took the message."""
        self.becomes(after)

    def announce(self, take: Take, seen: datetime | None) -> None:
        """The intent to order is written, if nobody else wrote one since, and there is money for it."""
        if not self.affords(take):
            return
        try:
            after = purchasing.claim_order(self.job, take.id, seen, self.tick())
        except BudgetExceeded as refusal:
            self.becomes(results.fail_take(self.job, take.id, ErrorInfo.of(refusal)))
            return
        if after is not self.job:
            self.intents[take.id].append(self.now)
        self.becomes(after)

    def announce_picture(self, take: Take, seen: datetime | None) -> None:
        """As `announce`, for the take's picture."""
        try:
            after = purchasing.claim_order(self.job, take.id, seen, self.tick(), TakePart.STILL)
        except BudgetExceeded as refusal:
            self.becomes(results.fail_take(self.job, take.id, ErrorInfo.of(refusal)))
            return
        if after is not self.job:
            self.picture_intents[take.id].append(self.now)
        self.becomes(after)

    def affords(self, take: Take) -> bool:
        """Whether what the take may cost is set aside; else it has failed."""
        try:
            self.becomes(purchasing.reserve_budget(self.job, take.id, price_of(take)))
        except BudgetExceeded as refusal:
            self.becomes(results.fail_take(self.job, take.id, ErrorInfo.of(refusal)))
            return False
        return True

    def go_on(self, work: Work) -> None:
        """The next thing that happens when all goes well."""
        match work.kind:
            case WorkKind.INGEST:
                self.becomes(results.mark_asset_ready(self.job, UUID(work.id), STORED))
            case WorkKind.PLAN:
                self.becomes(self.written(int(work.id)))
            case WorkKind.STOP:
                self.becomes(results.mark_stopped(self.job, UUID(work.id)))
            case WorkKind.CUT:
                self.films.append(film_of(self.job))
                self.becomes(results.apply_film(self.job, self.films[-1]))
            case WorkKind.FILM:
                self._go_on_filming(self.take(UUID(work.id)))

    def _go_on_filming(self, take: Take) -> None:
        match take.status:
            case _ if take.text is None:
                self.becomes(results.apply_rewrite(self.job, take.id, plan(f"answer to {take.number}").scenes[0]))
            case TakeStatus.WANTED:
                self.announce(take, take.asked_at)
            case TakeStatus.ORDERING:
                self.becomes(purchasing.record_order(self.job, take.id, f"order-{take.id}"))
            case TakeStatus.ORDERED:
                self.becomes(results.mark_filmed(self.job, take.id, f"{take.id}/original.mp4"))
            case TakeStatus.FILMED:
                self.becomes(results.mark_prepared(self.job, take.id, clip_of(take)))

    def written(self, revision: int) -> Job:
        """The job with that revision written, as far as it wants it."""
        only = self.job.current_storyboard.only if self.job.current_storyboard else None
        texts = tuple(scene.text for scene in self.job.active_scenes)
        fresh = plan(*(f"draft {revision}.{number}" for number in range(1, 2 + revision % 3)))
        if only is not None:
            new = plan(f"only {revision}").scenes[0]
            kept = zip(self.job.active_scenes, texts, strict=True)
            fresh = Plan(scenes=tuple(new if scene.number == only else text for scene, text in kept))
        ids = [some_id(f"scene {revision}.{place}") for place, _ in enumerate(fresh.scenes)]
        return results.apply_plan(self.job, revision, fresh, ids, self.tick(), MODEL_CHOICE)

    def takes(self) -> list[Take]:
        return [take for scene in self.job.scenes for take in scene.takes]

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def take(self, take_id: UUID) -> Take:
        take = self.job.find_take(take_id)
        assert take is not None
        return take


def live(story: type[Story], lives: int, changes: int) -> None:
    """So many lives, each of at most so many changes."""
    run_state_machine_as_test(
        story,
        settings=settings(
            max_examples=lives,
            stateful_step_count=changes,
            suppress_health_check=list(HealthCheck),
        ),
    )
