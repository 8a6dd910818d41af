"""The voice-over of a job: the line of each scene, and what is heard in its film."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final, Literal
from urllib.parse import unquote, urlsplit
from uuid import UUID

from pydantic import Field

from api.schemas.common import OptionalError, job_url, scene_url
from domain.base import Frozen, Wire
from domain.job.film.film_file import Film
from domain.job.job_asset import JobAsset
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.sound.narration import SpokenLine, narration
from domain.job.sound.scene_lines import line_of, newest_attempt, speech_of
from domain.job.sound.speech import SceneLine, Speech, WordTiming
from domain.job.takes.vendor_file import FileStatus

_SPEECH = "/api/v3/jobs/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70/scenes/019a9b1e-7a10-7f21-8b3c-5d9e0f1a2b3c/speech"
_VERSION = "0f6a2c1e-93b7-5d24-8c11-7e5a4b3d2f60"
_CAPTIONS = "/api/v3/jobs/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70/captions"

_UNNAMED: Final = "music"

SpokenLines = Mapping[UUID, SpokenLine]
"""The lines that are heard in the film, by the ids of their scenes."""


class SpeechView(Frozen):
    """What the voice-over says in a scene. `planned`: nobody was asked to speak it yet. `voice` is null for the usual
    voice of the provider; the provider `asset` is a recording of the client. `timing` says where the times of the words
    are from. `seconds` is how long it was spoken, `pace` how much faster the film plays it; `cost` is in US dollars.
    `error` is that of the last attempt: the film of a line that is `done` has it as it was spoken before."""

    status: Literal["planned"] | FileStatus = Field(examples=["done"])
    text: str = Field(examples=["Ready before your train is."])
    provider: str = Field(examples=["local"])
    voice: str | None = Field(examples=["heart"])
    timing: WordTiming | None = Field(examples=["vendor"])
    seconds: float | None = Field(examples=[2.14])
    pace: float | None = Field(examples=[1.0])
    url: str | None = Field(examples=[f"{_SPEECH}?v={_VERSION}"])
    cost: float = Field(examples=[0.0])
    error: OptionalError


class MusicView(Wire):
    """The music under a film: the client's `asset`, or a bed that Greenlight composed for it, which is free to use."""

    name: str = Field(examples=["Warm piano"])
    licence: str | None = Field(examples=["CC0-1.0"])
    asset: UUID | None = Field(examples=[None])


class VoiceView(Wire):
    """Who speaks in a film. `name` is null for the usual voice of the provider."""

    provider: str = Field(examples=["local"])
    name: str | None = Field(examples=["heart"])


class FilmSoundView(Wire):
    """What is heard in a film. `loudness` is integrated, in LUFS, `truePeak` in dBTP; null for a silent film."""

    loudness: float | None = Field(examples=[-14.0])
    true_peak: float | None = Field(examples=[-1.2])
    voice: VoiceView | None
    music: MusicView | None


class FilmCaptionsView(Wire):
    """Where the captions of a film are: as WebVTT, and as SubRip."""

    vtt: str = Field(examples=[_CAPTIONS])
    srt: str = Field(examples=[f"{_CAPTIONS}?format=srt"])


def spoken_in(job: Job) -> SpokenLines:
    """Return the lines that are heard in the job's film."""
    return {spoken.scene: spoken for spoken in narration(job)} if job.speeches else {}


def speech_view(job: Job, scene: Scene, spoken: SpokenLines) -> SpeechView | None:
    """Return the scene's line as it is shown; None if it has none."""
    line = line_of(job, scene)
    if line is None:
        return None
    speech = speech_of(job, line)
    if speech is None:
        return _planned(line)
    view, newest = _bought(job, scene, speech, spoken.get(scene.id)), newest_attempt(job, line)
    return view if newest is None else view.model_copy(update={"error": newest.error})


def speech_url(job: Job, scene: Scene, speech: Speech) -> str:
    return f"{scene_url(job.id, scene.id)}/speech?v={speech.id}"


def film_sound_view(job: Job, film: Film) -> FilmSoundView | None:
    """Return what is heard in the film; None for films of before that was noted."""
    heard = film.soundtrack
    if heard is None:
        return None
    first = next((speech for each in heard.speeches if (speech := job.find_speech(each))), None)
    return FilmSoundView(
        loudness=heard.loudness,
        true_peak=heard.true_peak,
        voice=VoiceView(provider=first.provider, name=first.voice) if first else None,
        music=music_view(job, film),
    )


def film_captions_view(job: Job) -> FilmCaptionsView:
    url = f"{job_url(job.id)}/captions"
    return FilmCaptionsView(vtt=url, srt=f"{url}?format=srt")


def music_view(job: Job, film: Film) -> MusicView | None:
    """Return the music of the film; None if it has none, or was cut before that was noted."""
    heard = film.soundtrack
    if heard and heard.bed:
        return MusicView(name=heard.bed.name, licence=heard.bed.licence, asset=None)
    if heard and heard.music:
        name = next((_name_of(asset) for asset in job.assets if asset.id == heard.music), _UNNAMED)
        return MusicView(name=name, licence=None, asset=heard.music)
    return None


def _name_of(asset: JobAsset) -> str:
    """Return the asset's name; that of its file if its client gave it none."""
    return asset.name or unquote(PurePosixPath(urlsplit(asset.source_url or "").path).name) or _UNNAMED


def _planned(line: SceneLine) -> SpeechView:
    return SpeechView(
        status="planned",
        text=line.text,
        provider=line.provider,
        voice=line.voice,
        timing=None,
        seconds=None,
        pace=None,
        url=None,
        cost=0.0,
        error=None,
    )


def _bought(job: Job, scene: Scene, speech: Speech, spoken: SpokenLine | None) -> SpeechView:
    return SpeechView(
        status=speech.status,
        text=speech.text,
        provider=speech.provider,
        voice=speech.voice,
        timing=speech.timing,
        seconds=None if speech.seconds is None else round(speech.seconds, 3),
        pace=round(spoken.pace, 3) if spoken else None,
        url=speech_url(job, scene, speech) if speech.status is FileStatus.DONE else None,
        cost=float(speech.cost),
        error=speech.error,
    )
