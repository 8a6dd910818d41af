"""The demo: make a film of a sample brief, and show the user each step."""

import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from cli.api.client import ApiClient
from cli.api.responses import JobOutcome, JobResponse
from cli.briefs import Brief, read_brief, with_uploads
from cli.context import PROJECT, CliContext, find_context
from cli.errors import ApiProblem, Failure, VendorAccountFailure
from cli.films import captions_beside, fetch
from cli.render.labels import megabytes
from cli.render.output import write
from cli.render.tables import show_storyboard
from cli.watch import follow, show_outcome
from domain.errors import AccountProblem
from domain.job.model import JobStatus
from runtime.devstack.control import start_detached, stop
from runtime.devstack.home import Home, Stack
from runtime.devstack.service import StartFailed
from runtime.settings.settings import variable_names

_SAMPLES = PROJECT / "samples"
_FIRST_SAMPLE = "ember"

_YES = ("y", "yes")
_NO = ("n", "no")

_OWNER, _DEMO = "GREENLIGHT_OWNER", "demo"
"""The variable that marks a stack which a demo has started, and which the next one may restart."""


def has_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def sample(name: str | None) -> Path:
    """Return the brief of the sample, or of the first one. Raises Failure that lists the names."""
    briefs = {path.stem: path for path in sorted(_SAMPLES.glob("*.json"))}
    wanted = name or _FIRST_SAMPLE
    if wanted not in briefs:
        raise Failure(f"There is no sample {wanted} in {_SAMPLES}: there are {', '.join(briefs) or 'none'}.")
    return briefs[wanted]


def run_demo(context: CliContext, brief: Path, *, asks: bool, keep: bool) -> JobOutcome:
    """Film the brief on the running stack or API, or on a stack that is started for it.

    `asks`: let the user decide on the storyboard. `keep`: leave the stack running. Raises Failure;
    VendorAccountFailure when a vendor refuses our account.
    """
    context = _with_present_settings(context)
    if context.stack or context.is_remote:
        try:
            return _film(context, brief, asks)
        except VendorAccountFailure as error:
            advice = "Then start the stack again: it runs with the settings of before."
            raise VendorAccountFailure(f"{error}\n{advice}") from None
    with _own_stack(context, keep) as started:
        return _film(started, brief, asks)


def _with_present_settings(context: CliContext) -> CliContext:
    """Stop a demo's stack that was started with other settings, and return the context without it.

    Raises Failure when another command has started it: its user relies on its settings.
    """
    if context.stack is None or not (changed := _changed_variables(context.stack, context.variables)):
        return context
    names = ", ".join(changed)
    if _variables_of(context.stack).get(_OWNER) != _DEMO:
        raise Failure(
            f"A stack runs in {context.home.path} that was started with another {names}, and would film with that.\n"
            f"Stop it first, with {_make_down()}, or film with its settings: leave {names} out."
        )
    write(f"The stack of the last demo was started with another {names}.")
    _stop_stack(context.home)
    return find_context(None)


@contextmanager
def _own_stack(context: CliContext, keep: bool) -> Iterator[CliContext]:
    """Start a stack for the block. At a terminal it is stopped at the end, once the user has pressed Enter.

    After a VendorAccountFailure it is stopped in any case: another key needs another stack.
    """
    stays = keep or not has_terminal()
    try:
        started = _start_stack(context)
    except KeyboardInterrupt:
        _stop_stack(context.home)
        raise
    try:
        yield started
        if not stays:
            with suppress(KeyboardInterrupt, EOFError):
                input("\nThe stack runs on until you press Enter. ")
    except KeyboardInterrupt:
        stays = keep
        raise
    except VendorAccountFailure:
        stays = False
        raise
    finally:
        if stays:
            write(f"\nThe stack keeps running. Stop it with: {_make_down()}")
        else:
            _stop_stack(context.home)


def _make_down() -> str:
    """Return the command that stops this home's stack. A home that only the environment names is named again."""
    home = os.environ.get("GREENLIGHT_HOME")
    return f"make down GREENLIGHT_HOME={shlex.quote(home)}" if home else "make down"


