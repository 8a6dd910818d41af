"""Pictures of scenes by our own renderer, without a key and without a network."""

from datetime import datetime
from pathlib import Path
from typing import Self

import anyio.to_process
from typing_extensions import override

from domain import timeouts
from domain.film_format import Transition, frames
from domain.job.storyboard import Scenario, SceneText, ShotType
from domain.ports.storage import Download
from domain.ports.video_and_image import Found, ImageModel, ImageOrder, Shot
from media.animatic.render import draw_still

_SECONDS = 2.0
"""Seconds of the scene: short enough for all its words to be shown at once."""

_LONGEST_PROMPT = 2_000
_SHOWN = 80
"""Most letters of the prompt in a picture that has nothing else to show."""


class AnimaticImage(ImageModel):
    """Renders in `collect`. Nothing is paid, so an order is only a name."""

    name = "animatic"
    model = "animatic-1"
    models = (model,)
    order_deadline = timeouts.LOCAL_ORDER

    @classmethod
    def from_env(cls, _: Download) -> Self:
        return cls()

    @override
    async def order(self, picture: ImageOrder, into: Path) -> str:
        return f"animatic-{picture.key}"

    @override
    async def find(self, picture: ImageOrder, asked_at: datetime) -> Found:
        return Found(order_id=f"animatic-{picture.key}")

    @override
    async def collect(self, order_id: str, picture: ImageOrder, into: Path) -> None:
        """Render in a process of its own, which a cancellation kills."""
        await anyio.to_process.run_sync(draw_still, _shot(picture), into, cancellable=True)


def _shot(picture: ImageOrder) -> Shot:
    """Return a shot of the references, or, if there are none, of the prompt in words."""
    prompt = " ".join(picture.prompt.split())
    words = prompt if len(prompt) <= _SHOWN else f"{prompt[:_SHOWN].rsplit(' ', 1)[0]} …"
    text = SceneText(
        scenario=Scenario.SOLUTION,
        duration=_SECONDS,
        description=prompt[:_LONGEST_PROMPT],
        script="" if picture.references else words,
        shot_type=ShotType.MEDIUM,
        transition=Transition.CUT,
    )
    return Shot(
        key=picture.key,
        model=picture.model,
        text=text,
        pictures=picture.references,
        format=picture.format,
        frames=frames(_SECONDS),
        seed=picture.seed,
    )
