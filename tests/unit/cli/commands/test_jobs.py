"""Creating jobs, finding them by id, and sending decisions."""

import json
import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import FakeApi, answer, completed, job, problem

ASSET, NEW_ASSET = "01980000-0000-7000-8000-00000000000a", "01980000-0000-7000-8000-00000000000b"


def brief_file(folder: Path, *assets: dict[str, str]) -> Path:
    file = folder / "brief.json"
    brief = {"context": {"clientId": "me"}, "adBasics": {"productName": "Kaffe"}, "creative": {"assets": assets}}
    file.write_text(json.dumps(brief))
    return file


def test_create_sends_the_brief_unchanged(api: FakeApi, greenlight: Greenlight, tmp_path: Path) -> None:
    api.answers["POST", "/api/v3/jobs"] = answer({"data": job()}, 201)
    brief = brief_file(tmp_path, {"url": "https://example.com/a.png"})

    ended = greenlight("create", str(brief))

    assert ended.status == 0
    assert "01980000-0000-7000-8000-000000000001" in ended.out
    assert api.changes()[0].json == json.loads(brief.read_text())


def test_create_uploads_the_images_beside_the_brief(api: FakeApi, greenlight: Greenlight, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "can.png").write_bytes(b"\x89PNG the picture")
    api.answers["POST", "/api/v3/jobs"] = answer({"data": job()}, 201)
    api.answers["POST", "/api/v3/assets"] = answer({"data": {"id": "01980000-0000-7000-8000-00000000000a"}}, 201)

    greenlight("create", str(brief_file(tmp_path, {"url": "pictures/can.png", "role": "hero"})))

    upload, creation = api.changes()
    assert b"\x89PNG the picture" in upload.body
    assert b'name="role"\r\n\r\nhero' in upload.body
    assert b'name="clientId"' in upload.body
    assert creation.json["creative"]["assets"] == [{"id": "01980000-0000-7000-8000-00000000000a", "role": "hero"}]


def test_create_names_a_missing_image_and_creates_no_job(api: FakeApi, greenlight: Greenlight, tmp_path: Path) -> None:
    ended = greenlight("create", str(brief_file(tmp_path, {"url": "can.png"})))

    assert ended.status == 1
    assert ended.err == f"The brief names the asset can.png, but there is no file {tmp_path / 'can.png'}.\n"
    assert api.changes() == []


def test_create_with_approve_sets_auto_approve(api: FakeApi, greenlight: Greenlight, tmp_path: Path) -> None:
    api.answers["POST", "/api/v3/jobs"] = answer({"data": job()}, 201)

    greenlight("create", str(brief_file(tmp_path)), "--approve")

    assert api.changes()[0].json["production"] == {"autoApprove": True}


def test_create_adds_who_films_and_how_to_the_brief(api: FakeApi, greenlight: Greenlight, tmp_path: Path) -> None:
    api.answers["POST", "/api/v3/jobs"] = answer({"data": job()}, 201)
    model = ["--provider", "replicate", "--model", "google/veo-3.1"]
    options = ["--references", "product", "--draft", "--fallback", "runway", "--fallback", "runware"]

    greenlight("create", str(brief_file(tmp_path)), *model, *options)

    assert api.changes()[0].json["production"] == {
        "provider": "replicate",
        "model": "google/veo-3.1",
        "references": "product",
        "draft": True,
        "fallback": ["runway", "runware"],
    }


def test_a_brief_that_is_not_json_is_refused_with_line_and_column(greenlight: Greenlight, tmp_path: Path) -> None:
    (tmp_path / "brief.json").write_text('{"context": {}\n "adBasics"}')

    ended = greenlight("create", str(tmp_path / "brief.json"))

    assert ended.status == 1
    assert "is not JSON: Expecting ',' delimiter in line 2, column 2." in ended.err


