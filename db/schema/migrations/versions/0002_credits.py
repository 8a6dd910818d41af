"""Credits: accounts that follow from their entries, and entries that nobody can change.

The account is booked by a trigger, after each entry and in its transaction: it is the sum of its entries whoever
writes, its row lock puts the writers of one user in a row, and its constraints refuse what was not there to spend.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

_UP = (
    """
create table credit_accounts (
    user_id text primary key check (char_length(user_id) between 1 and 200),
    balance bigint not null default 0 constraint balance_is_never_negative check (balance >= 0),
    held bigint not null default 0 constraint held_is_never_negative check (held >= 0),
    constraint held_is_in_the_balance check (held <= balance)
)""",
    """
create table credit_entries (
    id uuid primary key default gen_random_uuid(),
    user_id text not null references credit_accounts,
    kind text not null check (kind in ('grant', 'hold', 'capture', 'release')),
    amount bigint not null check (amount > 0),
    task uuid,
    purpose text not null default '',
    reason text not null default '',
    created_at timestamptz not null default clock_timestamp(),
    constraint all_but_grants_are_of_a_task check ((kind = 'grant') = (task is null)),
    constraint only_captures_have_a_purpose check ((kind = 'capture') = (purpose <> '')),
    constraint booked_once unique (task, purpose, kind)
)""",
    "create index credit_entries_newest on credit_entries (user_id, created_at desc, id desc)",
    """
create function book_credit_entry() returns trigger language plpgsql as $$
begin
    update credit_accounts set
        balance = balance + case new.kind when 'grant' then new.amount when 'capture' then -new.amount else 0 end,
        held = held + case new.kind when 'grant' then 0 when 'hold' then new.amount else -new.amount end
    where user_id = new.user_id;
    -- The account's row is locked by now, so nobody else adds to what is summed here.
    if new.kind in ('capture', 'release') and 0 > (
        select coalesce(sum(case kind when 'hold' then amount else -amount end), 0)
        from credit_entries where task = new.task and user_id = new.user_id
    ) then
        raise exception using
            errcode = 'check_violation', constraint = 'a_task_spends_what_it_holds',
            message = 'a task pays and gives back no more than it holds';
    end if;
    return null;
end $$""",
    """
create trigger book_credit_entry after insert on credit_entries
for each row execute function book_credit_entry()""",
    """
create function refuse_to_change_credits() returns trigger language plpgsql as $$
begin
    raise exception using
        errcode = 'integrity_constraint_violation', constraint = tg_name,
        message = 'credits change by new entries only';
end $$""",
    """
create trigger entries_stay_as_they_are before update or delete or truncate on credit_entries
for each statement execute function refuse_to_change_credits()""",
    """
create trigger accounts_begin_empty before insert on credit_accounts
for each row when (new.balance <> 0 or new.held <> 0) execute function refuse_to_change_credits()""",
    """
create trigger accounts_follow_from_entries before update on credit_accounts
for each row when (pg_trigger_depth() < 1) execute function refuse_to_change_credits()""",
)

_DOWN = (
    "drop table credit_entries, credit_accounts",
    "drop function book_credit_entry, refuse_to_change_credits",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
