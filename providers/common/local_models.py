"""The base of our own models, which need no vendor, and the prompt of a scene. Imports no HTTP client."""

from datetime import datetime
from pathlib import Path

from domain import timeouts
from domain.job.storyboard import TEXT_FIELDS, SceneText
from domain.ports.speech import SpeechOrder
from domain.ports.video_and_image import Found, ImageOrder, Shot, VendorModel

_SUBJECT = ("description", "visual", "script")
_HEARD = ("audio", "music", "dialog")


class LocalModel(VendorModel):
    """A model that is no vendor's: an order is only a name, and is made in `collect`."""

    order_deadline = timeouts.LOCAL_ORDER

    async def order(self, order: Shot | ImageOrder | SpeechOrder, _into: Path | None = None) -> str:
        return f"{self.name}-{order.key}"

    async def find(self, order: Shot | ImageOrder | SpeechOrder, _asked_at: datetime) -> Found:
        return Found(order_id=await self.order(order))

    async def cancel(self, order_id: str) -> None:
        """Do nothing: what makes it is stopped with its activity."""


def prompt_of(text: SceneText) -> str:
    """Return the scene in words for a video model: what is seen first, what is heard last."""
    lines = [text.visual or text.description, f"Shot: {text.shot_type}"]
    seen = [name for name in TEXT_FIELDS if name not in (*_SUBJECT, *_HEARD)]
    lines += [f"{name.capitalize()}: {words}" for name in (*seen, *_HEARD) if (words := getattr(text, name))]
    return "\n".join(filter(None, lines))
