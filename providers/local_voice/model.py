"""Lines of speech by the voices on our own machines."""

from pathlib import Path
from typing import Self

from typing_extensions import override

from domain import timeouts
from domain.deferred import Deferred
from domain.errors import InputRejected
from domain.job.sound.speech import LOCAL_VOICE
from domain.ports.speech import SpeechModel, SpeechOrder
from domain.task_queues import RENDER_QUEUE
from media.bounded_process import BoundsExceeded, run_bounded
from providers.common.local_models import LocalModel
from providers.local_voice import VOICES, why_unspoken

# The voices' libraries are imported by the processes that speak, and never by the one that asks for it.
speak = Deferred[[str, str, int, Path], None]("providers.local_voice.speaking:speak")


class LocalVoice(LocalModel, SpeechModel):
    name = LOCAL_VOICE
    model = "local-1"
    models = (model,)
    queue = RENDER_QUEUE

    @classmethod
    def from_env(cls) -> Self:
        return cls()

    @override
    def speaks(self, language: str) -> bool:
        return why_unspoken(language) is None

    @override
    async def collect(self, order_id: str, line: SpeechOrder, folder: Path) -> None:
        seconds, voice = timeouts.speaking(len(line.text)), voice_of(line)
        try:
            await run_bounded("the line", seconds, speak, line.text, voice, line.seed, folder)
        except BoundsExceeded as error:
            raise InputRejected("the voice on this machine cannot speak this line; make the script shorter") from error


def voice_of(line: SpeechOrder) -> str:
    """Return the voice that is asked for, or the usual one of the language if that is another's.

    Errors: InputRejected if there is none of that name, or none that speaks the language.
    """
    if line.voice and line.voice not in VOICES:
        raise InputRejected(f"no voice on this machine is called {line.voice}; there is {', '.join(VOICES)}")
    if line.voice and VOICES[line.voice] == line.language:
        return line.voice
    fitting = (voice for voice, language in VOICES.items() if language == line.language)
    if found := next(fitting, None):
        return found
    known = ", ".join(dict.fromkeys(VOICES.values()))
    raise InputRejected(f"the voices on this machine speak {known} only; choose another provider, or bring a recording")
