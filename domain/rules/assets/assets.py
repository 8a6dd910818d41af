"""What messages do to the assets of a job. `decide` calls it for those messages.

An asset's file never changes: another file is another asset, which takes the place of the first in the job's list and
in its scenes.
"""

from collections.abc import Mapping
from uuid import UUID, uuid5

from domain.base import Frozen, evolve
from domain.brief import AssetRef, AssetRole, asset_role
from domain.errors import Invalid, NotFound
from domain.job.filming.choices import AS_USUAL
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job, JobStatus
from domain.job.scene import Scene
from domain.job.storyboard import SceneText
from domain.job.takes.take import TakeStatus
from domain.rules.assets import asset_messages as messages
from domain.rules.scenes.takes import MessageContext
from domain.rules.storyboard.storyboard_revisions import record_edit


class _Entry(Frozen):
    """An asset of a job, and how the brief names it."""

    ref: AssetRef
    asset: JobAsset


def decide_on_assets(job: Job, message: messages.AssetMessage, context: MessageContext) -> Job:
    """Return the job after the message. A film that is to be cut with other ingredients is cut again by itself."""
    entries = _entries(job)
    match message:
        case messages.AssetRemoved():
            at = _place_of(job, message.asset)
            return _with_entries(job, [*entries[:at], *entries[at + 1 :]], {}, context)
        case messages.AssetChanged():
            at = _place_of(job, message.asset)
            changed = _changed(entries[at], message, job, context)
            moved = {message.asset: changed.asset.id}
            return _with_entries(job, [*entries[:at], changed, *entries[at + 1 :]], moved, context)
        case messages.AssetsReplaced():
            return _replace_all(job, message.assets, context)


def known_assets_only(job: Job, text: SceneText) -> SceneText:
    """Return the text without assets that the job no longer has: it was written while they were taken away."""
    known = {asset.id: asset.id for asset in job.assets}
    return _with_other_assets(text, known)


def _entries(job: Job) -> list[_Entry]:
    refs = job.brief.creative.assets
    if len(refs) != len(job.assets):
        refs = tuple(AssetRef(id=asset.id, name=asset.name, role=asset.role) for asset in job.assets)
    return [_Entry(ref=ref, asset=asset) for ref, asset in zip(refs, job.assets, strict=True)]


def _place_of(job: Job, asset_id: UUID) -> int:
    ids = [asset.id for asset in job.assets]
    if asset_id not in ids:
        raise NotFound(f"no asset {asset_id} in this job; it has {', '.join(map(str, ids)) or 'none'}")
    return ids.index(asset_id)


def _changed(entry: _Entry, changes: messages.AssetChanged, job: Job, context: MessageContext) -> _Entry:
    """Return the entry with another file, name or role. What is not given stays."""
    name = entry.asset.name if changes.name is None else changes.name
    role = entry.asset.role if changes.role is None else changes.role
    if changes.url is None and changes.id in (None, entry.asset.id):
        named = {"name": name, "role": role}
        return _Entry(ref=evolve(entry.ref, **named), asset=evolve(entry.asset, **named))
    ref = AssetRef(url=changes.url, id=changes.id, type=changes.type, name=name, role=role)
    return _Entry(ref=ref, asset=_asset_of(ref, job, 0, context))


def _replace_all(job: Job, refs: tuple[AssetRef, ...], context: MessageContext) -> Job:
    """Keep the assets that are named again, by id or URL. A new one takes the place of one that is gone from there."""
    before, after = _entries(job), list[_Entry]()
    reusable = [entry.asset for entry in before if entry.ref.url and entry.asset.status is not AssetStatus.FAILED]
    for position, ref in enumerate(refs):
        same = next((asset for asset in reusable if ref.url and asset.source_url == ref.url), None)
        if same is None:
            after.append(_Entry(ref=ref, asset=_asset_of(ref, job, position, context)))
        else:
            reusable.remove(same)
            after.append(_Entry(ref=ref, asset=_as_named(ref, same)))
    kept = {entry.asset.id for entry in after}
    known = {entry.asset.id for entry in before}
    moved = {
        old.asset.id: new.asset.id
        for old, new in zip(before, after, strict=False)
        if old.asset.id not in kept and new.asset.id not in known
    }
    return _with_entries(job, after, moved, context)


