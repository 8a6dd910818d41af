"""Tasks, scenarios and their scenes as rows, and back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid5

from sqlalchemy.dialects.postgresql import insert

from db.rows import from_row, to_row
from db.schema.tables.jobs import AssetRow
from db.schema.tables.scenarios import VideoScenarioRow, VideoSceneRow
from domain.brief import AssetRole, AssetType
from domain.job.job_asset import AssetStatus
from domain.scenarios.document import DocumentScene, ScenarioDocument, scene_metadata
from domain.scenarios.task import ImageOutcome, SavedScenario, SavedScene, SavedSceneStatus, StoredImage, Task

_METADATA = {"metadata": "notes"}
_COPIED = DocumentScene.model_fields.keys() & VideoSceneRow.model_fields.keys() - {"scene_number", "image_url"}


def to_saved_scenario(row: VideoScenarioRow, scenes: Iterable[VideoSceneRow], client_id: str) -> SavedScenario:
    saved = tuple(to_saved_scene(scene) for scene in scenes)
    return from_row(SavedScenario, row, _METADATA, client_id=client_id, scenes=saved)


def to_saved_scene(row: VideoSceneRow) -> SavedScene:
    picture = None
    if row.image_key and row.image_type:
        picture = StoredImage(key=row.image_key, content_type=row.image_type, size=row.image_size or 0)
    return from_row(SavedScene, row, _METADATA, picture=picture)


def new_scenario_row(task: Task, scenario: ScenarioDocument, now: datetime) -> VideoScenarioRow:
    return to_row(
        VideoScenarioRow,
        scenario,
        _METADATA,
        id=task.scenario_id,
        task_id=task.id,
        short_id=task.short_id,
        user_id=task.user_id,
        scene_count=len(scenario.scenes),
        created_at=now,
        updated_at=now,
    )


def new_scene_rows(task: Task, scenario: ScenarioDocument, now: datetime) -> list[VideoSceneRow]:
    """The scenes of a new scenario. The first keeps the picture that it came with, and none is drawn for it."""
    rows = []
    for number, scene in enumerate(scenario.in_order, 1):
        own_image = scene.image_url if number == 1 else None
        rows.append(
            VideoSceneRow(
                id=uuid5(task.scenario_id, f"scene {number}"),
                scenario_id=task.scenario_id,
                scene_number=number,
                **{name: getattr(scene, name) for name in _COPIED},
                image_url=own_image,
                status=(SavedSceneStatus.COMPLETED if own_image else SavedSceneStatus.PENDING).value,
                notes=scene_metadata(scene, number),
                outcome=ImageOutcome.SKIPPED.value if number == 1 else None,
                created_at=now,
                updated_at=now,
            )
        )
    return rows


def asset_row(scene: VideoSceneRow, client_id: str, now: datetime) -> AssetRow:
    """The client's asset that makes the picture of a scene readable through the API, and usable by jobs."""
    return AssetRow(
        id=scene.id,
        client_id=client_id,
        type=AssetType.IMAGE.value,
        name=f"Scene {scene.scene_number}",
        role=AssetRole.REFERENCE.value,
        status=AssetStatus.READY.value,
        content_type=scene.image_type,
        size_bytes=scene.image_size,
        blob_key=scene.image_key,
        created_at=now,
    )


def once(table: type[Any], rows: Sequence[Any]) -> Any:
    """Insert the rows; those whose id exists already stay as they are."""
    columns = {column.key: attribute for attribute, column in table.__mapper__.columns.items()}
    values = [{name: getattr(row, attribute) for name, attribute in columns.items()} for row in rows]
    return insert(table.__table__).values(values).on_conflict_do_nothing(index_elements=["id"])
