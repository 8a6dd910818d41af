"""Fetch the spoken lines of a film as files for the cut, and note the lines that the film is cut without."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from activities.common.job_activities import JobActivities
from domain.brief import AssetRole, AssetType, asset_role
from domain.errors import NotFound
from domain.job.model import Job
from domain.job.sound.narration import narration
from domain.job.sound.speech import SPEECH_LOST, Speech
from domain.job.sound.voice_over import speech_of_scene
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.job.takes.vendor_file import FileStatus
from domain.ports.editor import SpokenSound
from domain.rules.purchases import speeches


async def fetch_voice_over(
    activities: JobActivities, job: Job, folder: Path
) -> tuple[tuple[SpokenSound, ...], tuple[LeftOut, ...]]:
    """Fetch the lines that are spoken to `folder`. Return when each is heard, and what the film is cut without.

    A line whose sound is gone from storage is marked as lost. It fails nothing, and is not bought again.
    """
    if not job.brief.production.is_spoken:
        return (), ()
    spoken, sounds = narration(job), dict[UUID, Path]()
    for speech in (each for each in job.speeches if each.id in {line.speech for line in spoken}):
        sound = folder / f"{speech.id}.wav"
        if await _was_fetched(activities, job, speech, sound):
            sounds[speech.id] = sound
    heard = [
        SpokenSound(speech=line.speech, sound=sounds[line.speech], begins=line.begins, pace=line.pace)
        for line in spoken
        if line.speech in sounds
    ]
    left_out = (*_unusable_recordings(job), *_missing_lines(job, frozenset(sounds)))
    return tuple(heard), tuple(left_out)


async def _was_fetched(activities: JobActivities, job: Job, speech: Speech, into: Path) -> bool:
    if speech.key is None:
        return False
    try:
        await activities.storage.fetch(speech.key, into)
    except NotFound:
        await activities.jobs.change(job.id, lambda job, _: speeches.mark_lost(job, speech.id))
        return False
    return True


def _missing_lines(job: Job, sounds: frozenset[UUID]) -> Iterator[LeftOut]:
    for scene in job.active_scenes:
        speech = speech_of_scene(job, scene)
        if speech and speech.id not in sounds:
            error = speech.error if speech.status is FileStatus.FAILED and speech.error else SPEECH_LOST
            yield LeftOut(what=Ingredient.VOICE, reason=f"scene {scene.number}: {error.message}", asset=speech.asset)


def _unusable_recordings(job: Job) -> Iterator[LeftOut]:
    for asset in job.assets:
        if asset_role(asset.role) is not AssetRole.VOICE:
            continue
        if asset.type not in (AssetType.AUDIO, None):
            what = "an image" if asset.type is AssetType.IMAGE else "a video"
            reason = f"a voice-over must be a sound, and this is {what}"
            yield LeftOut(what=Ingredient.VOICE, reason=reason, asset=asset.id)
        elif asset.error and asset.content_type is None:
            yield LeftOut(what=Ingredient.VOICE, reason=asset.error.message, asset=asset.id)
