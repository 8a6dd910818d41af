"""Jobs and credits as text: storyboard, state and list of jobs, account and its entries."""

from collections.abc import Iterator

from rich.table import Column
from rich.text import Text

from cli.api.responses import JobResponse, Json, SceneResponse
from cli.render.filming import scene_notes
from cli.render.labels import error_text, megabytes, retry_text, sound_text, voice_text
from cli.render.output import console, plain, table, write
from domain.credits import CreditAccount
from domain.job.scene import SceneStatus

_WIDE = 120
"""Columns from which script and description stand side by side."""


def show_storyboard(job: JobResponse) -> None:
    """Print the scenes in order with their whole text."""
    side_by_side = console().width >= _WIDE
    long_columns = ("script", "description") if side_by_side else ("script and description",)
    rows = table(
        *(Column(name, justify="right", no_wrap=True) for name in ("#", "seconds")),
        *(Column(name, no_wrap=True) for name in ("scenario", "shot", "transition")),
        *(Column(name, ratio=1, overflow="fold") for name in long_columns),
    )
    for scene in job.scenes:
        short = (str(scene.scene_number), f"{scene.duration:g}", scene.scenario, scene.shot_type, scene.transition)
        rows.add_row(*map(plain, short), *_long_cells(scene, side_by_side))
    console().print(rows)
    seconds = sum(scene.duration for scene in job.scenes)
    write(f"\n{len(job.scenes)} scenes, {seconds:g} s, revision {job.storyboard_revision or 1}")


def show_status(job: JobResponse) -> None:
    """Print in which status and stage the job is."""
    write(f"Job {job.id}: {job.status}, stage {job.progress.stage}")


def show_job(job: JobResponse, revisions: list[Json]) -> None:
    """Print everything that a decision needs."""
    write(f"{job.title or 'Job'}", style="bold")
    write(f"{job.id}\n")
    if job.scenes:
        show_storyboard(job)
        write("")
    for line in _details(job, revisions):
        write(line)


def show_list(jobs: list[JobResponse]) -> None:
    whole = (Column(name, no_wrap=True) for name in ("job", "status", "stage", "scenes"))
    rows = table(*whole, Column("product", overflow="fold"))
    for job in jobs:
        done = f"{job.progress.completed_scenes}/{job.progress.total_scenes}"
        rows.add_row(*map(plain, (str(job.id), job.status, job.progress.stage, done, job.title)))
    console().print(rows)


def show_account(account: CreditAccount) -> None:
    held = f", {account.held:,} of them held" if account.held else ""
    write(f"{account.user_id}: {account.balance:,} credits{held}, {account.available:,} available")


def show_entries(entries: list[Json]) -> None:
    rows = table(
        *(Column(name, no_wrap=True) for name in ("when", "entry")),
        Column("credits", justify="right", no_wrap=True),
        Column("for", overflow="fold"),
    )
    for entry in entries:
        when = entry.get("created_at", "")[:19].replace("T", " ")
        task = f"task {entry['task_id']}" if entry["task_id"] else ""
        purpose = ", ".join(part for part in (task, entry.get("purpose"), entry.get("reason")) if part)
        rows.add_row(*map(plain, (when, entry["kind"], f"{entry['amount']:,}", purpose)))
    console().print(rows)


def _long_cells(scene: SceneResponse, side_by_side: bool) -> list[Text]:
    if side_by_side:
        return [plain(scene.script), plain(scene.description)]
    return [Text.assemble(plain(scene.script, style="bold"), "\n", plain(scene.description), "\n")]


def _details(job: JobResponse, revisions: list[Json]) -> Iterator[str]:
    progress = job.progress
    yield f"status    {job.status}, stage {progress.stage}"
    if job.scenes:
        done = f"{progress.completed_scenes} of {progress.total_scenes} scenes filmed"
        yield f"progress  {progress.percentage:g} %, {done}"
    if job.cost is not None:
        in_doubt = f"; {job.cost_in_doubt:.2f} USD more if the vendor took what it cannot tell"
        yield f"cost      {job.cost:.2f} USD{in_doubt if job.cost_in_doubt else ''}"
    if job.error:
        yield f"error     {error_text(job.error)}"
    for warning in job.warnings:
        yield f"warning   {error_text(warning)}"
    for scene in job.scenes:
        if scene.error:
            yield f"scene {scene.scene_number}   {scene.status}: {error_text(scene.error)}"
        elif scene.status == SceneStatus.PENDING and scene.next_retry_at:
            yield f"scene {scene.scene_number}   {retry_text(scene)}"
    for scene in job.scenes:
        for note in scene_notes(scene):
            yield f"scene {scene.scene_number}   {note}"
    if voice := voice_text(job):
        yield f"voice     {voice}"
    if job.film:
        stale = "; a newer one is being made" if job.film.stale else ""
        draft = ", with drafts" if job.film.draft else ""
        yield f"film      {job.film.duration:g} s, {megabytes(job.film.size_bytes)}{draft}{stale}"
    if job.film and (sound := sound_text(job.film)):
        yield f"sound     {sound}"
    for each in revisions:
        feedback = f": {each['feedback']}" if each["feedback"] else ""
        yield f"revision {each['revision']}  {each['verdict'] or 'in review'}{feedback}"
