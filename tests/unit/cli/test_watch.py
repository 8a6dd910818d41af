"""Watching a job without a terminal: lines and exit status."""

import pytest

from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import FakeApi, Json, answer, completed, job, problem, scene
from tests.unit.cli.terminal import in_terminal


def filming(*scenes: Json) -> Json:
    return job("filming", "processing", scenes=list(scenes))


def test_watching_a_finished_job_ends_at_once(api: FakeApi, greenlight: Greenlight) -> None:
    api.add(completed())

    greenlight("watch", "last")

    assert [asked.path for asked in api.asked if "wait=" in asked.path] == []


def test_watch_waits_for_a_change_by_etag(api: FakeApi, greenlight: Greenlight) -> None:
    api.add(filming(), filming(), completed())

    greenlight("watch", "last")

    *_, first, second, third = api.asked
    assert ("wait=" in first.path, "if-none-match" in first.headers) == (False, False)
    assert (second.path[-7:], second.headers["if-none-match"]) == ("wait=1s", '"1"')
    assert third.headers["if-none-match"] == '"2"'


def test_watch_goes_on_when_nothing_has_changed(api: FakeApi, greenlight: Greenlight) -> None:
    unchanged: Json = {}
    api.add(filming(), unchanged, completed())

    assert greenlight("watch", "last").status == 0
    assert [asked.headers.get("if-none-match") for asked in api.asked[-3:]] == [None, '"1"', '"1"']


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (completed(), 0),
        (job("failed", "failed", error={"code": "failed", "message": "no planner", "retryable": False}), 1),
        (job("cancelled", "cancelled"), 1),
        (job("review", "storyboard_review"), 2),
        (job("awaiting_retry", "processing"), 2),
    ],
)
def test_the_exit_status_of_watch_is_the_outcome(api: FakeApi, greenlight: Greenlight, end: Json, status: int) -> None:
    api.add(job("planning", "generating_scenes", scenes=[]), end)

    assert greenlight("watch", "last").status == status


def test_watch_writes_one_line_for_each_change(api: FakeApi, greenlight: Greenlight) -> None:
    half = filming(scene(1, status="processing", progress=0.5), scene(2))
    cutting = job("cutting", "processing", scenes=completed()["scenes"])
    api.add(job("planning", "generating_scenes", scenes=[]), half, half, half, cutting, completed())

    lines = greenlight("watch", "last").out.splitlines()

    assert lines == [
        "writing the storyboard",
        "filming",
        "scene 1 hook      ██████████░░░░░░░░░░ filming  50%",
        "scene 1 hook      ████████████████████ filmed",
        "scene 2 hook      ████████████████████ filmed",
        "cutting the film",
        "the film is cut",
        "The film is ready: ./greenlight fetch 01980000-0000-7000-8000-000000000001",
    ]


def test_a_scene_without_progress_has_a_line(api: FakeApi, greenlight: Greenlight) -> None:
    api.add(filming(), filming(scene(1, status="processing", progress=None)), completed())

    assert "scene 1 hook      ░░░░░░░░░░░░░░░░░░░░ filming\n" in greenlight("watch", "last").out


def test_watch_shows_the_retry_time_and_the_failure_of_a_scene(api: FakeApi, greenlight: Greenlight) -> None:
    waiting = scene(1, attempt=2, nextRetryAt="2026-01-02T03:04:05Z")
    failed = scene(1, status="failed", error={"code": "input_rejected", "message": "[no]", "retryable": False})
    api.add(filming(), filming(waiting), job("awaiting_retry", "processing", scenes=[failed]))

    shown = greenlight("watch", "last").out

    assert "tried 2 times, again at" in shown
    assert "failed: [no] (input_rejected)" in shown
    assert "Decide: ./greenlight retry" in shown


def test_watch_continues_after_a_short_outage_of_the_api(api: FakeApi, greenlight: Greenlight) -> None:
    job_id = api.add(completed())
    away = problem(503, "no database", "unavailable")
    filming_then_away = [answer({"data": filming()}), away, away]
    api.passing["GET", f"/api/v3/jobs/{job_id}"] = filming_then_away

    assert greenlight("watch", "last").status == 0


def test_watching_an_unknown_job_fails(greenlight: Greenlight) -> None:
    ended = greenlight("watch", "01980000-0000-7000-8000-00000000dead")

    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("no job 01980000")


def test_an_interrupt_ends_watching_and_leaves_the_job_running(api: FakeApi) -> None:
    api.add(filming(scene(1, status="processing", progress=0.25)))

    with in_terminal("watch", "last", environment={"GREENLIGHT_URL": api.url}) as terminal:
        terminal.wait_for("filming  25%")
        terminal.interrupt()
        status = terminal.end()

    assert status == 130
    assert "Interrupted. A job goes on as long as its stack runs." in terminal.seen
    assert api.changes() == []
