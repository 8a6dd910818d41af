"""The command `./greenlight filming`: how scenes are filmed, besides their text."""

from typing import Annotated

import httpx
import typer
from typer import Context

from cli.api.client import ApiClient
from cli.api.responses import Json
from cli.context import find_context
from cli.errors import ApiProblem, Failure
from cli.job_lookup import JobArgument, find_job
from cli.render.filming import filming_text
from cli.render.output import write
from domain.job.filming.choices import Filming, SceneAudio

Scene = Annotated[int | None, typer.Option(min=1, help="The scene to change; all are shown without it.")]
Audio = Annotated[SceneAudio | None, typer.Option(help="What is heard in it besides the music.")]
Reference = Annotated[
    list[str] | None, typer.Option(help="The id of an asset that shows what the scene is to show. Repeat it for more.")
]
NoReferences = Annotated[bool, typer.Option("--no-references", help="None, whatever the job's usual ones are.")]
LastFrame = Annotated[str | None, typer.Option(metavar="ASSET", help="The id of the picture on which it ends.")]
Chain = Annotated[bool | None, typer.Option("--chain/--no-chain", help="Begin where the scene before it ends.")]
Seed = Annotated[int | None, typer.Option(min=0, help="Sent to the model instead of the take's own.")]
Usual = Annotated[bool, typer.Option("--usual", help="As usual, but for what else is given here.")]


def filming(
    ctx: Context,
    job: JobArgument,
    scene: Scene = None,
    audio: Audio = None,
    reference: Reference = None,
    no_references: NoReferences = False,
    last_frame: LastFrame = None,
    chain: Chain = None,
    seed: Seed = None,
    usual: Usual = False,
) -> None:
    """How scenes are filmed: sound, pictures of the product, last frame, chain, seed. What is not given stays."""
    given = {
        "audio": audio,
        "references": [] if no_references else reference or None,
        "last_frame": last_frame,
        "chain_from_previous": chain,
        "seed": seed,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    is_change = usual or bool(changes)
    if is_change and scene is None:
        raise Failure("Name the scene: --scene 2.")
    with find_context(ctx.obj).client() as client:
        path = f"/jobs/{find_job(client, job)}/scenes"
        if is_change:
            before = client.get(Json, f"{path}/{scene}", data=False)["scene"]
            kept = {} if usual else _filming_of(before)
            _change(client, path, before, {**kept, **changes})
        for shown in client.get(Json, path, data=False)["scenes"]:
            if scene in (None, shown["scene_number"]):
                write(f"scene {shown['scene_number']}: {filming_text(Filming.model_validate(_filming_of(shown)))}")


def _change(client: ApiClient, path: str, scene: Json, filming: Json) -> None:
    """Give the scene that `filming`. Raises Failure if somebody else has changed it since it was read."""
    try:
        body = {"filming": filming}
        client.change(Json, "PUT", f"{path}/{scene['id']}", body, data=False, revision=scene["revision"])
    except ApiProblem as problem:
        if problem.status not in (httpx.codes.PRECONDITION_FAILED, httpx.codes.NOT_FOUND):
            raise
        number = scene["scene_number"]
        raise Failure(
            f"Somebody else changed scene {number} at the same moment, so it is left as they made it. "
            f"Look at it with `filming JOB --scene {number}`, then give the command again."
        ) from problem


def _filming_of(scene: Json) -> Json:
    return scene.get("filming") or {}
