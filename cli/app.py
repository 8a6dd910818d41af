"""The commands of `./greenlight`, in the order in which `--help` lists them."""

import json
from functools import partial
from importlib import import_module, metadata
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

import typer
from typer import Context
from typer.core import TyperGroup

from cli import briefs, demo, films
from cli.api.client import Client
from cli.api.responses import JobResponse, Json
from cli.asset_commands import assets
from cli.audit_command import audit
from cli.client_commands import clients
from cli.context import find_context
from cli.errors import Failure
from cli.job_lookup import JobArgument, find_job
from cli.key_commands import keys
from cli.note_commands import notes, open_notes
from cli.render.labels import megabytes
from cli.render.manifest import show_manifest
from cli.render.output import write
from cli.render.tables import show_account, show_entries, show_estimate, show_job, show_list, show_status
from cli.watch import follow, show_outcome
from cli.webhook_commands import webhooks
from domain.credits import CreditAccount

_INTERRUPTED = 130


class _Commands(TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Failure as failure:
            write(str(failure), stderr=True)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            write("\nInterrupted. A job goes on as long as its stack runs.", stderr=True)
            raise typer.Exit(_INTERRUPTED) from None


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Greenlight: from an advertising brief to a finished video ad.",
)
app.add_typer(assets, name="assets")
app.add_typer(webhooks, name="webhooks")
app.add_typer(keys, name="keys")
app.add_typer(clients, name="clients")

Url = Annotated[str | None, typer.Option(help="The API. Else GREENLIGHT_URL, else the running stack's.")]
Job = JobArgument
User = Annotated[str, typer.Argument(metavar="USER", parser=partial(quote, safe=""), help="A user's id.")]
"""Quoted, for a path."""
Revision = Annotated[int | None, typer.Option(min=1, help="Only if this revision is in review.")]
ApprovedAmount = Annotated[float | None, typer.Option(min=0, help="Only if this is what the estimate says.")]
SceneNumber = Annotated[int | None, typer.Option(min=1, help="Only this scene.")]
Feedback = Annotated[str | None, typer.Option(help="What should be different.")]
WithNotes = Annotated[bool, typer.Option("--with-notes", help="Use its open notes as feedback; they are resolved.")]
Reason = Annotated[str, typer.Option(help="What the next storyboard should answer.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", resolve_path=True, help="Where to write. A file there is replaced.")
]
BriefFile = Annotated[Path, typer.Argument(metavar="BRIEF.json", resolve_path=True, help="The body of POST /jobs.")]
Dollars = Annotated[float, typer.Argument(metavar="AMOUNT", min=0, help="US dollars.")]
Credits = Annotated[int, typer.Argument(metavar="AMOUNT", min=1)]
GrantReason = Annotated[str, typer.Option(help="Kept with the grant.")]
OwnerOfUser = Annotated[str | None, typer.Option("--client", help="Whose the user is, who was nobody's so far.")]


@app.callback()
def main(ctx: Context, url: Url = None) -> None:
    ctx.obj = url


@app.command()
def create(
    ctx: Context,
    brief: BriefFile,
    approve: Annotated[bool, typer.Option("--approve", help="Film the first storyboard unseen.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Follow it, as `watch` does.")] = False,
) -> None:
    """Create a job. An asset whose url is a path beside the brief is uploaded first."""
    body = briefs.read_brief(brief)
    if approve:
        body = {**body, "production": {**body.get("production", {}), "autoApprove": True}}
    with _client(ctx) as client:
        job = client.create(briefs.with_uploads(client, body, brief.parent))
        write(f"Job {job.id}")
        if watch:
            raise typer.Exit(_watch(client, job.id))
        write(f"Watch it: ./greenlight watch {job.id}")


