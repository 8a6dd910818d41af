"""What a guest's page shows of a job, in the guest's language."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from api.guest import tokens
from api.guest.words import Words
from domain.film_format import FPS
from domain.job.approval import Approval, SenderKind
from domain.job.model import Job, JobStatus, Stage
from domain.job.notes import Note, NoteStatus, scene_number
from domain.job.pictures import scene_picture_id
from domain.job.progress import progress
from domain.job.scene import Scene
from domain.job.storyboard_revision import Verdict
from domain.review.review_link import ReviewLink


@dataclass(frozen=True)
class ShownScene:
    """A scene of the storyboard. `still` is the URL of its picture."""

    number: int
    name: str
    still: str
    still_text: str
    script: str
    description: str
    length: str


@dataclass(frozen=True)
class ShownNote:
    author: str
    time: str
    about: str
    text: str
    is_resolved: bool


@dataclass(frozen=True)
class Decision:
    """What an approval is of: sent with the form, and compared with what is then.

    `amount` is encrypted for those who are not to see costs. `label` is the button's.
    """

    revision: int
    amount: str
    label: str
    costs: str


@dataclass(frozen=True)
class Entered:
    """What the guest has typed, and by field what is wrong with it."""

    name: str = ""
    note: str = ""
    about: str = ""
    moment: str = ""
    reason: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ShownJob:
    """The page. `base` is the path of the link; the URLs of the film and the preview are None if there is neither."""

    base: str
    title: str
    status: str
    approval: str
    film: str | None
    preview: str | None
    poster: str | None
    has_stale_film: bool
    has_draft_film: bool
    is_filmed_as_draft: bool
    may_download: bool
    scenes: Sequence[ShownScene]
    notes: Sequence[ShownNote]
    may_comment: bool
    may_name_a_moment: bool
    decision: Decision | None


def shown_job(
    words: Words, base: str, link: ReviewLink, job: Job, notes: Sequence[Note], estimate: Decimal | None
) -> ShownJob:
    """Return what the link's guests see of the job. `estimate` is what approving now would cost; None: unknown."""
    is_in_review = job.status is JobStatus.STORYBOARD_REVIEW
    scenes = [_scene(words, base, job, scene) for scene in job.active_scenes]
    board = job.current_storyboard
    return ShownJob(
        base=base,
        title=job.brief.ad_basics.product_name.strip() or words.film,
        status=_status(words, job),
        approval=_approval(words, link, board.approval) if board and board.approval else "",
        film=f"{base}/film?v={job.film.id}" if job.film else None,
        preview=f"{base}/preview" if scenes and not job.film else None,
        poster=scenes[0].still if scenes else None,
        has_stale_film=job.film_is_stale,
        has_draft_film=job.film_is_draft,
        is_filmed_as_draft=job.brief.production.draft,
        may_download=link.allow_download,
        scenes=scenes,
        notes=[_note(words, job, note) for note in notes],
        may_comment=link.may_comment,
        may_name_a_moment=job.film is not None,
        decision=_decision(words, link, job, estimate) if link.may_approve and is_in_review else None,
    )


def _scene(words: Words, base: str, job: Job, scene: Scene) -> ShownScene:
    return ShownScene(
        number=scene.number,
        name=words.scene.format(scene.number),
        still=f"{base}/scenes/{scene.number}/still?v={scene_picture_id(job, scene)}",
        still_text=words.still_of.format(scene.number),
        script=scene.text.script,
        description=scene.text.description,
        length=words.seconds.format(words.number(scene.text.duration)),
    )


def _status(words: Words, job: Job) -> str:
    now = progress(job)
    match job.status:
        case JobStatus.PENDING | JobStatus.GENERATING_SCENES:
            was_sent_back = any(board.verdict is Verdict.REJECTED for board in job.storyboards[-2:-1])
            return words.sent_back if was_sent_back else words.being_written
        case JobStatus.STORYBOARD_REVIEW:
            return words.in_review
        case JobStatus.PROCESSING if now.stage is Stage.CUTTING:
            return words.being_cut
        case JobStatus.PROCESSING if now.stage is not Stage.AWAITING_RETRY:
            return words.being_filmed.format(done=now.completed_scenes, total=now.total_scenes)
        case JobStatus.COMPLETED:
            return words.completed
        case JobStatus.CANCELLED:
            return words.cancelled
        case _:
            return words.paused


def _approval(words: Words, link: ReviewLink, approval: Approval) -> str:
    """Say who approved, if that was a guest, and when; the amount only to those whose link shows costs."""
    time = words.time(approval.at)
    is_by_guest = approval.by is SenderKind.LINK and approval.name
    said = words.approved_by.format(name=approval.name, time=time) if is_by_guest else words.approved.format(time=time)
    if not link.show_cost or approval.amount is None:
        return said
    return f"{said} {words.approved_for.format(amount=words.money(approval.amount))}"


def _decision(words: Words, link: ReviewLink, job: Job, estimate: Decimal | None) -> Decision:
    shows_cost = link.show_cost and estimate is not None
    amount = words.money(estimate) if shows_cost and estimate is not None else ""
    return Decision(
        revision=job.revision,
        amount=tokens.form_amount(link, estimate),
        label=f"{words.approve} · {amount}" if amount else words.approve,
        costs=words.estimate.format(amount=amount) if amount else "",
    )


def _note(words: Words, job: Job, note: Note) -> ShownNote:
    number = scene_number(job, note)
    about = [words.scene.format(number)] if number is not None else []
    if note.first_frame is not None:
        seconds = note.first_frame // FPS
        about.append(f"{seconds // 60}:{seconds % 60:02}")
    return ShownNote(
        author=note.author,
        time=words.time(note.created_at),
        about=", ".join(about),
        text=note.text,
        is_resolved=note.status is NoteStatus.RESOLVED,
    )
