"""How storyboard revisions follow each other: approved, refused, replaced, edited."""

from datetime import datetime

from domain.errors import Conflict
from domain.job import BoardScene, Job, JobStatus, Storyboard, Verdict, having
from domain.taking import Camera, with_new_take


def approve(job: Job, now: datetime, camera: Camera) -> Job:
    """Green light: every living scene that has no clip, nor gets one brought, gets a take named after the revision."""
    board = job.on_the_table
    if board is None:
        raise Conflict("there is no storyboard to approve")
    job = job.with_storyboard(having(board, verdict=Verdict.APPROVED))
    for scene in job.living:
        if scene.clip is None and not (scene.take and scene.take.is_open):
            job = job.with_scene(with_new_take(scene, f"storyboard {job.revision}", now, camera))
    return having(job, status=JobStatus.PROCESSING)


def redraft(job: Job, verdict: Verdict, feedback: str | None, now: datetime, only: int | None = None) -> Job:
    """The draft is put aside with its verdict; the next revision is to be written.

    A revision that failed before it was written is tried again under its own number, with what was said since.
    """
    board = job.on_the_table
    if board and board.scenes is None:
        next_board = having(board, only=None, feedback=_said(board, feedback))
    else:
        if board:
            job = job.with_storyboard(having(board, verdict=verdict, feedback=_said(board, feedback)))
        next_board = Storyboard(revision=job.revision + bool(board), only=only, created_at=now)
    job = job.with_storyboard(next_board)
    return having(job, revision=next_board.revision, status=JobStatus.GENERATING_SCENES, error=None)


def _said(board: Storyboard, feedback: str | None) -> str | None:
    return "\n".join(filter(None, [board.feedback, feedback])) or None


def edited(job: Job, now: datetime) -> Job:
    """The scenes were changed by hand in review: that is a revision of its own, on the table at once."""
    board = job.on_the_table
    if job.status is not JobStatus.STORYBOARD_REVIEW or board is None:
        return job
    job = job.with_storyboard(having(board, verdict=Verdict.REPLACED))
    scenes = tuple(BoardScene(scene_number=scene.number, text=scene.text) for scene in job.living)
    job = job.with_storyboard(Storyboard(revision=board.revision + 1, scenes=scenes, created_at=now))
    return having(job, revision=board.revision + 1)
