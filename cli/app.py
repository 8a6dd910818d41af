"""The commands of `./greenlight`, in the order in which `--help` lists them."""

from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer
from typer import Context
from typer.core import TyperGroup

from cli import demo
from cli.commands import credits, decisions, jobs, operating
from cli.commands.assets import assets
from cli.commands.audit import audit
from cli.commands.clients import clients
from cli.commands.filming import filming
from cli.commands.first_frames import first_frames
from cli.commands.keys import keys
from cli.commands.notes import notes
from cli.commands.webhooks import webhooks
from cli.context import find_context
from cli.errors import Failure
from cli.render.output import write

_INTERRUPTED = 130


class _Commands(TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Failure as failure:
            write(str(failure), stderr=True)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            write("\nInterrupted. A job goes on as long as its stack runs.", stderr=True)
            raise typer.Exit(_INTERRUPTED) from None


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Greenlight: from an advertising brief to a finished video ad.",
)

Url = Annotated[str | None, typer.Option(help="The API. Else GREENLIGHT_URL, else the running stack's.")]


@app.callback()
def main(ctx: Context, url: Url = None) -> None:
    ctx.obj = url


app.command()(jobs.create)
app.command("list")(jobs.list_jobs)
app.command()(jobs.show)
app.command()(jobs.watch)
app.command()(jobs.preview)
app.command()(filming)
app.command()(decisions.approve)
app.command()(decisions.reject)
app.command()(decisions.regenerate)
app.command()(notes)
app.command()(audit)
app.command()(decisions.retry)
app.command()(decisions.retry_speech)
app.command()(decisions.finish_without_failed)
app.command()(decisions.finish)
app.command()(jobs.estimate)
app.command()(jobs.budget)
app.command()(decisions.cancel)
app.command()(jobs.delete)
app.command()(jobs.restore)
app.command()(jobs.fetch)
app.command()(jobs.manifest)
app.command()(credits.grant)
app.command()(credits.credits)
app.command()(operating.migrate)
app.command()(operating.reconcile)
app.command()(operating.history)


@app.command("demo")
def run_demo(
    ctx: Context,
    yes: Annotated[bool, typer.Option("--yes", help="Give the green light unasked.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the stack running.")] = False,
    sample: Annotated[str | None, typer.Option(help="One of samples/.")] = None,
    brief: Annotated[Path | None, typer.Option(resolve_path=True, help="A brief of yours instead.")] = None,
) -> None:
    """Make a film of a sample brief, on the running stack or on one of its own."""
    file, asks = brief or demo.sample(sample), not yes and demo.has_terminal()
    outcome = demo.run_demo(find_context(ctx.obj), file, asks=asks, keep=keep)
    raise typer.Exit(outcome.value)


@app.command()
def version() -> None:
    """The version of this checkout."""
    write(f"greenlight {metadata.version('greenlight')}")


app.add_typer(assets, name="assets")
app.add_typer(first_frames, name="first-frames")
app.add_typer(webhooks, name="webhooks")
app.add_typer(keys, name="keys")
app.add_typer(clients, name="clients")
