"""Jobs with two assets, whose scenes ask models for what these can and cannot do."""

from datetime import date
from typing import Any

from domain.base import evolve
from domain.brief import AssetType
from domain.job.filming.choices import Filming
from domain.job.job_asset import AssetStatus
from domain.job.model import Job
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from domain.rules.scenes.takes import VideoModelChoice
from domain.vendors.video_capabilities import NativeAudio, VideoCapabilities
from tests.unit.domain.jobs import (
    MODEL_CHOICE,
    NOW,
    asset,
    generating,
    write,
)

HERO = evolve(asset("hero"), status=AssetStatus.READY, blob_key="assets/hero", role="hero")
SONG = evolve(asset("song"), type=AssetType.AUDIO, status=AssetStatus.READY, blob_key="assets/song", role="music")


def able(model: str = "zeta-1", **abilities: Any) -> VideoCapabilities:
    return VideoCapabilities(provider="zeta", model=model, as_of=date(2026, 12, 1), **abilities)


PLAIN = evolve(MODEL_CHOICE, can=able(first_frame=False))
"""A model that can do nothing."""

ABLE = evolve(MODEL_CHOICE, can=able(audio=NativeAudio.OPTIONAL, references=3, last_frame=True, seed=True))
"""A model that can do all."""


def with_assets(job: Job) -> Job:
    return evolve(job, assets=(HERO, SONG))


def reviewed() -> Job:
    return write(generating(HERO, SONG), "one", "two")


def tell(job: Job, choice: VideoModelChoice, action: str, **fields: Any) -> Job:
    return decide(job, parse_message(action, fields), f"{action} {fields}", NOW, choice)


def wishing(job: Job, **choices: Any) -> Job:
    """Scene 1 with these choices, as if they had been set while another model was chosen."""
    scene = job.active_scenes[0]
    changed = evolve(scene.text, filming=Filming.model_validate(choices))
    return job.with_scenes(evolve(scene, text=changed))
