"""What the take of a scene waits for, as a job shows it."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from api.schemas.common import UtcTime
from domain.base import Wire


class WaitingReason(StrEnum):
    """What a take waits for."""

    VENDOR_CAPACITY = "vendor_capacity"
    """The vendor has as many of our orders as it may have."""
    VENDOR_DOWN = "vendor_down"
    """The vendor has failed too often: nothing is ordered there for a while."""
    BACK_OFF = "back_off"
    """An attempt has failed; the next is at `nextRetryAt`."""
    ORDER = "order"
    """The vendor is being asked, and has not said yet that it took the order."""
    RENDERER = "renderer"
    """A renderer of our own machines."""
    PREPARATION = "preparation"
    """The clip is there, and is brought to the film's size and length."""
    TEXT = "text"
    """The feedback is worked into the scene's text."""
    ASSETS = "assets"
    """An asset that it shows is fetched."""
    PREVIOUS_SCENE = "previous_scene"
    """It begins where the scene before ends, and that one has no clip yet."""
    FIRST_FRAME = "first_frame"
    """The picture from which it begins is being drawn."""
    WORKER = "worker"
    """It is ordered as soon as a worker is free."""


class WaitingFor(Wire):
    """What a scene's take waits for, and since when. `ahead`: how many takes that wait for that provider too were
    wanted before it; clients are served in turn, so it may be its turn before theirs."""

    what: WaitingReason
    provider: str | None
    ahead: int | None
    since: UtcTime | None


NOTHING_WAITS: Mapping[UUID, WaitingFor] = {}
