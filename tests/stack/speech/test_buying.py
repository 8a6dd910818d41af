"""Lines of speech on real servers: each is bought once, and none of them fails the film."""

from decimal import Decimal

import pytest
from aiohttp import web

from domain.job.model import Job, JobStatus, Stage
from domain.job.progress import stage
from domain.job.sound.speech import WordTiming
from domain.job.takes.left_out import Ingredient
from domain.job.takes.vendor_file import FileStatus
from domain.storage_keys import speech_key, spoken_key
from tests.harness.stack import refused_with
from tests.stack.speech.conftest import Opened, SpokenPipeline


def scripts(job: Job) -> list[str]:
    return [scene.text.script for scene in job.active_scenes]


def missing_lines(job: Job) -> list[str]:
    assert job.film
    return [part.reason for part in job.film.left_out if part.what is Ingredient.VOICE]


async def test_a_film_is_spoken_by_lines_that_are_bought_once_each(spoken: SpokenPipeline) -> None:
    job = await spoken.completed()

    assert set(spoken.voice.accepted) == set(scripts(job))
    assert set(spoken.voice.accepted.values()) == {1}
    assert {speech.status for speech in job.speeches} == {FileStatus.DONE}
    assert {speech.timing for speech in job.speeches} == {WordTiming.VENDOR}
    for speech in job.speeches:
        assert [word.text for word in speech.words] == speech.text.split()
        assert await spoken.pipeline.adapters.storage.head(speech_key(job.id, speech.id))
        assert await spoken.pipeline.adapters.storage.head(spoken_key(job.id, speech.id))
    characters = sum(map(len, scripts(job)))
    takes = sum(take.cost for scene in job.scenes for take in scene.takes)
    assert job.cost == takes + Decimal(characters) / 100
    assert missing_lines(job) == []


async def test_a_changed_word_buys_one_line_and_films_nothing(spoken: SpokenPipeline) -> None:
    before = await spoken.completed()
    filmed = spoken.pipeline.vendor.accepted.total()

    await spoken.pipeline.act(before.id, "scene_updated", scene=1, script="Another line, then.")
    after = await spoken.pipeline.reach(before.id, JobStatus.COMPLETED)

    assert after.film != before.film
    assert spoken.voice.accepted.total() == len(before.active_scenes) + 1
    assert spoken.voice.accepted["Another line, then."] == 1
    assert spoken.pipeline.vendor.accepted.total() == filmed

    await spoken.pipeline.act(before.id, "scene_updated", scene=1, script=scripts(before)[0])
    again = await spoken.pipeline.reach(before.id, JobStatus.COMPLETED)
    assert spoken.voice.accepted.total() == len(before.active_scenes) + 1
    assert again.film
    assert before.film
    assert again.film.id == before.film.id


async def test_a_line_whose_answer_is_lost_is_looked_up_and_fetched(spoken: SpokenPipeline) -> None:
    spoken.voice.faults["order"] = [lambda: None, lambda: web.Response(status=500)]

    job = await spoken.completed()

    assert set(spoken.voice.accepted.values()) == {1}
    assert {speech.status for speech in job.speeches} == {FileStatus.DONE}


@pytest.mark.usefixtures("settled_soon")
async def test_a_line_of_which_the_vendor_cannot_say_is_left_out_until_a_person_has_it_bought_again(
    spoken: SpokenPipeline,
) -> None:
    spoken.voice.can_find = False
    spoken.voice.faults["order"] = [lambda: None]
    spoken.answers_within(2.0)

    job = await spoken.completed()

    (doubtful,) = [speech for speech in job.speeches if speech.status is FileStatus.FAILED]
    assert doubtful.error
    assert doubtful.error.code == "order_unknown"
    assert job.in_doubt == doubtful.price > 0
    assert len(missing_lines(job)) == 1
    assert set(spoken.voice.accepted.values()) == {1}

    await spoken.pipeline.act(job.id, "retry_speech")
    after = await spoken.pipeline.reach(job.id, JobStatus.COMPLETED)
    assert missing_lines(after) == []
    assert after.film != job.film
    assert sorted(spoken.voice.accepted.values()) == [1, 2]


async def test_a_vendor_that_has_lost_what_it_said_costs_a_line_and_not_the_film(spoken: SpokenPipeline) -> None:
    spoken.voice.keeps = False
    spoken.voice.faults["order"] = [lambda: None]

    job = await spoken.completed()

    (lost,) = [speech for speech in job.speeches if speech.status is FileStatus.FAILED]
    assert lost.error
    assert lost.error.code == "take_lost"
    assert lost.cost > 0
    assert len(missing_lines(job)) == 1


