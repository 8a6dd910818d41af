"""The base of vendors' voices: the answer to an order is the speech itself."""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar, Final, Generic, Self, TypeVar, cast

import regex
from typing_extensions import override

from domain import timeouts
from domain.errors import InputRejected
from domain.job.sound.speech import SpokenWord
from domain.ports.speech import SOUND, WORDS, KnownTimes, SpeechModel, SpeechOrder
from domain.task_queues import vendor_queue
from providers.common.vendor_api import VendorApi

Api = TypeVar("Api", bound=VendorApi)

_WITHOUT_SPACES: Final = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WORD: Final = regex.compile(rf"[{_WITHOUT_SPACES}][\p{{M}}\p{{P}}ー]*|[^\s{_WITHOUT_SPACES}]+")
"""What stands between spaces; in scripts without spaces a character, with the marks that follow it."""


class VendorVoice(SpeechModel, Generic[Api]):
    """A vendor's voice, whose answer to an order is the speech."""

    api_type: ClassVar[type[VendorApi]]
    order_deadline = timeouts.IMMEDIATE_SPEECH

    def __init__(self, api: Api) -> None:
        self.api = api
        self.queue = vendor_queue(self.name)

    @classmethod
    def from_env(cls) -> Self:
        return cls(cast(Api, cls.api_type.from_env(timeouts.IMMEDIATE_SPEECH)))

    @override
    async def close(self) -> None:
        await self.api.close()

    @override
    def speaks(self, language: str) -> bool:
        return self.model_speaks(self.model, language)

    def model_speaks(self, model: str, language: str) -> bool:  # noqa: ARG002
        """Return whether the model speaks the language. An empty one is not known, and left to the model."""
        return True

    def check(self, line: SpeechOrder) -> None:
        """Errors: InputRejected if the vendor has no such model here, or it does not speak the language."""
        vendor = self.api.account.vendor
        if line.model not in self.models:
            raise InputRejected(f"{vendor} has no voice model {line.model} here; there is {', '.join(self.models)}")
        if not self.model_speaks(line.model, line.language):
            raise InputRejected(
                f"{vendor}'s {line.model} does not speak {line.language}; choose another voice, or bring a recording"
            )


async def write_speech(folder: Path, sound: bytes, words: tuple[SpokenWord, ...] = ()) -> None:
    """Write a speech as a voice does, with the times of its words if they are known."""

    def write() -> None:
        if words:
            (folder / WORDS).write_text(KnownTimes(words=words).model_dump_json())
        (folder / SOUND).write_bytes(sound)

    await asyncio.to_thread(write)


def words_of(characters: Iterable[tuple[str, float, float]]) -> tuple[SpokenWord, ...]:
    """Return the words of characters that have times, as they are written."""
    timed = [(one, start, end) for character, start, end in characters for one in character]
    return tuple(_words("".join(one for one, _, _ in timed), timed))


def _words(text: str, timed: list[tuple[str, float, float]]) -> Iterator[SpokenWord]:
    for found in _WORD.finditer(text):
        (_, start, _), (_, _, end) = timed[found.start()], timed[found.end() - 1]
        yield SpokenWord(text=found[0], start=start, end=max(start, end))
