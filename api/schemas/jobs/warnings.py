"""The warnings of a job: what its film or a scene lacks of what was meant, why, and what its client can do."""

from collections.abc import Iterable, Iterator, Mapping

from api.schemas.common import job_url
from api.schemas.jobs.finishing_warnings import (
    unheard,
    warning,
    warning_of_film,
    warnings_of_lines,
)
from domain.brief import AssetRole, AssetType, asset_role
from domain.clients.client_limits import month_name
from domain.errors import ErrorInfo
from domain.job.film.end_card import shown_beside_scenes
from domain.job.filming.chains import continues_another_take, scene_before
from domain.job.filming.choices import AS_USUAL, SceneAudio
from domain.job.filming.first_frame_choice import chosen_first_frame, is_outdated
from domain.job.filming.wishes import assets_of
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job, JobStatus
from domain.job.scene import Scene
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.language.fonts import FontFamily, is_one_of_ours, nearest_family
from domain.rules.scenes.scenes import UPLOAD
from storage.web.urls import shown

_TO_BE_SHOWN = (AssetRole.HERO, AssetRole.PRODUCT, AssetRole.LOGO, AssetRole.BACKGROUND, AssetRole.END_CARD)
"""Roles of pictures that are meant for the audience. Others may be for the planner alone."""

_LACKING: Mapping[Ingredient, tuple[str, str]] = {
    Ingredient.CAPTIONS: ("shows no words", "change its script and regenerate it"),
    Ingredient.LOGO: ("does not show the logo", "replace the logo, or set production.logo to end_card"),
    Ingredient.CHAIN: ("does not begin where the scene before ends", "reorder the scenes, or leave it so"),
    Ingredient.FIRST_FRAME: ("does not begin from its first frame", "film it with another model, or leave it so"),
    Ingredient.LAST_FRAME: ("does not end on its picture", "film it with another model, or leave it so"),
    Ingredient.REFERENCES: (
        "lacks reference pictures",
        "change this in the scene, film it with another model, or leave it so",
    ),
    Ingredient.SEED: ("is filmed without its seed", "film it with another model, or leave it so"),
    Ingredient.SILENCE: ("is silent in the film, which leaves out its clip's sound", "nothing is to be done"),
    Ingredient.SOUND: ("is silent", "regenerate it, or supply its clip with another sound as video_url"),
}
"""What a scene is without an ingredient that is no asset, and what helps."""


def warnings_of(job: Job) -> tuple[ErrorInfo, ...]:
    """Return the warnings of assets, scenes, lines, the film, the storyboard, and of its client's budget."""
    return (
        *_of_assets(job),
        *_of_scenes(job),
        *warnings_of_lines(job),
        *_of_film(job),
        *_of_storyboard(job),
        *_of_font(job),
        *_of_budget(job),
    )


def _of_assets(job: Job) -> Iterator[ErrorInfo]:
    """Yield one warning for each asset that cannot be used, that the film or a scene lacks, or that no scene shows."""
    for asset in job.assets:
        lacking = [scene for scene in job.active_scenes if _names(scene, asset) and _lacks(scene, asset)]
        noted = [*_noted(job.film.left_out if job.film and not job.film_is_stale else (), asset)]
        for scene in lacking:
            noted += _noted(scene.take.left_out if scene.take else (), asset)
        noted += [part for part in _of_takes(job) if part.asset == asset.id and part.what is Ingredient.LOGO]
        is_unseen = _is_unseen(job, asset)
        url = f"{job_url(job.id)}/assets/{asset.id}"
        if asset.error is None and not noted:
            if is_unseen:
                help = f"name it in a scene's assets, or remove it with DELETE {url}"
                yield warning("asset_not_shown", _about(asset, "no scene shows it"), help)
            elif why := unheard(job, asset):
                reason, help = why
                yield warning("asset_not_heard", _about(asset, reason), f"{help}, or remove it with DELETE {url}")
            continue
        is_unheard = asset_role(asset.role) is AssetRole.MUSIC and (noted or not job.film)
        is_unspoken = asset_role(asset.role) is AssetRole.VOICE and job.brief.production.is_spoken
        effects = [
            *(["the film has no music of it"] if is_unheard else []),
            *(["the film has no voice-over of it"] if is_unspoken else []),
            *(["no scene shows it"] if is_unseen else []),
            *(effect for each in lacking for effect in _effects(job, each, asset)),
        ]
        reason = asset.error.message if asset.error else noted[0].reason
        help = f"replace it with PATCH {url}, or remove it with DELETE {url}"
        code = asset.error.code if asset.error else _code(noted[0].what)
        yield warning(code, _about(asset, reason), *effects, help)


