"""Check what a scene asks of its model: what the model can never do is refused before anything is bought."""

from collections.abc import Iterable
from uuid import UUID

from domain.brief import AssetType
from domain.errors import Invalid
from domain.job.filming.choices import AS_USUAL, SceneAudio
from domain.job.filming.wishes import may_begin_from_a_picture
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.storyboard import SceneText
from domain.rules.scenes.takes import VideoModelChoice
from domain.vendors.video_capabilities import VideoCapabilities, Wish, Wishes, unmet

_CHOICES = {
    Wish.AUDIO: "filming.audio",
    Wish.FIRST_FRAME: "filming.chainFromPrevious",
    Wish.LAST_FRAME: "filming.lastFrame",
    Wish.REFERENCES: "filming.references",
    Wish.SEED: "filming.seed",
}
"""The choice by which a scene has a wish."""


def check_choices(job: Job, text: SceneText, choice: VideoModelChoice) -> None:
    """Check the text's filming choices as they are set. Errors: Invalid, which names the choice."""
    filming = text.filming or AS_USUAL
    _check_pictures(job, "filming.references", filming.references or ())
    _check_pictures(job, "filming.lastFrame", () if filming.last_frame is None else (filming.last_frame,))
    if faults := _faults_of_choices(text, choice):
        raise Invalid("; ".join(faults))


def check_takes(job: Job, scenes: Iterable[Scene], choice: VideoModelChoice) -> None:
    """Check that takes of the scenes can be filmed, by the chosen model and by the one that makes them final.

    What is only usual for the job, and not asked for by the scene, is no reason against it.

    Errors: Invalid, which names the scenes.
    """
    faults = [f"scene {scene.number}: {fault}" for scene in scenes for fault in _faults(job, scene, choice)]
    if faults:
        raise Invalid("; ".join(faults))


def _check_pictures(job: Job, name: str, ids: tuple[UUID, ...]) -> None:
    assets = {asset.id: asset for asset in job.assets}
    for asset_id in ids:
        asset = assets.get(asset_id)
        if asset is None:
            raise Invalid(f"{name}: {asset_id} is not an asset of this job")
        if asset.type not in (AssetType.IMAGE, None):  # None: it is not fetched yet
            raise Invalid(f"{name}: asset {asset.name or asset_id} is no picture but {asset.type}; name an image")


def _faults(job: Job, scene: Scene, choice: VideoModelChoice) -> list[str]:
    """Return what the models can never do of what the scene asks for, in words for clients."""
    pictureless = [
        each.reason
        for model in _models(choice)
        if not (choice.draws_stills or may_begin_from_a_picture(job, scene))
        for each in unmet(model, Wishes())
        if each.is_refused
    ]
    return list(dict.fromkeys([*_faults_of_choices(scene.text, choice), *pictureless]))


def _faults_of_choices(text: SceneText, choice: VideoModelChoice) -> list[str]:
    filming = text.filming or AS_USUAL
    wishes = Wishes(
        audio=filming.audio is SceneAudio.NATIVE,
        first_frame=filming.chain_from_previous,
        last_frame=filming.last_frame is not None,
        references=len(filming.references or ()),
        seed=filming.seed is not None,
    )
    found = [
        f"{_CHOICES[each.wish]}: {each.reason}; leave it out, or film with another model"
        for model in _models(choice)
        for each in unmet(model, wishes)
        if each.is_refused and (each.wish is not Wish.FIRST_FRAME or wishes.first_frame)
    ]
    return list(dict.fromkeys(found))


def _models(choice: VideoModelChoice) -> list[VideoCapabilities]:
    """Return what the model can do that films the scene, and the one that makes it final."""
    return [each.can for each in (choice, choice.final) if each and each.can]
