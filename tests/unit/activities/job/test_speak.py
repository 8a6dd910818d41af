"""Speaking a line while the database, the storage or the voice is away."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from unittest.mock import create_autospec
from uuid import UUID

import pytest
from temporalio.testing import ActivityEnvironment
from typing_extensions import override

from activities.common.inputs import SpeechTask
from activities.job.speech.speak import SpeakingActivities, SpeakingStep
from activities.purchasing.vendor_catalog import VendorCatalog
from domain.base import evolve
from domain.brief import AssetType
from domain.errors import DatabaseUnavailable, InputRejected, NotAccepted, Permanent, TakeLost, VendorBusy
from domain.job.model import Job
from domain.job.takes.vendor_file import FileStatus
from domain.ports.editor import Editor, MediaKind
from domain.ports.speech import SOUND, WORDS, KnownTimes, SpeechModel, SpeechOrder
from domain.ports.storage import Blob, Storage
from domain.ports.vendor_limits import VendorHealth
from domain.ports.video_and_image import CannotSay
from domain.vendors.prices import PriceTable
from tests.unit.activities.in_memory import JobInMemory, OneVideoModel
from tests.unit.domain.jobs import JOB, LATER, NOW
from tests.unit.domain.speeches import VENDOR, line_id, ordered, said, speech_in, spoken

STORED = Blob(key="jobs/a", size=7, content_type="audio/wav", etag="1")


class OneVoice(SpeechModel):
    """`fails` is what orders raise; `on_order` is called by each; `orders` counts them."""

    name = VENDOR
    model = "model-1"
    models = (model,)
    queue = "greenlight-elevenlabs"
    order_deadline = 2.0

    def __init__(self, fails: Exception | None = None) -> None:
        self.fails = fails
        self.on_order: Callable[[], object] = lambda: None
        self.orders = 0

    async def order(self, line: SpeechOrder, folder: Path) -> str:
        self.orders += 1
        self.on_order()
        if self.fails:
            raise self.fails
        (folder / WORDS).write_text(KnownTimes().model_dump_json())
        (folder / SOUND).write_bytes(b"sound")
        return f"order-{line.key}"

    @override
    async def find(self, line: SpeechOrder, asked_at: datetime) -> CannotSay:
        return CannotSay()

    @override
    async def collect(self, order_id: str, line: SpeechOrder, folder: Path) -> None:
        raise TakeLost(f"{order_id} is gone")


class Speaking:
    """One job, one voice, and a storage that has what `stored` says."""

    def __init__(self, job: Job, voice: OneVoice | None = None, *, stored: bool = False) -> None:
        self.jobs, self.voice = JobInMemory(job), voice or OneVoice()
        self.storage, editor = create_autospec(Storage), create_autospec(Editor)
        self.puts = list[str]()
        self.storage.head.side_effect = lambda _: STORED if stored or self.puts else None
        self.storage.put.side_effect = self._put
        editor.probe_file.return_value = MediaKind(type=AssetType.AUDIO, content_type="audio/wav", extension="wav")
        catalog = VendorCatalog(
            video=lambda _: OneVideoModel(_nothing),
            image=lambda: None,
            voice=lambda _: self.voice,
            limits_of=lambda _: None,
            prices=PriceTable(as_of=LATER.date(), video={}, image={}),
            health=create_autospec(VendorHealth),
        )
        self._activities = SpeakingActivities(self.jobs, self.storage, editor, catalog)

    async def _put(self, key: str, _path: Path, _content_type: str) -> Blob:
        self.puts.append(key.rpartition("/")[2])
        return STORED

    async def speak(self, line: UUID) -> SpeakingStep:
        return await ActivityEnvironment().run(self._activities.speak, SpeechTask(job=JOB, speech=line))


async def _nothing() -> None: ...


async def test_the_times_of_the_words_are_stored_before_the_sound_which_says_that_all_is_there() -> None:
    speaking = Speaking(spoken("one"))

    await speaking.speak(line_id(speaking.jobs.job))

    assert speaking.puts == ["words.json", "original"]
    assert speech_in(speaking.jobs.job).status is FileStatus.ORDERED


async def test_what_is_stored_is_not_ordered_again() -> None:
    job = ordered(spoken("one"))
    speaking = Speaking(job, stored=True)

    await speaking.speak(speech_in(job).id)

    assert speaking.voice.orders == 0


async def test_what_is_stored_of_a_database_that_was_lost_since_holds_nothing_up() -> None:
    speaking = Speaking(spoken("one"), stored=True)

    await speaking.speak(line_id(speaking.jobs.job))

    assert speaking.voice.orders == 1
    assert speech_in(speaking.jobs.job).status is FileStatus.ORDERED


@pytest.mark.parametrize("method", ["load", "change"])
async def test_a_database_outage_is_raised_and_is_no_error_of_the_line(method: str) -> None:
    speaking = Speaking(spoken("one"))
    speaking.jobs.outages[method] = 1

    with pytest.raises(DatabaseUnavailable):
        await speaking.speak(line_id(speaking.jobs.job))

    assert speaking.jobs.job.speeches == ()
    assert speaking.voice.orders == 0


async def test_the_order_of_a_voice_is_recorded_though_the_database_is_away_for_a_moment() -> None:
    speaking = Speaking(spoken("one"))
    speaking.voice.on_order = lambda: speaking.jobs.outages.update(change=2)

    await speaking.speak(line_id(speaking.jobs.job))

    assert speaking.voice.orders == 1
    assert speech_in(speaking.jobs.job).order_id


async def test_a_temporary_error_is_recorded_with_the_line_which_had_no_row_before() -> None:
    speaking = Speaking(spoken("one"), OneVoice(NotAccepted("busy")))

    with pytest.raises(NotAccepted):
        await speaking.speak(line_id(speaking.jobs.job))

    speech = speech_in(speaking.jobs.job)
    assert speech.error
    assert (speech.error.message, speech.attempt) == ("busy", 1)


async def test_a_line_that_failed_for_long_enough_is_given_up() -> None:
    job = spoken("one", giveUpAfter=1)
    failing = Speaking(job, OneVoice(NotAccepted("busy")))
    with pytest.raises(NotAccepted):
        await failing.speak(line_id(job))
    speech = speech_in(failing.jobs.job)
    since = evolve(speech, failing_since=NOW)
    failing.jobs.job = failing.jobs.job.with_speech(since)

    with pytest.raises(Permanent, match="given up after"):
        await failing.speak(speech.id)


async def test_a_vendor_without_capacity_is_waited_for_and_the_line_shows_no_error() -> None:
    job = spoken("one")
    speaking = Speaking(job, OneVoice(VendorBusy("full", vendor=VENDOR)))

    assert await speaking.speak(line_id(job)) == SpeakingStep(wait_for_capacity_of=VENDOR)


async def test_what_a_voice_refuses_is_for_a_person() -> None:
    speaking = Speaking(spoken("one"), OneVoice(InputRejected("not these words")))

    with pytest.raises(InputRejected):
        await speaking.speak(line_id(speaking.jobs.job))

    assert speech_in(speaking.jobs.job).status is FileStatus.WANTED
    assert speaking.jobs.job.owed == 0


async def test_nothing_is_done_for_a_line_that_is_said_or_that_nobody_wants() -> None:
    done = said(spoken("one"))
    speaking = Speaking(done)

    await speaking.speak(speech_in(done).id)
    await speaking.speak(JOB)

    assert (speaking.voice.orders, speaking.puts) == (0, [])
