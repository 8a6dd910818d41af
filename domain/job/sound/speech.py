"""A line of speech: what the voice-over says in a scene, bought once and kept by what is said.

The film is cut without one that failed.
"""

from enum import StrEnum
from uuid import UUID, uuid5

from domain.base import Frozen
from domain.errors import ErrorInfo
from domain.job.takes.vendor_file import FileStatus, VendorFile

ASSET_VOICE = "asset"
"""The provider of a line that the client has recorded."""

LOCAL_VOICE = "local"
"""The provider that speaks on our own machines, at no cost."""


class SpokenWord(Frozen):
    """A word as it is written, with its punctuation, and when it is said, in seconds."""

    text: str
    start: float
    end: float


class WordTiming(StrEnum):
    """How the times of words are known."""

    VENDOR = "vendor"
    """The vendor tells them."""
    ALIGNED = "aligned"
    """The words were looked for in the sound."""
    DIVIDED = "divided"
    """The time of each sentence, or of the whole, is divided by the lengths of its words."""


SPEECH_LOST = ErrorInfo(code="speech_lost", message="its sound is gone from storage; retry_speech has it spoken again")
"""Films that were cut before still have it."""


class Speech(VendorFile):
    """A line of speech. `number` counts the attempts to buy the same words.

    `text` is what is said, in `language`, as the brief names it; `voice` is the voice that the client chose, None for
    the provider's usual one. `asset` is the client's recording that it is instead. Once done it is `seconds` long;
    `words` are timed within it.
    """

    text: str
    language: str = ""
    voice: str | None = None
    asset: UUID | None = None
    seconds: float | None = None
    words: tuple[SpokenWord, ...] = ()
    timing: WordTiming | None = None

    @property
    def is_lost(self) -> bool:
        """Whether it was done, and its sound is gone from storage."""
        return self.error is not None and self.error.code == SPEECH_LOST.code

    @property
    def is_heard(self) -> bool:
        """Whether it is heard in films: also one that was lost after it was cut into them."""
        return self.status is FileStatus.DONE or self.is_lost


class SceneLine(Frozen):
    """What is to be said in a scene, before anything is bought: the identity of its speech."""

    text: str
    provider: str
    voice: str | None = None
    language: str = ""
    asset: UUID | None = None

    def speech_id(self, job: UUID, number: int = 1) -> UUID:
        """Return the id of the line's speech. The same words by the same voice have the same id."""
        parts = ("speech", self.provider, self.voice or "", self.language, str(self.asset or ""), self.text)
        again = [f"number {number}"] if number > 1 else []
        return uuid5(job, "|".join([*parts, *again]))

    def is_said_by(self, speech: Speech) -> bool:
        """Return whether the speech is an attempt to have this line spoken."""
        said = (speech.text, speech.provider, speech.voice, speech.language, speech.asset)
        return said == (self.text, self.provider, self.voice, self.language, self.asset)