def _film(context: CliContext, file: Path, asks: bool) -> JobOutcome:
    with context.client() as client:
        job = _review(client, with_uploads(client, read_brief(file), file.parent), asks)
        if job.outcome is None:
            write("Green light: filming.\n")
            job = follow(client, job.id)
        for error in (job.error, *(scene.error for scene in job.scenes)):
            if error and error.code == AccountProblem.code:
                raise VendorAccountFailure(error.message)
        if job.outcome is JobOutcome.COMPLETED:
            _show_film(job, fetch(client, job, None, context.home.path / "films"))
        else:
            show_outcome(job)
        _show_addresses(context, job)
    assert job.outcome is not None
    return JobOutcome.COMPLETED if job.status == JobStatus.CANCELLED else job.outcome


def _review(client: ApiClient, brief: Brief, asks: bool) -> JobResponse:
    """Create the job, and let the user reject storyboards until one is approved or the job is cancelled."""
    job = client.create(brief)
    write(f"Job {job.id}: {job.title}")
    while True:
        job = follow(client, job.id)
        if job.status != JobStatus.STORYBOARD_REVIEW:
            return job
        write("")
        show_storyboard(job)
        try:
            job = _decide(client, job, asks)
        except ApiProblem as problem:
            if not asks:
                raise
            write(str(problem))
        if job.status not in (JobStatus.STORYBOARD_REVIEW, JobStatus.GENERATING_SCENES):
            return job


def _decide(client: ApiClient, job: JobResponse, asks: bool) -> JobResponse:
    """Send the user's decision on the storyboard, and return the job after it. Raises ApiProblem."""
    answer = _ask() if asks else "yes"
    if answer.lower() in _YES:
        return client.act(job.id, "approve_storyboard", storyboardRevision=job.storyboard_revision)
    if answer.lower() in _NO:
        return client.act(job.id, "cancel")
    write("Writing another storyboard.\n")
    return client.act(job.id, "reject_storyboard", feedback=answer, storyboardRevision=job.storyboard_revision)


def _ask() -> str:
    answer = ""
    while not answer:
        answer = input("\nGreen light? y films it, n cancels it, anything else is what to change: ").strip()
    return answer


def _show_film(job: JobResponse, path: Path) -> None:
    assert job.film is not None
    lengths = " + ".join(f"{scene.duration:g}" for scene in job.scenes)
    write(f"\nFilm           {path}", style="bold")
    write(f"               {job.film.duration:g} s, its scenes {lengths}; {megabytes(path.stat().st_size)}")
    if captions := captions_beside(path):
        write(f"Captions       beside it: {', '.join(file.name for file in captions)}")


def _show_addresses(context: CliContext, job: JobResponse) -> None:
    write(f"Studio         {context.url}/jobs/{job.id}")
    write(f"API            {context.url}/docs")
    if context.stack and context.stack.temporal_ui_url:
        page = f"{context.stack.temporal_ui_url}/namespaces/{context.stack.temporal_namespace}/workflows/job-{job.id}"
        write(f"Temporal       {page}")
    write(f"Look again     ./greenlight show {job.id}")


def _start_stack(context: CliContext) -> CliContext:
    """Start a stack, and return the context with it. Raises Failure."""
    write("Starting Temporal, Postgres, the worker and the API …")
    try:
        start_detached(context.home, environment={_OWNER: _DEMO})
    except StartFailed as error:
        raise Failure(str(error)) from None
    started = find_context(None)
    if started.stack is None:
        raise Failure(f"The stack ended as soon as it was ready: its logs are in {started.home.logs}.")
    return started


def _stop_stack(home: Home) -> None:
    write("Stopping the stack …")
    stop(home)


def _changed_variables(stack: Stack, variables: Mapping[str, str]) -> list[str]:
    """Return the names of settings, and of keys and addresses of vendors, that differ from those of the stack."""
    running = _variables_of(stack)
    if not running:
        return []
    ours = variable_names() - {"GREENLIGHT_HOME"}  # a stack has it made absolute
    return sorted(
        name
        for name, value in variables.items()
        if (name in ours or name.endswith("_BASE_URL")) and running.get(name) != value
    )


def _variables_of(stack: Stack) -> dict[str, str]:
    """Return the stack's variables: the worker's, which include `.env`, overridden by the supervisor's own."""
    variables: dict[str, str] = {}
    for pid in (stack.pids.get("worker", stack.supervisor), stack.supervisor):
        with suppress(psutil.Error):
            variables |= psutil.Process(pid).environ()
    return variables
