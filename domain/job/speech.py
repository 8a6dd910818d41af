"""A line of speech: what the voice-over says in a scene, bought once and kept by what is said.

wanted ──▶ ordering ──▶ ordered ──▶ done
  ▲           │ the vendor certainly did not take the order
  └───────────┘
any of the first three ──▶ failed   the film is cut without it
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid5

from domain.base import Frozen
from domain.errors import ErrorInfo
from domain.job.take import VendorOrder

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


class SpeechStatus(StrEnum):
    WANTED = "wanted"
    ORDERING = "ordering"
    """The order intent is written. Until the vendor's answer is known, it may cost money."""
    ORDERED = "ordered"
    DONE = "done"
    FAILED = "failed"


SETTLED = frozenset({SpeechStatus.DONE, SpeechStatus.FAILED})

AT_VOICE = frozenset({SpeechStatus.ORDERING, SpeechStatus.ORDERED})
"""What may have been paid for and is not made ready yet."""

SPEECH_LOST = ErrorInfo(code="speech_lost", message="its sound is gone from storage; retry_speech has it spoken again")
"""Films that were cut before still have it."""


class Speech(VendorOrder):
    """A line of speech. `number` counts the attempts to buy the same words.

    `text` is what is said, in `language`, as the brief names it; `voice` is the voice that the client chose, None for
    the provider's usual one. `asset` is the client's recording that it is instead. Once done, `key` is its sound in
    storage: `seconds` long, of `size` bytes, `sha256` of its file in hex; `words` are timed within it.
    """

    id: UUID
    number: int = 1
    text: str
    language: str = ""
    voice: str | None = None
    asset: UUID | None = None
    status: SpeechStatus = SpeechStatus.WANTED
    seed: int = 0
    attempt: int = 0
    next_retry_at: datetime | None = None
    failing_since: datetime | None = None
    key: str | None = None
    sha256: str | None = None
    size: int | None = None
    seconds: float | None = None
    words: tuple[SpokenWord, ...] = ()
    timing: WordTiming | None = None
    cost: Decimal = Decimal(0)
    error: ErrorInfo | None = None
    created_at: datetime

    @property
    def is_settled(self) -> bool:
        return self.status in SETTLED

    @property
    def is_at_voice(self) -> bool:
        return self.status in AT_VOICE

    @property
    def is_lost(self) -> bool:
        """Whether it was done, and its sound is gone from storage."""
        return self.error is not None and self.error.code == SPEECH_LOST.code

    @property
    def is_heard(self) -> bool:
        """Whether it is heard in films: also one that was lost after it was cut into them."""
        return self.status is SpeechStatus.DONE or self.is_lost

    @property
    def in_doubt(self) -> Decimal:
        """What may have been spent besides `cost`, on an order that the vendor may have taken."""
        return self.price if self.is_in_doubt else Decimal(0)

    @property
    def owed(self) -> Decimal:
        """What it costs or may still cost. An order that the vendor may have taken counts as taken."""
        return self.cost + self.in_doubt if self.is_settled else max(self.cost, self.price)


class Line(Frozen):
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
