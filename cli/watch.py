"""Following a job until there is nothing more to see, or a person is needed."""

import time
from uuid import UUID

from rich.console import Console

from cli.api.client import Client
from cli.api.responses import JobView, Outcome
from cli.errors import Refused, Unreachable
from cli.render.output import say
from cli.render.page import explain
from cli.render.progress_bars import Bars
from cli.render.progress_lines import Lines

_LONGEST_WAIT = "1s"
"""A take's progress is no change of the job, so the answer must not wait for one much longer."""
_SHORTEST_PAUSE = 0.25
_PATIENCE = 60.0
"""Seconds without an answer: longer than a restart of the API takes."""


def watch(client: Client, job_id: UUID, screen: Console) -> JobView:
    """The job as it is once it is over or needs a person; on the way its progress is on the screen."""
    with Bars(screen) if screen.is_terminal else Lines(screen) as report:
        known = None
        while True:
            asked = time.monotonic()
            job, known = _ask_patiently(client, job_id, known)
            report.update(job)
            if job.outcome is not None:
                return job
            time.sleep(max(0.0, _SHORTEST_PAUSE - (time.monotonic() - asked)))


def tell_outcome(screen: Console, job: JobView) -> None:
    """One or two lines: how it ended, or what is wanted of the person."""
    if job.outcome is Outcome.COMPLETED:
        say(screen, f"The film is ready: ./greenlight fetch {job.id}")
    elif job.outcome is Outcome.FAILED:
        say(screen, f"The job is {job.status}." + (f" {explain(job.error)}" if job.error else ""))
    elif job.scenes and job.progress.stage == "review":
        say(screen, f"The storyboard waits for you: ./greenlight show {job.id}")
        say(screen, f"Then: ./greenlight approve {job.id}, or reject it with --feedback")
    else:
        for fault in dict.fromkeys(scene.error for scene in job.scenes if scene.error):
            numbers = [str(scene.scene_number) for scene in job.scenes if scene.error == fault]
            say(screen, f"Scene {', '.join(numbers)} failed: {explain(fault)}")
        if job.error:
            say(screen, explain(job.error))
        say(screen, f"Decide: ./greenlight retry {job.id}, or ./greenlight finish-without-failed {job.id}")


def _ask_patiently(client: Client, job_id: UUID, known: str | None) -> tuple[JobView, str | None]:
    """The job and its ETag, also when the API is away for a moment. Raises Unreachable or Refused."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return client.changed_job(job_id, known, _LONGEST_WAIT)
        except (Unreachable, Refused) as error:
            passing = isinstance(error, Unreachable) or error.status in (502, 503, 504)
            if not passing or time.monotonic() > deadline:
                raise
            time.sleep(_SHORTEST_PAUSE)