def _is_unseen(job: Job, asset: JobAsset) -> bool:
    """Whether the asset is to be shown by its role, and no scene names it: it may have been added after planning."""
    if asset_role(asset.role) not in _TO_BE_SHOWN or asset.type is AssetType.AUDIO:
        return False
    beside_scenes = [each.id for each in shown_beside_scenes(job)]
    is_shown = asset.id in beside_scenes or any(asset.id in assets_of(job, scene.text) for scene in job.active_scenes)
    return asset.status is not AssetStatus.PENDING and bool(job.scenes) and not is_shown


def _names(scene: Scene, asset: JobAsset) -> bool:
    """Whether the scene is to show the asset, to have its model shown it, or to end on it."""
    filming = scene.text.filming or AS_USUAL
    return asset.id in (*scene.text.assets, *(filming.references or ()), filming.last_frame)


def _lacks(scene: Scene, asset: JobAsset) -> bool:
    """Whether the scene is filmed without its asset, or will be."""
    if scene.clip:
        return any(_noted(scene.clip.left_out, asset))
    return asset.error is not None


def _noted(left_out: Iterable[LeftOut], asset: JobAsset) -> Iterator[LeftOut]:
    return (each for each in left_out if each.asset == asset.id)


def _of_takes(job: Job) -> Iterator[LeftOut]:
    """Yield what the clips in the film lack."""
    return (part for scene in job.active_scenes if scene.clip for part in scene.clip.left_out)


def _effects(job: Job, scene: Scene, asset: JobAsset) -> Iterator[str]:
    """Yield what the scene is without the asset."""
    filming = scene.text.filming or AS_USUAL
    if asset.id in scene.text.assets:
        yield _shows(job, scene)
    if asset.id in (filming.references or ()):
        yield f"the model of scene {scene.number} is not shown it"
    if asset.id == filming.last_frame:
        yield f"scene {scene.number} does not end on it"


def _shows(job: Job, scene: Scene) -> str:
    """Say what the scene shows instead of the pictures that it lacks."""
    assets = {asset.id: asset for asset in job.assets}
    others = [assets[each] for each in scene.text.assets if each in assets and not _lacks(scene, assets[each])]
    return f"scene {scene.number} shows {'its other pictures alone' if others else 'no picture'}"


def _of_scenes(job: Job) -> Iterator[ErrorInfo]:
    """Yield a warning for each part of a scene that is no asset and that its take lacks, and for other pictures."""
    for scene in job.active_scenes:
        number = scene.number
        if _shows_other_pictures(scene):
            effect = f"scene {number} still shows the pictures that it had when it was filmed"
            yield warning("pictures_changed", effect, "regenerate it to show those that it has now")
        for part in scene.take.left_out if scene.take else ():
            if part.what in _LACKING and not _is_told_elsewhere(job, scene, part):
                effect, help = _LACKING[part.what]
                yield warning(_code(part.what), f"scene {number} {effect}: {part.reason}", help)
        if instead := _fallback(scene):
            yield instead
        if continues_another_take(job, scene):
            yield _not_continued(job, scene)
        frame = chosen_first_frame(job, scene)
        if frame and scene.clip is None and is_outdated(scene, frame):
            effect = f"scene {number} begins from a first frame of other words than it has now"
            yield warning("first_frame_outdated", effect, "have another drawn, or leave it so")


def _is_told_elsewhere(job: Job, scene: Scene, part: LeftOut) -> bool:
    """Whether the warning of its asset says it, or the scene is not to be silent any more."""
    if part.what is Ingredient.SILENCE:
        return (scene.text.filming or AS_USUAL).audio is not SceneAudio.OFF
    return any(asset.id == part.asset and _names(scene, asset) for asset in job.assets)


