"""The command `./greenlight audit`: who did what to a job."""

from typing import Annotated, Any

import typer
from rich.table import Column
from typer import Context

from cli.api.responses import Json
from cli.context import find_context
from cli.job_lookup import JobArgument, find_job
from cli.render.output import console, plain, table


def audit(
    ctx: Context,
    job: JobArgument,
    limit: Annotated[int, typer.Option(min=1, max=100, help="The most entries to show.")] = 50,
) -> None:
    """Who did what to a job, the newest first. Of a deleted job, JOB must be its whole id."""
    with find_context(ctx.obj).client() as client:
        entries = client.get(list[Json], f"/jobs/{find_job(client, job)}/audit", limit=limit)
    whole = (Column(name, no_wrap=True) for name in ("when", "what"))
    rows = table(*whole, Column("who", overflow="fold"), Column("details", overflow="fold"))
    for entry in entries:
        rows.add_row(*map(plain, (entry["at"][:19].replace("T", " "), entry["action"], _who(entry), _details(entry))))
    console().print(rows)


def _who(entry: Json) -> str:
    """Return who it was: by name as far as one is known, and how that is known."""
    label = f" ({entry['label']})" if entry["label"] else ""
    name, by = entry["name"], f"{entry['by']}{label}"
    return f"{name}, {by}" if name else by


def _details(entry: Json) -> str:
    said = ", ".join(f"{name} {_shown(value)}" for name, value in entry["details"].items())
    if entry["refusal"]:
        return f"refused: {entry['refusal']['message']}" + (f" ({said})" if said else "")
    return f"{said} (changed nothing)".strip() if entry["outcome"] == "unchanged" else said


def _shown(value: Any) -> str:
    """Return the value in one line: of a list its items, of an object its values."""
    match value:
        case list():
            return "; ".join(map(_shown, value))
        case dict():
            return " ".join(map(_shown, value.values()))
        case None:
            return "unknown"
        case _:
            return str(value)
