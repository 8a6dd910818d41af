"""Limits of clients, what they have spent in each month, and what there is to be counted.

What was ordered before counts in its month: a take with all that it may cost, a saved scene's picture with its price.
"""

from alembic import op

revision = "0030"
down_revision = "0029"

_UP = (
    """alter table clients
        add column max_jobs_in_flight integer check (max_jobs_in_flight > 0),
        add column max_storage_mb integer check (max_storage_mb > 0),
        add column max_spend_per_month numeric(12, 4) check (max_spend_per_month >= 0)""",
    """create table client_months (
        client_id text not null,
        month date not null check (extract(day from month) = 1),
        spent numeric(14, 4) not null,
        primary key (client_id, month)
    )""",
    "alter table jobs add column budget_warning json",
    "alter table takes add column original_size bigint check (original_size >= 0)",
    "alter table video_scenes add column reserved numeric(12, 4) not null default 0 check (reserved >= 0)",
    "update video_scenes set reserved = cost where order_id is not null",
    """
insert into client_months (client_id, month, spent)
select client_id, date_trunc('month', asked_at at time zone 'UTC')::date, sum(amount)
from (
    select jobs.client_id, least(take.asked_at, take.still_asked_at) asked_at,
        case
            when take.status in ('wanted', 'ordering', 'ordered', 'filmed', 'stopping')
                then greatest(take.cost, take.price)
            else take.cost
                + case when take.asked_at is not null and take.order_id is null
                    then greatest(take.price - coalesce((take.still->>'price')::numeric, 0), 0) else 0 end
                + case when take.still_asked_at is not null and take.still->>'order_id' is null
                    then (take.still->>'price')::numeric else 0 end
        end amount
    from takes take join jobs on jobs.id = take.job_id
    where take.asked_at is not null or take.still_asked_at is not null
    union all
    select task.client_id, scene.asked_at, scene.cost
    from video_scenes scene join video_scenarios scenario on scenario.id = scene.scenario_id
        join tasks task on task.id = scenario.task_id
    where scene.asked_at is not null
) orders
group by 1, 2 having sum(amount) <> 0""",
    """create index jobs_in_flight on jobs (client_id)
        where deleted_at is null and not needs_decision and status in ('pending', 'generating_scenes', 'processing')""",
)

_DOWN = (
    "drop index jobs_in_flight",
    "alter table video_scenes drop column reserved",
    "alter table takes drop column original_size",
    "alter table jobs drop column budget_warning",
    "drop table client_months",
    "alter table clients drop column max_jobs_in_flight, drop column max_storage_mb, drop column max_spend_per_month",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
