"""The commands of `./greenlight keys`: who may call the API, and what they may do."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Column
from typer import Context

from cli.api.responses import Json
from cli.context import find_context
from cli.render.output import console, plain, table, write
from domain.clients.access import Scope

keys = typer.Typer(no_args_is_help=True, help="API keys: of a client or of all, and what they may do.")

KeyId = Annotated[UUID, typer.Argument(metavar="KEY", help="The key's id, as `keys list` shows it.")]


@keys.command("make")
def make_key(
    ctx: Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who is to have it.")],
    scopes: Annotated[list[Scope], typer.Option("--scope", help="What it may do. May be given several times.")],
    client: Annotated[str | None, typer.Option(help="Of this client only. Else of all clients.")] = None,
    days: Annotated[float | None, typer.Option(min=0, help="End after so many days.")] = None,
) -> None:
    """Make a key. It is shown once."""
    wanted = {"name": name, "scopes": [scope.value for scope in scopes]}
    if client is not None:
        wanted["clientId"] = client
    if days is not None:
        wanted["expiresAt"] = (datetime.now().astimezone() + timedelta(days=days)).isoformat()
    with find_context(ctx.obj).client() as http:
        _show_secret(http.change(Json, "POST", "/keys", wanted))


@keys.command("list")
def list_keys(ctx: Context) -> None:
    """The newest hundred keys, without their secrets."""
    rows = table(
        *(Column(name, no_wrap=name != "scopes") for name in ("key", "name", "client", "scopes", "used", "state"))
    )
    with find_context(ctx.obj).client() as http:
        for key in http.get(list[Json], "/keys", limit=100):
            used = (key["lastUsedAt"] or "never")[:16].replace("T", " ")
            texts = (key["id"], key["name"], key["clientId"] or "all", " ".join(key["scopes"]), used, _state(key))
            rows.add_row(*map(plain, texts))
    console().print(rows)


@keys.command("rotate")
def rotate_key(
    ctx: Context,
    key: KeyId,
    overlap: Annotated[float, typer.Option(min=0, help="Hours for which the former secret is still good.")] = 0,
) -> None:
    """Give a key another secret, which is shown once."""
    with find_context(ctx.obj).client() as http:
        _show_secret(http.change(Json, "POST", f"/keys/{key}/rotate", {"overlapSeconds": round(overlap * 3600)}))


@keys.command("revoke")
def revoke_key(ctx: Context, key: KeyId) -> None:
    """End a key at once and for good, with its sessions."""
    with find_context(ctx.obj).client() as http:
        revoked = http.change(Json, "DELETE", f"/keys/{key}", {})
    write(f"Revoked: {revoked['name']}")


def _show_secret(key: Json) -> None:
    write(key["key"])
    of = f"client {key['clientId']}" if key["clientId"] else "all clients"
    write(f"Key {key['id']} of {of}. It is shown only now: keep it where its holder finds it.", stderr=True)


def _state(key: Json) -> str:
    if key["revokedAt"]:
        return f"revoked {key['revokedAt'][:10]}"
    if not key["expiresAt"]:
        return "good"
    end = datetime.fromisoformat(key["expiresAt"])
    return f"{'good until' if end > datetime.now().astimezone() else 'expired'} {key['expiresAt'][:10]}"
