"""What a job shows before and after it is filmed: a still of each scene, and a preview of the whole storyboard.

A picture's id is made of everything that the picture depends on: it changes when the picture does, and what is stored
under it is never drawn again.
"""

from collections.abc import Sequence
from uuid import UUID, uuid5

from domain.brief import AssetType
from domain.film_format import FilmFormat, frames
from domain.job.film.end_card import end_card_parts, look_parts
from domain.job.filming.changes import is_muted
from domain.job.filming.first_frame_choice import chosen_first_frame
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import CUT_VERSION, Job
from domain.job.scene import Scene
from domain.job.sound.music import has_bed, music_asset, music_parts, plays_asset
from domain.job.storyboard import SceneText
from domain.job.takes.take import Take

DRAWING_VERSION = "2"
"""Part of every picture's id. Raise it when scenes are drawn in another way."""

STILL_SIDE = 640
"""Pixels of a still's longer side, unless a width is asked for."""

LARGEST_STILL_SIDE = 1920
_WIDTH_STEP = 120
"""Stills are drawn in widths that are multiples of this, so that few sizes are kept."""

PREVIEW_SIDE = 480
"""Pixels of a preview's shorter side."""


def still_format(job: Job, width: int | None = None) -> FilmFormat:
    """Return the size of a still: about as wide as asked, or wider."""
    ratio = job.brief.ad_basics.aspect_ratio
    longer = max(1.0, ratio.height / ratio.width)
    if width is None:
        return FilmFormat.of_width(ratio, STILL_SIDE / longer)
    wanted = -(-width // _WIDTH_STEP) * _WIDTH_STEP
    return FilmFormat.of_width(ratio, min(wanted, LARGEST_STILL_SIDE / longer))


def preview_format(job: Job) -> FilmFormat:
    ratio = job.brief.ad_basics.aspect_ratio
    return FilmFormat.of_width(ratio, PREVIEW_SIDE * max(1.0, ratio.width / ratio.height))


def scene_assets(job: Job, text: SceneText) -> tuple[JobAsset, ...]:
    """Return the images and videos that the scene can show, in its order."""
    usable = {
        asset.id: asset
        for asset in job.assets
        if asset.status is AssetStatus.READY and asset.blob_key and asset.type is not AssetType.AUDIO
    }
    return tuple(usable[asset] for asset in text.assets if asset in usable)


def drawing_seed(scene: Scene) -> int:
    """Return the seed of the scene's take that is being made, else of its next one: the animatic films the same."""
    if scene.take is not None and scene.take.text is not None:
        return scene.take.seed
    return scene.seed_of_take(1 + max((take.number for take in scene.takes), default=0))


def scene_picture_id(job: Job, scene: Scene, take: Take | None = None) -> UUID:
    """Return the id of what the scene shows: the take's clip, else its own clip, else its first frame, else its text
    as it is drawn."""
    if clip := take or scene.clip:
        drawn = f" with {clip.overlay}" if clip.overlay else ""
        return uuid5(job.id, f"{DRAWING_VERSION}|clip {clip.id}{drawn}")
    chosen = chosen_first_frame(job, scene)
    parts = (
        DRAWING_VERSION,
        *([f"first frame {chosen.id}"] if chosen else []),
        job.brief.ad_basics.aspect_ratio,
        str(drawing_seed(scene)),
        *(str(asset.id) for asset in scene_assets(job, scene.text)),
        scene.text.model_dump_json(exclude={"filming"}),
        *look_parts(job),
    )
    return uuid5(job.id, "|".join(parts))


def preview_clip_id(job: Job, scene: Scene) -> UUID:
    """Return the id of the scene's clip in previews."""
    return _clip_id(scene_picture_id(job, scene), scene)


def scene_picture_ids(job: Job) -> tuple[UUID, ...]:
    """Return the ids of what the active scenes show."""
    return tuple(scene_picture_id(job, scene) for scene in job.active_scenes)


def preview_id(job: Job, pictures: Sequence[UUID] = ()) -> UUID | None:
    """Return the id of the preview of the scenes as they are now; None while there are none.

    `pictures` are their `scene_picture_ids`, where these are known already.
    """
    if not job.active_scenes:
        return None
    music = music_asset(job) if plays_asset(job) else None
    bed = music_parts(job) if has_bed(job) else []
    shown = zip(pictures or scene_picture_ids(job), job.active_scenes, strict=True)
    scenes = (
        f"{_clip_id(picture, scene)}:{scene.text.transition}{' muted' if is_muted(job, scene) else ''}"
        for picture, scene in shown
    )
    label = [f"AI label {job.brief.ad_basics.language}"] if job.brief.production.is_labelled else []
    return uuid5(
        job.id, "|".join(["preview", CUT_VERSION, str(music.id if music else None), *bed, *label, *_card(job), *scenes])
    )


def _card(job: Job) -> list[str]:
    """Return what of the end card is part of a preview's identity."""
    brand = job.brief.creative.brand
    parts = end_card_parts(job)
    return [*parts, brand.model_dump_json()] if parts and brand else parts


def _clip_id(picture: UUID, scene: Scene) -> UUID:
    return uuid5(picture, f"clip of {frames(scene.text.duration)} frames")
