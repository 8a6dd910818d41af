"""Follow a job until it is over or needs a person."""

import time
from contextlib import nullcontext
from uuid import UUID

from cli.api.client import ApiClient
from cli.api.responses import JobOutcome, JobResponse
from cli.errors import ApiProblem, Unreachable
from cli.render.labels import error_text
from cli.render.output import console, write
from cli.render.progress import ProgressBars, ProgressLines
from domain.job.model import Stage

_LONGEST_WAIT = "1s"
"""Of the API for a change. A take's progress is none, so it must not wait much longer."""
_SHORTEST_PAUSE = 0.25
_UNREACHABLE_FOR = 60.0
"""Seconds without an answer before giving up: longer than a restart of the API takes."""


def follow(client: ApiClient, job_id: UUID) -> JobResponse:
    """Show the job's progress until it is over or needs a person, and return it."""
    with ProgressBars() if console().is_terminal else nullcontext(ProgressLines()) as progress:
        etag = None
        while True:
            started = time.monotonic()
            job, etag = _changed_job(client, job_id, etag)
            if job is not None:
                progress.show(job)
                if job.outcome is not None:
                    return job
            time.sleep(max(0.0, _SHORTEST_PAUSE - (time.monotonic() - started)))


def show_outcome(job: JobResponse) -> None:
    """Print how the job ended, or what it needs."""
    if job.outcome is JobOutcome.COMPLETED:
        write(f"The film is ready: ./greenlight fetch {job.id}")
    elif job.outcome is JobOutcome.FAILED:
        write(f"The job is {job.status}." + (f" {error_text(job.error)}" if job.error else ""))
    elif job.scenes and job.progress.stage == Stage.REVIEW:
        write(f"The storyboard waits for you: ./greenlight show {job.id}")
        write(f"Then: ./greenlight approve {job.id}, or reject it with --feedback")
    else:
        for error in dict.fromkeys(scene.error for scene in job.scenes if scene.error):
            numbers = [str(scene.scene_number) for scene in job.scenes if scene.error == error]
            write(f"Scene {', '.join(numbers)} failed: {error_text(error)}")
        if job.error:
            write(error_text(job.error))
        write(f"Decide: ./greenlight retry {job.id}, or ./greenlight finish-without-failed {job.id}")


def _changed_job(client: ApiClient, job_id: UUID, etag: str | None) -> tuple[JobResponse | None, str | None]:
    """Return the job, None if it is as before, and its ETag, also if the API is away for a moment.

    Raises Unreachable or ApiProblem.
    """
    deadline = time.monotonic() + _UNREACHABLE_FOR
    while True:
        try:
            return client.changed_job(job_id, etag, _LONGEST_WAIT)
        except (Unreachable, ApiProblem) as error:
            is_temporary = isinstance(error, Unreachable) or error.status in (502, 503, 504)
            if not is_temporary or time.monotonic() > deadline:
                raise
            time.sleep(_SHORTEST_PAUSE)
