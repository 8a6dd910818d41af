"""Concurrent calls of the ledger have the results of some sequential order of them."""

import asyncio
from collections.abc import Coroutine
from copy import deepcopy
from itertools import permutations
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid4, uuid5

import psycopg
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy.ext.asyncio import AsyncEngine

from db.clients.credits import PostgresCredits
from db.connections.engine import connect
from domain.credits import EntryKind
from domain.errors import Conflict
from tests.stack.db.by_hand import Database
from tests.stack.db.credits.credit_model import CreditCall, CreditModel

Result = TypeVar("Result")

PRICE = 2
USERS = ("too little", "enough", "plenty")
SCENES = ("scene 2", "scene 3")

RUN_SETTINGS = settings(
    database=None,
    max_examples=15,
    stateful_step_count=15,
    phases=[Phase.generate],  # what happens at once does not happen again in the same order: it is told as it was
    suppress_health_check=list(HealthCheck),
)

of_a_task = {"user": st.sampled_from(USERS), "task": st.integers(1, 2)}
grants = st.builds(CreditCall, st.just(EntryKind.GRANT), st.sampled_from(USERS), amount=st.integers(1, 4))
holds = st.builds(CreditCall, st.just(EntryKind.HOLD), **of_a_task, amount=st.integers(1, 3).map(PRICE.__mul__))
captures = st.builds(
    CreditCall, st.just(EntryKind.CAPTURE), **of_a_task, amount=st.just(PRICE), purpose=st.sampled_from(SCENES)
)
releases = st.builds(CreditCall, st.just(EntryKind.RELEASE), **of_a_task)

UNEVEN = """
select user_id from credit_accounts left join credit_entries using (user_id) group by user_id
having balance <> coalesce(sum(amount) filter (where kind = 'grant'), 0)
        - coalesce(sum(amount) filter (where kind = 'capture'), 0)
    or held <> coalesce(sum(amount) filter (where kind = 'hold'), 0)
        - coalesce(sum(amount) filter (where kind in ('capture', 'release')), 0)
"""


class Processes:
    """Three processes that use one ledger; their calls block."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._engines: list[AsyncEngine] = [connect(url, pool_size=2) for _ in range(3)]
        self.ledgers = [PostgresCredits(engine) for engine in self._engines]
        self._reader = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)

    def wait(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._loop.run_until_complete(work)

    def accounts(self, life: UUID) -> dict[str, tuple[int, int]]:
        """Balance and held of everybody in that life."""
        rows = self._reader.execute("select user_id, balance, held from credit_accounts").fetchall()
        return {user: (balance, held) for user in USERS for name, balance, held in rows if name == f"{user} {life}"}

    def close(self) -> None:
        self._reader.close()
        for engine in self._engines:
            self.wait(engine.dispose())
        self._loop.close()


class CreditMachine(RuleBasedStateMachine):
    """Users have a new name in each life: what was written to a ledger stays."""

    processes: ClassVar[Processes]

    @initialize()
    def begin(self) -> None:
        self.life = uuid4()
        self.paper = CreditModel()
        grants = [
            CreditCall(EntryKind.GRANT, user, amount=amount) for user, amount in zip(USERS, (1, 6, 30), strict=True)
        ]
        self._at_once(*grants)

    @rule(call=grants | holds | captures | releases)
    def one(self, call: CreditCall) -> None:
        self._at_once(call)

    @rule(calls=st.lists(holds | captures | releases | grants, min_size=2, max_size=4))
    def some_at_once(self, calls: list[CreditCall]) -> None:
        self._at_once(*calls)

    @rule(call=holds | captures | releases)
    def the_same_three_times_at_once(self, call: CreditCall) -> None:
        self._at_once(call, call, call)

    @rule(user=st.sampled_from(USERS))
    def every_task_of_a_user_at_once(self, user: str) -> None:
        self._at_once(*(CreditCall(EntryKind.HOLD, user, task, 2 * PRICE) for task in (1, 2)))

    def teardown(self) -> None:
        for (user, task), page in list(self.paper.pages.items()):
            if page.left:
                self._at_once(CreditCall(EntryKind.RELEASE, user, task))
        assert [self.paper.account(user)[1] for user in USERS] == [0, 0, 0]

    def _at_once(self, *calls: CreditCall) -> None:
        told = self.processes.wait(self._told(calls))
        accounts = self.processes.accounts(self.life)
        for order in permutations(range(len(calls))):
            paper = deepcopy(self.paper)
            answers = {place: paper.do(calls[place]) for place in order}
            on_paper = {user: paper.account(user) for user in accounts}
            if [answers[place] for place in range(len(calls))] == told and on_paper == accounts:
                self.paper = paper
                return
        raise AssertionError(f"in no order do {calls} answer {told} and leave {accounts}")

    async def _told(self, calls: tuple[CreditCall, ...]) -> list[bool | str | None]:
        ledgers = self.processes.ledgers
        work = [self._run(ledgers[place % len(ledgers)], call) for place, call in enumerate(calls)]
        return await asyncio.gather(*work)

    async def _run(self, ledger: PostgresCredits, call: CreditCall) -> bool | str | None:
        user, task = f"{call.user} {self.life}", self._task(call)
        try:
            match call.kind:
                case EntryKind.GRANT:
                    await ledger.grant(user, uuid4(), call.amount, "")
                case EntryKind.HOLD:
                    return await ledger.hold(user, task, call.amount)
                case EntryKind.CAPTURE:
                    await ledger.capture(task, call.purpose, call.amount)
                case EntryKind.RELEASE:
                    await ledger.release(task)
        except Conflict:
            return "refused"
        return None

    def _task(self, call: CreditCall) -> UUID:
        return uuid5(self.life, f"{call.user} {call.task}")


def test_concurrent_calls_never_lose_credits_or_spend_them_twice(sqlalchemy_url: str, database: Database) -> None:
    CreditMachine.processes = Processes(sqlalchemy_url)
    try:
        run_state_machine_as_test(CreditMachine, settings=RUN_SETTINGS)
    finally:
        CreditMachine.processes.close()

    assert database.rows(UNEVEN) == []
    assert database.rows("select sum(held) from credit_accounts") == [(0,)]
