"""No credit is spent that is not there, and none twice, whoever writes."""

import asyncio
from dataclasses import dataclass
from uuid import uuid4

import psycopg
import pytest

from runtime.devstack.postgres import EmbeddedPostgres
from tests.stack.db.by_hand import Database

TASK = "00000000-0000-4000-8000-000000000001"
OTHER = "00000000-0000-4000-8000-000000000002"
BOBS = "00000000-0000-4000-8000-000000000003"

BOOKS = f"""
insert into credit_accounts (user_id) values ('ann'), ('bob');
insert into credit_entries (user_id, kind, amount) values ('ann', 'grant', 10), ('bob', 'grant', 10);
insert into credit_entries (user_id, kind, amount, task)
    values ('ann', 'hold', 6, '{TASK}'), ('bob', 'hold', 6, '{BOBS}');
insert into credit_entries (user_id, kind, amount, task, purpose) values ('ann', 'capture', 2, '{TASK}', 'scene 2');
"""


@dataclass(frozen=True)
class Violation:
    """A statement, and what stands in its way."""

    says: str
    refused_by: str


def entry(kind: str, amount: int, task: str | None = TASK, purpose: str = "", user: str = "ann") -> str:
    of = "null" if task is None else f"'{task}'"
    columns = "credit_entries (user_id, kind, amount, task, purpose)"
    return f"insert into {columns} values ('{user}', '{kind}', {amount}, {of}, '{purpose}')"


VIOLATIONS = {
    "holding more than is available": Violation(entry("hold", 5, OTHER), "held_is_in_the_balance"),
    "holding twice for a task": Violation(entry("hold", 1), "booked_once"),
    "holding for a task of another user's": Violation(entry("hold", 1, user="bob"), "booked_once"),
    "paying the same thing twice": Violation(entry("capture", 2, purpose="scene 2"), "booked_once"),
    "paying more than the task holds": Violation(entry("capture", 5, purpose="x"), "held_is_never_negative"),
    "paying out of nothing": Violation(entry("capture", 1, OTHER, "x"), "a_task_spends_what_it_holds"),
    "paying out of another user's hold": Violation(entry("capture", 1, BOBS, "x"), "a_task_spends_what_it_holds"),
    "giving back more than is left": Violation(entry("release", 5), "held_is_never_negative"),
    "giving back out of nothing": Violation(entry("release", 1, OTHER), "a_task_spends_what_it_holds"),
    "paying more than the task holds, out of another task's": Violation(
        f"{entry('hold', 4, OTHER)}; {entry('capture', 5, purpose='x')}", "a_task_spends_what_it_holds"
    ),
    "paying for nothing named": Violation(entry("capture", 1), "only_captures_have_a_purpose"),
    "a second hold under another purpose": Violation(entry("hold", 1, purpose="x"), "only_captures_have_a_purpose"),
    "a grant of a task": Violation(entry("grant", 1), "all_but_grants_are_of_a_task"),
    "a hold of no task": Violation(entry("hold", 1, None), "all_but_grants_are_of_a_task"),
    "a grant of nothing": Violation(entry("grant", 0, None), "credit_entries_amount_check"),
    "a grant that takes": Violation(entry("grant", -5, None), "credit_entries_amount_check"),
    "a capture that gives": Violation(entry("capture", -1, purpose="x"), "credit_entries_amount_check"),
    "an entry of an unknown kind": Violation(entry("gift", 1), "credit_entries_kind_check"),
    "an entry of an unknown user": Violation(entry("grant", 1, None, user="carl"), "credit_entries_user_id_fkey"),
    "another amount in an entry": Violation("update credit_entries set amount = 1", "entries_stay_as_they_are"),
    "an entry deleted": Violation("delete from credit_entries where kind = 'capture'", "entries_stay_as_they_are"),
    "all entries emptied away": Violation("truncate credit_accounts, credit_entries", "entries_stay_as_they_are"),
    "an entry written over by its retry": Violation(
        f"{entry('capture', 1, purpose='scene 2')} on conflict (task, purpose, kind) do update set amount = 1",
        "entries_stay_as_they_are",
    ),
    "a balance set by hand": Violation("update credit_accounts set balance = 99", "accounts_follow_from_entries"),
    "a hold forgotten by hand": Violation("update credit_accounts set held = 0", "accounts_follow_from_entries"),
    "an account of another name": Violation(
        "update credit_accounts set user_id = 'eve' where user_id = 'ann'", "accounts_follow_from_entries"
    ),
    "an account set by its retry": Violation(
        "insert into credit_accounts values ('ann') on conflict (user_id) do update set balance = 99",
        "accounts_follow_from_entries",
    ),
    "an account that begins with something": Violation(
        "insert into credit_accounts values ('eve', 9, 0)", "accounts_begin_empty"
    ),
    "an account deleted with its past": Violation("delete from credit_accounts", "credit_entries_user_id_fkey"),
    "a user without a name": Violation("insert into credit_accounts values ('')", "credit_accounts_user_id_check"),
    "a user with too long a name": Violation(
        "insert into credit_accounts values (repeat('x', 201))", "credit_accounts_user_id_check"
    ),
}

SUMS = """
select user_id, balance, held,
    sum(amount * case kind when 'grant' then 1 when 'capture' then -1 else 0 end),
    sum(amount * case kind when 'grant' then 0 when 'hold' then 1 else -1 end)
from credit_accounts join credit_entries using (user_id) group by user_id order by user_id
"""


@pytest.fixture(scope="module")
def database_url(postgres: EmbeddedPostgres) -> str:
    """One for all of these: what is refused leaves nothing behind."""
    name = f"test-{uuid4()}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "migrated"'.encode())
    Database(postgres.url(name)).run(BOOKS)
    return postgres.url(name)


@pytest.mark.parametrize("name", VIOLATIONS)
def test_the_database_refuses(name: str, database: Database) -> None:
    with pytest.raises(psycopg.IntegrityError) as refusal:
        database.run(VIOLATIONS[name].says)

    assert refusal.value.diag.constraint_name == VIOLATIONS[name].refused_by
    assert database.rows(SUMS) == [("ann", 8, 4, 8, 4), ("bob", 10, 6, 10, 6)]


def test_a_retry_that_does_nothing_books_nothing(database: Database) -> None:
    database.run(f"{entry('capture', 2, purpose='scene 2')} on conflict do nothing")

    assert database.rows(SUMS)[0] == ("ann", 8, 4, 8, 4)


async def test_holds_by_hand_at_once_never_exceed_the_balance(database: Database) -> None:
    database.run("insert into credit_accounts values ('dora')")
    database.run(entry("grant", 10, None, user="dora"))

    async def hold() -> None:
        await asyncio.to_thread(database.run, entry("hold", 3, str(uuid4()), user="dora"))

    outcomes = await asyncio.gather(*(hold() for _ in range(12)), return_exceptions=True)

    assert outcomes.count(None) == 3
    assert {type(each) for each in outcomes if each} == {psycopg.errors.CheckViolation}
    assert database.rows(SUMS)[-1] == ("dora", 10, 9, 10, 9)
