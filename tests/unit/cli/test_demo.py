"""The demo on a running API: upload, review, film."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from runtime.devstack.home import Home, Stack
from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import Answer, FakeApi, Json, answer, completed, job, scene
from tests.unit.cli.terminal import Terminal, in_terminal

FILM = b"\x00\x00\x00\x20ftypisom"


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    (tmp_path / "can.png").write_bytes(b"picture")
    file = tmp_path / "brief.json"
    file.write_text(json.dumps({"context": {"clientId": "me"}, "creative": {"assets": [{"url": "can.png"}]}}))
    return file


def planning(revision: int) -> Json:
    return job("planning", "generating_scenes", scenes=[], storyboardRevision=revision)


def filming() -> Json:
    return job("filming", "processing", scenes=[scene(1, status="processing", progress=0.4), scene(2)])


def set_states(api: FakeApi, *states: Json) -> None:
    api.add(*states)
    api.answers["POST", "/api/v3/jobs"] = answer({"data": states[0]}, 201)
    api.answers["POST", "/api/v3/assets"] = answer({"data": {"id": "01980000-0000-7000-8000-00000000000a"}}, 201)
    api.answers["GET", f"/api/v3/jobs/{job()['id']}/video"] = Answer(FILM)


def sent_actions(api: FakeApi) -> list[Json]:
    return [change.json for change in api.changes() if change.path.endswith("/actions")]


def test_without_a_terminal_the_demo_approves_by_itself(
    api: FakeApi, greenlight: Greenlight, home: Path, brief: Path
) -> None:
    set_states(api, planning(1), job(storyboardRevision=1), filming(), completed())

    ended = greenlight("demo", "--brief", str(brief))

    film = home / "films" / "nordlys-kaffe-00000001.mp4"
    assert ended.status == 0
    assert sent_actions(api) == [{"action": "approve_storyboard", "storyboardRevision": 1}]
    assert "Picture 2" in ended.out
    assert f"Film           {film}\n               9 s, its scenes 4.5 + 4.5; 0.0 MB\n" in ended.out
    assert f"Studio         {api.url}/jobs/" in ended.out
    assert f"API            {api.url}/docs\n" in ended.out
    assert film.read_bytes() == FILM


def test_on_a_running_api_the_demo_uploads_the_images(api: FakeApi, greenlight: Greenlight, brief: Path) -> None:
    set_states(api, completed())

    greenlight("demo", "--brief", str(brief))

    upload, creation = api.changes()
    assert b"picture" in upload.body
    assert creation.json["creative"]["assets"] == [{"id": "01980000-0000-7000-8000-00000000000a"}]


def test_an_unknown_sample_is_refused_with_the_names_of_the_samples(greenlight: Greenlight) -> None:
    ended = greenlight("demo", "--sample", "nothing of the kind")

    assert ended.status == 1
    assert "There is no sample" in ended.err


@contextmanager
def somebodys_stack(home: Home, url: str) -> Iterator[None]:
    """A stack that answers at `url` and was started with the environment of this moment."""
    home.create()
    with home.lock(), subprocess.Popen(("sleep", "1000")) as process:
        stack = Stack(
            phase="ready",
            supervisor=process.pid,
            api_url=url,
            temporal_address="elsewhere:7233",
            temporal_namespace="default",
            temporal_ui_url=None,
            database_url="",
            pids={},
        )
        home.record_stack(stack)
        try:
            yield
        finally:
            process.kill()


def test_a_stack_that_no_demo_started_is_not_restarted_with_other_settings(
    api: FakeApi, greenlight: Greenlight, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIDEO_PROVIDER", "animatic")
    with somebodys_stack(Home(home), api.url):
        monkeypatch.setenv("GREENLIGHT_URL", "")
        monkeypatch.setenv("VIDEO_PROVIDER", "replicate")
        monkeypatch.setenv("REPLICATE_API_TOKEN", "mine")
        ended = greenlight("demo")

    assert ended.status == 1
    assert ended.err == (
        f"A stack runs in {home} that was started with another REPLICATE_API_TOKEN, VIDEO_PROVIDER, and would film"
        f" with that.\nStop it first, with make down GREENLIGHT_HOME={home}, or film with its settings: leave"
        " REPLICATE_API_TOKEN, VIDEO_PROVIDER out.\n"
    )
    assert api.changes() == []


def test_a_failed_job_is_shown_with_its_reason(api: FakeApi, greenlight: Greenlight, brief: Path) -> None:
    fault = {"code": "failed", "message": "the planner is out of words", "retryable": False}
    set_states(api, planning(1), job("failed", "failed", scenes=[], error=fault))

    ended = greenlight("demo", "--brief", str(brief))

    assert ended.status == 1
    assert "The job is failed. the planner is out of words (failed)" in ended.out


def test_a_refused_key_is_shown_once_and_ends_the_demo(api: FakeApi, greenlight: Greenlight, brief: Path) -> None:
    fault = {"code": "account_problem", "message": "Zeta answered 401: no. Check ZETA_KEY.", "retryable": False}
    scenes = [scene(1, status="failed", error=fault), scene(2, status="failed", error=fault)]
    set_states(api, planning(1), job(storyboardRevision=1), job("awaiting_retry", "processing", scenes=scenes))

    ended = greenlight("demo", "--brief", str(brief))

    assert ended.status == 1
    assert ended.err.splitlines() == [
        "Zeta answered 401: no. Check ZETA_KEY.",
        "Then start the stack again: it runs with the settings of before.",
    ]


def demo(api: FakeApi, home: Path, brief: Path) -> AbstractContextManager[Terminal]:
    environment = {"GREENLIGHT_URL": api.url, "GREENLIGHT_HOME": str(home)}
    return in_terminal("demo", "--brief", str(brief), environment=environment)


def test_typed_text_rejects_the_storyboard_and_yes_approves_the_next(api: FakeApi, home: Path, brief: Path) -> None:
    first, second = job(storyboardRevision=1), job(storyboardRevision=2)
    set_states(api, planning(1), first, planning(2), planning(2), second, filming(), filming(), completed())

    with demo(api, home, brief) as terminal:
        terminal.wait_for("Green light?")
        terminal.type("more [bold] coffee")
        terminal.wait_for("Green light?")
        terminal.type("y")
        status = terminal.end()

    assert status == 0
    assert sent_actions(api) == [
        {"action": "reject_storyboard", "feedback": "more [bold] coffee", "storyboardRevision": 1},
        {"action": "approve_storyboard", "storyboardRevision": 2},
    ]
    assert "scene 1 hook" in terminal.seen
    assert "filming  40%" in terminal.seen


def test_typing_no_cancels_the_job_and_exits_with_success(api: FakeApi, home: Path, brief: Path) -> None:
    set_states(api, planning(1), job(), job("cancelled", "cancelled"))

    with demo(api, home, brief) as terminal:
        terminal.wait_for("Green light?")
        terminal.type("n")
        status = terminal.end()

    assert status == 0
    assert sent_actions(api) == [{"action": "cancel"}]
