"""ElevenLabs' own adapter, in a worker that is killed while it is used."""

from datetime import datetime
from pathlib import Path

from typing_extensions import override

from domain.ports.speech import SpeechOrder
from domain.ports.video_and_image import CannotSay, Found, NotThere
from providers.vendors.elevenlabs.voice import ElevenLabsVoice
from runtime.settings.settings import home_directory
from tests.chaos.killing.kills import killer_of_stack
from tests.chaos.killing.worker_kills import kill_at


class KilledElevenLabs(ElevenLabsVoice):
    order_deadline = 5.0

    @override
    async def order(self, line: SpeechOrder, folder: Path) -> str:
        await _kill_at("line to be ordered")
        order_id = await super().order(line, folder)
        await _kill_at("line ordered, not saved")
        return order_id

    @override
    async def find(self, line: SpeechOrder, asked_at: datetime) -> Found | NotThere | CannotSay:
        found = await super().find(line, asked_at)
        await _kill_at("line looked up")
        return found

    @override
    async def collect(self, order_id: str, line: SpeechOrder, folder: Path) -> None:
        await super().collect(order_id, line, folder)
        await _kill_at("line fetched, not stored")


async def _kill_at(point: str) -> None:
    await kill_at(killer_of_stack(home_directory()), point)
