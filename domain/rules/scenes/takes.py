"""Takes of a scene: how they are added, found, changed and superseded."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from domain.base import Frozen, evolve
from domain.job.job_asset import JobAsset
from domain.job.model import Job
from domain.job.notes import Note
from domain.job.scene import Scene
from domain.job.takes.take import Still, Take, TakeStatus
from domain.rules.part_change import PartChange
from domain.vendors.video_capabilities import VideoCapabilities

changes_take = PartChange(Job.find_take, Job.with_take)


class ImageModelChoice(Frozen):
    """The provider and model that draw first frames."""

    provider: str
    model: str


class VideoModelChoice(Frozen):
    """The provider and model that film a new take, and the task queue where it is made; these are kept with the take.

    `longest_clip` is what the model films, in seconds; None: clips of any length. `can` is what the model can do, None
    if nobody knows. `draws_stills`: a still is drawn for takes that have no picture. `final` is the choice for
    scenes that are made final; None where this is final. `image` draws the first frames from which its clips can begin;
    None where nothing draws any, or its clips begin from none.
    """

    provider: str
    model: str
    queue: str
    longest_clip: float | None = None
    can: VideoCapabilities | None = None
    draws_stills: bool = True
    final: "VideoModelChoice | None" = None
    image: ImageModelChoice | None = None


class MessageContext(Frozen):
    """What a message is applied with. `request` identifies the message; the ids of its takes derive from it.

    `stored` and `notes` are the assets and notes that it names, as they are in the database, as far as they exist.
    """

    request: str
    now: datetime
    model_choice: VideoModelChoice
    stored: dict[UUID, JobAsset] = {}
    notes: dict[UUID, Note] = {}


def with_new_take(
    scene: Scene, context: MessageContext, feedback: str | None = None, notes: tuple[UUID, ...] = ()
) -> Scene:
    """Return the scene with a new take as its current one. Its clip is the fallback if the new take fails."""
    number, choice = 1 + max((take.number for take in scene.takes), default=0), context.model_choice
    take = Take(
        id=uuid5(scene.id, context.request),
        scene_id=scene.id,
        number=number,
        request=context.request,
        seed=scene.seed_of_take(number),
        text=None if feedback else scene.text,
        feedback=feedback,
        notes=notes,
        created_at=context.now,
        provider=choice.provider,
        model=choice.model,
        queue=choice.queue,
        is_draft=choice.final is not None,
    )
    takes = tuple(superseded(old) for old in scene.takes)
    fallback = scene.take_id if scene.clip else scene.fallback_id
    return evolve(scene, takes=(*takes, take), take_id=take.id, fallback_id=fallback, provider_id=None, error=None)


def drawn_still(take: Take) -> Still | None:
    """Return the take's still for another take of the scene that is to begin from it too; None if it has none."""
    if take.still is None or take.still.key is None:
        return None
    return evolve(take.still, asked_at=None, order_id=None, orders=0, price=Decimal(0))


def without_open_takes(scene: Scene) -> Scene:
    """Return the scene with its open takes superseded. A clip that it had is its clip again."""
    takes = tuple(superseded(take) for take in scene.takes)
    current = scene.take_id if scene.clip else scene.fallback_id or scene.take_id
    return evolve(scene, takes=takes, take_id=current, fallback_id=None)


def soft_deleted(scene: Scene, now: datetime) -> Scene:
    """Return the scene marked as deleted, with the clip that it had. It can be restored."""
    return evolve(without_open_takes(scene), deleted_at=now)


def superseded(take: Take) -> Take:
    """Return the take cancelled, or stopping while it may have been ordered: then the vendor is asked first."""
    if take.status is TakeStatus.WANTED:
        return evolve(take, status=TakeStatus.CANCELLED, next_retry_at=None)
    return evolve(take, status=TakeStatus.STOPPING) if take.is_open else take
