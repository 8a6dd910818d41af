"""A user's credits as lines of text."""

from rich import box
from rich.console import Console
from rich.table import Table

from cli.api.responses import AccountView, EntryView
from cli.render.output import say, words


def show_account(screen: Console, account: AccountView) -> None:
    held = f", {account.held:,} of them held" if account.held else ""
    say(screen, f"{account.user_id}: {account.balance:,} credits{held}, {account.available:,} available")


def show_entries(screen: Console, entries: list[EntryView]) -> None:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("when", no_wrap=True)
    table.add_column("entry", no_wrap=True)
    table.add_column("credits", justify="right", no_wrap=True)
    table.add_column("for", overflow="fold")
    for entry in entries:
        when = f"{entry.created_at:%Y-%m-%d %H:%M:%S}" if entry.created_at else ""
        table.add_row(*(words(cell) for cell in (when, entry.kind, f"{entry.amount:,}", _what_for(entry))))
    screen.print(table)


def _what_for(entry: EntryView) -> str:
    task = f"task {entry.task_id}" if entry.task_id else ""
    return ", ".join(part for part in (task, entry.purpose, entry.reason) if part)
