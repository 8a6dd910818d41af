"""A hypothesis state machine of one job: messages, and results of work that succeed, fail, repeat or come late."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from domain.errors import Refused
from domain.job.model import Job, JobStatus
from domain.job.pending_work import WorkKind, pending_work
from domain.job.takes.take import TakeStatus
from domain.rules import results
from domain.rules.decide import decide
from domain.rules.messages import Message, parse_message
from domain.rules.purchases import first_frames, purchasing, speeches
from domain.rules.purchases.purchasing import TakePart
from domain.rules.scenes.takes import VideoModelChoice
from tests.unit.domain.jobs import (
    BUSY,
    CHEAP_CHOICE,
    ERROR,
    LEFT_OUT,
    MODEL_CHOICE,
    SITUATIONS,
    STILL,
    STORED,
    asset,
    clip_of,
    pending,
    plan,
    some_id,
)
from tests.unit.domain.rules import message_strategies
from tests.unit.domain.rules.worked_job import FRAME_PRICE, LINE_PRICE, WorkedJob
from tests.unit.domain.speeches import ready

MAX_WORK = 60
"""Pieces of work in a row. A job that has more to do than that never comes to rest."""


class JobStateMachine(WorkedJob):
    """A job that gets messages, and results of its work.

    It is not cancelled or deleted before `ends_after` messages: most runs would be short.
    """

    def __init__(self) -> None:
        super().__init__()
        self.messages = 0
        self.ends_after = 0

    def on_accepted(self, message: Message, before: Job) -> None:
        """Called after a message changed the job."""

    def on_refused(self, name: str, refusal: Refused) -> None:
        """Called after the job refused a message."""

    @initialize(
        situation=st.sampled_from(sorted(SITUATIONS)),
        auto_approve=st.booleans(),
        assets=st.integers(0, 2),
        ends_after=st.integers(0, 30),
        voice=st.sampled_from([None, "elevenlabs"]),
        choice=st.sampled_from([MODEL_CHOICE, CHEAP_CHOICE]),
    )
    def start(
        self,
        situation: str,
        auto_approve: bool,
        assets: int,
        ends_after: int,
        voice: str | None,
        choice: VideoModelChoice,
    ) -> None:
        self.ends_after, self.choice = ends_after, choice
        wanted = [asset(f"asset {number}") for number in range(assets)]
        new = partial(pending, *wanted, autoApprove=auto_approve, voice=voice)
        self.job = new() if situation == "pending" else SITUATIONS[situation]()
        self.failed_while = "cutting" if self.job.is_approved else "planning"
        self.films = [self.job.film] if self.job.film else []
        for take in self.takes():
            self.intents[TakePart.CLIP, take.id] += [take.asked_at] if take.asked_at else []

    @precondition(lambda self: self.job.status is JobStatus.PENDING)
    @rule()
    def begin(self) -> None:
        self.change_to(results.begin(self.job, self.tick()))

    @precondition(lambda self: bool(pending_work(self.job).work))
    @rule(data=st.data())
    def continue_one_work(self, data: st.DataObject) -> None:
        self.continue_work(data.draw(st.sampled_from(pending_work(self.job).work)))

    @precondition(lambda self: bool(pending_work(self.job).work))
    @rule()
    def finish_all_work(self) -> None:
        for _ in range(MAX_WORK):
            if work := pending_work(self.job).work:
                self.continue_work(work[0])
        assert not pending_work(self.job).work, "work without end"

    @precondition(lambda self: bool(pending_work(self.job).work))
    @rule(data=st.data())
    def fail_one_work(self, data: st.DataObject) -> None:
        work = data.draw(st.sampled_from(pending_work(self.job).work))
        match work.kind:
            case WorkKind.INGEST:
                self.change_to(results.mark_asset_failed(self.job, UUID(work.id), ERROR))
            case WorkKind.PLAN:
                self.change_to(results.fail_planning(self.job, int(work.id), ERROR))
            case WorkKind.FILM:
                self.change_to(results.fail_take(self.job, UUID(work.id), ERROR))
            case WorkKind.STOP:
                self.change_to(results.mark_stopped(self.job, UUID(work.id)))
            case WorkKind.SPEAK:
                self.change_to(speeches.fail(self.job, UUID(work.id), ERROR, self.tick()))
            case WorkKind.DRAW:
                self.change_to(first_frames.fail(self.job, UUID(work.id), ERROR))
            case WorkKind.CUT:
                self.change_to(results.fail_cutting(self.job, UUID(work.id), ERROR))

    @precondition(lambda self: bool(self.takes()))
    @rule(data=st.data(), has_seen_last=st.booleans())
    def claim_clip(self, data: st.DataObject, has_seen_last: bool) -> None:
        """Claim as a step that saw the last intent, or as one that saw an earlier one."""
        take = data.draw(st.sampled_from(self.takes()))
        earlier = [None, *self.intents[TakePart.CLIP, take.id]]
        seen = take.asked_at if has_seen_last else data.draw(st.sampled_from(earlier))
        if self.reserve_budget(take):
            self.claim(take, seen, TakePart.CLIP)

    @precondition(lambda self: bool(self.takes()))
    @rule(data=st.data())
    def claim_still(self, data: st.DataObject) -> None:
        """Reserve the take's price, then order its still before its clip."""
        take = data.draw(st.sampled_from(self.takes()))
        if take.status is TakeStatus.WANTED and take.asked_at is None and self.reserve_budget(take):
            self.change_to(purchasing.request_still(self.job, take.id, STILL))
            still = self.take(take.id).still
            self.claim(take, still.asked_at if still else None, TakePart.STILL)

    @precondition(lambda self: any(self.intents.values()))
    @rule(data=st.data(), is_taken=st.booleans())
    def answer_order(self, data: st.DataObject, is_taken: bool) -> None:
        """Answer as the vendor does: soon, late, or once more."""
        part, take_id = data.draw(st.sampled_from([order for order, intents in self.intents.items() if intents]))
        if is_taken:
            self.change_to(purchasing.record_order(self.job, take_id, f"{part}-{take_id}", part))
        else:
            intent = data.draw(st.sampled_from(self.intents[part, take_id]))
            self.change_to(purchasing.release_claim(self.job, take_id, intent, part))

    @precondition(lambda self: any(take.still and take.still.order_id for take in self.takes()))
    @rule(data=st.data())
    def draw_still(self, data: st.DataObject) -> None:
        take = data.draw(st.sampled_from([take for take in self.takes() if take.still and take.still.order_id]))
        self.change_to(purchasing.mark_still_drawn(self.job, take.id, f"{take.id}/still"))

    @precondition(lambda self: bool(self.takes()))
    @rule(data=st.data())
    def apply_late_result_of_take(self, data: st.DataObject) -> None:
        take = data.draw(st.sampled_from(self.takes()))
        was_tried = data.draw(st.booleans())
        late: list[Callable[[], Job]] = [
            lambda: purchasing.postpone(self.job, take.id, BUSY, self.tick(), self.now, was_tried),
            lambda: results.apply_rewrite(self.job, take.id, plan("late").scenes[0]),
            lambda: results.mark_filmed(self.job, take.id, f"{take.id}/original.mp4", (LEFT_OUT,)),
            lambda: results.mark_prepared(self.job, take.id, clip_of(take)) if take.text else self.job,
            lambda: results.fail_take(self.job, take.id, ERROR),
            lambda: results.mark_stopped(self.job, take.id),
        ]
        self.change_to(data.draw(st.sampled_from(late))())

    @precondition(lambda self: bool(self.line_intents))
    @rule(data=st.data(), was_tried=st.booleans())
    def apply_late_result_of_line(self, data: st.DataObject, was_tried: bool) -> None:
        """Answer as a voice does, claim as a step that saw an earlier intent, or lose what was said."""
        speech_id = data.draw(st.sampled_from(sorted(self.line_intents)))
        intent = data.draw(st.sampled_from(self.line_intents[speech_id]))
        late: list[Callable[[], Job]] = [
            lambda: speeches.record_order(self.job, speech_id, f"said-{speech_id}", LINE_PRICE),
            lambda: speeches.release_claim(self.job, speech_id, intent),
            lambda: speeches.postpone(self.job, speech_id, BUSY, self.tick(), self.now, was_tried),
            lambda: speeches.mark_ready(self.job, speech_id, ready(self.job, speech_id), self.tick()),
            lambda: speeches.fail(self.job, speech_id, ERROR, self.tick()),
            lambda: speeches.mark_lost(self.job, speech_id),
        ]
        if data.draw(st.booleans()):
            self.claim_line(speech_id, data.draw(st.sampled_from([None, intent])))
        else:
            self.change_to(data.draw(st.sampled_from(late))())

    @precondition(lambda self: bool(self.frame_intents))
    @rule(data=st.data(), was_tried=st.booleans())
    def apply_late_result_of_first_frame(self, data: st.DataObject, was_tried: bool) -> None:
        """Answer as a vendor does, claim as a step that saw an earlier intent, or lose the picture."""
        frame_id = data.draw(st.sampled_from(sorted(self.frame_intents)))
        intent = data.draw(st.sampled_from(self.frame_intents[frame_id]))
        late: list[Callable[[], Job]] = [
            lambda: first_frames.record_order(self.job, frame_id, f"drawn-{frame_id}", FRAME_PRICE),
            lambda: first_frames.release_claim(self.job, frame_id, intent),
            lambda: first_frames.postpone(self.job, frame_id, BUSY, self.tick(), self.now, was_tried),
            lambda: first_frames.forget_failures(self.job, frame_id),
            lambda: first_frames.mark_drawn(self.job, frame_id, self.picture(frame_id)),
            lambda: first_frames.fail(self.job, frame_id, ERROR),
            lambda: first_frames.mark_lost(self.job, frame_id),
        ]
        if data.draw(st.booleans()):
            self.claim_first_frame(frame_id, data.draw(st.sampled_from([None, intent])))
        else:
            self.change_to(data.draw(st.sampled_from(late))())

    @rule(data=st.data())
    def apply_late_result_of_job(self, data: st.DataObject) -> None:
        revision = data.draw(st.integers(1, self.job.revision))
        assets = [each.id for each in self.job.assets] or [some_id("no asset")]
        one_asset = data.draw(st.sampled_from(assets))
        late: list[Callable[[], Job]] = [
            lambda: results.begin(self.job, self.tick()),
            lambda: results.mark_asset_ready(self.job, one_asset, STORED),
            lambda: results.mark_asset_failed(self.job, one_asset, ERROR),
            lambda: self.planned(revision),
            lambda: results.fail_planning(self.job, revision, ERROR),
        ]
        for film in self.films:
            late.append(partial(results.apply_film, self.job, film))
            late.append(partial(results.fail_cutting, self.job, film.id, ERROR))
        self.change_to(data.draw(st.sampled_from(late))())

    @precondition(lambda self: any(scene.clip for scene in self.job.scenes))
    @rule(data=st.data())
    def lose_clip(self, data: st.DataObject) -> None:
        clips = [take.id for take in self.takes() if take.status is TakeStatus.DONE]
        self.change_to(results.mark_clip_lost(self.job, data.draw(st.sampled_from(clips))))

    @precondition(lambda self: bool(self.films))
    @rule(data=st.data())
    def lose_film(self, data: st.DataObject) -> None:
        self.change_to(results.mark_film_lost(self.job, data.draw(st.sampled_from(self.films)).id))

    @rule(data=st.data())
    def send_action(self, data: st.DataObject) -> None:
        self.send(*data.draw(message_strategies.actions(self.job)))

    @precondition(lambda self: bool(self.job.active_scenes))
    @rule(data=st.data())
    def send_scene_message(self, data: st.DataObject) -> None:
        self.send(*data.draw(message_strategies.scene_messages(self.job)))

    @rule(data=st.data())
    def send_asset_message(self, data: st.DataObject) -> None:
        self.send(*data.draw(message_strategies.asset_messages(self.job)))

    @precondition(lambda self: self.messages >= self.ends_after)
    @rule(name=st.sampled_from(["cancel", "delete", "restore"]))
    def send_end(self, name: str) -> None:
        self.send(name, {})

    def send(self, name: str, fields: dict[str, Any]) -> None:
        self.messages += 1
        request = str(some_id(f"request {self.messages}"))
        try:
            message = parse_message(name, fields)
            before, after = self.job, decide(self.job, message, request, self.tick(), self.choice)
        except Refused as refusal:
            self.on_refused(name, refusal)
        else:
            self.change_to(after)
            self.on_accepted(message, before)


def run_state_machine(machine: type[JobStateMachine], runs: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=runs, stateful_step_count=steps, suppress_health_check=list(HealthCheck)),
    )
