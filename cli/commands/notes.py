"""The command `./greenlight notes`, and the open notes that another command uses as feedback."""

from typing import Annotated
from uuid import UUID

import typer
from rich.table import Column
from typer import Context

from cli.api.client import ApiClient
from cli.api.responses import Json
from cli.context import find_context
from cli.job_lookup import JobArgument, find_job
from cli.render.output import console, plain, table


def notes(
    ctx: Context,
    job: JobArgument,
    add: Annotated[str | None, typer.Option(help="Add a note with this text first.")] = None,
    scene: Annotated[int | None, typer.Option(min=1, help="The scene that the added note is about.")] = None,
    frame: Annotated[int | None, typer.Option(min=0, help="The frame of the film that it is about.")] = None,
    author: Annotated[str | None, typer.Option(help="Who says it.")] = None,
) -> None:
    """The notes of a job, the oldest first."""
    with find_context(ctx.obj).client() as client:
        job_id = find_job(client, job)
        if add is not None:
            about = {"text": add, "sceneNumber": scene, "firstFrame": frame, "author": author}
            given = {name: value for name, value in about.items() if value is not None}
            client.change(Json, "POST", f"/jobs/{job_id}/notes", given)
        _show(client.get(list[Json], f"/jobs/{job_id}/notes"))


def open_notes(client: ApiClient, job_id: UUID, scene: int | None) -> list[str]:
    """Return the ids of the open notes of the scene of that number; of all of the job without a number."""
    found = client.get(list[Json], f"/jobs/{job_id}/notes", status="open")
    return [str(note["id"]) for note in found if scene in (None, note["sceneNumber"])]


def _show(found: list[Json]) -> None:
    whole = (Column(name, no_wrap=True) for name in ("status", "about", "author"))
    rows = table(*whole, Column("note", overflow="fold"))
    for note in found:
        scene = f"scene {note['sceneNumber']}" if note["sceneNumber"] else "the film"
        about = f"{scene}, {note['timecode']}" if note["timecode"] else scene
        rows.add_row(*map(plain, (note["status"], about, note["author"], note["text"])))
    console().print(rows)
