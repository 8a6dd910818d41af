"""What a scene asks of the model that films it, and where its clip begins: for estimates, rules and orders alike."""

from enum import StrEnum
from uuid import UUID

from domain.brief import AssetRole, AssetType, ReferenceChoice, asset_role
from domain.film_format import FPS, frames
from domain.job.filming.chains import will_be_chained
from domain.job.filming.choices import AS_USUAL, SceneAudio, scene_audio
from domain.job.filming.first_frame_choice import chosen_first_frame
from domain.job.job_asset import JobAsset, why_no_picture
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.storyboard import SceneText
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.job.takes.vendor_file import FileStatus
from domain.vendors.video_capabilities import VideoCapabilities, Wish, Wishes, granted, unmet

_SHOWN_BY_ITSELF = (AssetRole.PRODUCT, AssetRole.HERO)
"""Roles of the pictures that `production.references: product` means."""


_INGREDIENTS = {
    Wish.AUDIO: Ingredient.SOUND,
    Wish.SILENCE: Ingredient.SILENCE,
    Wish.FIRST_FRAME: Ingredient.FIRST_FRAME,
    Wish.LAST_FRAME: Ingredient.LAST_FRAME,
    Wish.REFERENCES: Ingredient.REFERENCES,
    Wish.SEED: Ingredient.SEED,
}
"""What a clip lacks that is filmed without a wish."""


class Beginning(StrEnum):
    """Where a clip begins."""

    CHAIN = "chain"
    """Where the clip of the scene before ends."""
    FIRST_FRAME = "first_frame"
    """At the first frame that was chosen in review."""
    PICTURE = "picture"
    """At the scene's own first picture."""
    STILL = "still"
    """At a still that is drawn for the take, and paid with it."""
    TEXT = "text"
    """At no picture: the model films from words, and maybe references, alone."""


def wished_references(job: Job, text: SceneText) -> tuple[UUID, ...]:
    """Return the assets that the scene's model is to be shown, each once: the scene's own choice, else the job's."""
    chosen = (text.filming or AS_USUAL).references
    if chosen is not None:
        return tuple(dict.fromkeys(chosen))
    if job.brief.production.references is not ReferenceChoice.PRODUCT:
        return ()
    return tuple(asset.id for asset in job.assets if _is_picture(asset) and asset_role(asset.role) in _SHOWN_BY_ITSELF)


def usable_references(job: Job, text: SceneText) -> tuple[UUID, ...]:
    """Return those of them that are pictures which the job has, or will have once they are fetched."""
    assets = {asset.id: asset for asset in job.assets}
    return tuple(each for each in wished_references(job, text) if why_no_picture(assets.get(each)) is None)


def first_frame_references(job: Job, text: SceneText) -> tuple[UUID, ...]:
    """Return the assets that an image model is shown to draw where the scene begins, the most important first.

    They are its client's choice for its filming, else the pictures that it shows and those of the product.
    """
    pictures = {asset.id: asset for asset in job.assets if _is_picture(asset)}
    chosen = (text.filming or AS_USUAL).references
    if chosen is None:
        product = (each.id for each in pictures.values() if asset_role(each.role) in _SHOWN_BY_ITSELF)
        chosen = (*text.assets, *product)
    return tuple(each for each in dict.fromkeys(chosen) if each in pictures)


def assets_of(job: Job, text: SceneText) -> tuple[UUID, ...]:
    """Return every asset that filming the text needs: what the scene shows, its references and its last frame."""
    last_frame = (text.filming or AS_USUAL).last_frame
    ending = () if last_frame is None else (last_frame,)
    return tuple(dict.fromkeys((*text.assets, *wished_references(job, text), *ending)))


def may_begin_from_a_picture(job: Job, scene: Scene) -> bool:
    """Return whether there is a picture from which the scene's clip begins, or there may be one by the time it is made.

    A still that is drawn for the take is none of them.
    """
    has_picture = any(asset.id in scene.text.assets and _is_picture(asset) for asset in job.assets)
    first_frame = job.find_first_frame(scene.first_frame_id)
    is_drawn = first_frame is not None and first_frame.status is not FileStatus.FAILED
    return has_picture or is_drawn or will_be_chained(job, scene, scene.text)


def beginning_of(
    job: Job, scene: Scene, text: SceneText, model: VideoCapabilities | None, *, draws_stills: bool
) -> Beginning:
    """Return where a clip of the text begins, made by a model that takes first frames.

    `draws_stills`: there is an image model for scenes without a picture. No still is drawn where references say what is
    to be seen, and the model does not take both.
    """
    if model and not model.first_frame:
        return Beginning.TEXT
    if given := given_beginning(job, scene, text):
        return given
    if not draws_stills or (model and _is_shown_by_references(job, text, model)):
        return Beginning.TEXT
    return Beginning.STILL


def given_beginning(job: Job, scene: Scene, text: SceneText) -> Beginning | None:
    """Return where a clip of the text begins if the job gives it a picture; None if it gives none."""
    if will_be_chained(job, scene, text):
        return Beginning.CHAIN
    if chosen_first_frame(job, scene):
        return Beginning.FIRST_FRAME
    pictures = {asset.id for asset in job.assets if asset.type is AssetType.IMAGE and asset.blob_key}
    return None if pictures.isdisjoint(text.assets) else Beginning.PICTURE


def wishes_of(job: Job, text: SceneText, model: VideoCapabilities, *, has_first_frame: bool) -> Wishes:
    """Return the wishes of a clip of the text. Errors: InputRejected when it is longer than any clip of the model."""
    filming = text.filming or AS_USUAL
    is_to_sound = scene_audio(job.brief.production, filming) is SceneAudio.NATIVE
    return Wishes(
        audio=is_to_sound,
        silence=not is_to_sound,
        first_frame=has_first_frame,
        last_frame=filming.last_frame is not None,
        references=len(usable_references(job, text)),
        seed=filming.seed is not None,
        seconds=model.slot(frames(text.duration) / FPS),
        size=model.size(job.brief.format, from_text=not has_first_frame),
    )


def lacking(model: VideoCapabilities, wishes: Wishes) -> tuple[LeftOut, ...]:
    """Return what a clip lacks that is filmed without the wishes which the model does not meet.

    It does not say that a model which needs a first frame has none: nothing is filmed then.
    """
    return tuple(
        LeftOut(what=_INGREDIENTS[each.wish], reason=each.reason)
        for each in unmet(model, wishes)
        if each.wish is not Wish.FIRST_FRAME or wishes.first_frame
    )


def _is_shown_by_references(job: Job, text: SceneText, model: VideoCapabilities) -> bool:
    """Return whether the model takes the scene's references, but not together with a first frame, and needs none."""
    if not model.references_exclude_frames or model.first_frame_required:
        return False
    return granted(model, wishes_of(job, text, model, has_first_frame=False)).references > 0


def _is_picture(asset: JobAsset) -> bool:
    """Whether it is a picture, or may be one."""
    return why_no_picture(asset) is None
