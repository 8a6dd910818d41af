"""The manifest of a job: from what, by whom, by which models and for how much its film was made.

A hash is the SHA-256 of a file in hex, computed while it was stored. Money is in US dollars.
"""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.schemas.common import OptionalError, UtcTime, asset_url, job_url, view_of
from api.schemas.jobs.job import ApprovalView, approval_view
from api.schemas.jobs.new_job import EXAMPLE_BRIEF
from api.schemas.jobs.warnings import warnings_of
from api.schemas.manifest.finishing import FinishingView, ManifestLine, finishing_view, line_views
from api.schemas.manifest.first_frames import ManifestFirstFrame, first_frame_views
from api.schemas.manifest.inputs import InputView, input_views
from api.schemas.manifest.parts import EXAMPLE_HASH, FileView, Hashes, OrderView, file_view, hash_of, order_fields
from api.schemas.scenes.scene import SceneTextView
from api.schemas.scenes.take import FallbackView, fallback_view
from domain.base import Wire, evolve
from domain.brief import AssetType, Brief
from domain.errors import ErrorInfo
from domain.film_format import FPS
from domain.job.film.content_credentials import ContentCredentials
from domain.job.film.film_file import Film
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job, JobStatus
from domain.job.scene import Scene
from domain.job.storyboard_revision import Storyboard, Verdict
from domain.job.takes.left_out import LeftOut
from domain.job.takes.take import Still, Take, TakeStatus

_CREDENTIALS = {"signed": True, "signer": "Acme Ltd", "selfSigned": False, "error": None}
_OF_BEFORE = ContentCredentials.none("it was cut before films were signed")


class MadeBy(Wire):
    """The program that wrote the manifest."""

    name: Literal["Greenlight"] = "Greenlight"
    version: str = Field(examples=["0.1.0"])


class OutputsView(Wire):
    """`original` is the clip as its vendor delivered it, `working` the same in the film's size, rate and length."""

    original: FileView | None
    working: FileView | None


class StillView(OrderView):
    """The still from which a take begins. Its cost is a part of the take's."""

    sha256: str | None = Field(examples=[EXAMPLE_HASH])


class ManifestTake(OrderView):
    """One attempt to film a scene. `text` is what it films; `seed` was drawn for it, though not every vendor takes one.

    `costInDoubt` may have been spent besides `cost`: nobody knows whether the vendor took the order. `draft`: it is
    made by the model's cheap variant. `chainedFrom` is the take of the scene before where it begins, `fallbackOf` the
    take of another vendor in place of which it is made.
    """

    id: UUID
    number: int
    scene_id: UUID
    scene_number: int
    in_film: bool = Field(examples=[True])
    status: TakeStatus = Field(examples=["done"])
    text: SceneTextView | None
    seed: int = Field(examples=[12])
    draft: bool
    chained_from: UUID | None
    fallback_of: FallbackView | None = Field(examples=[None])
    cost_in_doubt: float = Field(examples=[0.0])
    still: StillView | None
    inputs: tuple[InputView, ...]
    outputs: OutputsView
    left_out: tuple[LeftOut, ...] = Field(examples=[[]])
    error: OptionalError
    created_at: UtcTime


class ManifestScene(SceneTextView):
    """A scene of the job as it is now. `take` is its chosen take: the one that is in the film, or is being made.
    `speech` is what is said in it."""

    id: UUID
    take: ManifestTake | None
    speech: ManifestLine | None


class ManifestStoryboard(Wire):
    """The revision that was approved; as long as none is, the newest. `planner` says what wrote it."""

    revision: int
    verdict: Verdict | None = Field(examples=["approved"])
    approval: ApprovalView | None
    planner: dict[str, str] = Field(examples=[{"planner": "template"}])
    created_at: UtcTime


class ManifestAsset(Wire):
    """A file that the client supplied."""

    id: UUID
    url: str = Field(examples=["/api/v3/assets/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70/data"])
    source_url: str | None = Field(examples=["https://example.com/product.jpg"])
    type: AssetType | None = Field(examples=["image"])
    name: str = Field(examples=["The tin"])
    role: str = Field(examples=["hero"])
    status: AssetStatus = Field(examples=["ready"])
    content_type: str | None = Field(examples=["image/jpeg"])
    size_bytes: int | None = Field(examples=[184_320])
    sha256: str | None = Field(examples=[EXAMPLE_HASH])


class ManifestFilm(Wire):
    """The film. `duration` is in seconds, `takes` are those that it shows, in order, `finishing` what is added to them,
    `leftOut` what it was cut without.

    `stale`: the scenes' clips have changed since it was cut. `draft`: it shows a draft of a scene.
    """

    id: UUID
    url: str = Field(examples=["/api/v3/jobs/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70/video"])
    draft: bool
    sha256: str | None = Field(examples=[EXAMPLE_HASH])
    size_bytes: int = Field(examples=[2_411_008])
    duration: float = Field(examples=[20.0])
    frames: int = Field(examples=[600])
    stale: bool
    takes: tuple[UUID, ...]
    finishing: FinishingView
    left_out: tuple[LeftOut, ...] = Field(examples=[[]])
    content_credentials: ContentCredentials = Field(examples=[_CREDENTIALS])
    created_at: UtcTime


class Totals(Wire):
    """Sums over `takes`, `firstFrames` and `speeches`. `costInDoubt` are orders of which no vendor can say whether it
    took them."""

    currency: Literal["USD"] = "USD"
    cost: float = Field(examples=[0.25])
    cost_in_film: float = Field(examples=[0.25])
    cost_in_doubt: float = Field(examples=[0.0])
    takes: int
    first_frames: int
    speeches: int
    orders: int