async def test_a_line_that_is_refused_fails_no_scene_and_no_film(spoken: SpokenPipeline) -> None:
    spoken.voice.faults["refuse"] = [refused_with("not these words")]

    job = await spoken.completed()

    assert [reason.partition(": ")[2] for reason in missing_lines(job)] == ["runway: not these words"]
    assert all(scene.error is None for scene in job.active_scenes)
    (refused,) = [speech for speech in job.speeches if speech.error]
    assert refused.cost == refused.in_doubt == 0


async def test_a_line_is_tried_again_until_give_up_after(spoken: SpokenPipeline) -> None:
    busy = lambda: web.Response(status=503)  # noqa: E731
    spoken.voice.faults["refuse"] = [busy] * 2
    job = await spoken.completed()
    assert set(spoken.voice.accepted.values()) == {1}
    assert missing_lines(job) == []

    spoken.voice.faults["refuse"] = [busy] * 1000
    silent = await spoken.completed(giveUpAfter=1)
    assert len(missing_lines(silent)) == len(silent.active_scenes)
    assert {speech.orders for speech in silent.speeches} == {0}


async def test_the_vendor_never_has_more_orders_than_its_limit(open_spoken: Opened) -> None:
    async with open_spoken(at_once=1) as spoken, spoken.pipeline.worker():
        job = await spoken.completed()

        assert spoken.voice.most_at_once == 1
        assert set(spoken.voice.accepted.values()) == {1}
        assert missing_lines(job) == []


async def test_lines_over_max_cost_are_not_bought_and_are_once_it_is_raised(spoken: SpokenPipeline) -> None:
    job = await spoken.completed(maxCost="0.30")

    assert spoken.voice.accepted.total() == 0, "footage comes first"
    assert all("maxCost" in reason for reason in missing_lines(job))
    assert job.owed <= Decimal("0.30")

    await spoken.pipeline.act(job.id, "set_budget", maxCost="9")
    after = await spoken.pipeline.reach(job.id, JobStatus.COMPLETED)
    assert missing_lines(after) == []
    assert set(spoken.voice.accepted.values()) == {1}


async def test_a_job_that_is_cancelled_while_a_line_is_bought_keeps_what_was_paid(spoken: SpokenPipeline) -> None:
    spoken.voice.slow.clear()
    job = await spoken.approved()
    await spoken.voice.until_ordered(2)

    await spoken.pipeline.act(job, "cancel")
    spoken.voice.slow.set()
    await spoken.pipeline.run_ended(job)

    ended = await spoken.load(job)
    assert {speech.status for speech in ended.speeches} == {FileStatus.DONE}
    assert ended.status is JobStatus.CANCELLED
    assert set(spoken.voice.accepted.values()) == {1}


async def test_words_that_change_while_they_are_bought_are_paid_and_never_heard(spoken: SpokenPipeline) -> None:
    spoken.voice.slow.clear()
    job = await spoken.approved()
    await spoken.voice.until_ordered(2)
    first = scripts(await spoken.load(job))[0]

    await spoken.pipeline.act(job, "scene_updated", scene=1, script="Something else.")
    spoken.voice.slow.set()
    done = await spoken.pipeline.reach(job, JobStatus.COMPLETED)

    assert spoken.voice.accepted == dict.fromkeys((first, scripts(done)[1], "Something else."), 1)
    assert done.film
    assert missing_lines(done) == []


async def test_a_sound_that_is_lost_is_missing_in_the_next_film_and_bought_again_only_by_a_person(
    spoken: SpokenPipeline,
) -> None:
    job = await spoken.completed()
    speech = job.speeches[0]
    await spoken.pipeline.adapters.storage.delete(speech_key(job.id, speech.id))

    assert (await spoken.pipeline.audit_storage()).speeches_lost == 1
    after = await spoken.load(job.id)
    assert (after.status, after.film_is_stale) == (JobStatus.COMPLETED, False)
    assert (await spoken.pipeline.audit_storage()).speeches_lost == 0

    await spoken.pipeline.act(job.id, "set_ai_label", aiLabel="corner")
    cut_again = await spoken.pipeline.reach(job.id, JobStatus.COMPLETED, lambda now: now.film != job.film)
    assert len(missing_lines(cut_again)) == 1
    assert set(spoken.voice.accepted.values()) == {1}

    await spoken.pipeline.act(job.id, "retry_speech")
    heard = await spoken.pipeline.reach(job.id, JobStatus.COMPLETED)
    assert missing_lines(heard) == []
    assert spoken.voice.accepted[speech.text] == 2


async def test_while_its_last_line_is_spoken_a_job_is_being_filmed(spoken: SpokenPipeline) -> None:
    spoken.voice.slow.clear()
    job = await spoken.approved()
    filmed = await spoken.pipeline.until(job, lambda now: now.film_id is not None)

    assert stage(filmed) is Stage.FILMING
    spoken.voice.slow.set()
    await spoken.pipeline.reach(job, JobStatus.COMPLETED)
