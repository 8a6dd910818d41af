"""Storyboard revisions: approving one, starting the next, and recording edits as one."""

from datetime import datetime
from uuid import UUID

from domain.base import evolve
from domain.errors import Conflict
from domain.job.approval import Approval
from domain.job.model import Job, JobStatus
from domain.job.storyboard_revision import Storyboard, Verdict
from domain.rules.scenes.takes import MessageContext, VideoModelChoice, with_new_take


def approve(job: Job, approval: Approval, model_choice: VideoModelChoice) -> Job:
    """Approve the current storyboard: every active scene without a clip or an open take gets a new take.

    The revision names the takes, so that approving it twice asks for the same ones.
    """
    board = job.current_storyboard
    if board is None:
        raise Conflict("there is no storyboard to approve")
    job = job.with_storyboard(evolve(board, verdict=Verdict.APPROVED, approval=approval))
    context = MessageContext(request=f"storyboard {job.revision}", now=approval.at, model_choice=model_choice)
    job = job.with_scenes(*(with_new_take(scene, context) for scene in job.active_scenes if scene.needs_take))
    return evolve(job, status=JobStatus.PROCESSING)


def start_revision(
    job: Job,
    verdict: Verdict,
    feedback: str | None,
    now: datetime,
    only: int | None = None,
    notes: tuple[UUID, ...] = (),
) -> Job:
    """Give the current storyboard its verdict and have the next revision written, or only its scene number `only`.

    `notes` are those of the feedback, which the next revision answers.

    A revision that failed before it was written is written again under its own number, with the new feedback added.
    """
    board = job.current_storyboard
    if board and board.scenes is None:
        next_board = evolve(board, only=None, feedback=_joined(board.feedback, feedback), notes=(*board.notes, *notes))
    else:
        if board:
            job = job.with_storyboard(evolve(board, verdict=verdict, feedback=_joined(board.feedback, feedback)))
        next_board = Storyboard(revision=job.revision + bool(board), only=only, notes=notes, created_at=now)
    job = job.with_storyboard(next_board)
    return evolve(job, revision=next_board.revision, status=JobStatus.GENERATING_SCENES, error=None)


def _joined(*feedback: str | None) -> str | None:
    return "\n".join(filter(None, feedback)) or None


def record_edit(job: Job, now: datetime) -> Job:
    """Make the scenes as they are now the current storyboard, if they were edited in review."""
    board = job.current_storyboard
    if job.status is not JobStatus.STORYBOARD_REVIEW or board is None:
        return job
    job = job.with_storyboard(evolve(board, verdict=Verdict.REPLACED))
    edited = Storyboard(revision=board.revision + 1, scenes=job.storyboard_scenes, created_at=now, written_at=now)
    return evolve(job.with_storyboard(edited), revision=edited.revision)
