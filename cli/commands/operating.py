"""The commands of operators: the schema, the reconciler, a job's history."""

from importlib import import_module

from typer import Context

from cli.commands.jobs import Output
from cli.context import find_context
from cli.job_lookup import JobArgument, find_job
from cli.render.output import write


def migrate(ctx: Context) -> None:
    """Bring the database's schema up to date: DATABASE_URL's, else the running stack's."""
    import_module("cli.operations").migrate_database(find_context(ctx.obj))
    write("The database's schema is the newest.")


def reconcile(ctx: Context) -> None:
    """Run the reconciler now, and print what it found and repaired."""
    for name, count in import_module("cli.operations").reconcile(find_context(ctx.obj)).items():
        write(f"{name.replace('_', ' ')}: {count}")


def history(ctx: Context, job: JobArgument, output: Output = None) -> None:
    """Export the Temporal history of the job as JSON, to replay it from."""
    context = find_context(ctx.obj)
    with context.client() as client:
        job_id = find_job(client, job)
    import_module("cli.operations").export_history(context, job_id, output)
    if output:
        write(f"{output}")
