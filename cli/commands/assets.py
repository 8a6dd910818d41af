"""The commands of `./greenlight assets`: store files, and change which of them a job uses."""

from pathlib import Path
from typing import Annotated

import typer
from typer import Context

from cli.api.client import ApiClient
from cli.api.responses import JobResponse, Json
from cli.context import find_context
from cli.errors import Failure
from cli.job_lookup import JobArgument, find_job
from cli.render.output import write
from cli.render.tables import show_status

assets = typer.Typer(no_args_is_help=True, help="Images, videos and sounds that briefs name and jobs use.")

Source = Annotated[str, typer.Argument(metavar="FILE|URL")]
AssetId = Annotated[str, typer.Argument(metavar="ASSET", help="Its id, as the job's warnings name it.")]


@assets.command("add")
def add_asset(
    ctx: Context,
    source: Source,
    type: Annotated[str | None, typer.Option(help="image, video or audio.")] = None,
    name: Annotated[str | None, typer.Option()] = None,
    role: Annotated[str | None, typer.Option(help="hero, product, logo, background, music, …")] = None,
    client_id: Annotated[
        str | None, typer.Option("--client", help="Whose it is; with a client's key, its own.")
    ] = None,
) -> None:
    """Store an asset, to be named by its id in a brief."""
    given = {"type": type, "name": name, "role": role, "clientId": client_id}
    described = {key: value for key, value in given.items() if value}
    with find_context(ctx.obj).client() as client:
        if "://" in source:
            asset = client.change(Json, "POST", "/assets", {"url": source, **described})
        else:
            asset = client.upload_asset(_file(source), described)
    write(f"Asset {asset['id']} ({asset.get('contentType') or asset.get('type') or 'stored'})")


@assets.command("replace")
def replace_asset(ctx: Context, job: JobArgument, asset: AssetId, source: Source) -> None:
    """Put another file in the place of one that a job uses. With other music the film is cut again."""
    with find_context(ctx.obj).client() as client:
        path = _path(client, job, asset)
        body = {"url": source} if "://" in source else {"id": client.upload_asset(_file(source), {})["id"]}
        show_status(client.change(JobResponse, "PATCH", path, body))


@assets.command("remove")
def remove_asset(ctx: Context, job: JobArgument, asset: AssetId) -> None:
    """Take one away from a job and its scenes. Without its music the film is cut again."""
    with find_context(ctx.obj).client() as client:
        show_status(client.change(JobResponse, "DELETE", _path(client, job, asset), {}))


def _path(client: ApiClient, job: str, asset: str) -> str:
    return f"/jobs/{find_job(client, job)}/assets/{asset}"


def _file(source: str) -> Path:
    file = Path(source)
    if not file.is_file():
        raise Failure(f"{source} is neither a file nor a URL.")
    return file
