"""Assets, save-scenario tasks and credit accounts belong to a client, as jobs do.

What was made before belongs to the client whose jobs use it, or whose scenario it is of. An asset that no job uses, or
those of several clients, and every account belong to nobody: they are there for callers of all clients.
"""

from alembic import op

revision = "0025"
down_revision = "0024"

_UP = (
    "alter table assets add column client_id text check (char_length(client_id) between 1 and 200)",
    """
update assets set client_id = owners.client_id from (
    select use.asset_id, min(jobs.client_id) client_id
    from job_assets use join jobs on jobs.id = use.job_id
    group by use.asset_id having count(distinct jobs.client_id) = 1
) owners where owners.asset_id = assets.id""",
    """
update assets set client_id = scenario.user_id
from video_scenes scene join video_scenarios scenario on scenario.id = scene.scenario_id
where scene.asset_id = assets.id""",
    "create index assets_of_a_client on assets (client_id, created_at desc, id desc)",
    "alter table tasks add column client_id text check (char_length(client_id) between 1 and 200)",
    "update tasks set client_id = user_id",
    "alter table tasks alter column client_id set not null",
    "alter table credit_accounts add column client_id text check (char_length(client_id) between 1 and 200)",
    "drop trigger accounts_follow_from_entries on credit_accounts",
    # Whose the account is may be written by itself; what it holds still follows from its entries.
    """
create trigger accounts_follow_from_entries before update on credit_accounts
for each row when (
    pg_trigger_depth() < 1
    and (new.user_id, new.balance, new.held) is distinct from (old.user_id, old.balance, old.held)
) execute function refuse_to_change_credits()""",
)

_DOWN = (
    "drop trigger accounts_follow_from_entries on credit_accounts",
    """
create trigger accounts_follow_from_entries before update on credit_accounts
for each row when (pg_trigger_depth() < 1) execute function refuse_to_change_credits()""",
    "alter table credit_accounts drop column client_id",
    "alter table tasks drop column client_id",
    "drop index assets_of_a_client",
    "alter table assets drop column client_id",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
