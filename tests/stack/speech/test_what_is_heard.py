"""A finished film, listened to by measuring: its loudness, its peaks, and its words where the captions say they are."""

from pathlib import Path

import numpy as np
import pytest

from domain.brief import MusicChoice
from domain.job.model import JobStatus
from domain.job.sound.narration import narration
from media.audio.loudness import MAX_TRUE_PEAK, TARGET, measure_film
from media.speech.aligned import align
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.settings.settings import Settings
from tests.harness.pipeline import open_pipeline
from tests.unit.media.material import left_channel

IN_STEP = 0.1
"""Seconds by which most words may be off. The aligner, which hears them over the music, is not always right itself."""


async def test_a_films_words_are_heard_over_its_music_when_the_captions_say_them(
    settings: Settings, temporal: EmbeddedTemporal, tmp_path: Path
) -> None:
    async with open_pipeline(settings, temporal.address) as pipeline, pipeline.worker():
        job = await pipeline.in_review(voice="local", music=MusicChoice.AUTO, duration=12)
        await pipeline.act(job, "approve_storyboard")
        done = await pipeline.reach(job, JobStatus.COMPLETED)
        assert done.film
        await pipeline.adapters.storage.fetch(done.film.key, tmp_path / "film.mp4")

    measured, heard = measure_film(tmp_path / "film.mp4"), done.film.soundtrack
    assert measured
    assert heard
    assert measured.integrated == pytest.approx(TARGET, abs=0.5)
    assert measured.true_peak <= MAX_TRUE_PEAK
    assert (heard.loudness, heard.true_peak) == (measured.integrated, measured.true_peak)
    assert heard.bed
    assert heard.speeches == tuple(line.speech for line in narration(done))
    sound = (left_channel(tmp_path / "film.mp4") * 32767).astype(np.int16)
    for line in narration(done):
        part = sound[round(line.begins * 48_000) : round((line.ends + 0.1) * 48_000)][::3].copy()
        found = align([word.text for word in line.words], "en", part, ())
        assert found, "the words are not understood over the music"
        off = [start + line.begins - word.start for (start, _), word in zip(found, line.words, strict=True)]
        assert np.quantile(np.abs(off), 0.8) < IN_STEP
        assert np.max(np.abs(off)) < 2 * IN_STEP