def _asset_of(ref: AssetRef, job: Job, position: int, context: MessageContext) -> JobAsset:
    """Return the stored asset of that id, or a new one that is to be fetched. Errors: Invalid."""
    if ref.url:
        return JobAsset(
            id=uuid5(job.id, f"{context.request} asset {position}"),
            type=ref.type,
            name=ref.name,
            role=ref.role,
            status=AssetStatus.PENDING,
            source_url=ref.url,
        )
    own = next((asset for asset in job.assets if asset.id == ref.id), None)
    stored = own or (context.stored.get(ref.id) if ref.id else None)
    if stored is None:
        raise Invalid(f"assets[{position}].id: there is no asset {ref.id}; upload it first, or give its URL")
    if own is None and stored.status is AssetStatus.FAILED:
        raise Invalid(f"assets[{position}].id: asset {ref.id} could not be fetched; upload it, or give another")
    return _as_named(ref, stored)


def _as_named(ref: AssetRef, asset: JobAsset) -> JobAsset:
    """Return the asset with the name and role that the brief gives it, where it gives any."""
    role = ref.role if "role" in ref.model_fields_set else asset.role
    return evolve(asset, name=ref.name or asset.name, role=role)


def _with_entries(job: Job, entries: list[_Entry], moved: Mapping[UUID, UUID], context: MessageContext) -> Job:
    """Return the job with these assets, and with its scenes' references moved to them, or removed."""
    assets = tuple(entry.asset for entry in entries)
    if len({asset.id for asset in assets}) < len(assets):
        raise Invalid("assets: two of them are the same asset; name each once")
    refs = tuple(entry.ref for entry in entries)
    if (assets, refs) == (job.assets, job.brief.creative.assets):
        return job
    changes_cut = _ingredients(assets) != _ingredients(job.assets)
    creative = evolve(job.brief.creative, assets=refs)
    after = evolve(
        job,
        assets=assets,
        brief=evolve(job.brief, creative=creative),
        cut_revision=job.cut_revision + changes_cut,
    )
    scenes = [_with_references(after, scene, moved) for scene in job.scenes]
    after = after.with_scenes(*scenes)
    if after.storyboard_scenes != job.storyboard_scenes:
        after = record_edit(after, context.now)
    return taken_up(after)


def _ingredients(assets: tuple[JobAsset, ...]) -> list[UUID]:
    """Return the assets that are cut into the film, besides what its scenes show."""
    return [asset.id for asset in assets if asset_role(asset.role) is AssetRole.MUSIC]


def _with_references(job: Job, scene: Scene, moved: Mapping[UUID, UUID]) -> Scene:
    """Return the scene with references to assets that the job has, and a take that is not ordered yet too."""
    take = scene.take
    if take and take.status is TakeStatus.WANTED and take.text:
        changed = evolve(take, text=_with_moved(job, take.text, moved))
        scene = evolve(scene, takes=tuple(changed if each.id == take.id else each for each in scene.takes))
    text = _with_moved(job, scene.text, moved)
    if text == scene.text:
        return scene
    if scene.take and scene.take.is_open and scene.take.text is None:
        raise Invalid(
            f"scene {scene.number} uses the asset and is being rewritten after its feedback; "
            "change the asset when that is done"
        )
    return evolve(scene, text=text, revision=scene.revision + 1)


def _with_moved(job: Job, text: SceneText, moved: Mapping[UUID, UUID]) -> SceneText:
    known = {asset.id: asset.id for asset in job.assets}
    return _with_other_assets(text, known | {old: new for old, new in moved.items() if new in known})


def _with_other_assets(text: SceneText, others: Mapping[UUID, UUID]) -> SceneText:
    """Return the text with each asset replaced by another, or itself; without those that have none."""

    def replaced(assets: tuple[UUID, ...]) -> tuple[UUID, ...]:
        return tuple(dict.fromkeys(others[asset] for asset in assets if asset in others))

    filming, assets = text.filming, replaced(text.assets)
    if filming:
        references = None if filming.references is None else replaced(filming.references)
        last_frame = others.get(filming.last_frame) if filming.last_frame else None
        changed = evolve(filming, references=references, last_frame=last_frame)
        filming = None if changed == AS_USUAL else changed
    same = (assets, filming) == (text.assets, text.filming)
    return text if same else evolve(text, assets=assets, filming=filming)


def taken_up(job: Job) -> Job:
    """Return the job in process again if an asset is to be fetched, or its film to be cut, which may have failed."""
    is_fetching = any(asset.status is AssetStatus.PENDING for asset in job.assets)
    match job.status:
        case JobStatus.COMPLETED if is_fetching or job.film_is_stale:
            return evolve(job, status=JobStatus.PROCESSING)
        case JobStatus.FAILED if job.is_approved:
            return evolve(job, status=JobStatus.PROCESSING, error=None)
    return job
