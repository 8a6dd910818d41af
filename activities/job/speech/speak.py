"""Have a line of the voice-over spoken: order it once, store it as the voice made it, make it ready for the film."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from anyio import Path as AsyncPath
from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.common.inputs import SpeechTask
from activities.common.job_activities import JobActivities
from activities.common.working_directory import working_directory
from activities.purchasing.order_once import order_once, store_output
from activities.purchasing.postponing import postpone
from activities.purchasing.stores import FileOrderStore
from activities.purchasing.vendor_catalog import VendorCatalog
from activities.purchasing.vendor_output import check_output
from domain.base import Frozen
from domain.brief import AssetType
from domain.clients.client_limits import Purchase
from domain.errors import (
    DatabaseUnavailable,
    NotFound,
    TakeLost,
    Transient,
    VendorBusy,
)
from domain.job.job_asset import ASSET_LOST
from domain.job.model import Job
from domain.job.pending_work import PendingWork, pending_work
from domain.job.sound.speech import ASSET_VOICE, Speech
from domain.job.sound.voice_over import said_before, speech_or_new
from domain.job.takes.vendor_file import FileStatus
from domain.language.languages import line_language
from domain.ports.speech import SOUND, WORDS, SpeechModel, SpeechOrder
from domain.rules.purchases import speeches
from domain.rules.purchases.speeches import ReadySpeech
from domain.storage_keys import speech_key, spoken_key, spoken_words_key


class SpeakingStep(Frozen):
    """The vendor whose capacity is to be waited for before the line can be ordered; None once it is spoken."""

    wait_for_capacity_of: str | None = None


@dataclass(frozen=True)
class SpeakingActivities(JobActivities):
    catalog: VendorCatalog

    @activity.defn(name="speak_line")
    async def speak(self, task: SpeechTask) -> SpeakingStep:
        """Order the line, once whatever happened before, and store it as the voice made it, with its words' times.

        The vendor's answer is the speech itself: it is stored before anything else is done with it. A client's own
        recording needs none of this.
        """
        async with heartbeating():
            try:
                await self._speak(task)
            except VendorBusy as busy:
                return SpeakingStep(wait_for_capacity_of=busy.vendor)
            except DatabaseUnavailable:
                raise  # not the line's error: Temporal retries, and `giveUpAfter` does not count it
            except Transient as error:
                await self._postpone(task, error)
        return SpeakingStep()

    async def _speak(self, task: SpeechTask) -> None:
        job, speech = await self._load(task)
        if speech is None or speech.is_settled or speech.provider == ASSET_VOICE:
            return
        if speech.order_id and await self._is_stored(task):
            return
        model = self.catalog.voice(speech.provider)
        order = _order(job, speech, model)
        limits = self.catalog.limits_for(model.name, speech.id)
        price = self.catalog.speech_price(model.name, order.model, speech.text)
        purchase = Purchase(what=f"{model.name}'s voice {order.model}", price=price)
        store = FileOrderStore(self.jobs, task.job, task.speech, speeches, limits, order.model, purchase)
        with working_directory() as folder:
            calls = self.catalog.order_calls(model, partial(model.order, order, folder), partial(model.find, order))
            keep = partial(self._store_if_spoken, task, model.name, folder)
            order_id = await order_once(store, calls, keep)
            if order_id is None or await self._is_stored(task):
                return
            async with self.catalog.monitored(model.name):
                await model.collect(order_id, order, folder)
            await keep()

    async def _load(self, task: SpeechTask) -> tuple[Job, Speech | None]:
        """Return the job, and the line, which has no row yet before it is claimed. None: it is not to be said."""
        job = await self.jobs.load(task.job)
        return job, speech_or_new(job, task.speech, job.updated_at)

    async def _is_stored(self, task: SpeechTask) -> bool:
        return await self.storage.head(spoken_key(task.job, task.speech)) is not None

    async def _store_if_spoken(self, task: SpeechTask, vendor: str, folder: Path) -> None:
        """Store what the voice has written to the folder, if it has. That the sound is stored says that all is."""
        sound, words = folder / SOUND, folder / WORDS
        if not await AsyncPath(sound).exists():
            return
        kind = await check_output(self.editor, sound, vendor, AssetType.AUDIO)
        if await AsyncPath(words).exists():
            await store_output(self.storage.put, spoken_words_key(task.job, task.speech), words, "application/json")
        await store_output(self.storage.put, spoken_key(task.job, task.speech), sound, kind.content_type)

    @activity.defn(name="prepare_speech")
    async def prepare(self, task: SpeechTask) -> PendingWork:
        """Store the line as the film plays it, with the times of its words: it is done then.

        Return the job's pending work then.
        """
        job, speech = await self._load(task)
        if speech is None or speech.status not in (FileStatus.WANTED, FileStatus.ORDERED):
            return pending_work(job)
        if speech.status is FileStatus.WANTED and speech.provider != ASSET_VOICE:  # its order is no longer wanted
            return pending_work(job)
        async with heartbeating():
            with working_directory() as folder:
                await self._fetch(job, speech, folder)
                language = line_language(job.brief, speech.text)
                made = await self.editor.prepare_speech(folder, speech.text, language)
                blob = await self.storage.put(speech_key(job.id, speech.id), made.sound, "audio/wav")
        ready = ReadySpeech(
            key=blob.key,
            sha256=blob.sha256,
            size=blob.size,
            seconds=made.seconds,
            words=made.words,
            timing=made.timing,
        )
        return pending_work(
            await self.jobs.change(job.id, lambda job, now: speeches.mark_ready(job, task.speech, ready, now))
        )

    async def _fetch(self, job: Job, speech: Speech, folder: Path) -> None:
        """Fetch the line as it was spoken, and the times that the voice knows. Errors: TakeLost."""
        if speech.asset:
            asset = next((asset for asset in job.assets if asset.id == speech.asset), None)
            if asset is None or not await self.fetch_asset(job, asset, folder / SOUND):
                raise TakeLost(f"the recording cannot be used: {ASSET_LOST.message}")
            return
        try:
            await self.storage.fetch(spoken_key(job.id, speech.id), folder / SOUND)
        except NotFound:
            raise TakeLost("what the voice said is gone from storage; retry_speech has it spoken again") from None
        words = spoken_words_key(job.id, speech.id)
        if await self.storage.head(words):
            await self.storage.fetch(words, folder / WORDS)

    async def _postpone(self, task: SpeechTask, error: Transient) -> None:
        """Record the error and the time of the next attempt with the line, and raise it.

        Errors: Permanent once the line has failed for `giveUpAfter`.
        """
        _, later = await postpone(self.jobs, task.job, task.speech, error, speeches.postpone, Job.find_speech)
        raise later


def _order(job: Job, speech: Speech, model: SpeechModel) -> SpeechOrder:
    return SpeechOrder(
        key=str(speech.id),
        model=speech.model or model.model,
        text=speech.text,
        language=line_language(job.brief, speech.text),
        voice=speech.voice,
        seed=speech.seed,
        previous_text=said_before(job, speech),
    )
