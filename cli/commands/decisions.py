"""The commands that decide on a job: approve, reject, film again, finish, cancel."""

from typing import Annotated

import typer
from typer import Context

from cli.api.responses import JobResponse
from cli.commands.notes import open_notes
from cli.context import find_context
from cli.job_lookup import JobArgument, find_job
from cli.render.tables import show_status

Revision = Annotated[int | None, typer.Option(min=1, help="Only if this revision is in review.")]
ApprovedAmount = Annotated[float | None, typer.Option(min=0, help="Only if this is what the estimate says.")]
SceneNumber = Annotated[int | None, typer.Option(min=1, help="Only this scene.")]
SceneNumbers = Annotated[list[int] | None, typer.Option("--scene", min=1, help="Only this scene. Repeat it for more.")]
Feedback = Annotated[str | None, typer.Option(help="What should be different.")]
WithNotes = Annotated[bool, typer.Option("--with-notes", help="Use its open notes as feedback; they are resolved.")]
Reason = Annotated[str, typer.Option(help="What the next storyboard should answer.")]


def approve(ctx: Context, job: JobArgument, revision: Revision = None, amount: ApprovedAmount = None) -> None:
    """Give the green light: film the storyboard."""
    _act(ctx, job, "approve_storyboard", storyboardRevision=revision, amount=amount)


def reject(ctx: Context, job: JobArgument, feedback: Reason, revision: Revision = None) -> None:
    """Send the storyboard back with a reason."""
    _act(ctx, job, "reject_storyboard", feedback=feedback, storyboardRevision=revision)


def regenerate(
    ctx: Context, job: JobArgument, scene: SceneNumber = None, feedback: Feedback = None, with_notes: WithNotes = False
) -> None:
    """Another storyboard, or with --scene another text or take of one scene."""
    action = "regenerate_all_scenes" if scene is None else "regenerate_scene"
    with find_context(ctx.obj).client() as client:
        job_id = find_job(client, job)
        used = open_notes(client, job_id, scene) if with_notes else None
        show_status(client.act(job_id, action, sceneNumber=scene, feedback=feedback, noteIds=used))


def retry(ctx: Context, job: JobArgument) -> None:
    """Film the failed scenes again, or cut again."""
    _act(ctx, job, "retry_failed_scenes")


def retry_speech(ctx: Context, job: JobArgument, scene: SceneNumber = None) -> None:
    """Have what failed of the voice-over spoken again, or with --scene the line of one scene."""
    _act(ctx, job, "retry_speech", sceneNumber=scene)


def finish_without_failed(ctx: Context, job: JobArgument) -> None:
    """Leave the failed scenes out and cut the film."""
    _act(ctx, job, "finish_without_failed")


def finish(ctx: Context, job: JobArgument, scene: SceneNumbers = None) -> None:
    """Film the drafts again with the model that the job has chosen, or with --scene some of them."""
    with find_context(ctx.obj).client() as client:
        body = {"sceneNumbers": scene} if scene else {}
        show_status(client.change(JobResponse, "POST", f"/jobs/{find_job(client, job)}/finish", body))


def cancel(ctx: Context, job: JobArgument) -> None:
    """Stop the job."""
    _act(ctx, job, "cancel")


def _act(ctx: Context, name: str, action: str, **fields: str | float | None) -> None:
    with find_context(ctx.obj).client() as client:
        show_status(client.act(find_job(client, name), action, **fields))
