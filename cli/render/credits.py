"""A user's credits as text."""

from rich.console import Console

from cli.api.responses import AccountResponse, EntryResponse
from cli.render.output import plain, table, write


def show_account(screen: Console, account: AccountResponse) -> None:
    held = f", {account.held:,} of them held" if account.held else ""
    write(screen, f"{account.user_id}: {account.balance:,} credits{held}, {account.available:,} available")


def show_entries(screen: Console, entries: list[EntryResponse]) -> None:
    rows = table()
    rows.add_column("when", no_wrap=True)
    rows.add_column("entry", no_wrap=True)
    rows.add_column("credits", justify="right", no_wrap=True)
    rows.add_column("for", overflow="fold")
    for entry in entries:
        when = f"{entry.created_at:%Y-%m-%d %H:%M:%S}" if entry.created_at else ""
        task = f"task {entry.task_id}" if entry.task_id else ""
        purpose = ", ".join(part for part in (task, entry.purpose, entry.reason) if part)
        rows.add_row(*map(plain, (when, entry.kind, f"{entry.amount:,}", purpose)))
    screen.print(rows)