@app.command("list")
def list_jobs(
    ctx: Context,
    status: Annotated[str | None, typer.Option(help="Only jobs in this status.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 20,
) -> None:
    """Jobs, the newest first."""
    with _client(ctx) as client:
        show_list(client.jobs(status=status, limit=limit).data)


@app.command()
def show(ctx: Context, job: Job) -> None:
    """The storyboard, and how the job stands."""
    with _client(ctx) as client:
        job_id = find_job(client, job)
        show_job(client.job(job_id), client.get(list[Json], f"/jobs/{job_id}/storyboards"))


@app.command()
def watch(ctx: Context, job: Job) -> None:
    """Follow a job until it needs you or is over. Exit: 0 completed, 1 failed or cancelled, 2 needs you."""
    with _client(ctx) as client:
        raise typer.Exit(_watch(client, find_job(client, job)))


@app.command()
def preview(ctx: Context, job: Job, output: Output = None) -> None:
    """Render the storyboard as it is now as an animatic, and bring it to this machine. Nothing is ordered."""
    context = find_context(ctx.obj)
    with context.client() as client:
        path = films.fetch_preview(client, client.job(find_job(client, job)), output, context.home.path / "films")
    write(f"{path} ({megabytes(path.stat().st_size)}).")


@app.command()
def approve(ctx: Context, job: Job, revision: Revision = None, amount: ApprovedAmount = None) -> None:
    """Give the green light: film the storyboard."""
    _act(ctx, job, "approve_storyboard", storyboardRevision=revision, amount=amount)


@app.command()
def reject(ctx: Context, job: Job, feedback: Reason, revision: Revision = None) -> None:
    """Send the storyboard back with a reason."""
    _act(ctx, job, "reject_storyboard", feedback=feedback, storyboardRevision=revision)


@app.command()
def regenerate(
    ctx: Context, job: Job, scene: SceneNumber = None, feedback: Feedback = None, with_notes: WithNotes = False
) -> None:
    """Another storyboard, or with --scene another text or take of one scene."""
    action = "regenerate_all_scenes" if scene is None else "regenerate_scene"
    with _client(ctx) as client:
        job_id = find_job(client, job)
        used = open_notes(client, job_id, scene) if with_notes else None
        show_status(client.act(job_id, action, sceneNumber=scene, feedback=feedback, noteIds=used))


app.command("notes")(notes)
app.command("audit")(audit)


@app.command()
def retry(ctx: Context, job: Job) -> None:
    """Film the failed scenes again, or cut again."""
    _act(ctx, job, "retry_failed_scenes")


@app.command()
def retry_speech(ctx: Context, job: Job, scene: SceneNumber = None) -> None:
    """Have what failed of the voice-over spoken again, or with --scene the line of one scene."""
    _act(ctx, job, "retry_speech", sceneNumber=scene)


@app.command()
def finish_without_failed(ctx: Context, job: Job) -> None:
    """Leave the failed scenes out and cut the film."""
    _act(ctx, job, "finish_without_failed")


@app.command()
def estimate(ctx: Context, job: Job) -> None:
    """What approving would cost, scene by scene."""
    with _client(ctx) as client:
        show_estimate(client.get(Json, f"/jobs/{find_job(client, job)}/estimate"))


@app.command()
def budget(ctx: Context, job: Job, amount: Dollars) -> None:
    """Set what the job may cost; what was not filmed for want of money is filmed."""
    with _client(ctx) as client:
        body = {"production": {"maxCost": amount}}
        show_status(client.change(JobResponse, "PATCH", f"/jobs/{find_job(client, job)}", body))


@app.command()
def cancel(ctx: Context, job: Job) -> None:
    """Stop the job."""
    _act(ctx, job, "cancel")


@app.command()
def delete(ctx: Context, job: Job) -> None:
    """Cancel the job if it runs, and hide it."""
    with _client(ctx) as client:
        job_id = find_job(client, job)
        client.send("DELETE", f"/jobs/{job_id}")
    write(f"Deleted. Bring it back with: ./greenlight restore {job_id}")


@app.command()
def restore(ctx: Context, job: Job) -> None:
    """Bring a deleted job back. It is in no list, so JOB must be its whole id."""
    with _client(ctx) as client:
        job_id = find_job(client, job)
        client.send("POST", f"/jobs/{job_id}/restore")
    write(f"Restored. Look at it: ./greenlight show {job_id}")


@app.command()
def fetch(ctx: Context, job: Job, output: Output = None) -> None:
    """Bring the film and its captions to this machine, by default to the home's films."""
    context = find_context(ctx.obj)
    with context.client() as client:
        found = client.job(find_job(client, job))
        path = films.fetch(client, found, output, context.home.path / "films")
    stale = " It is the earlier one; a newer one is being made." if found.film and found.film.stale else ""
    write(f"{path} ({megabytes(path.stat().st_size)}).{stale}")


@app.command()
def manifest(ctx: Context, job: Job, output: Output = None) -> None:
    """Where the film comes from: takes, costs, hashes. With -o all of it, as JSON."""
    with _client(ctx) as client:
        found = client.get(Json, f"/jobs/{find_job(client, job)}/manifest")
    if output is None:
        return show_manifest(found)
    with films.replacing(output, "manifest") as partial:
        partial.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return write(f"{output}")


@app.command()
def grant(ctx: Context, user: User, amount: Credits, reason: GrantReason = "", client_id: OwnerOfUser = None) -> None:
    """Give a user credits."""
    with _client(ctx) as client:
        granted = {"amount": amount, "reason": reason, **({"client_id": client_id} if client_id else {})}
        show_account(client.change(CreditAccount, "POST", f"/credits/{user}/grants", granted, data=False))


@app.command()
def credits(ctx: Context, user: User) -> None:
    """What a user may spend, and the newest entries."""
    with _client(ctx) as client:
        show_account(client.get(CreditAccount, f"/credits/{user}", data=False))
        show_entries(client.get(list[Json], f"/credits/{user}/entries", limit=20))


@app.command()
def migrate(ctx: Context) -> None:
    """Bring the database's schema up to date: DATABASE_URL's, else the running stack's."""
    import_module("cli.operations").migrate_database(find_context(ctx.obj))
    write("The database's schema is the newest.")


@app.command()
def reconcile(ctx: Context) -> None:
    """Run the reconciler now, and print what it found and repaired."""
    for name, count in import_module("cli.operations").reconcile(find_context(ctx.obj)).items():
        write(f"{name.replace('_', ' ')}: {count}")


@app.command()
def history(ctx: Context, job: Job, output: Output = None) -> None:
    """Export the Temporal history of the job as JSON, to replay it from."""
    context = find_context(ctx.obj)
    with context.client() as client:
        job_id = find_job(client, job)
    import_module("cli.operations").export_history(context, job_id, output)
    if output:
        write(f"{output}")


@app.command("demo")
def run_demo(
    ctx: Context,
    yes: Annotated[bool, typer.Option("--yes", help="Give the green light unasked.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the stack running.")] = False,
    sample: Annotated[str | None, typer.Option(help="One of samples/.")] = None,
    brief: Annotated[Path | None, typer.Option(resolve_path=True, help="A brief of yours instead.")] = None,
) -> None:
    """Make a film of a sample brief, on the running stack or on one of its own."""
    file, asks = brief or demo.sample(sample), not yes and demo.has_terminal()
    outcome = demo.run_demo(find_context(ctx.obj), file, asks=asks, keep=keep)
    raise typer.Exit(outcome.value)


@app.command()
def version() -> None:
    """The version of this checkout."""
    write(f"greenlight {metadata.version('greenlight')}")


def _client(ctx: Context) -> Client:
    return find_context(ctx.obj).client()


def _act(ctx: Context, name: str, action: str, **fields: str | float | None) -> None:
    with _client(ctx) as client:
        show_status(client.act(find_job(client, name), action, **fields))


def _watch(client: Client, job_id: UUID) -> int:
    job = follow(client, job_id)
    show_outcome(job)
    return job.outcome or 0
