"""The demo: from a sample brief to a film, in front of the user."""

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from cli.api.client import Client
from cli.api.file_server import file_server
from cli.api.responses import FaultView, JobView, Outcome
from cli.briefs import Brief, read_brief, with_uploads, with_urls
from cli.context import PROJECT, CliContext, find_context
from cli.errors import Failure, Refused, Told, WrongAccount
from cli.films import fetch
from cli.local_stack import is_of_a_demo, set_otherwise, start_stack, stop_stack
from cli.render.output import errors, say
from cli.render.page import megabytes, show_storyboard
from cli.watch import tell_outcome, watch
from domain.errors import AccountProblem
from domain.job.model import JobStatus

_SAMPLES = PROJECT / "samples"
_FIRST = "ember"
"""The sample that is filmed when none is named."""

_YES = ("y", "yes")
_NO = ("n", "no")


@dataclass(frozen=True)
class DemoOptions:
    """`yes`: the green light is given without asking. `keep`: the stack is left running."""

    yes: bool = False
    keep: bool = False

    @property
    def asks(self) -> bool:
        return not self.yes and has_terminal()


def has_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def sample(name: str | None) -> Path:
    """The brief of that sample, or of the one for a first look. Raises Failure that lists the names."""
    briefs = {path.stem: path for path in sorted(_SAMPLES.glob("*.json"))}
    asked = name or _FIRST
    if asked not in briefs:
        raise Failure(f"There is no sample {asked} in {_SAMPLES}: there are {', '.join(briefs) or 'none'}.")
    return briefs[asked]


def run_demo(place: CliContext, brief: Path, wishes: DemoOptions, screen: Console) -> Outcome:
    """The film of the brief is in the home's films, unless the user or something else stopped it.

    Raises Failure; WrongAccount when a vendor refuses to work for us.
    """
    place = _told_the_same(place, screen)
    if place.stack or place.is_elsewhere:
        try:
            return _show(place, brief, wishes, screen, by_url=False)
        except WrongAccount as wrong:
            raise WrongAccount(f"{wrong}\nThen start the stack again: it runs with the settings of before.") from None
    with _own_stack(place, wishes, screen) as started:
        return _show(started, brief, wishes, screen, by_url=True)


def _told_the_same(place: CliContext, screen: Console) -> CliContext:
    """The place, without a stack that was started with other settings than are set here.

    Raises Failure when that stack is not a demo's: then somebody counts on its settings.
    """
    if place.stack is None or not (changed := set_otherwise(place.stack, place.told)):
        return place
    names = ", ".join(changed)
    if not is_of_a_demo(place.stack):
        raise Failure(
            f"A stack runs in {place.home.path} that was started with another {names}, and would film with that.\n"
            f"Stop it first, with {_make_down()}, or film with its settings: leave {names} out."
        )
    say(screen, f"The stack of the last demo was started with another {names}.")
    stop_stack(screen)
    return find_context(None)


@contextmanager
def _own_stack(place: CliContext, wishes: DemoOptions, screen: Console) -> Iterator[CliContext]:
    """A stack of ours. With a terminal it ends here, but not before the user has seen enough.

    One with a key that is refused ends in any case: another key needs another stack.
    """
    stays = wishes.keep or not has_terminal()
    try:
        started = start_stack(place, screen)
    except KeyboardInterrupt:
        stop_stack(screen)
        raise
    try:
        yield started
        if not stays:
            _wait_for_enter()
    except KeyboardInterrupt:
        stays = wishes.keep
        raise
    except WrongAccount as wrong:
        stays = False
        say(errors(), str(wrong))  # now, and not when the stack has stopped
        raise Told from None
    finally:
        if stays:
            say(screen, f"\nThe stack keeps running. Stop it with: {_make_down()}")
        else:
            stop_stack(screen)


def _make_down() -> str:
    """What stops the stack of this home. Only a home that the environment names must be named again."""
    home = os.environ.get("GREENLIGHT_HOME")
    return f"make down GREENLIGHT_HOME={shlex.quote(home)}" if home else "make down"


def _wait_for_enter() -> None:
    with suppress(KeyboardInterrupt, EOFError):
        input("\nThe stack runs on until you press Enter. ")


def _show(place: CliContext, file: Path, wishes: DemoOptions, screen: Console, *, by_url: bool) -> Outcome:
    with place.client() as client, file_server() as url_of:
        brief = read_brief(file)
        brief = with_urls(brief, file.parent, url_of) if by_url else with_uploads(client, brief, file.parent)
        job = _reviewed(client, brief, wishes, screen)
        if job.outcome is None:
            say(screen, "Green light: filming.\n")
            job = watch(client, job.id, screen)
        if fault := _account_fault(job):
            raise WrongAccount(fault.message)
        if job.outcome is Outcome.COMPLETED:
            _tell_film(job, fetch(client, job, None, place.home.path / "films"), screen)
        else:
            tell_outcome(screen, job)
        _tell_places(place, job, screen)
    assert job.outcome is not None
    return Outcome.COMPLETED if job.status == JobStatus.CANCELLED else job.outcome


def _account_fault(job: JobView) -> FaultView | None:
    faults = (job.error, *(scene.error for scene in job.scenes))
    return next((fault for fault in faults if fault and fault.code == AccountProblem.code), None)


def _reviewed(client: Client, brief: Brief, wishes: DemoOptions, screen: Console) -> JobView:
    """The job, once the user is content with its storyboard or does not want it."""
    job = client.create(brief)
    say(screen, f"Job {job.id}: {job.title}")
    while True:
        job = watch(client, job.id, screen)
        if job.status != JobStatus.STORYBOARD_REVIEW:
            return job
        say(screen, "")
        show_storyboard(screen, job)
        try:
            job = _answer(client, job, wishes, screen)
        except Refused as refused:
            if not wishes.asks:
                raise
            say(screen, str(refused))
        if job.status not in (JobStatus.STORYBOARD_REVIEW, JobStatus.GENERATING_SCENES):
            return job


def _answer(client: Client, job: JobView, wishes: DemoOptions, screen: Console) -> JobView:
    """The job after what the user said of its storyboard. Raises Refused."""
    said = _ask() if wishes.asks else "yes"
    if said.lower() in _YES:
        return client.act(job.id, "approve_storyboard", storyboardRevision=job.storyboard_revision)
    if said.lower() in _NO:
        return client.act(job.id, "cancel")
    say(screen, "Writing another storyboard.\n")
    return client.act(job.id, "reject_storyboard", feedback=said, storyboardRevision=job.storyboard_revision)


def _ask() -> str:
    said = ""
    while not said:
        said = input("\nGreen light? y films it, n cancels it, anything else is what to change: ").strip()
    return said


def _tell_film(job: JobView, path: Path, screen: Console) -> None:
    assert job.film is not None
    lengths = " + ".join(f"{scene.duration:g}" for scene in job.scenes)
    say(screen, f"\nFilm           {path}", style="bold")
    say(screen, f"               {job.film.duration:g} s, its scenes {lengths}; {megabytes(path.stat().st_size)}")


def _tell_places(place: CliContext, job: JobView, screen: Console) -> None:
    say(screen, f"API            {place.url}/docs")
    if place.stack and place.stack.temporal_ui_url:
        page = f"{place.stack.temporal_ui_url}/namespaces/{place.stack.temporal_namespace}/workflows/job-{job.id}"
        say(screen, f"Temporal       {page}")
    say(screen, f"Look again     ./greenlight show {job.id}")
