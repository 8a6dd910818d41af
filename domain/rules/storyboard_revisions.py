"""How storyboard revisions follow each other: approved, refused, replaced, edited."""

from datetime import datetime

from domain.errors import Conflict
from domain.job.model import Job, JobStatus, Storyboard, StoryboardScene, Verdict, evolve
from domain.rules.takes import VideoModelChoice, with_new_take


def approve(job: Job, now: datetime, model_choice: VideoModelChoice) -> Job:
    """Green light: every living scene that has no clip, nor gets one brought, gets a take named after the revision."""
    board = job.current_storyboard
    if board is None:
        raise Conflict("there is no storyboard to approve")
    job = job.with_storyboard(evolve(board, verdict=Verdict.APPROVED))
    for scene in job.active_scenes:
        if scene.clip is None and not (scene.take and scene.take.is_open):
            job = job.with_scene(with_new_take(scene, f"storyboard {job.revision}", now, model_choice))
    return evolve(job, status=JobStatus.PROCESSING)


def redraft(job: Job, verdict: Verdict, feedback: str | None, now: datetime, only: int | None = None) -> Job:
    """The draft is put aside with its verdict; the next revision is to be written.

    A revision that failed before it was written is tried again under its own number, with what was said since.
    """
    board = job.current_storyboard
    if board and board.scenes is None:
        next_board = evolve(board, only=None, feedback=_said(board, feedback))
    else:
        if board:
            job = job.with_storyboard(evolve(board, verdict=verdict, feedback=_said(board, feedback)))
        next_board = Storyboard(revision=job.revision + bool(board), only=only, created_at=now)
    job = job.with_storyboard(next_board)
    return evolve(job, revision=next_board.revision, status=JobStatus.GENERATING_SCENES, error=None)


def _said(board: Storyboard, feedback: str | None) -> str | None:
    return "\n".join(filter(None, [board.feedback, feedback])) or None


def edited(job: Job, now: datetime) -> Job:
    """The scenes were changed by hand in review: that is a revision of its own, on the table at once."""
    board = job.current_storyboard
    if job.status is not JobStatus.STORYBOARD_REVIEW or board is None:
        return job
    job = job.with_storyboard(evolve(board, verdict=Verdict.REPLACED))
    scenes = tuple(StoryboardScene(scene_number=scene.number, text=scene.text) for scene in job.active_scenes)
    job = job.with_storyboard(Storyboard(revision=board.revision + 1, scenes=scenes, created_at=now))
    return evolve(job, revision=board.revision + 1)
