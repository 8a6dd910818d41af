"""The statements of a request, as Postgres logs them with `log_statement = 'all'`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from uuid import UUID

MARK = "benchmark request"
"""`select 'benchmark request 7'`, by another connection, is logged before the statements of request 7."""

_LINE = re.compile(r"^\S+ \S+ \S+ \[(\d+)\] ([A-Z]+):  (.*)$", re.DOTALL)
_STATEMENT = re.compile(r"^(?:statement|execute [^:]+): (.*)$", re.DOTALL)
_BESIDE = re.compile(r"FROM events JOIN jobs|^select 1$")
_PARAMETER = re.compile(r"\$\d+ = (?:NULL|'((?:[^']|'')*)')")


@dataclass
class Statement:
    """SQL with $1, $2 …, and their values as texts. `fresh`: those that are another id each time, by their places."""

    sql: str
    values: list[str | None] = field(default_factory=list)
    fresh: list[int] = field(default_factory=list)


def statements_by_request(log: str) -> dict[int, list[Statement]]:
    """Return what each marked request did, whichever connections it used, transaction by transaction.

    What runs beside requests is left out: looks at whether the database answers, and at the events that streams tell.
    """
    transactions: dict[int, list[list[Statement]]] = {}
    open_ones: dict[str, list[Statement]] = {}
    last: dict[str, Statement] = {}
    request: int | None = None
    for process, level, text in _entries(log):
        if level == "LOG" and (found := _STATEMENT.match(text)):
            if mark := re.search(rf"'{MARK} (\d+)'", found[1]):
                request = int(mark[1])
                transactions[request] = []
            elif request is not None:
                statement = last[process] = Statement(found[1])
                if process not in open_ones:
                    transactions[request].append([])
                    open_ones[process] = transactions[request][-1]
                open_ones[process].append(statement)
                if open_ones[process][0].sql != "BEGIN" or statement.sql in ("COMMIT", "ROLLBACK"):
                    del open_ones[process]
        elif level == "DETAIL" and process in last and text.lower().startswith("parameters: "):
            last[process].values = [each[1] and each[1].replace("''", "'") for each in _PARAMETER.finditer(text)]
    return {
        number: [each for one in made if not any(_BESIDE.search(each.sql) for each in one) for each in one]
        for number, made in transactions.items()
    }


def with_fresh_ids(recordings: Sequence[Sequence[Statement]]) -> list[Statement]:
    """Return the statements of a request that was sent several times, with the places marked whose ids were others.

    Now and then a request does more than others of its kind, as noting when a key was used last: two that did the same
    are taken. Errors: ValueError if there are none.
    """
    for first, second in combinations(recordings, 2):
        if [each.sql for each in first] == [each.sql for each in second]:
            return [
                Statement(now.sql, now.values, [at for at, pair in enumerate(_pairs(then, now)) if _are_ids(*pair)])
                for then, now in zip(first, second, strict=True)
            ]
    raise ValueError(
        f"the same request never ran the same statements: {[[s.sql for s in each] for each in recordings]}"
    )


def _entries(log: str) -> Iterator[tuple[str, str, str]]:
    """Yield process, level and text of each entry. Lines that go on begin with a tab."""
    for entry in _joined(log.splitlines()):
        if line := _LINE.match(entry):
            yield line[1], line[2], line[3]


def _joined(lines: Iterable[str]) -> Iterator[str]:
    entry: list[str] = []
    for line in lines:
        if not line.startswith("\t") and entry:
            yield "\n".join(entry)
            entry = []
        entry.append(line.removeprefix("\t"))
    yield "\n".join(entry)


def _pairs(then: Statement, now: Statement) -> list[tuple[str | None, str | None]]:
    return list(zip(then.values, now.values, strict=True))


def _are_ids(then: str | None, now: str | None) -> bool:
    return then != now and then is not None and now is not None and _is_id(then) and _is_id(now)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
