"""Lines of speech for voices."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.errors import GreenlightError
from domain.ports.speech import SOUND, SpeechModel, SpeechOrder
from tests.unit.providers.adapters import KEY

ASKED_AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


def line(model: str, **changes: Any) -> SpeechOrder:
    return SpeechOrder(key=KEY, model=model, text="Slow mornings, finally.", language="en", seed=7).model_copy(
        update=changes
    )


async def unsaid(voice: SpeechModel, folder: Path, of: SpeechOrder | None = None) -> GreenlightError:
    """The error of a line that cannot be ordered."""
    with pytest.raises(GreenlightError) as raised:
        await voice.order(of or line(voice.model), folder)
    assert not (folder / SOUND).exists()
    return raised.value
