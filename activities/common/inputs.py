"""What activities and workflows are given: ids and messages, never bytes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from domain.base import Frozen
from domain.clients.access import EVERYTHING
from domain.errors import ErrorInfo, Invalid
from domain.job.approval import Sender
from domain.job.pending_work import WorkKind
from domain.rules.messages import Message, parse_message


class InvalidMessage(Frozen):
    """A signal that is no valid message, which is refused where messages are applied."""

    action: str
    fields: dict[str, Any]


def read_message(name: str, fields: dict[str, Any]) -> Message | InvalidMessage:
    """Return the message called `name`, also if it is invalid."""
    try:
        return parse_message(name, fields)
    except Invalid:
        return InvalidMessage(action=name, fields=fields)


class MessageInput(Frozen):
    """Base of inputs with a message. In JSON it is `name` and `fields`, which workers of any version read.

    After `expires_at` the message is refused, and that is not remembered. `sender` is left out if it is None. A sender
    in JSON without scopes has all: those that have all are written so, as APIs write them that know no scopes.
    """

    message: Message | InvalidMessage
    expires_at: datetime | None = None
    sender: Sender | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "name" not in data:
            return data
        read = {key: value for key, value in data.items() if key not in ("name", "fields")}
        sender = read.get("sender")
        if isinstance(sender, dict):
            read["sender"] = {"scopes": EVERYTHING, **sender}
        return read | {"message": read_message(data["name"], data.get("fields", {}))}

    @model_serializer(mode="wrap")
    def _write(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        message = self.message
        if isinstance(message, InvalidMessage):
            fields = message.fields
        else:
            fields = message.model_dump(mode="json", by_alias=True, exclude={"action"}, exclude_unset=True)
        others = write(self) | {"name": message.action, "fields": fields, "sender": _written(self.sender)}
        return {key: value for key, value in others.items() if key != "message" and (key != "sender" or value)}


def _written(sender: Sender | None) -> dict[str, Any] | None:
    if sender is None:
        return None
    left_out = {"scopes"} if sender.scopes == EVERYTHING else set()
    return sender.model_dump(mode="json", exclude=left_out, exclude_none=True)


class Command(MessageInput):
    """A message to a job. The same `request` is applied once, however often it is sent."""

    job: UUID
    request: str


class Request(MessageInput):
    """The input of a job's update: a message, and the id under which its verdict is remembered."""

    id: str


class AssetTask(Frozen):
    job: UUID
    asset: UUID


class FailedAsset(Frozen):
    asset: UUID
    fault: ErrorInfo


class PlanTask(Frozen):
    job: UUID
    revision: int


class TakeTask(Frozen):
    job: UUID
    take: UUID


class FirstFrameTask(Frozen):
    job: UUID
    first_frame: UUID


class SpeechTask(Frozen):
    job: UUID
    speech: UUID


class CapacityRequest(Frozen):
    """Capacity at a vendor that is waited for, for the order of a take, a line, a first frame or a saved scene: its
    claimant."""

    model_config = ConfigDict(populate_by_name=True)

    vendor: str
    claimant: UUID = Field(alias="visitor")  # the name in payloads of open runs


class CutTask(Frozen):
    job: UUID
    film: UUID


class FailedWork(Frozen):
    """Work that failed for good, and why."""

    job: UUID
    kind: WorkKind
    id: str
    fault: ErrorInfo


class PreviewTask(Frozen):
    """A preview by its content's id, and the scenes that it shows, in order."""

    job: UUID
    preview: UUID
    scenes: tuple[UUID, ...]


class PreviewClipTask(Frozen):
    job: UUID
    preview: UUID
    scene: UUID
