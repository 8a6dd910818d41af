"""What is added to a film's footage, as its manifest tells it: lines of speech, music, captions, logo, end card."""

from collections.abc import Mapping
from math import inf
from uuid import UUID

from pydantic import Field

from api.schemas.common import OptionalError, UtcTime, view_of
from api.schemas.manifest.parts import FileView, Hashes, OrderView, file_view, order_fields
from api.schemas.scenes.speech import MusicView, music_view
from domain.base import Wire
from domain.brief import Captions, CaptionStyle, LogoPlacement
from domain.job.film.end_card import end_card_assets
from domain.job.film.film_file import Film
from domain.job.model import Job
from domain.job.sound.speech import Speech, SpokenWord, WordTiming
from domain.job.sound.voice_over import speech_of_scene
from domain.job.takes.left_out import Ingredient
from domain.job.takes.vendor_file import FileStatus


class ManifestLine(OrderView):
    """A line of the voice-over. `vendor` is `local` for the voices of our own machines, `asset` for a recording of the
    client. `sceneNumbers` are those that say it now. `words` are timed in seconds of its sound; `timing` says how their
    times are known."""

    id: UUID
    scene_numbers: tuple[int, ...] = Field(examples=[[1]])
    text: str = Field(examples=["Ready before your train is."])
    language: str = Field(examples=["en"])
    voice: str | None = Field(examples=["heart"])
    asset: UUID | None
    in_film: bool = Field(examples=[True])
    status: FileStatus = Field(examples=["done"])
    seed: int = Field(examples=[12])
    seconds: float | None = Field(examples=[2.14])
    words: tuple[SpokenWord, ...] = Field(examples=[[{"text": "Ready", "start": 0.04, "end": 0.36}]])
    timing: WordTiming | None = Field(examples=["vendor"])
    cost_in_doubt: float = Field(examples=[0.0])
    sound: FileView | None
    error: OptionalError
    created_at: UtcTime


class ManifestMusic(MusicView):
    """The music under a film. A bed is made again from its style, key, tempo in beats a minute, and seed."""

    style: str | None = Field(examples=["warm"])
    key: str | None = Field(examples=["D major"])
    tempo: float | None = Field(examples=[92.0])
    seed: int | None = Field(examples=[7])


class FinishingView(Wire):
    """What is added to the takes of a film. `speeches` are the lines that are heard, in order; `loudness` is in LUFS,
    `truePeak` in dBTP. `captions`, `logo` and `endCard`, the asset that the card shows, are as they are chosen now: a
    `stale` film may still have others."""

    speeches: tuple[UUID, ...] = Field(examples=[[]])
    music: ManifestMusic | None
    loudness: float | None = Field(examples=[-14.0])
    true_peak: float | None = Field(examples=[-1.2])
    captions: Captions | None = Field(examples=["burned"])
    caption_style: CaptionStyle | None = Field(examples=["highlight"])
    logo: LogoPlacement | None = Field(examples=["end_card"])
    end_card: tuple[UUID, ...] = Field(examples=[[]])


def line_views(job: Job, hashes: Hashes) -> Mapping[UUID, ManifestLine]:
    """Return all lines that were to be spoken, by id: in the film's order, then those that nobody says any more."""
    numbers: dict[UUID, list[int]] = {}
    for scene in job.active_scenes:
        if speech := speech_of_scene(job, scene):
            numbers.setdefault(speech.id, []).append(scene.number)
    in_order = sorted(job.speeches, key=lambda speech: min(numbers.get(speech.id, [inf])))
    return {speech.id: _line(job, speech, tuple(numbers.get(speech.id, ())), hashes) for speech in in_order}


def finishing_view(job: Job, film: Film) -> FinishingView:
    heard, production = film.soundtrack, job.brief.production
    return FinishingView(
        speeches=heard.speeches if heard else (),
        music=_music(job, film),
        loudness=heard.loudness if heard else None,
        true_peak=heard.true_peak if heard else None,
        captions=production.captions,
        caption_style=production.caption_style if production.is_captioned else None,
        logo=production.logo,
        end_card=_end_card(job, film),
    )


def _music(job: Job, film: Film) -> ManifestMusic | None:
    music, bed = music_view(job, film), film.soundtrack.bed if film.soundtrack else None
    if music is None:
        return None
    return view_of(
        ManifestMusic, music, **{name: getattr(bed, name, None) for name in ("style", "key", "tempo", "seed")}
    )


def _end_card(job: Job, film: Film) -> tuple[UUID, ...]:
    """Return the asset that the film's card is made of: the client's card, else the logo. None of what was left out."""
    left_out = {part.asset for part in film.left_out}
    if any(part.what is Ingredient.END_CARD and part.asset is None for part in film.left_out):
        return ()
    return tuple(asset.id for asset in end_card_assets(job) if asset and asset.id not in left_out)[:1]


def _line(job: Job, speech: Speech, numbers: tuple[int, ...], hashes: Hashes) -> ManifestLine:
    heard = job.film.soundtrack.speeches if job.film and job.film.soundtrack else ()
    return view_of(
        ManifestLine,
        speech,
        **order_fields(speech),
        version=None,
        scene_numbers=numbers,
        in_film=speech.id in heard,
        cost_in_doubt=float(speech.in_doubt),
        sound=file_view(speech.sha256, speech.key, speech.size, hashes),
    )