@pytest.mark.parametrize(("options", "sent"), [([], {}), (["--scene", "2", "--scene", "3"], {"sceneNumbers": [2, 3]})])
def test_finish_names_the_scenes_whose_drafts_are_made_final(
    api: FakeApi, greenlight: Greenlight, options: list[str], sent: dict[str, object]
) -> None:
    job_id = api.add(job())
    api.answers["POST", f"/api/v3/jobs/{job_id}/finish"] = answer({"data": job("filming", "processing")})

    shown = greenlight("finish", "last", *options).out

    [change] = api.changes()
    assert change.json == sent
    assert shown == f"Job {job_id}: processing, stage filming\n"


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [
        (["approve", "last"], {"action": "approve_storyboard"}),
        (["approve", "last", "--revision", "3"], {"action": "approve_storyboard", "storyboardRevision": 3}),
        (["approve", "last", "--amount", "2.4"], {"action": "approve_storyboard", "amount": 2.4}),
        (["reject", "last", "--feedback", "warmer"], {"action": "reject_storyboard", "feedback": "warmer"}),
        (["regenerate", "last"], {"action": "regenerate_all_scenes"}),
        (["regenerate", "last", "--scene", "2"], {"action": "regenerate_scene", "sceneNumber": 2}),
        (["retry", "last"], {"action": "retry_failed_scenes"}),
        (["retry-speech", "last"], {"action": "retry_speech"}),
        (["retry-speech", "last", "--scene", "2"], {"action": "retry_speech", "sceneNumber": 2}),
        (["finish-without-failed", "last"], {"action": "finish_without_failed"}),
        (["cancel", "last"], {"action": "cancel"}),
    ],
)
def test_every_decision_sends_its_action(
    api: FakeApi, greenlight: Greenlight, arguments: list[str], sent: dict[str, object]
) -> None:
    api.add(job())

    ended = greenlight(*arguments)

    assert ended.status == 0
    [change] = api.changes()
    assert change.json == sent
    assert change.path.endswith("/01980000-0000-7000-8000-000000000001/actions")


def test_every_change_has_its_own_idempotency_key(api: FakeApi, greenlight: Greenlight) -> None:
    api.add(job())

    greenlight("approve", "last")
    greenlight("cancel", "last")

    keys = {change.headers["idempotency-key"] for change in api.changes()}
    assert len(keys) == 2


def test_a_change_whose_response_is_lost_is_sent_again_under_the_same_key(api: FakeApi, greenlight: Greenlight) -> None:
    job_id = api.add(job())
    running = problem(409, "still running", "idempotency_key_in_use")
    api.passing["POST", f"/api/v3/jobs/{job_id}/actions"] = [replace(answer({}), cut_short=True), running]

    ended = greenlight("cancel", "last")

    assert ended.status == 0
    assert len(api.changes()) == 3
    assert len({change.headers["idempotency-key"] for change in api.changes()}) == 1


def test_the_api_key_is_sent(api: FakeApi, greenlight: Greenlight, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEYS", "first, second")
    greenlight("list")
    monkeypatch.setenv("GREENLIGHT_API_KEY", "mine")
    greenlight("list")

    assert [asked.headers["authorization"] for asked in api.asked] == ["Bearer first", "Bearer mine"]


@pytest.mark.parametrize("part", ["01980000-0000-7000-8000-0000000000a2", "000000a2", "00A2"])
def test_a_job_is_found_by_its_id_or_a_unique_part_of_it(api: FakeApi, greenlight: Greenlight, part: str) -> None:
    for number in (0xA1, 0xA2, *range(0xB0, 0xB0 + 150)):
        api.add(job(number=number))

    greenlight("cancel", part)

    assert api.changes()[0].path == "/api/v3/jobs/01980000-0000-7000-8000-0000000000a2/actions"


def test_an_ambiguous_part_of_an_id_is_refused_with_the_matching_ids(api: FakeApi, greenlight: Greenlight) -> None:
    api.add(job(number=1))
    api.add(job(number=2))

    ended = greenlight("cancel", "0198")

    assert ended.status == 1
    assert "2 jobs have an id that begins or ends with 0198" in ended.err
    assert "01980000-0000-7000-8000-000000000002" in ended.err
    assert api.changes() == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("last", "There is no job yet: create one with `./greenlight create BRIEF.json`."),
        ("beef", "No job has an id that begins or ends with beef: `./greenlight list` shows them."),
        ("../x", "../x is not a job's id: give the id, a beginning or end of it, or `last`."),
    ],
)
def test_an_unknown_job_is_refused_in_one_sentence(greenlight: Greenlight, name: str, sentence: str) -> None:
    ended = greenlight("show", name)

    assert (ended.status, ended.err) == (1, f"{sentence}\n")


def test_a_refusal_is_shown_in_the_words_of_the_api_with_the_request_id(api: FakeApi, greenlight: Greenlight) -> None:
    job_id = api.add(completed())
    refusal = "cancel is not possible while the job is completed; possible now: regenerate_scene"
    api.answers["POST", f"/api/v3/jobs/{job_id}/actions"] = problem(409, refusal)

    ended = greenlight("cancel", "last")

    assert (ended.status, ended.err) == (1, f"{refusal}\n(409 conflict, request req-7)\n")


