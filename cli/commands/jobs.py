"""The commands that create jobs, look at them and bring their films to this machine."""

import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from typer import Context

from cli import briefs, films
from cli.api.client import ApiClient
from cli.api.responses import JobResponse, Json
from cli.context import find_context
from cli.job_lookup import JobArgument, find_job
from cli.render.estimate import show_estimate
from cli.render.labels import megabytes
from cli.render.manifest import show_manifest
from cli.render.output import write
from cli.render.tables import show_job, show_list, show_status
from cli.watch import follow, show_outcome
from domain.brief import ReferenceChoice

Output = Annotated[
    Path | None, typer.Option("--output", "-o", resolve_path=True, help="Where to write. A file there is replaced.")
]
BriefFile = Annotated[Path, typer.Argument(metavar="BRIEF.json", resolve_path=True, help="The body of POST /jobs.")]
Provider = Annotated[str | None, typer.Option(help="Who films the scenes, in place of the brief's or the server's.")]
Model = Annotated[str | None, typer.Option(help="Which of its models films them.")]
References = Annotated[
    ReferenceChoice | None, typer.Option(help="Which pictures the video model is shown of what is advertised.")
]
Draft = Annotated[bool | None, typer.Option("--draft/--no-draft", help="Film with the model's cheap variant first.")]
Fallback = Annotated[
    list[str] | None, typer.Option(help="A provider for scenes that the one before will not make. Repeat it for more.")
]
Dollars = Annotated[float, typer.Argument(metavar="AMOUNT", min=0, help="US dollars.")]


def create(
    ctx: Context,
    brief: BriefFile,
    approve: Annotated[bool, typer.Option("--approve", help="Film the first storyboard unseen.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Follow it, as `watch` does.")] = False,
    provider: Provider = None,
    model: Model = None,
    references: References = None,
    draft: Draft = None,
    fallback: Fallback = None,
) -> None:
    """Create a job. An asset whose url is a path beside the brief is uploaded first."""
    choices = {
        "autoApprove": approve or None,
        "provider": provider,
        "model": model,
        "references": references,
        "draft": draft,
        "fallback": fallback or None,
    }
    body = briefs.with_production(briefs.read_brief(brief), choices)
    with find_context(ctx.obj).client() as client:
        job = client.create(briefs.with_uploads(client, body, brief.parent))
        write(f"Job {job.id}")
        if watch:
            raise typer.Exit(_watch(client, job.id))
        write(f"Watch it: ./greenlight watch {job.id}")


def list_jobs(
    ctx: Context,
    status: Annotated[str | None, typer.Option(help="Only jobs in this status.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 20,
) -> None:
    """Jobs, the newest first."""
    with find_context(ctx.obj).client() as client:
        show_list(client.jobs(status=status, limit=limit).data)


def show(ctx: Context, job: JobArgument) -> None:
    """The storyboard, and how the job stands."""
    with find_context(ctx.obj).client() as client:
        job_id = find_job(client, job)
        show_job(client.job(job_id), client.get(list[Json], f"/jobs/{job_id}/storyboards"))


def watch(ctx: Context, job: JobArgument) -> None:
    """Follow a job until it needs you or is over. Exit: 0 completed, 1 failed or cancelled, 2 needs you."""
    with find_context(ctx.obj).client() as client:
        raise typer.Exit(_watch(client, find_job(client, job)))


def preview(ctx: Context, job: JobArgument, output: Output = None) -> None:
    """Render the storyboard as it is now as an animatic, and bring it to this machine. Nothing is ordered."""
    context = find_context(ctx.obj)
    with context.client() as client:
        path = films.fetch_preview(client, client.job(find_job(client, job)), output, context.home.path / "films")
    write(f"{path} ({megabytes(path.stat().st_size)}).")


def estimate(ctx: Context, job: JobArgument) -> None:
    """What approving would cost, scene by scene."""
    with find_context(ctx.obj).client() as client:
        show_estimate(client.get(Json, f"/jobs/{find_job(client, job)}/estimate"))


def budget(ctx: Context, job: JobArgument, amount: Dollars) -> None:
    """Set what the job may cost; what was not filmed for want of money is filmed."""
    with find_context(ctx.obj).client() as client:
        body = {"production": {"maxCost": amount}}
        show_status(client.change(JobResponse, "PATCH", f"/jobs/{find_job(client, job)}", body))


def delete(ctx: Context, job: JobArgument) -> None:
    """Cancel the job if it runs, and hide it."""
    with find_context(ctx.obj).client() as client:
        job_id = find_job(client, job)
        client.send("DELETE", f"/jobs/{job_id}")
    write(f"Deleted. Bring it back with: ./greenlight restore {job_id}")


def restore(ctx: Context, job: JobArgument) -> None:
    """Bring a deleted job back. It is in no list, so JOB must be its whole id."""
    with find_context(ctx.obj).client() as client:
        job_id = find_job(client, job)
        client.send("POST", f"/jobs/{job_id}/restore")
    write(f"Restored. Look at it: ./greenlight show {job_id}")


def fetch(ctx: Context, job: JobArgument, output: Output = None) -> None:
    """Bring the film and its captions to this machine, by default to the home's films."""
    context = find_context(ctx.obj)
    with context.client() as client:
        found = client.job(find_job(client, job))
        path = films.fetch(client, found, output, context.home.path / "films")
    stale = " It is the earlier one; a newer one is being made." if found.film and found.film.stale else ""
    write(f"{path} ({megabytes(path.stat().st_size)}).{stale}")


def manifest(ctx: Context, job: JobArgument, output: Output = None) -> None:
    """Where the film comes from: takes, costs, hashes. With -o all of it, as JSON."""
    with find_context(ctx.obj).client() as client:
        found = client.get(Json, f"/jobs/{find_job(client, job)}/manifest")
    if output is None:
        return show_manifest(found)
    with films.replacing(output, "manifest") as partial:
        partial.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return write(f"{output}")


def _watch(client: ApiClient, job_id: UUID) -> int:
    job = follow(client, job_id)
    show_outcome(job)
    return job.outcome or 0
