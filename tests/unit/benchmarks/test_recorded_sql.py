"""The statements of requests, as they are read from the log of Postgres."""

import pytest

from benchmarks.load.recorded_sql import MARK, Statement, statements_by_request, with_fresh_ids

ONE, OTHER = "01a22ecb-b0f3-78da-8295-f56028817bc8", "01a22ecb-b1d2-77f7-be3a-76e548b48174"


def log(*entries: tuple[int, str]) -> str:
    """Return the log of those backends; lines of a statement after its first begin with a tab."""
    return "\n".join(f"2026-11-30 23:24:54.732 UTC [{pid}] " + text.replace("\n", "\n\t") for pid, text in entries)


def mark(number: int) -> tuple[int, str]:
    return 1, f"LOG:  statement: select '{MARK} {number}'"


def test_statements_belong_to_the_mark_before_them_with_their_values() -> None:
    read = log(
        (7, "LOG:  statement: select 'before'"),
        mark(0),
        (7, "LOG:  execute _pg3_5: \nselect *\nfrom jobs where id = $1 and name = $2 and kind = $3"),
        (7, f"DETAIL:  Parameters: $1 = '{ONE}', $2 = 'Tom''s, $9 = 1', $3 = NULL"),
        mark(1),
        (8, "LOG:  statement: select 1"),
        (8, "LOG:  execute <unnamed>: select 3"),
    )
    assert statements_by_request(read) == {
        0: [Statement("\nselect *\nfrom jobs where id = $1 and name = $2 and kind = $3", [ONE, "Tom's, $9 = 1", None])],
        1: [Statement("select 3")],
    }


def test_transactions_of_several_connections_are_told_apart() -> None:
    read = log(
        mark(0),
        (7, "LOG:  statement: BEGIN"),
        (8, "LOG:  execute _pg3_1: select 0"),
        (7, "LOG:  execute _pg3_2: select 2"),
        (7, "LOG:  statement: COMMIT"),
    )
    assert [each.sql for each in statements_by_request(read)[0]] == ["BEGIN", "select 2", "COMMIT", "select 0"]


def test_what_tells_events_to_streams_is_left_out_even_if_it_ends_in_another_request() -> None:
    read = log(
        mark(0),
        (9, "LOG:  statement: BEGIN"),
        (7, "LOG:  execute _pg3_1: select 0"),
        mark(1),
        (9, "LOG:  execute <unnamed>: SELECT events.id \nFROM events JOIN jobs ON jobs.id = events.job_id"),
        (9, "LOG:  statement: COMMIT"),
        (7, "LOG:  execute _pg3_1: select 2"),
    )
    assert {number: [each.sql for each in found] for number, found in statements_by_request(read).items()} == {
        0: ["select 0"],
        1: ["select 2"],
    }


def test_ids_that_differ_between_two_recordings_are_fresh_each_time() -> None:
    first = [Statement("insert", [ONE, "tea", "1", OTHER])]
    second = [Statement("insert", [OTHER, "tea", "2", OTHER])]
    assert with_fresh_ids([first, second]) == [Statement("insert", [OTHER, "tea", "2", OTHER], fresh=[0])]


def test_a_recording_that_did_more_than_others_is_not_taken() -> None:
    usual, more = [Statement("select 0")], [Statement("update api_keys"), Statement("select 0")]
    assert with_fresh_ids([usual, more, usual]) == usual
    with pytest.raises(ValueError, match="never ran the same"):
        with_fresh_ids([more, usual])
