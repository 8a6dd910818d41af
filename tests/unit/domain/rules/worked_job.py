"""One job that is tested by many steps, what vendors know of it, and the results of work that succeeds."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis.stateful import RuleBasedStateMachine

from domain.base import evolve
from domain.errors import BudgetExceeded, ErrorInfo
from domain.job.film.film_file import Film
from domain.job.filming.chains import NOT_CHAINED, chain_of
from domain.job.model import Job, JobStatus
from domain.job.pending_work import Work, WorkKind
from domain.job.takes.take import Take, TakeStatus
from domain.job.takes.vendor_file import FileStatus
from domain.rules import results
from domain.rules.purchases import first_frames, purchasing, speeches
from domain.rules.purchases.first_frames import DrawnPicture
from domain.rules.purchases.purchasing import TakePart, order_of
from tests.unit.domain.jobs import (
    LEFT_OUT,
    MODEL_CHOICE,
    NOW,
    STORED,
    clip_of,
    film_of,
    plan,
    plan_revision,
    price_of,
)
from tests.unit.domain.speeches import ready

LINE_PRICE = Decimal("0.10")
FRAME_PRICE = Decimal("0.04")


class WorkedJob(RuleBasedStateMachine):
    """One job, and the order intents that were ever written for it.

    `intents` are their times, by part and take, `line_intents` those of lines of speech, `frame_intents` those of first
    frames.
    """

    job: Job

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.choice = MODEL_CHOICE
        self.failed_while = ""
        self.intents: defaultdict[tuple[TakePart, UUID], list[datetime]] = defaultdict(list)
        self.line_intents: defaultdict[UUID, list[datetime]] = defaultdict(list)
        self.frame_intents: defaultdict[UUID, list[datetime]] = defaultdict(list)
        self.films: list[Film] = []

    def change_to(self, after: Job) -> None:
        """Continue with the job after a change. Called after every change."""
        if after.status is JobStatus.FAILED and self.job.status is not JobStatus.FAILED:
            self.failed_while = "cutting" if self.job.status is JobStatus.PROCESSING else "planning"
        self.job = after

    def claim(self, take: Take, seen: datetime | None, part: TakePart) -> None:
        """Write the order intent, if the claim is won and within the budget; else fail the take for its budget."""
        try:
            noted = self.job
            if part is TakePart.CLIP and take.text is not None and take.asked_at is None:
                chain = chain_of(self.job, take) or NOT_CHAINED
                noted = purchasing.begin_at(self.job, take.id, chain.previous, chain.frames)
            after = purchasing.claim_order(noted, take.id, seen, self.tick(), part)
            after = self.job if after is noted else after
        except BudgetExceeded as error:
            after = results.fail_take(self.job, take.id, ErrorInfo.of(error))
        order = order_of(after.find_take(take.id) or take, part)
        if after is not self.job and order and order.asked_at == self.now:
            self.intents[part, take.id].append(self.now)
        self.change_to(after)

    def reserve_budget(self, take: Take) -> bool:
        """Reserve the take's price, or fail the take and return False."""
        try:
            self.change_to(purchasing.reserve_budget(self.job, take.id, price_of(take)))
        except BudgetExceeded as error:
            self.change_to(results.fail_take(self.job, take.id, ErrorInfo.of(error)))
            return False
        return True

    def continue_work(self, work: Work) -> None:
        """Apply the next result of work that succeeds."""
        match work.kind:
            case WorkKind.INGEST:
                self.change_to(results.mark_asset_ready(self.job, UUID(work.id), STORED))
            case WorkKind.PLAN:
                self.change_to(self.planned(int(work.id)))
            case WorkKind.STOP:
                self.change_to(results.mark_stopped(self.job, UUID(work.id)))
            case WorkKind.SPEAK:
                self._continue_speaking(UUID(work.id))
            case WorkKind.DRAW:
                self._continue_drawing(UUID(work.id))
            case WorkKind.CUT:
                self.films.append(evolve(film_of(self.job), left_out=(LEFT_OUT,)))
                self.change_to(results.apply_film(self.job, self.films[-1]))
            case WorkKind.FILM:
                self._continue_filming(self.take(UUID(work.id)))

    def _continue_filming(self, take: Take) -> None:
        match take.status:
            case _ if take.text is None:
                self.change_to(results.apply_rewrite(self.job, take.id, plan(f"answer to {take.number}").scenes[0]))
            case TakeStatus.WANTED if self.reserve_budget(take):
                self.claim(take, take.asked_at, TakePart.CLIP)
            case TakeStatus.ORDERING:
                self.change_to(purchasing.record_order(self.job, take.id, f"clip-{take.id}"))
            case TakeStatus.ORDERED:
                self.change_to(results.mark_filmed(self.job, take.id, f"{take.id}/original.mp4", (LEFT_OUT,)))
            case TakeStatus.FILMED:
                self.change_to(results.mark_prepared(self.job, take.id, clip_of(take)))

    def _continue_speaking(self, speech_id: UUID) -> None:
        speech = self.job.find_speech(speech_id)
        match speech.status if speech else FileStatus.WANTED:
            case FileStatus.WANTED:
                self.claim_line(speech_id, speech.asked_at if speech else None)
            case FileStatus.ORDERING:
                self.change_to(speeches.record_order(self.job, speech_id, f"said-{speech_id}"))
            case FileStatus.ORDERED:
                self.change_to(speeches.mark_ready(self.job, speech_id, ready(self.job, speech_id), self.tick()))

    def claim_line(self, speech_id: UUID, seen: datetime | None) -> None:
        """Write the order intent of a line, if the claim is won and within the budget; else fail it for its budget."""
        try:
            after = speeches.claim(self.job, speech_id, seen, self.tick(), "voice-1", LINE_PRICE)
        except BudgetExceeded as error:
            after = speeches.fail(self.job, speech_id, ErrorInfo.of(error), self.now)
        speech = after.find_speech(speech_id)
        if after is not self.job and speech and speech.asked_at == self.now:
            self.line_intents[speech_id].append(self.now)
        self.change_to(after)

    def _continue_drawing(self, frame_id: UUID) -> None:
        frame = self.job.find_first_frame(frame_id)
        assert frame is not None
        match frame.status:
            case FileStatus.WANTED:
                self.claim_first_frame(frame_id, frame.asked_at)
            case FileStatus.ORDERING:
                self.change_to(first_frames.record_order(self.job, frame_id, f"drawn-{frame_id}"))
            case FileStatus.ORDERED:
                self.change_to(first_frames.mark_drawn(self.job, frame_id, self.picture(frame_id)))

    def claim_first_frame(self, frame_id: UUID, seen: datetime | None) -> None:
        """Write the order intent of a first frame, if the claim is won and within the budget; else fail it."""
        try:
            after = first_frames.claim(self.job, frame_id, seen, self.tick(), "image-1", FRAME_PRICE)
        except BudgetExceeded as error:
            after = first_frames.fail(self.job, frame_id, ErrorInfo.of(error))
        frame = after.find_first_frame(frame_id)
        if after is not self.job and frame and frame.asked_at == self.now:
            self.frame_intents[frame_id].append(self.now)
        self.change_to(after)

    def picture(self, frame_id: UUID) -> DrawnPicture:
        return DrawnPicture(key=f"first-frames/{frame_id}", size=100)

    def planned(self, revision: int) -> Job:
        """Return the job with that revision planned, or with the one scene rewritten that is asked for."""
        return plan_revision(self.job, revision, self.tick(), self.choice)

    def takes(self) -> list[Take]:
        return [take for scene in self.job.scenes for take in scene.takes]

    def take(self, take_id: UUID) -> Take:
        take = self.job.find_take(take_id)
        assert take is not None
        return take

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now
