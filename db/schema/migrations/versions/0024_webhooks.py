"""Webhooks: endpoints, what is delivered to them, and each attempt.

What is delivered are the events of kind `webhook`. `webhook_cursor` is the last of them that became deliveries. Only
the first delivery of a job that is not over is sent to an endpoint; the others wait, so that they arrive in order.
"""

from alembic import op

revision = "0024"
down_revision = "0020"

_UP = (
    "alter table jobs add column webhook_sequence integer not null default 0 check (webhook_sequence >= 0)",
    """create table webhook_endpoints (
        id uuid primary key,
        kind text not null check (kind in ('webhook', 'slack', 'email')),
        target text not null,
        description text not null,
        events json not null,
        client_id text,
        job_id uuid references jobs on delete cascade,
        secret text,
        previous_secret text,
        previous_secret_until timestamptz,
        disabled_at timestamptz,
        disabled_reason text check (disabled_reason in ('asked', 'failing', 'gone')),
        failing_since timestamptz,
        failed_at timestamptz,
        after_event bigint not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        constraint webhooks_are_signed check (kind <> 'webhook' or secret is not null),
        constraint previous_secret_ends check ((previous_secret is null) = (previous_secret_until is null)),
        constraint disabled_for_a_reason check ((disabled_at is null) = (disabled_reason is null)),
        constraint failing_until_it_failed check ((failing_since is null) = (failed_at is null))
    )""",
    "create index webhook_endpoints_by_age on webhook_endpoints (created_at desc, id desc)",
    "create index webhook_endpoints_of_a_client on webhook_endpoints (client_id)",
    "create index webhook_endpoints_of_a_job on webhook_endpoints (job_id)",
    "create index enabled_webhook_endpoints on webhook_endpoints (job_id) where disabled_at is null",
    """create table webhook_deliveries (
        id uuid primary key,
        endpoint_id uuid not null references webhook_endpoints on delete cascade,
        event_id bigint,
        job_id uuid references jobs on delete cascade,
        event_type text not null,
        sequence integer,
        data json not null,
        occurred_at timestamptz not null,
        status text not null check (status in ('waiting', 'sending', 'delivered', 'failed', 'cancelled')),
        attempts integer not null check (attempts >= 0),
        earlier_attempts integer not null check (earlier_attempts between 0 and attempts),
        next_attempt_at timestamptz,
        created_at timestamptz not null,
        ended_at timestamptz,
        unique (endpoint_id, event_id),
        constraint sequence_of_a_job check ((sequence is null) = (job_id is null)),
        constraint only_what_is_sent_is_tried_again check ((next_attempt_at is not null) = (status = 'sending')),
        constraint over_since check ((ended_at is null) = (status in ('waiting', 'sending')))
    )""",
    """create unique index one_delivery_of_a_job_is_sent on webhook_deliveries (endpoint_id, job_id)
        where status = 'sending'""",
    """create index waiting_webhook_deliveries on webhook_deliveries (endpoint_id, job_id, sequence)
        where status = 'waiting'""",
    "create index sent_webhook_deliveries on webhook_deliveries (next_attempt_at) where status = 'sending'",
    "create index webhook_deliveries_by_age on webhook_deliveries (endpoint_id, created_at desc, id desc)",
    "create index webhook_deliveries_of_a_job on webhook_deliveries (job_id)",
    "create index ended_webhook_deliveries on webhook_deliveries (ended_at) where ended_at is not null",
    """create table webhook_attempts (
        delivery_id uuid not null references webhook_deliveries on delete cascade,
        number integer not null check (number > 0),
        attempted_at timestamptz not null,
        duration_ms integer not null check (duration_ms >= 0),
        status_code integer,
        error text,
        answer text not null check (length(answer) <= 200),
        primary key (delivery_id, number)
    )""",
    """create table webhook_cursor (
        is_only boolean primary key default true check (is_only),
        last_event bigint not null
    )""",
    "insert into webhook_cursor (last_event) select coalesce(max(id), 0) from events",
    "create index webhook_events on events (id) where kind = 'webhook'",
    """create function announce_webhook_event() returns trigger language plpgsql as $$
    begin
        if exists (
            select from webhook_endpoints
            where disabled_at is null and (job_id is null or job_id = new.job_id)
        ) then
            perform pg_notify('webhooks', '');
        end if;
        return null;
    end $$""",
    """create trigger announce_webhook_event after insert on events for each row
        when (new.kind = 'webhook') execute function announce_webhook_event()""",
)

_DOWN = (
    "drop trigger announce_webhook_event on events",
    "drop function announce_webhook_event",
    "drop index webhook_events",
    "delete from events where kind = 'webhook'",
    "drop table webhook_cursor",
    "drop table webhook_attempts",
    "drop table webhook_deliveries",
    "drop table webhook_endpoints",
    "alter table jobs drop column webhook_sequence",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
