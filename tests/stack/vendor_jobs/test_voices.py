"""Films whose lines are spoken by real adapters: at simulated vendors, and on this machine."""

import wave
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from domain.job.model import Job, JobStatus
from domain.job.sound.speech import Speech, WordTiming
from domain.job.takes.left_out import Ingredient
from domain.job.takes.vendor_file import FileStatus
from tests.harness.pipeline import Pipeline
from tests.simulators.elevenlabs import ElevenLabs
from tests.simulators.film import drops
from tests.stack.vendor_jobs.conftest import Opening


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of a tone that comes and goes."""
    path, rate = tmp_path_factory.mktemp("speech") / "speech.wav", 24_000
    at = np.arange(2 * rate) / rate
    with wave.open(str(path), "wb") as target:
        target.setparams((1, 2, rate, 0, "NONE", "not compressed"))
        target.writeframes((9_000 * np.sin(at * 1_000) * np.sin(at * 10)).astype("<i2").tobytes())
    return path


async def spoken(pipeline: Pipeline, job: UUID) -> tuple[Job, Speech]:
    """Return a completed job of one scene, and its only line."""
    done = await pipeline.reach(job, JobStatus.COMPLETED)
    (line,) = done.speeches
    return done, line


def price(pipeline: Pipeline, line: Speech) -> Decimal:
    of_line = pipeline.adapters.catalog.prices.speech(line.provider, line.model or "", len(line.text))
    assert of_line is not None
    return of_line


async def test_a_line_is_bought_once_with_the_times_of_its_words(opening: Opening, speech: Path) -> None:
    vendor = ElevenLabs(picture=speech)
    pipeline = await opening(vendor)

    done, line = await spoken(pipeline, await pipeline.create(autoApprove=True, voice="elevenlabs"))

    assert vendor.accepted.total() == 1
    assert (line.status, line.timing) == (FileStatus.DONE, WordTiming.VENDOR)
    assert " ".join(word.text for word in line.words) == " ".join(line.text.split())
    assert done.cost == line.cost == price(pipeline, line) > 0


async def test_a_line_whose_reply_was_lost_is_found_in_the_history_and_not_bought_again(
    opening: Opening, speech: Path
) -> None:
    vendor = ElevenLabs(picture=speech)
    vendor.faults["order"].append(drops)
    pipeline = await opening(vendor)

    done, line = await spoken(pipeline, await pipeline.create(autoApprove=True, voice="elevenlabs"))

    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 1)
    assert (line.status, line.timing) == (FileStatus.DONE, WordTiming.VENDOR)
    assert done.cost == price(pipeline, line)


async def test_english_is_spoken_without_a_key_and_each_word_has_its_time(opening: Opening) -> None:
    pipeline = await opening()

    done, line = await spoken(pipeline, await pipeline.create(autoApprove=True, voice="local", language="English"))

    assert (line.status, line.timing) == (FileStatus.DONE, WordTiming.VENDOR)
    assert line.words
    assert line.seconds
    assert line.words[-1].end <= line.seconds
    assert done.cost == 0
    assert done.film
    assert done.film.left_out == ()


async def test_a_language_that_no_local_voice_speaks_leaves_the_line_out(opening: Opening) -> None:
    pipeline = await opening()

    done, line = await spoken(pipeline, await pipeline.create(autoApprove=True, voice="local", language="日本語"))

    assert line.status is FileStatus.FAILED
    assert done.film
    (left_out,) = done.film.left_out
    assert left_out.what is Ingredient.VOICE
    assert "the voices on this machine speak en, de, es, fr, it only" in left_out.reason
