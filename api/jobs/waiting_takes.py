"""What the takes of a job wait for, before a vendor or a renderer works on them."""

from collections.abc import Mapping
from uuid import UUID

from api.container import Container
from api.schemas.scenes.waiting import WaitingFor, WaitingReason
from domain.errors import VendorBusy, VendorDown
from domain.job.filming.chains import awaited_scene
from domain.job.filming.first_frame_choice import waits_for_first_frame
from domain.job.filming.vendor_queue import is_being_drawn, next_vendor
from domain.job.filming.wishes import assets_of
from domain.job.job_asset import AssetStatus
from domain.job.model import Job
from domain.job.takes.take import Take, TakeStatus


async def waiting_takes(container: Container, job: Job) -> Mapping[UUID, WaitingFor]:
    """Return by its id each current take that is open and waits. Errors: Transient.

    Asks the database only about takes that may be ordered now: once, and once more for each of their vendors.
    """
    takes = [scene.take for scene in job.active_scenes if scene.take and scene.take.is_open]
    found = {take.id: waiting for take in takes if (waiting := _known_reason(job, take))}
    queued = [
        take for take in takes if take.id not in found and take.status is TakeStatus.WANTED and not is_being_drawn(take)
    ]
    if queued:
        ahead = await container.waiting_takes.ahead_of([take.id for take in queued])
        reasons = {vendor: await _reason_at(container, vendor, queued) for vendor in {*map(next_vendor, queued)}}
        for take in queued:
            vendor = next_vendor(take)
            found[take.id] = WaitingFor(
                what=reasons[vendor], provider=vendor, ahead=ahead.get(take.id, 0), since=take.created_at
            )
    return found


def _known_reason(job: Job, take: Take) -> WaitingFor | None:
    """Return what the job itself shows that the take waits for."""
    if take.next_retry_at is not None:
        return WaitingFor(what=WaitingReason.BACK_OFF, provider=take.provider, ahead=None, since=take.failing_since)
    if take.status is TakeStatus.ORDERING:
        return WaitingFor(what=WaitingReason.ORDER, provider=take.provider, ahead=None, since=None)
    if take.status is TakeStatus.FILMED:
        return WaitingFor(what=WaitingReason.PREPARATION, provider=None, ahead=None, since=None)
    if take.status is not TakeStatus.WANTED:
        return None
    if take.text is None:
        return WaitingFor(what=WaitingReason.TEXT, provider=None, ahead=None, since=take.created_at)
    scene = job.scene(take.scene_id)
    if awaited_scene(job, scene):
        return WaitingFor(what=WaitingReason.PREVIOUS_SCENE, provider=None, ahead=None, since=take.created_at)
    if waits_for_first_frame(job, scene):
        return WaitingFor(what=WaitingReason.FIRST_FRAME, provider=None, ahead=None, since=take.created_at)
    pending = {asset.id for asset in job.assets if asset.status is AssetStatus.PENDING}
    if not pending.isdisjoint(assets_of(job, take.text)):
        return WaitingFor(what=WaitingReason.ASSETS, provider=None, ahead=None, since=take.created_at)
    return None


async def _reason_at(container: Container, vendor: str, queued: list[Take]) -> WaitingReason:
    if container.catalog.limits_of(vendor) is None:
        return WaitingReason.RENDERER
    try:
        await container.catalog.has_capacity(vendor, next(take.id for take in queued if next_vendor(take) == vendor))
    except VendorBusy:
        return WaitingReason.VENDOR_CAPACITY
    except VendorDown:
        return WaitingReason.VENDOR_DOWN
    return WaitingReason.WORKER
