"""A task's progress as clients read it while the task runs."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.harness.scenario_stack import ScenarioStack, scenario

WATCH = b"""
create table seen (id serial, task uuid, status text, progress int, message text);
create function see() returns trigger language plpgsql as $$ begin
    insert into seen (task, status, progress, message) values (new.id, new.status, new.progress, new.message);
    return null;
end $$;
create trigger see after insert or update of status, progress, message on tasks for each row execute function see()
"""


@pytest.fixture
def watched(stack: ScenarioStack) -> Iterator[psycopg.Connection]:
    """The table `seen` has every state of a task that a client could have read."""
    with psycopg.connect(stack.pipeline.settings.psycopg_url, autocommit=True) as connection:
        connection.execute(WATCH)
        yield connection
        connection.execute("drop trigger see on tasks; drop function see; drop table seen")


async def test_every_step_shows_its_message_and_the_tasks_progress(
    stack: ScenarioStack, watched: psycopg.Connection
) -> None:
    task = await stack.saved(await stack.user(credits=4), scenario(3))

    rows = watched.execute(
        "select status, progress, message from seen where task = %s order by id", [task["task_id"]]
    ).fetchall()
    told = [row for row, before in zip(rows, [None, *rows], strict=False) if row != before]
    assert told == [
        ("pending", 0, "Scenario save started"),
        ("running", 5, "Saving the scenario"),
        ("running", 25, "Scenario saved"),
        ("running", 25, "Saving 3 scenes"),
        ("running", 65, "3 scenes saved"),
        ("running", 65, "Generating image 1 of 2"),
        ("running", 77, "Image 1 generated"),
        ("running", 77, "Generating image 2 of 2"),
        ("running", 90, "Image 2 generated"),
        ("running", 90, "Finishing"),
        ("completed", 100, "Scenario saved with 3 scenes and 2 generated images"),
    ]
