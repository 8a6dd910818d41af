"""What a scene's next clip will lack of what the scene shows and wishes, as far as can be said before it is ordered.

It is what `Take.left_out` says once the take is ordered, in the same words. Only what shows when files are opened, as a
picture that cannot be decoded, is not known before.
"""

from collections.abc import Iterator

from domain.base import evolve
from domain.job.filming.chains import chain_left_out
from domain.job.filming.choices import AS_USUAL
from domain.job.filming.first_frame_choice import lost_first_frame, unused_first_frame
from domain.job.filming.wishes import (
    Beginning,
    beginning_of,
    given_beginning,
    lacking,
    wished_references,
    wishes_of,
)
from domain.job.job_asset import JobAsset, why_no_picture, why_not_shown
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.storyboard import SceneText
from domain.job.takes.left_out import Ingredient, LeftOut, each_once
from domain.vendors.video_capabilities import VideoCapabilities


def left_out_of_next_clip(
    job: Job, scene: Scene, text: SceneText, model: VideoCapabilities | None, *, draws_stills: bool
) -> tuple[LeftOut, ...]:
    """Return what a clip of the text will lack, made by a vendor's model; None: nobody knows what it can do.

    `draws_stills`: there is an image model for scenes without a picture.
    Errors: InputRejected if the text is longer than any clip of the model.
    """
    given = given_beginning(job, scene, text)
    begins = given or beginning_of(job, scene, text, model, draws_stills=draws_stills)
    found = [*unseen_pictures(job, text), *_unusable_pictures(job, text)]
    if chain := chain_left_out(job, scene, text):
        found.append(chain)
    lost = lost_first_frame(job, scene)
    if lost and given is not Beginning.CHAIN:
        found.append(unused_first_frame(lost))
    if model:
        wishes = wishes_of(job, text, model, has_first_frame=begins is not Beginning.TEXT)
        is_lost = any(each.what is Ingredient.LAST_FRAME for each in found)
        found += lacking(model, evolve(wishes, last_frame=False) if is_lost else wishes)
    return each_once(found)


def unseen_pictures(job: Job, text: SceneText) -> Iterator[LeftOut]:
    """Yield the assets of the scene that it cannot show, whatever films it."""
    assets = _assets(job)
    for each in text.assets:
        if each in assets and (why := why_not_shown(assets[each])):
            yield LeftOut(what=Ingredient.PICTURE, asset=each, reason=why)


def _unusable_pictures(job: Job, text: SceneText) -> Iterator[LeftOut]:
    """Yield the references and the last frame that no model can be shown."""
    assets, last_frame = _assets(job), (text.filming or AS_USUAL).last_frame
    for each in wished_references(job, text):
        if why := why_no_picture(assets.get(each)):
            yield LeftOut(what=Ingredient.REFERENCES, asset=each, reason=why)
    if last_frame and (why := why_no_picture(assets.get(last_frame))):
        yield LeftOut(what=Ingredient.LAST_FRAME, asset=last_frame, reason=why)


def _assets(job: Job) -> dict[object, JobAsset]:
    return {asset.id: asset for asset in job.assets}
