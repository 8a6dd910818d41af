"""The commands of `./greenlight`, in the order in which `--help` lists them."""

from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer
from typer import Context
from typer.core import TyperGroup

from cli import credit_commands, decision_commands, demo, job_commands, operation_commands
from cli.asset_commands import assets
from cli.audit_command import audit
from cli.client_commands import clients
from cli.context import find_context
from cli.errors import Failure
from cli.filming_command import filming
from cli.first_frame_commands import first_frames
from cli.key_commands import keys
from cli.note_commands import notes
from cli.render.output import write
from cli.webhook_commands import webhooks

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


app.command()(job_commands.create)
app.command("list")(job_commands.list_jobs)
app.command()(job_commands.show)
app.command()(job_commands.watch)
app.command()(job_commands.preview)
app.command()(filming)
app.command()(decision_commands.approve)
app.command()(decision_commands.reject)
app.command()(decision_commands.regenerate)
app.command()(notes)
app.command()(audit)
app.command()(decision_commands.retry)
app.command()(decision_commands.retry_speech)
app.command()(decision_commands.finish_without_failed)
app.command()(decision_commands.finish)
app.command()(job_commands.estimate)
app.command()(job_commands.budget)
app.command()(decision_commands.cancel)
app.command()(job_commands.delete)
app.command()(job_commands.restore)
app.command()(job_commands.fetch)
app.command()(job_commands.manifest)
app.command()(credit_commands.grant)
app.command()(credit_commands.credits)
app.command()(operation_commands.migrate)
app.command()(operation_commands.reconcile)
app.command()(operation_commands.history)


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
