"""The first frames that were drawn for a job."""

from uuid import UUID

from pydantic import Field

from api.schemas.common import OptionalError, UtcTime, view_of
from api.schemas.manifest.inputs import first_frame_of
from api.schemas.manifest.parts import FileView, Hashes, OrderView, file_view, order_fields
from domain.job.filming.first_frame import FirstFrame
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.takes.vendor_file import FileStatus


class ManifestFirstFrame(OrderView):
    """A picture that was ordered as the first frame of a scene. `inFilm`: a clip of the film begins from it.

    `references` are the ids of the assets that it was drawn from. `costInDoubt`: see `takes`.
    """

    id: UUID
    number: int
    scene_id: UUID
    scene_number: int
    chosen: bool = Field(examples=[True])
    in_film: bool = Field(examples=[True])
    status: FileStatus = Field(examples=["done"])
    feedback: str | None
    references: tuple[UUID, ...] = Field(examples=[[]])
    seed: int = Field(examples=[12])
    cost_in_doubt: float = Field(examples=[0.0])
    output: FileView | None
    error: OptionalError
    created_at: UtcTime


def first_frame_views(job: Job, hashes: Hashes) -> tuple[ManifestFirstFrame, ...]:
    """Return all first frames that were ordered, also of deleted scenes, in the order in which they were asked for."""
    return tuple(
        _view(job, job.scene(frame.scene_id), frame, hashes) for frame in job.first_frames if frame.orders or frame.cost
    )


def _view(job: Job, scene: Scene, frame: FirstFrame, hashes: Hashes) -> ManifestFirstFrame:
    shown = set(job.film.takes) if job.film else set[UUID]()
    begun = [take for take in scene.takes if take.id in shown and first_frame_of(job, scene, take) is frame]
    return view_of(
        ManifestFirstFrame,
        frame,
        **order_fields(frame),
        version=None,
        scene_number=scene.number,
        chosen=frame.id == scene.first_frame_id,
        in_film=bool(begun),
        cost_in_doubt=float(frame.in_doubt),
        output=file_view(frame.sha256, frame.key, frame.size, hashes),
    )
