from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from api.container import Container
from domain.base import evolve
from domain.job.filming.choices import Filming
from domain.job.model import Job
from tests.harness.api_bodies import JOBS, created
from tests.stack.api.conftest import Http
from tests.stack.api.stages import approved, completed, filmed, first_frame_of, planned
from tests.unit.domain.spoken_jobs import spoken


async def manifest_of(http: Http, job: UUID) -> dict[str, Any]:
    answer = await http.get(f"{JOBS}/{job}/manifest")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["data"]
    return found


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


async def test_the_manifest_of_a_film_names_its_takes_costs_and_hashes(
    http: Http, container: Container, tmp_path: Path
) -> None:
    job = UUID((await created(http, adBasics={"productName": "Tea", "mood": "ours"}))["id"])
    await completed(container, job, tmp_path)

    shown = await manifest_of(http, job)

    assert shown["brief"]["adBasics"]["mood"] == "ours"
    assert (shown["storyboard"]["revision"], shown["storyboard"]["verdict"]) == (1, "approved")
    assert shown["storyboard"]["approval"]["by"] == "anonymous"
    assert (shown["film"]["sha256"], shown["film"]["sizeBytes"], shown["film"]["duration"]) == (
        digest(b"the film"),
        8,
        12.0,
    )
    second = shown["scenes"][1]["take"]
    assert second["outputs"]["original"]["sha256"] == digest(b"original of 2")
    assert second["outputs"]["working"]["sha256"] == digest(b"working of 2")
    assert {name: second[name] for name in ("vendor", "model", "cost", "inFilm", "orderId")} == {
        "vendor": "animatic",
        "model": "animatic-1",
        "cost": 0.25,
        "inFilm": True,
        "orderId": f"animatic-{second['id']}",
    }
    assert [take["id"] for take in shown["takes"]] == shown["film"]["takes"]
    assert (shown["totals"]["cost"], shown["totals"]["costInFilm"], shown["totals"]["orders"]) == (0.75, 0.75, 3)


async def test_a_take_that_cost_money_stays_in_the_manifest_when_another_is_chosen(
    http: Http, container: Container, tmp_path: Path
) -> None:
    job = UUID((await created(http))["id"])
    await approved(container, job)
    await filmed(container, job, 2, tmp_path)
    await http.post(f"{JOBS}/{job}/scenes/2/regenerate", json={})

    shown = await manifest_of(http, job)

    assert [(take["sceneNumber"], take["number"], take["inFilm"]) for take in shown["takes"]] == [(2, 1, False)]
    assert (shown["totals"]["cost"], shown["totals"]["costInFilm"]) == (0.25, 0.0)
    assert shown["scenes"][1]["take"]["number"] == 2


async def test_there_is_a_manifest_before_there_is_a_film_or_a_take(http: Http, container: Container) -> None:
    job = UUID((await created(http))["id"])
    before = await manifest_of(http, job)
    await planned(container, job)
    reviewed = await manifest_of(http, job)

    assert (before["film"], before["storyboard"], before["scenes"]) == (None, None, [])
    assert [scene["take"] for scene in reviewed["scenes"]] == [None] * 3
    assert reviewed["storyboard"]["verdict"] is None


async def test_a_manifest_is_a_file_only_on_request(http: Http) -> None:
    job = (await created(http))["id"]
    plain = await http.get(f"{JOBS}/{job}/manifest")
    saved = await http.get(f"{JOBS}/{job}/manifest", params={"download": "true"})

    assert "Content-Disposition" not in plain.headers
    assert saved.headers["Content-Disposition"] == f'attachment; filename="manifest-{job}.json"'
    assert saved.json() == plain.json()


async def test_the_manifest_names_the_lines_that_are_spoken_and_what_is_added_to_the_film(
    http: Http, container: Container, tmp_path: Path
) -> None:
    job = UUID((await created(http, production={"voice": "local", "captions": "burned"}))["id"])
    await completed(container, job, tmp_path)
    await container.jobs.change(job, lambda job, _: spoken(job, sha256="ab12", orders=1))

    shown = await manifest_of(http, job)

    line = shown["speeches"][0]
    assert shown["scenes"][0]["speech"] == line
    assert {name: line[name] for name in ("vendor", "model", "voice", "seconds", "timing", "inFilm")} == {
        "vendor": "local",
        "model": "voice-1",
        "voice": None,
        "seconds": 1.0,
        "timing": "vendor",
        "inFilm": False,
    }
    assert line["words"][0] == {"text": "one,", "start": 0.0, "end": 0.4}
    assert line["sound"]["sha256"] == "ab12"
    assert (shown["totals"]["cost"], shown["totals"]["speeches"], shown["totals"]["orders"]) == (0.77, 1, 4)
    finishing = shown["film"]["finishing"]
    assert (finishing["captions"], finishing["captionStyle"], finishing["endCard"]) == ("burned", "plain", [])


async def test_a_take_names_the_pictures_that_its_scene_asks_for_and_where_it_begins(
    http: Http, container: Container, tmp_path: Path
) -> None:
    job = await completed(container, UUID((await created(http))["id"]), tmp_path)
    tin, dusk = uuid4(), uuid4()
    frame = await first_frame_of(container, job, tmp_path, 1)

    def begun(job: Job) -> Job:
        (first, second, third) = (scene.clip for scene in job.active_scenes)
        assert first
        assert second
        assert third
        assert second.text
        filming = Filming(references=(tin, dusk), last_frame=dusk, chain_from_previous=True)
        text = evolve(second.text, filming=filming)
        chained = evolve(second, provider="replicate", chained_from=first.id, references=(tin,), text=text)
        return job.with_take(evolve(first, provider="replicate")).with_take(chained)

    await container.jobs.change(job.id, lambda job, _: begun(job))
    shown = await manifest_of(http, job.id)

    first, second, third = (scene["take"] for scene in shown["scenes"])
    assert [each["kind"] for each in first["inputs"]] == ["first_frame"]
    assert [(each["kind"], each["assetId"]) for each in second["inputs"]] == [
        ("reference", str(tin)),
        ("last_frame", str(dusk)),
        ("chain", None),
    ]
    assert second["inputs"][2]["sha256"] == first["outputs"]["original"]["sha256"] == digest(b"original of 1")
    assert third["inputs"] == []
    assert [(each["id"], each["inFilm"]) for each in shown["firstFrames"]] == [(str(frame), True)]
    assert shown["totals"]["costInFilm"] == shown["totals"]["cost"] == 0.79
