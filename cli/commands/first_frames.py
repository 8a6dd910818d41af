"""The commands of `./greenlight first-frames`: pictures from which clips begin, drawn and chosen in review."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Column
from typer import Context

from cli import films
from cli.api.client import ApiClient
from cli.api.responses import JobResponse, Json
from cli.context import find_context
from cli.errors import Failure
from cli.job_lookup import JobArgument, find_job
from cli.render.output import console, plain, table, write
from cli.render.tables import show_status

first_frames = typer.Typer(
    no_args_is_help=True, help="Pictures from which a vendor's clips begin: drawn, looked at and chosen in review."
)

SceneNumber = Annotated[int, typer.Option("--scene", min=1, help="The scene that begins from it.")]
SceneNumbers = Annotated[list[int] | None, typer.Option("--scene", min=1, help="Only this scene. Repeat it for more.")]
Feedback = Annotated[str | None, typer.Option(help="What should be different from the one before.")]
Number = Annotated[int | None, typer.Option(min=1, help="Which one of the scene, as `list` numbers them.")]
Folder = Annotated[
    Path | None, typer.Option("--output", "-o", file_okay=False, resolve_path=True, help="The folder to write to.")
]

_LONGEST_WAIT = "5s"
_DRAWN = "done"
_SETTLED = (_DRAWN, "failed")


@first_frames.command("list")
def list_first_frames(ctx: Context, job: JobArgument) -> None:
    """All of a job, by scene."""
    with find_context(ctx.obj).client() as client:
        _show(_drawn(client, find_job(client, job)))


@first_frames.command("draw")
def draw_first_frames(
    ctx: Context,
    job: JobArgument,
    scene: SceneNumbers = None,
    feedback: Feedback = None,
    watch: Annotated[bool, typer.Option("--watch", help="Wait until they are drawn.")] = False,
) -> None:
    """Draw one for each scene that has none; with --scene another one. `estimate` says what it costs."""
    given = {"sceneNumbers": scene, "feedback": feedback}
    body = {name: value for name, value in given.items() if value}
    with find_context(ctx.obj).client() as client:
        job_id = find_job(client, job)
        client.change(Json, "POST", f"/jobs/{job_id}/first-frames", body)
        if watch:
            _wait(client, job_id)
        _show(_drawn(client, job_id))


@first_frames.command("choose")
def choose_first_frame(
    ctx: Context,
    job: JobArgument,
    scene: SceneNumber,
    number: Number = None,
    none: Annotated[bool, typer.Option("--none", help="None: the scene begins as it would without them.")] = False,
) -> None:
    """Let a scene begin from one of its first frames, or from none."""
    if (number is None) != none:
        raise Failure("Name one of them, as --number 2, or --none.")
    with find_context(ctx.obj).client() as client:
        job_id = find_job(client, job)
        chosen = None if none else _named(_drawn(client, job_id), scene, number)["id"]
        path = f"/jobs/{job_id}/scenes/{scene}/first-frame"
        show_status(client.change(JobResponse, "PUT", path, {"firstFrameId": chosen}))


@first_frames.command("save")
def save_first_frames(ctx: Context, job: JobArgument, output: Folder = None) -> None:
    """Bring those that are drawn to this machine, by default to the home's films."""
    context = find_context(ctx.obj)
    with context.client() as client:
        found = client.job(find_job(client, job))
        folder = output or context.home.path / "films" / films.default_name(found).replace(".mp4", "-first-frames")
        drawn = [each for each in _drawn(client, found.id) if each["status"] == _DRAWN]
        if not drawn:
            raise Failure("None is drawn yet: draw them with `./greenlight first-frames draw`.")
        for each in drawn:
            name = f"scene-{each['sceneNumber']}-{each['number']}"
            write(f"{films.save_picture(client, found.id, UUID(each['id']), folder, name)}{_chosen(each)}")


def _drawn(client: ApiClient, job_id: UUID) -> list[Json]:
    """Return the first frames of the job, by scene."""
    return client.get(list[Json], f"/jobs/{job_id}/first-frames")


def _named(drawn: list[Json], scene: int, number: int | None) -> Json:
    for each in drawn:
        if (each["sceneNumber"], each["number"]) == (scene, number):
            return each
    raise Failure(f"Scene {scene} has no first frame {number}: `./greenlight first-frames list` shows them.")


def _wait(client: ApiClient, job_id: UUID) -> None:
    """Wait until all are drawn or have failed."""
    etag = None
    while not all(each["status"] in _SETTLED for each in _drawn(client, job_id)):
        _, etag = client.changed_job(job_id, etag, _LONGEST_WAIT)


def _show(drawn: list[Json]) -> None:
    rows = table(
        *(Column(name, no_wrap=True) for name in ("scene", "number", "status")),
        Column("USD", justify="right", no_wrap=True),
        Column("feedback", overflow="fold"),
        Column("error", overflow="fold"),
    )
    for each in drawn:
        error = (each["error"] or {}).get("message", "")
        cells = (
            str(each["sceneNumber"]),
            str(each["number"]),
            f"{each['status']}{_chosen(each)}",
            f"{each['cost']:.2f}",
        )
        rows.add_row(*map(plain, (*cells, each["feedback"] or "", error)))
    console().print(rows)


def _chosen(drawn: Json) -> str:
    stale = ", of an earlier text" if drawn["stale"] else ""
    return f" (chosen{stale})" if drawn["chosen"] else ""
