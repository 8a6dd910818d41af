"""The commands of credits: grant them to a user, and see how they were spent."""

from functools import partial
from typing import Annotated
from urllib.parse import quote

import typer
from typer import Context

from cli.api.responses import Json
from cli.context import find_context
from cli.render.tables import show_account, show_entries
from domain.credits import CreditAccount

User = Annotated[str, typer.Argument(metavar="USER", parser=partial(quote, safe=""), help="A user's id.")]
"""Quoted, for a path."""
Credits = Annotated[int, typer.Argument(metavar="AMOUNT", min=1)]
GrantReason = Annotated[str, typer.Option(help="Kept with the grant.")]
OwnerOfUser = Annotated[str | None, typer.Option("--client", help="Whose the user is, who was nobody's so far.")]


def grant(ctx: Context, user: User, amount: Credits, reason: GrantReason = "", client_id: OwnerOfUser = None) -> None:
    """Give a user credits."""
    with find_context(ctx.obj).client() as client:
        granted = {"amount": amount, "reason": reason, **({"client_id": client_id} if client_id else {})}
        show_account(client.change(CreditAccount, "POST", f"/credits/{user}/grants", granted, data=False))


def credits(ctx: Context, user: User) -> None:
    """What a user may spend, and the newest entries."""
    with find_context(ctx.obj).client() as client:
        show_account(client.get(CreditAccount, f"/credits/{user}", data=False))
        show_entries(client.get(list[Json], f"/credits/{user}/entries", limit=20))
