"""Run all inputs through the stack, and tell of each what was expected and what came."""

import asyncio
import re
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.job.model import Job
from tests.corpus.filming import LENGTH, SCENES, Filmed, Outcome, Refusal, Studio, with_clip
from tests.corpus.glyph_boxes import check_words
from tests.corpus.inputs import Input, Use
from tests.corpus.measure import Finding, check_frame, check_sound, level_of
from tests.harness.servers.clips import plain_clips
from tests.stack.storage.web_server import answer as respond

AT_ONCE = 4
"""Jobs, or uploads, at one time: what a test process answers without delay."""

MUSIC_SECONDS = 5.0
REFERENCE = "reference.mp4"


@dataclass(frozen=True)
class Line:
    """A line of the table."""

    name: str
    what: str
    finding: Finding

    def __str__(self) -> str:
        found = self.finding
        return f"{'ok ' if found.ok else 'NO '} {self.name:24} · {self.what} · {found.expected} · {found.got}"


async def run(studio: Studio, inputs: Sequence[Input]) -> list[Line]:
    """Make all inputs, send them, and return the table, in the order of the inputs."""
    await asyncio.to_thread(_make, inputs, studio.folder)
    by_use = {use: [each for each in inputs if each.use is use] for use in Use}
    with_sound = [each for each in by_use[Use.CLIP] if each.heard]
    silent = [each for each in by_use[Use.CLIP] if not each.heard]
    work = [_pictures(studio, part) for part in _parts(by_use[Use.PICTURE])]
    work += [_clips(studio, part) for part in (*_parts(silent), *_parts(with_sound))]
    work += [_texts(studio, part) for part in _parts(by_use[Use.TEXT])]
    work += [_music(studio, part) for part in _parts(by_use[Use.MUSIC])]
    work += [_refused(studio, each) for each in by_use[Use.REFUSED]]
    turns = asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as group:
        running = [group.create_task(_in_turn(turns, each)) for each in work]
    lines = {line.name: line for task in running for line in task.result()}
    return [lines[each.name] for each in inputs]


async def _in_turn(turns: asyncio.Semaphore, work: Coroutine[Any, Any, list[Line]]) -> list[Line]:
    async with turns:
        return await work


def _make(inputs: Sequence[Input], folder: Path) -> None:
    for each in inputs:
        each.make(folder / each.name)


def _parts(inputs: Sequence[Input]) -> list[Sequence[Input]]:
    return [inputs[at : at + SCENES] for at in range(0, len(inputs), SCENES)]


async def _pictures(studio: Studio, inputs: Sequence[Input]) -> list[Line]:
    """Each picture is the only one of a scene that it fills."""
    stored = {each.name: await studio.store(each) for each in inputs}
    ids = [asset for asset in stored.values() if isinstance(asset, UUID)]
    if not ids:
        refusals = zip(inputs, stored.values(), strict=True)
        return [_line(each, refusal) for each, refusal in refusals if isinstance(refusal, Refusal)]
    job = await studio.job([{"id": str(asset)} for asset in ids], "1:1")
    scenes = await studio.with_scenes(job, [{"assets": [str(asset)]} for asset in ids])
    outcomes = await studio.film(job, scenes)
    by_asset = dict(zip(ids, scenes, strict=True))
    return [
        _line(each, outcomes[by_asset[asset]] if isinstance(asset, UUID) else asset)
        for each, asset in ((each, stored[each.name]) for each in inputs)
    ]


async def _clips(studio: Studio, inputs: Sequence[Input]) -> list[Line]:
    """Each clip is uploaded for a scene of its own."""
    job = await studio.job([], "1:1")
    scenes = await studio.with_scenes(job, [with_clip(studio.serve(each)) for each in inputs])
    job = await studio.until(job, _has_clips)
    refused: dict[UUID, Outcome] = {
        scene.id: Refusal(scene.error.message) for scene in job.active_scenes if scene.error
    }
    outcomes = await studio.film(job, scenes) | refused
    reference = None
    for scene, each in zip(scenes, inputs, strict=True):
        outcome = outcomes[scene]
        if each.name == REFERENCE and isinstance(outcome, Filmed):
            reference = level_of(outcome.film.sound[round((outcome.start + 0.1) * 48_000) :][: round(0.7 * 48_000)])
    return [_line(each, outcomes[scene], reference) for scene, each in zip(scenes, inputs, strict=True)]


async def _texts(studio: Studio, inputs: Sequence[Input]) -> list[Line]:
    """Each script is that of a scene without a picture."""
    job = await studio.job([], "1:1")
    scenes = await studio.with_scenes(job, [{"script": each.script} for each in inputs])
    outcomes = await studio.film(job, scenes)
    return [_line(each, outcomes[scene]) for scene, each in zip(scenes, inputs, strict=True)]


async def _music(studio: Studio, inputs: Sequence[Input]) -> list[Line]:
    """The music of a film of one silent scene: the first is there from the beginning, each other one replaces it."""
    stored = {each.name: await studio.store(each, role="music") for each in inputs}
    lines = [_line(each, asset) for each in inputs if isinstance(asset := stored[each.name], Refusal)]
    playable = [(each, asset) for each in inputs if isinstance(asset := stored[each.name], UUID)]
    if not playable:
        return lines
    (first, current), *others = playable
    job = await studio.job([{"id": str(current), "role": "music"}], "9:16")
    clip = plain_clips(studio.folder)(round(MUSIC_SECONDS * 30))
    url = studio.site.serve(f"/{first.name}.mp4", respond(200, clip.read_bytes()))
    (scene,) = await studio.with_scenes(job, [{"duration": MUSIC_SECONDS, **with_clip(url)}])
    await studio.until(job, _has_clips)
    lines.append(_line(first, (await studio.film(job, [scene]))[scene], seconds=MUSIC_SECONDS))
    for each, asset in others:
        job = await studio.container.jobs.load(job.id)
        lines.append(_line(each, (await studio.with_music(job, current, asset))[scene], seconds=MUSIC_SECONDS))
        current = asset
    return lines


def _has_clips(job: Job) -> bool:
    """Whether each scene has its clip, or an error. A job that is read before it is changed has no clip."""
    return bool(job.active_scenes) and all(scene.clip or scene.error for scene in job.active_scenes)


async def _refused(studio: Studio, given: Input) -> list[Line]:
    asset = await studio.store(given)
    message = asset.message if isinstance(asset, Refusal) else "accepted"
    ok = isinstance(asset, Refusal) and bool(re.search(given.says or "", message))
    return [Line(given.name, given.what, Finding(f"422 {given.says}", message, ok))]


def _line(given: Input, outcome: Outcome, reference: float | None = None, seconds: float = LENGTH) -> Line:
    if isinstance(outcome, Refusal):
        return Line(given.name, given.what, Finding("in the film", f"refused: {outcome.message}", False))
    findings = []
    if given.shown:
        findings.append(check_frame(outcome.frame, given.shown))
    if given.script:
        findings.append(check_words(outcome.frame, given.script))
    if given.heard:
        findings.append(check_sound(outcome.film.sound, outcome.start, seconds, given.heard, reference))
    if given.says:
        warned = [text for text in outcome.warnings if re.search(given.says, text)]
        findings.append(Finding(f"warning: {given.says}", "; ".join(warned) or "no warning", bool(warned)))
    expected = "; ".join(each.expected for each in findings)
    return Line(
        given.name,
        given.what,
        Finding(expected, "; ".join(each.got for each in findings), all(each.ok for each in findings)),
    )
