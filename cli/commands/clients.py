"""The commands of `./greenlight clients`: whose jobs they are, and what they may use."""

from typing import Annotated
from urllib.parse import quote

import typer
from rich.table import Column
from typer import Context

from cli.api.responses import Json
from cli.context import find_context
from cli.errors import Failure
from cli.render.output import console, plain, table, write

clients = typer.Typer(no_args_is_help=True, help="Clients: whose jobs and keys are told apart, and their limits.")

ClientId = Annotated[str, typer.Argument(metavar="CLIENT", help="The client's id, as briefs name it.")]

_USUAL = "usual"
Limit = Annotated[str | None, typer.Option(metavar=f"NUMBER|{_USUAL}")]


@clients.command("make")
def make_client(
    ctx: Context, client: ClientId, name: Annotated[str | None, typer.Option(help="What people call it.")] = None
) -> None:
    """Make a client."""
    with find_context(ctx.obj).client() as http:
        made = http.change(Json, "POST", "/clients", {"id": client} | ({"name": name} if name else {}))
    write(f"Client {made['id']}: {made['name']}")


@clients.command("list")
def list_clients(ctx: Context) -> None:
    """All clients."""
    rows = table(*(Column(name, no_wrap=True) for name in ("client", "name", "made")))
    with find_context(ctx.obj).client() as http:
        for client in http.get(list[Json], "/clients"):
            rows.add_row(*map(plain, (client["id"], client["name"], client["createdAt"][:10])))
    console().print(rows)


@clients.command("rename")
def rename_client(ctx: Context, client: ClientId, name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Give a client another name. Its id stays."""
    with find_context(ctx.obj).client() as http:
        renamed = http.change(Json, "PATCH", f"/clients/{quote(client, safe='')}", {"name": name})
    write(f"Client {renamed['id']}: {renamed['name']}")


@clients.command("limit")
def limit_client(
    ctx: Context, client: ClientId, jobs: Limit = None, storage_mb: Limit = None, spend: Limit = None
) -> None:
    """Set how many jobs may be in flight at once, how much is stored, and the US dollars a month.

    `usual` is the limit of the settings again.
    """
    given = {"maxJobsInFlight": jobs, "maxStorageMb": storage_mb, "maxSpendPerMonth": spend}
    changes = {name: _number(text) for name, text in given.items() if text is not None}
    if not changes:
        raise Failure("Name a limit: --jobs, --storage-mb or --spend.")
    with find_context(ctx.obj).client() as http:
        http.change(Json, "PATCH", f"/clients/{quote(client, safe='')}", changes)
        _show_usage(http.get(Json, f"/clients/{quote(client, safe='')}/usage"))


@clients.command("usage")
def show_usage(ctx: Context, client: ClientId) -> None:
    """What a client has spent this month, stores and has in flight, and what it may."""
    with find_context(ctx.obj).client() as http:
        _show_usage(http.get(Json, f"/clients/{quote(client, safe='')}/usage"))


def _number(text: str) -> float | None:
    if text == _USUAL:
        return None
    try:
        number = float(text)
    except ValueError:
        raise Failure(f"{text} is neither a number nor `{_USUAL}`.") from None
    return int(number) if number.is_integer() else number


def _show_usage(usage: Json) -> None:
    spend, storage, jobs = usage["spend"], usage["storage"], usage["jobsInFlight"]
    write(f"spent     {spend['spent']:.2f} USD in {spend['month']} {_of(spend['limit'], 'USD')}")
    write(f"stored    {storage['bytes'] / 1024**2:.1f} MB {_of(storage['limitMb'], 'MB')}")
    write(f"in flight {jobs['count']} jobs {_of(jobs['limit'], 'at once')}")


def _of(limit: float | None, unit: str) -> str:
    return "(no limit)" if limit is None else f"of {limit:g} {unit}"
