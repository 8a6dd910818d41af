"""A job as a page of text: its storyboard as a table, and how it stands."""

from itertools import chain

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.api.responses import EstimateView, FaultView, JobView, SceneView, StoryboardView
from cli.render.output import say, words
from domain.job.model import SceneStatus

_WIDE = 120
"""Columns from which script and description stand side by side."""


def show_storyboard(screen: Console, job: JobView) -> None:
    """The scenes in order, every word of them."""
    side_by_side = screen.width >= _WIDE
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("seconds", justify="right", no_wrap=True)
    for name in ("scenario", "shot", "transition"):
        table.add_column(name, no_wrap=True)
    for name in ("script", "description") if side_by_side else ("script and description",):
        table.add_column(name, ratio=1, overflow="fold")
    for scene in job.scenes:
        table.add_row(*_short_cells(scene), *_long_cells(scene, side_by_side))
    screen.print(table)
    seconds = sum(scene.duration for scene in job.scenes)
    say(screen, f"\n{len(job.scenes)} scenes, {seconds:g} s, revision {job.storyboard_revision or 1}")


def show_job(screen: Console, job: JobView, revisions: list[StoryboardView]) -> None:
    """Everything that a person decides by."""
    say(screen, f"{job.title or 'Job'}", style="bold")
    say(screen, f"{job.id}\n")
    if job.scenes:
        show_storyboard(screen, job)
        say(screen, "")
    for line in chain(_standing(job), _trouble(job), _film(job), _revisions(revisions)):
        say(screen, line)


def show_estimate(screen: Console, told: EstimateView) -> None:
    for scene in told.scenes:
        cost = scene.problem if scene.cost is None else f"{scene.cost:.2f} USD for {scene.billed_seconds or 0:g} s"
        say(screen, f"scene {scene.scene_number}: {cost}")
    total = "unknown" if told.total is None else f"{told.total:.2f} USD"
    say(screen, f"in all {total}, by {told.provider}'s {told.model}, at prices of {told.prices_as_of}")
    limit = "no limit" if told.max_cost is None else f"limit {told.max_cost:.2f} USD"
    too_much = "" if told.within_budget else "; what exceeds it will not be filmed"
    say(screen, f"spent {told.spent:.2f} USD, {limit}{too_much}")


def show_list(screen: Console, jobs: list[JobView]) -> None:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in ("job", "status", "stage", "scenes"):
        table.add_column(name, no_wrap=True)
    table.add_column("product", overflow="fold")
    for job in jobs:
        done = f"{job.progress.completed_scenes}/{job.progress.total_scenes}"
        table.add_row(*(words(cell) for cell in (str(job.id), job.status, job.progress.stage, done, job.title)))
    screen.print(table)


def explain(fault: FaultView) -> str:
    """A fault in one line."""
    return f"{fault.message or fault.code}" + (f" ({fault.code})" if fault.message and fault.code else "")


def _short_cells(scene: SceneView) -> list[Text]:
    cells = (
        str(scene.scene_number),
        f"{scene.duration:g}",
        scene.scenario,
        scene.shot_type,
        scene.transition,
    )
    return [words(cell) for cell in cells]


def _long_cells(scene: SceneView, side_by_side: bool) -> list[Text]:
    if side_by_side:
        return [words(scene.script), words(scene.description)]
    return [Text.assemble(words(scene.script, style="bold"), "\n", words(scene.description), "\n")]


def _standing(job: JobView) -> list[str]:
    progress = job.progress
    lines = [f"status    {job.status}, stage {progress.stage}"]
    if job.scenes:
        done = f"{progress.completed_scenes} of {progress.total_scenes} scenes filmed"
        lines.append(f"progress  {progress.percentage:g} %, {done}")
    if job.cost is not None:
        doubt = (
            f"; {job.cost_in_doubt:.2f} USD more if the vendor took what it cannot tell" if job.cost_in_doubt else ""
        )
        lines.append(f"cost      {job.cost:.2f} USD{doubt}")
    return lines


def _trouble(job: JobView) -> list[str]:
    lines = [f"error     {explain(job.error)}"] if job.error else []
    lines += [f"warning   {explain(warning)}" for warning in job.warnings]
    for scene in job.scenes:
        if scene.error:
            lines.append(f"scene {scene.scene_number}   {scene.status}: {explain(scene.error)}")
        elif scene.status == SceneStatus.PENDING and scene.next_retry_at:
            lines.append(f"scene {scene.scene_number}   tried {scene.attempt} times, again at {scene.next_retry_at:%X}")
    return lines


def _film(job: JobView) -> list[str]:
    if job.film is None:
        return []
    stale = "; a newer one is being made" if job.film.stale else ""
    return [f"film      {job.film.duration:g} s, {megabytes(job.film.size_bytes)}{stale}"]


def _revisions(revisions: list[StoryboardView]) -> list[str]:
    return [
        f"revision {each.revision}  {each.verdict or 'on the table'}" + (f": {each.feedback}" if each.feedback else "")
        for each in revisions
    ]


def megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
