"""The messages that change which assets a job uses."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from domain.base import WebUrl, Wire, given
from domain.brief import MAX_ASSETS, AssetRef, AssetType, Name

AssetRefs = Annotated[tuple[AssetRef, ...], Field(max_length=MAX_ASSETS)]


class AssetChanges(Wire):
    """Another file in an asset's place, by its URL or the id of a stored asset; another name; another role."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [given(name) for name in ("url", "id", "name", "role")],
            "not": {"allOf": [given("url"), given("id")]},
        }
    )

    url: WebUrl | None = Field(default=None, examples=["https://example.com/product.jpg"])
    id: UUID | None = None
    type: AssetType | None = Field(default=None, examples=["image"])
    name: Name | None = Field(default=None, examples=["The tin"])
    role: Name | None = Field(default=None, examples=["hero"])

    @model_validator(mode="after")
    def _one_source(self) -> "AssetChanges":
        if self.url is not None and self.id is not None:
            raise ValueError("give either url or id")
        if (self.url, self.id, self.name, self.role) == (None, None, None, None):
            raise ValueError("give url or id of another file, or another name or role")
        return self


class AssetRemoved(Wire):
    """Take an asset away from the job, and out of its scenes."""

    action: Literal["asset_removed"] = "asset_removed"
    asset: UUID


class AssetChanged(AssetChanges):
    """Replace an asset of the job, in its scenes too, or give it another name or role."""

    action: Literal["asset_changed"] = "asset_changed"
    asset: UUID


class AssetsReplaced(Wire):
    """Give the job these assets instead of those it has."""

    action: Literal["assets_replaced"] = "assets_replaced"
    assets: AssetRefs


AssetMessage = AssetRemoved | AssetChanged | AssetsReplaced


def ids_named_by(message: object) -> list[UUID]:
    """Return the ids of stored assets that the message gives to the job."""
    match message:
        case AssetChanged(id=UUID() as asset):
            return [asset]
        case AssetsReplaced():
            return [ref.id for ref in message.assets if ref.id]
    return []
