"""Lines of speech for voices."""

from datetime import UTC, datetime
from typing import Any

from domain.ports.speech import SpeechOrder
from tests.unit.providers.adapters import KEY

ASKED_AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


def line(model: str, **changes: Any) -> SpeechOrder:
    return SpeechOrder(key=KEY, model=model, text="Slow mornings, finally.", language="en", seed=7).model_copy(
        update=changes
    )
