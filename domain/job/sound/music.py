"""The music of a film: its client's, or a bed that is composed for it."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from domain.base import Frozen
from domain.brief import AssetRole, AssetType, MusicChoice, asset_role
from domain.film_format import frames
from domain.job.film.end_card import end_card_assets, end_card_frames
from domain.music.beats import beats_of, best_tempo
from domain.music.mood import style_of
from domain.music.styles import STYLES, Style

if TYPE_CHECKING:
    from domain.job.job_asset import JobAsset
    from domain.job.model import Job

COMPOSER_VERSION: Final = "1"
"""Part of the identity of films with a bed. Raise it when the same bed is other music."""

BED_LICENCE: Final = "CC0-1.0"
"""The SPDX identifier of the licence of what we compose: anybody may use it, for anything, and need name nobody. It has
no recording, sample or composition of anybody else."""


class MusicBed(Frozen):
    """A bed by its style, tempo in beats a minute, tonic and seed: the same are the same music in the same film.

    `off` says for each cut, and for the end card's beginning, how many seconds it is from the nearest beat.
    """

    name: str
    style: str
    tempo: float
    seed: int
    tonic: str = "C"
    off: tuple[float, ...] = ()
    licence: str = BED_LICENCE

    @property
    def key(self) -> str:
        """Its key, such as `D major`."""
        return f"{self.tonic} {STYLES[Style(self.style)].mode}"


def has_bed(job: "Job") -> bool:
    """Whether a bed is composed for the job's film: it has neither the client's music nor none."""
    return job.brief.production.music is MusicChoice.AUTO and music_asset(job) is None


def bed_of(job: "Job") -> MusicBed | None:
    """Return the bed of the job's film; None if it has none, or no scenes yet."""
    if not has_bed(job) or not job.active_scenes:
        return None
    style, tonic, seed = _character(job)
    facts = STYLES[style]
    lengths = [frames(scene.text.duration) for scene in job.active_scenes]
    card = end_card_frames(lengths[-1]) if any(end_card_assets(job)) else 0
    cuts = (*cuts_of(lengths), *((sum(lengths) - card,) if card else ()))
    tempo = best_tempo(cuts, sum(lengths), facts.slowest, facts.fastest, facts.flexibility)
    name = f"{facts.title}, {tonic} {facts.mode}, {tempo:g} bpm"
    beats = beats_of(tempo, cuts, sum(lengths), facts.flexibility)
    off = tuple(round(each, 3) for each in beats.off)
    return MusicBed(name=name, style=style, tempo=tempo, seed=seed, tonic=tonic, off=off)


def _character(job: "Job") -> tuple[Style, str, int]:
    """Return the style, tonic and seed of the job's bed. Its tempo follows from the film's cuts."""
    direction = job.brief.creative.direction
    music = (direction.model_extra or {}).get("music", "")
    style, seed = style_of(direction.mood, direction.tone, direction.style, str(music)), job.id.int % 2**32
    tonics = STYLES[style].tonics
    return style, tonics[seed % len(tonics)], seed


def cuts_of(lengths: Sequence[int]) -> tuple[int, ...]:
    """Return the numbers of the frames at which scenes begin, without the first, of scenes of so many frames."""
    return tuple(accumulate(lengths[:-1]))


def music_parts(job: "Job") -> list[str]:
    """Return what of its music is part of the film's identity: nothing for films of before.

    It is asked for often: no tempo is sought for it. Music that is lost later makes it no other film.
    """
    choice = job.brief.production.music
    if choice is None:
        return []
    asset = next(_fetched_music(job), None) if plays_asset(job) else None
    if asset is None and choice is MusicChoice.AUTO:
        style, tonic, seed = _character(job)
        return [f"bed {COMPOSER_VERSION} {style} {tonic} {seed}"]
    return [f"music {asset.id}" if asset else "no music"]


def plays_asset(job: "Job") -> bool:
    """Whether the client's music is played, if there is one."""
    return job.brief.production.music is not MusicChoice.NONE


def music_asset(job: "Job") -> "JobAsset | None":
    """Return the first sound that the client gave as music, and that can be played; None if there is none."""
    return next((asset for asset in _fetched_music(job) if asset.blob_key and asset.error is None), None)


def _fetched_music(job: "Job") -> Iterator["JobAsset"]:
    """Yield the sounds that the client gave as music and that were fetched, lost or not."""
    for asset in job.assets:
        was_fetched = (asset.blob_key and asset.error is None) or asset.content_type
        if was_fetched and asset.type is AssetType.AUDIO and asset_role(asset.role) is AssetRole.MUSIC:
            yield asset
