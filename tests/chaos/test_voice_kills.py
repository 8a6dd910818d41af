"""kill -9 of the worker at every moment of buying a line of speech: one order, one line; or a person is told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from domain.job.takes.left_out import Ingredient
from runtime.container import adapters
from tests.chaos.killing.client_scripts import Client, is_idle
from tests.chaos.killing.killed_worker import AT_ONCE
from tests.chaos.killing.killing_vendor import KillingVendor
from tests.chaos.killing.kills import FOLDER, Kill, Killer, kill_setup
from tests.chaos.killing.processes import SPEAKING_WORKER, running_stack
from tests.chaos.killing.worker_kills import OF_NO_JOB, VENDOR
from tests.harness.servers.video_vendor import serving as serving_clips
from tests.harness.servers.voice_vendor import speech_of_words
from tests.simulators.elevenlabs import ElevenLabs
from tests.simulators.film import serving

UNSAVED = "line ordered, not saved"
MOMENTS = (
    "speak_line begins",
    "line to be ordered",
    UNSAVED,
    "words.json half stored",
    "words.json stored",
    "sound half stored",
    "sound stored",
    "speak_line is done",
    "prepare_speech begins",
    "speech.wav half stored",
    "speech.wav stored",
    "prepare_speech is done",
)
TWICE = ("line looked up", "line fetched, not stored")
"""Moments that only a job reaches whose worker was killed before."""

SAMPLE = ("line to be ordered", UNSAVED, "sound stored", "speech.wav half stored")


class Spoken(NamedTuple):
    """How a job of one scene ended, how often its words were ordered, and how many lines it has and lacks."""

    job: str
    orders: int
    lines: int
    missing: int
    cost_is_of_one: bool


ONE = Spoken("completed", orders=1, lines=1, missing=0, cost_is_of_one=True)


@dataclass(frozen=True)
class SpeakingStack:
    client: Client
    vendor: ElevenLabs
    killer: Killer

    async def speaks(self, *moments: str) -> Spoken:
        """Have a film of one scene spoken, and kill its worker at these moments."""
        kills = _kills(moments)
        client = replace(
            self.client,
            kills=kills,
            ad_basics={"callToAction": f"Now, {' and '.join(moments)}"},
            production={"voice": "elevenlabs"},
        )
        job = await client.until(await client.create(auto=True), is_idle)
        left_out = job.film.left_out if job.film else ()
        assert [kill.name for kill in kills if not self.killer.was_done(kill)] == []
        (speech,) = job.speeches
        return Spoken(
            job=job.status,
            orders=sum(order.body["text"] == speech.text for order in self.vendor.orders.values()),
            lines=len(job.speeches),
            missing=sum(part.what is Ingredient.VOICE for part in left_out),
            cost_is_of_one=speech.owed == speech.price > 0,
        )


def _kills(moments: Sequence[str]) -> tuple[Kill, ...]:
    return tuple(Kill(name=f"{', then '.join(moments)}: {each}", victim="worker", point=each) for each in moments)


@pytest.fixture
async def speaking(
    vendor_clip: Callable[[int], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SpeakingStack]:
    (tmp_path / "speech.wav").write_bytes(speech_of_words(6))
    vendor = ElevenLabs(picture=tmp_path / "speech.wav")
    with kill_setup(*OF_NO_JOB) as (home, marks, killer):
        clips = KillingVendor(vendor_clip, killer)
        async with serving(vendor), serving_clips(clips):
            known = {VENDOR: clips.url, FOLDER: str(marks), AT_ONCE: "4", **vendor.environment()}
            known |= {"SCENES_PER_VIDEO_MIN": "1", "SCENES_PER_VIDEO_MAX": "1"}
            for name, value in known.items():
                monkeypatch.setenv(name, value)
            async with (
                running_stack(home, SPEAKING_WORKER) as stack,
                adapters(stack.settings) as made,
                httpx.AsyncClient(base_url=stack.plan.addresses.api_url, timeout=20) as http,
            ):
                yield SpeakingStack(Client(http, made.jobs, clips, "", "client", ()), vendor, killer)


@pytest.mark.timeout(700)
@pytest.mark.parametrize("moments", [SAMPLE, pytest.param(MOMENTS, marks=pytest.mark.thorough)])
async def test_a_worker_that_dies_while_it_buys_a_line_buys_one(
    speaking: SpeakingStack, moments: Sequence[str]
) -> None:
    alone = [(UNSAVED,), *((UNSAVED, moment) for moment in TWICE)]
    together = [(moment,) for moment in moments if moment != UNSAVED]

    unsaved = [await speaking.killer.strikes(_kills(each)[0], speaking.speaks(*each)) for each in alone]
    result = await asyncio.gather(*unsaved, *(speaking.speaks(*each) for each in together))

    assert dict(zip([*alone, *together], result, strict=True)) == dict.fromkeys([*alone, *together], ONE)


@pytest.mark.timeout(300)
async def test_where_the_vendor_cannot_say_a_person_is_told_and_the_film_is_cut_without_the_line(
    speaking: SpeakingStack,
) -> None:
    speaking.vendor.may_read_history = False

    result = await speaking.speaks(UNSAVED)

    assert result == Spoken("completed", orders=1, lines=1, missing=1, cost_is_of_one=True)