def test_an_unreachable_api_is_reported_with_advice(greenlight: Greenlight, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.delenv("GREENLIGHT_URL")
    monkeypatch.setenv("API_PORT", str(port))

    ended = greenlight("list")

    assert ended.status == 1
    assert ended.err == (
        f"Nothing answers at http://127.0.0.1:{port}. "
        "Start the stack with `make up`, or name another API with --url or GREENLIGHT_URL.\n"
    )


def test_another_program_at_the_address_is_reported(api: FakeApi, greenlight: Greenlight) -> None:
    api.answers["GET", "/api/v3/jobs"] = answer(["hello"])

    ended = greenlight("list")

    assert ended.status == 1
    assert "answers, but not as Greenlight does" in ended.err


def test_invalid_settings_are_reported(greenlight: Greenlight, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_PORT", "many")

    ended = greenlight("list")

    assert ended.status == 1
    assert ended.err.startswith("API_PORT=many cannot be used")


def test_list_shows_each_job_on_one_line(api: FakeApi, greenlight: Greenlight) -> None:
    api.add(job(number=1))
    api.add(completed() | {"id": job(number=2)["id"], "adBasics": {"productName": "Tee [red]"}})

    lines = greenlight("list").out.splitlines()

    assert lines[2].split() == ["01980000-0000-7000-8000-000000000002", "completed", "done", "0/2", "Tee", "[red]"]
    assert lines[3].split()[1:3] == ["storyboard_review", "review"]


def test_no_proxy_is_used_for_this_machine(
    api: FakeApi, greenlight: Greenlight, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.add(job())
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setitem(os.environ, name, "http://127.0.0.1:9")

    assert greenlight("list").status == 0


def test_a_job_is_deleted_and_restored(api: FakeApi, greenlight: Greenlight) -> None:
    job_id = api.add(job())
    api.answers["DELETE", f"/api/v3/jobs/{job_id}"] = answer({})
    api.answers["POST", f"/api/v3/jobs/{job_id}/restore"] = answer({})

    assert greenlight("delete", "last").status == 0
    assert greenlight("restore", job_id).status == 0


def test_an_asset_is_added_by_url_or_from_a_file(api: FakeApi, greenlight: Greenlight, tmp_path: Path) -> None:
    stored = {"id": "01980000-0000-7000-8000-00000000000a", "contentType": "image/png"}
    api.answers["POST", "/api/v3/assets"] = answer({"data": stored}, 201)
    (tmp_path / "logo.png").write_bytes(b"picture")

    by_url = greenlight("assets", "add", "https://example.com/a.png", "--role", "logo")
    from_file = greenlight("assets", "add", str(tmp_path / "logo.png"))

    assert by_url.out == from_file.out == "Asset 01980000-0000-7000-8000-00000000000a (image/png)\n"
    assert api.changes()[0].json == {"url": "https://example.com/a.png", "role": "logo"}
    assert b"picture" in api.changes()[1].body


def test_an_asset_of_a_job_is_replaced_by_a_file_or_url_and_removed(
    api: FakeApi, greenlight: Greenlight, tmp_path: Path
) -> None:
    job_id = api.add(job("cutting", "processing"))
    path = f"/api/v3/jobs/{job_id}/assets/{ASSET}"
    api.answers["POST", "/api/v3/assets"] = answer({"data": {"id": NEW_ASSET}}, 201)
    api.answers["PATCH", path] = api.answers["DELETE", path] = answer({"data": job("cutting", "processing")})
    (tmp_path / "calm.mp3").write_bytes(b"music")

    by_file = greenlight("assets", "replace", "last", ASSET, str(tmp_path / "calm.mp3"))
    by_url = greenlight("assets", "replace", "last", ASSET, "https://example.com/calm.mp3")
    removed = greenlight("assets", "remove", "last", ASSET)

    assert by_file.out == by_url.out == removed.out == f"Job {job_id}: processing, stage cutting\n"
    assert [(each.method, each.json) for each in api.changes()[1:3]] == [
        ("PATCH", {"id": NEW_ASSET}),
        ("PATCH", {"url": "https://example.com/calm.mp3"}),
    ]
    assert (api.changes()[3].method, api.changes()[3].path) == ("DELETE", path)
