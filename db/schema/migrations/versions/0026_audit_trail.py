"""The audit trail of jobs: entries that nobody changes, and that go with their job alone."""

from alembic import op

revision = "0026"
down_revision = "0025"

_UP = (
    """
create table audit_entries (
    id uuid primary key,
    job_id uuid not null references jobs on delete cascade,
    action text not null check (action <> ''),
    by text not null check (by in ('key', 'link', 'anonymous', 'temporal', 'auto', 'system')),
    name text not null,
    key_id uuid,
    link_id uuid,
    label text,
    outcome text not null check (outcome in ('applied', 'unchanged', 'refused')),
    details json not null,
    refusal json,
    created_at timestamptz not null,
    constraint a_refusal_has_its_reason check ((outcome = 'refused') = (refusal is not null))
)""",
    "create index audit_entries_newest on audit_entries (job_id, created_at desc, id desc)",
    """
create function refuse_to_change_the_audit_trail() returns trigger language plpgsql as $$
begin
    -- The rows of a job that is purged are deleted after the job's own.
    if tg_op = 'DELETE' and tg_level = 'ROW' then
        if not exists (select from jobs where id = old.job_id) then
            return old;
        end if;
    end if;
    raise exception using
        errcode = 'integrity_constraint_violation', constraint = tg_name,
        message = 'the audit trail of a job is only added to';
end $$""",
    """
create trigger audit_entries_stay before delete on audit_entries
for each row execute function refuse_to_change_the_audit_trail()""",
    """
create trigger audit_entries_stay_as_they_are before update or truncate on audit_entries
for each statement execute function refuse_to_change_the_audit_trail()""",
)

_DOWN = (
    "drop table audit_entries",
    "drop function refuse_to_change_the_audit_trail",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
