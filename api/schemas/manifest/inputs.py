"""What a take was made from besides words."""

from collections.abc import Iterator, Mapping
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.schemas.manifest.parts import EXAMPLE_HASH, Hashes, hash_of
from domain.base import Wire
from domain.job.filming.first_frame import FirstFrame
from domain.job.filming.first_frame_choice import chosen_first_frame
from domain.job.job_asset import JobAsset
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.takes.left_out import Ingredient
from domain.job.takes.take import ANIMATIC, Take
from domain.rules.scenes.scenes import UPLOAD


class InputView(Wire):
    """What a take was made from besides words: a picture of its client that it shows, a reference
    that its model was shown, the last frame that its scene names, the still, the first frame or the end of the scene
    before (`chain`) where it begins, or the clip that its client uploaded, which came from `sourceUrl`."""

    kind: Literal["asset", "reference", "last_frame", "still", "first_frame", "chain", "upload"]
    asset_id: UUID | None
    name: str | None = Field(examples=["The tin"])
    source_url: str | None = Field(examples=["https://example.com/product.jpg"])
    sha256: str | None = Field(examples=[EXAMPLE_HASH])


def input_views(
    job: Job, scene: Scene, take: Take, assets: Mapping[UUID, JobAsset], hashes: Hashes
) -> Iterator[InputView]:
    if take.provider == UPLOAD:
        yield InputView(
            kind="upload", asset_id=None, name=None, source_url=take.source_url, sha256=take.original_sha256
        )
        return
    lacking = {(part.what, part.asset) for part in take.left_out}
    for each in take.text.assets if take.text else ():
        if (Ingredient.PICTURE, each) not in lacking:
            yield _asset("asset", each, assets, hashes)
    for each in take.references:
        yield _asset("reference", each, assets, hashes)
    filming = take.text.filming if take.text else None
    if filming and filming.last_frame and Ingredient.LAST_FRAME not in {what for what, _ in lacking}:
        yield _asset("last_frame", filming.last_frame, assets, hashes)
    if take.still and take.still.key:
        yield _file("still", hash_of(take.still.sha256, take.still.key, hashes))
    if frame := first_frame_of(job, scene, take):
        yield _file("first_frame", frame.sha256)
    if take.chained_from and (before := job.find_take(take.chained_from)):
        yield _file("chain", hash_of(before.original_sha256, before.original_key, hashes))


def assets_shown(take: Take) -> tuple[UUID, ...]:
    """Return the assets that the take was made from: what its scene shows, its references and its last frame."""
    text = take.text
    last_frame = text.filming.last_frame if text and text.filming else None
    ending = () if last_frame is None else (last_frame,)
    return (*(text.assets if text else ()), *take.references, *ending)


def first_frame_of(job: Job, scene: Scene, take: Take) -> FirstFrame | None:
    """Return the first frame from which the take begins; None if it begins elsewhere, or is not ordered yet."""
    is_ordered = take.asked_at is not None and take.provider not in (ANIMATIC, UPLOAD)
    is_elsewhere = take.chained_from or any(part.what is Ingredient.FIRST_FRAME for part in take.left_out)
    return chosen_first_frame(job, scene) if is_ordered and not is_elsewhere else None


def _asset(
    kind: Literal["asset", "reference", "last_frame"], id: UUID, assets: Mapping[UUID, JobAsset], hashes: Hashes
) -> InputView:
    asset = assets.get(id)
    return InputView(
        kind=kind,
        asset_id=id,
        name=asset.name if asset else None,
        source_url=asset.source_url if asset else None,
        sha256=hash_of(asset.sha256, asset.blob_key, hashes) if asset else None,
    )


def _file(kind: Literal["still", "first_frame", "chain"], sha256: str | None) -> InputView:
    return InputView(kind=kind, asset_id=None, name=None, source_url=None, sha256=sha256)
