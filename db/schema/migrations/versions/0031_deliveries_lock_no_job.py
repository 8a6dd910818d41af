"""Deliveries refer to jobs without a foreign key, whose check would lock the job: no job waits for its webhooks."""

from alembic import op

revision = "0031"
down_revision = "0030"

_UP = (
    "alter table webhook_deliveries drop constraint webhook_deliveries_job_id_fkey",
    """create function delete_webhook_deliveries() returns trigger language plpgsql as $$
    begin
        delete from webhook_deliveries where job_id = old.id;
        return null;
    end $$""",
    """create trigger delete_webhook_deliveries after delete on jobs for each row
        execute function delete_webhook_deliveries()""",
)

_DOWN = (
    "drop trigger delete_webhook_deliveries on jobs",
    "drop function delete_webhook_deliveries",
    "delete from webhook_deliveries where job_id not in (select id from jobs)",
    """alter table webhook_deliveries add constraint webhook_deliveries_job_id_fkey
        foreign key (job_id) references jobs on delete cascade""",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