def _not_continued(job: Job, scene: Scene) -> ErrorInfo:
    """Return the warning of a clip that begins where a clip ended that is not before it any more."""
    number, before = scene.number, scene_before(job, scene)
    if before is None or all(take.id != scene.take.chained_from for take in before.takes if scene.take):
        effect = f"scene {number} begins where a clip ended that is not before it any more"
        return warning("scene_before_changed", effect, "regenerate it, or leave it so")
    if scene.take and scene.take.chained_from == before.take_id:
        effect = f"scene {number} begins where scene {before.number} ended before its length was changed"
    else:
        effect = f"scene {number} begins where an earlier clip of scene {before.number} ended"
    help = f"regenerate it to begin where scene {before.number} ends now; it is not filmed again by itself"
    return warning("scene_before_changed", effect, help)


def _fallback(scene: Scene) -> ErrorInfo | None:
    """Return the warning of a clip that another provider made than the one that was asked first."""
    clip, instead = scene.clip, scene.refused_before(scene.clip)
    if clip is None or instead is None:
        return None
    reason = instead.error.message if instead.error else "it failed"
    effect = f"scene {scene.number} is filmed by {clip.provider} in place of {instead.provider}: {reason}"
    return warning("filmed_by_fallback", effect, "it may look different from the others; regenerate it to try again")


def _shows_other_pictures(scene: Scene) -> bool:
    """Whether assets of the scene were replaced, added or taken away since it was filmed by us."""
    if scene.clip is None or scene.clip.text is None or scene.clip.provider == UPLOAD:
        return False
    lacking = {part.asset for part in scene.clip.left_out}
    return {*scene.text.assets} - lacking != {*scene.clip.text.assets} - lacking


def _of_film(job: Job) -> Iterator[ErrorInfo]:
    for part in job.film.left_out if job.film else ():
        match part.what:
            case Ingredient.CREDENTIALS:
                effect = "the film says nothing of where it comes from"
                help = "the film itself is whole; once whoever runs the server has mended it, films are signed again"
            case Ingredient.LABEL:
                effect = "the film does not show the words that say that AI made it"
                help = "the film itself is whole; the next cut of it, after any change, tries again"
            case _:
                if found := warning_of_film(job, part):
                    yield found
                continue
        yield warning(_code(part.what), f"{effect}: {part.reason}", help)


def _of_storyboard(job: Job) -> Iterator[ErrorInfo]:
    board = job.current_storyboard
    if board and board.warning:
        yield board.warning
    if numbers := _filmed_as_usual_again(job):
        reason = (
            "the storyboard was written anew, so that its scenes are filmed as usual again; in the one before, filming "
            f"was chosen for scene {', '.join(map(str, numbers))}"
        )
        yield warning("filming_as_usual", reason, "choose it again where it is still meant")


def _filmed_as_usual_again(job: Job) -> list[int]:
    """Return the numbers of scenes for which filming was chosen before a planner wrote the storyboard in review."""
    board = job.current_storyboard
    if job.status is not JobStatus.STORYBOARD_REVIEW or board is None or not board.is_written_anew:
        return []
    before = next((each for each in reversed(job.storyboards) if each.revision < board.revision and each.scenes), None)
    chosen = before.scenes if before and before.scenes else ()
    return [scene.scene_number for scene in chosen if scene.text.filming not in (None, AS_USUAL)]


def _of_font(job: Job) -> Iterator[ErrorInfo]:
    """Yield one if we have another font than the brand's. It is for Latin letters; other scripts have their own."""
    name = job.brief.creative.brand.font.strip() if job.brief.creative.brand else ""
    if name and not is_one_of_ours(name):
        ours = ", ".join(FontFamily)
        yield warning("font_replaced", f"there is no font {name}; {nearest_family(name)} is nearest", f"we have {ours}")


def _of_budget(job: Job) -> Iterator[ErrorInfo]:
    if spend := job.budget_warning:
        client = job.brief.context.client_id
        reason = (
            f"when this job ordered last, client {client} had spent {spend.spent:.2f} USD of the "
            f"{spend.limit:.2f} USD that it may in {month_name(spend.month)}"
        )
        yield warning("budget_nearly_used_up", reason, "beyond that nothing is ordered; an administrator can raise it")


def _about(asset: JobAsset, reason: str) -> str:
    name = asset.name or (shown(asset.source_url) if asset.source_url else str(asset.id))
    return reason if reason.startswith(name) else f"asset {name}: {reason}"


def _code(what: Ingredient) -> str:
    return f"{what}_left_out"