class ManifestView(Wire):
    """Where a job's film comes from. `brief` is as the client sent it, with what was changed of it since. `takes`,
    `firstFrames` and `speeches` are all that were ordered, also those that are not in the film."""

    job_id: UUID
    status: JobStatus = Field(examples=["completed"])
    made_by: MadeBy
    brief: Brief = Field(examples=[EXAMPLE_BRIEF])
    storyboard: ManifestStoryboard | None
    assets: tuple[ManifestAsset, ...]
    scenes: tuple[ManifestScene, ...]
    takes: tuple[ManifestTake, ...]
    first_frames: tuple[ManifestFirstFrame, ...]
    speeches: tuple[ManifestLine, ...]
    film: ManifestFilm | None
    totals: Totals
    warnings: tuple[ErrorInfo, ...] = Field(examples=[[]])
    created_at: UtcTime


def manifest_view(job: Job, former_assets: Mapping[UUID, JobAsset], hashes: Hashes, version: str) -> ManifestView:
    """Return the manifest. `former_assets` are assets that the job no longer has and a take may have shown."""
    assets = {**former_assets, **{asset.id: asset for asset in job.assets}}
    takes = {
        take.id: _take_view(job, scene, take, assets, hashes)
        for scene in sorted(job.scenes, key=lambda scene: (scene.number, scene.created_at))
        for take in scene.takes
    }
    lines = line_views(job, hashes)
    speeches = tuple(line for line in lines.values() if line.orders or line.cost or line.sound)
    ordered = tuple(take for take in takes.values() if take.orders or take.cost or (take.still and take.still.orders))
    drawn = first_frame_views(job, hashes)
    bought: tuple[ManifestTake | ManifestFirstFrame | ManifestLine, ...] = (*ordered, *drawn, *speeches)
    return view_of(
        ManifestView,
        job,
        job_id=job.id,
        brief=evolve(job.brief, webhook=None),  # which is for the client alone
        made_by=MadeBy(version=version),
        storyboard=_storyboard_view(job),
        assets=tuple(_asset_view(asset, hashes) for asset in job.assets),
        scenes=tuple(
            view_of(
                ManifestScene,
                scene.text,
                scene,
                scene_number=scene.number,
                take=takes.get(scene.take_id or scene.id),
                speech=next((line for line in lines.values() if scene.number in line.scene_numbers), None),
            )
            for scene in job.active_scenes
        ),
        takes=ordered,
        first_frames=drawn,
        speeches=speeches,
        film=_film_view(job, job.film, hashes) if job.film else None,
        totals=Totals(
            cost=float(job.cost),
            cost_in_film=round(sum(each.cost for each in bought if each.in_film), 4),
            cost_in_doubt=float(job.in_doubt),
            takes=len(ordered),
            first_frames=len(drawn),
            speeches=len(speeches),
            orders=sum(each.orders for each in bought) + sum(take.still.orders for take in ordered if take.still),
        ),
        warnings=warnings_of(job),
    )


def _storyboard_view(job: Job) -> ManifestStoryboard | None:
    written = [board for board in job.storyboards if board.scenes is not None]
    approved = [board for board in written if board.verdict is Verdict.APPROVED]
    board: Storyboard | None = next(reversed(approved or written), None)
    if board is None:
        return None
    approval = approval_view(board.approval) if board.approval else None
    return view_of(ManifestStoryboard, board, planner=board.metadata, approval=approval)


def _asset_view(asset: JobAsset, hashes: Hashes) -> ManifestAsset:
    return view_of(
        ManifestAsset,
        asset,
        url=asset_url(asset.id),
        size_bytes=asset.size,
        sha256=hash_of(asset.sha256, asset.blob_key, hashes),
    )


def _film_view(job: Job, film: Film, hashes: Hashes) -> ManifestFilm:
    return view_of(
        ManifestFilm,
        film,
        url=f"{job_url(job.id)}/video",
        sha256=hash_of(film.sha256, film.key, hashes),
        size_bytes=film.size,
        duration=round(film.frames / FPS, 3),
        stale=job.film_is_stale,
        draft=job.film_is_draft,
        finishing=finishing_view(job, film),
        content_credentials=film.content_credentials or _OF_BEFORE,
    )


def _take_view(job: Job, scene: Scene, take: Take, assets: Mapping[UUID, JobAsset], hashes: Hashes) -> ManifestTake:
    return view_of(
        ManifestTake,
        take,
        **order_fields(take),
        scene_number=scene.number,
        in_film=job.film is not None and take.id in job.film.takes,
        version=take.model_version,
        draft=take.is_draft,
        fallback_of=fallback_view(scene, take),
        text=view_of(SceneTextView, take.text, scene_number=scene.number) if take.text else None,
        cost_in_doubt=float(take.in_doubt),
        still=_still_view(take.still, hashes) if take.still else None,
        inputs=tuple(input_views(job, scene, take, assets, hashes)),
        outputs=OutputsView(
            original=file_view(take.original_sha256, take.original_key, None, hashes),
            working=file_view(take.working_sha256, take.working_key, take.size, hashes),
        ),
    )


def _still_view(still: Still, hashes: Hashes) -> StillView:
    cost = float(still.price) if still.order_id else 0.0
    sha256 = hash_of(still.sha256, still.key, hashes)
    return view_of(StillView, still, **order_fields(still), version=None, cost=cost, sha256=sha256)
