"""The commands of `./greenlight webhooks`: where events are sent to, and how they arrived."""

from typing import Annotated, Any

import typer
from rich.table import Column
from typer import Context

from cli.api.responses import Json
from cli.context import find_context
from cli.job_lookup import find_job
from cli.render.output import console, plain, table, write

webhooks = typer.Typer(no_args_is_help=True, help="Where events are sent to, and how they arrived.")

WebhookId = Annotated[str, typer.Argument(metavar="WEBHOOK", help="Its id, as `list` shows it.")]
DeliveryId = Annotated[str, typer.Argument(metavar="DELIVERY", help="Its id, as `deliveries` shows it.")]
Url = Annotated[str, typer.Argument(metavar="URL", help="https://…, or mailto:… with --kind email.")]
NewUrl = Annotated[str | None, typer.Option("--url", help="Send there instead.")]
Events = Annotated[list[str] | None, typer.Option("--event", help="Only these, such as job.completed; again for more.")]
Permission = Annotated[str | None, typer.Option(help="Of the review link: view, comment or approve.")]
ShowCost = Annotated[bool | None, typer.Option("--show-cost/--hide-cost", help="What approving costs.")]


@webhooks.command("list")
def list_webhooks(
    ctx: Context,
    client: Annotated[str | None, typer.Option(help="Only this client's.")] = None,
    job: Annotated[str | None, typer.Option(help="The one that was given with this job.")] = None,
) -> None:
    """The endpoints, newest first."""
    with find_context(ctx.obj).client() as api:
        job_id = None if job is None else str(find_job(api, job))
        _show(api.get(list[Json], "/webhooks", limit=100, clientId=client, jobId=job_id))


@webhooks.command("add")
def add_webhook(
    ctx: Context,
    url: Url,
    kind: Annotated[str, typer.Option(help="webhook, slack or email.")] = "webhook",
    events: Events = None,
    client: Annotated[str | None, typer.Option(help="Whose jobs. Else those of your key's client.")] = None,
    description: Annotated[str | None, typer.Option()] = None,
    permission: Permission = None,
    show_cost: ShowCost = None,
) -> None:
    """Send events to a URL; or, of the kinds slack and email, ask people for reviews."""
    wanted = {"kind": kind, "url": url, "events": events, "clientId": client, "description": description}
    made = _change(ctx, "POST", "", {**wanted, "permission": permission, "showCost": show_cost})
    write(f"Webhook {made['id']}")
    _show_secret(made)


@webhooks.command("change")
def change_webhook(
    ctx: Context,
    webhook: WebhookId,
    url: NewUrl = None,
    events: Events = None,
    enable: Annotated[bool | None, typer.Option("--enable/--disable", help="Whether anything is sent.")] = None,
    permission: Permission = None,
    show_cost: ShowCost = None,
) -> None:
    """Send elsewhere, or other events; disable it, or enable it again."""
    wanted = {"url": url, "events": events, "enabled": enable, "permission": permission, "showCost": show_cost}
    _show([_change(ctx, "PATCH", f"/{webhook}", wanted)])


@webhooks.command("delete")
def delete_webhook(ctx: Context, webhook: WebhookId) -> None:
    """Delete it with its deliveries."""
    _change(ctx, "DELETE", f"/{webhook}", {})
    write("Deleted.")


@webhooks.command("rotate")
def rotate_webhook(ctx: Context, webhook: WebhookId) -> None:
    """Give it a new secret. The one before signs as well for 24 hours."""
    _show_secret(_change(ctx, "POST", f"/{webhook}/rotate", {}))


@webhooks.command("test")
def try_webhook(ctx: Context, webhook: WebhookId) -> None:
    """Send a test. What came of it: `delivery`."""
    delivery = _change(ctx, "POST", f"/{webhook}/test", {})
    write(f"Delivery {delivery['id']}: ./greenlight webhooks delivery {webhook} {delivery['id']}")


@webhooks.command("deliveries")
def list_deliveries(
    ctx: Context,
    webhook: WebhookId,
    status: Annotated[str | None, typer.Option(help="waiting, sending, delivered, failed or cancelled.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 20,
) -> None:
    """What was sent, newest first."""
    with find_context(ctx.obj).client() as api:
        found = api.get(list[Json], f"/webhooks/{webhook}/deliveries", status=status, limit=limit)
    rows = table(*(Column(name, no_wrap=True) for name in ("delivery", "event", "status", "attempts", "happened")))
    for each in found:
        short = (each["id"], each["eventType"], each["status"], str(each["attempts"]), each["occurredAt"])
        rows.add_row(*map(plain, short))
    console().print(rows)


@webhooks.command("delivery")
def show_delivery(ctx: Context, webhook: WebhookId, delivery: DeliveryId) -> None:
    """A delivery and each of its attempts."""
    with find_context(ctx.obj).client() as api:
        found = api.get(Json, f"/webhooks/{webhook}/deliveries/{delivery}")
    then = f", next attempt at {found['nextAttemptAt']}" if found["nextAttemptAt"] else ""
    write(f"{found['eventType']}, {found['status']}{then}")
    for each in found["attemptLog"]:
        came_of_it = each["error"] or f"answered {each['statusCode']}"
        write(
            f"{each['number']}. {each['attemptedAt']}, {each['durationMs']} ms: {came_of_it} {each['answer']}".rstrip()
        )


@webhooks.command("redeliver")
def redeliver(ctx: Context, webhook: WebhookId, delivery: DeliveryId) -> None:
    """Send a delivery that is over again."""
    found = _change(ctx, "POST", f"/{webhook}/deliveries/{delivery}/redeliver", {})
    write(f"Delivery {found['id']}: {found['status']}")


@webhooks.command("recover")
def recover(
    ctx: Context, webhook: WebhookId, since: Annotated[str, typer.Option(help="A time, such as 2026-03-02T00:00:00Z.")]
) -> None:
    """Send what happened since then and did not arrive."""
    write(f"{_change(ctx, 'POST', f'/{webhook}/recover', {'since': since})['recovered']} deliveries")


def _change(ctx: Context, method: str, path: str, body: dict[str, Any]) -> Json:
    given = {name: value for name, value in body.items() if value not in (None, [])}
    with find_context(ctx.obj).client() as api:
        return api.change(Json, method, f"/webhooks{path}", given)


def _show(found: list[Json]) -> None:
    whole = (Column(name, no_wrap=True) for name in ("webhook", "kind", "client", "state"))
    rows = table(*whole, Column("url", overflow="fold"), Column("events", overflow="fold"))
    for each in found:
        state = "enabled" if each["enabled"] else f"disabled: {each['disabledReason']}"
        client, events = each["clientId"] or "all", ", ".join(each["events"]) or "all"
        rows.add_row(*map(plain, (each["id"], each["kind"], client, state, each["url"], events)))
    console().print(rows)


def _show_secret(made: Json) -> None:
    if made["secret"]:
        write(f"Secret {made['secret']}")
        write("It is shown only now. It verifies what is sent: README.md tells how.")
