"""The port to voices, which speak lines of voice-over."""

from abc import abstractmethod
from datetime import datetime
from pathlib import Path
from typing import Final

from domain.base import Frozen
from domain.job.sound.speech import SpokenWord
from domain.ports.video_and_image import CannotSay, Found, NotThere, VendorModel

SOUND: Final = "sound"
"""The file in an order's folder that the voice writes: any format that our decoders read."""

WORDS: Final = "words.json"
"""The file beside it with the times of the words, if the voice knows them: a `KnownTimes`."""


class KnownTimes(Frozen):
    """What a voice knows of the times in its sound: of each word, or of each sentence alone. Seconds."""

    words: tuple[SpokenWord, ...] = ()
    sentences: tuple[SpokenWord, ...] = ()


class SpeechOrder(Frozen):
    """A line as a voice needs it. `key` identifies the order. `language` is a code of ISO 639-1, such as `de`.

    `voice` is None for the provider's usual voice. `previous_text` is what is said before it in the film, for the
    melody of the sentence; it is no part of what is said.
    """

    key: str
    model: str
    text: str
    language: str
    voice: str | None = None
    seed: int = 0
    previous_text: str = ""


class SpeechModel(VendorModel):
    """A voice. Ordering costs money, all else is free and may be repeated.

    The vendor's answer to an order is the speech itself: it is written to `folder` as `SOUND`, and `WORDS`.
    """

    queue: str
    """The task queue where its lines are bought."""

    def speaks(self, language: str) -> bool:  # noqa: ARG002
        """Return whether it speaks the language, a code of ISO 639-1."""
        return True

    @abstractmethod
    async def order(self, line: SpeechOrder, folder: Path) -> str:
        """Order the line once, and return the order's id, prefixed by the vendor. Errors: as `VideoModel.order`."""

    @abstractmethod
    async def find(self, line: SpeechOrder, asked_at: datetime) -> Found | NotThere | CannotSay:
        """Look up an order that was perhaps taken since `asked_at`. Errors: Transient."""

    @abstractmethod
    async def collect(self, order_id: str, line: SpeechOrder, folder: Path) -> None:
        """Write a speech that was ordered before to the folder. May be repeated. Errors: Transient, Permanent.

        TakeLost when the speech was the vendor's answer to the order, and that answer is lost.
        """
