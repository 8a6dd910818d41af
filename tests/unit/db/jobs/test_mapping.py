"""Jobs as rows, and back."""

import json
from typing import Any

from db.jobs.mapping import job_columns, scene_columns, to_job
from db.schema.tables.jobs import JobRow, SceneRow
from domain.job.storyboard import SceneText
from tests.unit.domain.jobs import in_review, text_value


def as_postgres_writes_it(table: Any, columns: Any) -> dict[str, Any]:
    """The row as JSON, in which columns of type JSON are parts."""
    kinds = {column.name: str(column.type) for column in table.__table__.columns}
    plain = json.loads(json.dumps(dict(columns), default=str))
    return {name: json.loads(value) if kinds[name] == "JSON" and value else value for name, value in plain.items()}


def test_every_field_of_a_scene_text_survives_its_row() -> None:
    job = in_review("one")
    text = SceneText.model_validate({name: text_value(name) for name in SceneText.model_fields})
    scene = job.scenes[0].model_copy(update={"text": text})
    rows = {
        "job": as_postgres_writes_it(JobRow, job_columns(job)),
        "scenes": [as_postgres_writes_it(SceneRow, scene_columns(job, scene))],
    }

    read = to_job(
        json.dumps(rows | dict.fromkeys(("storyboards", "takes", "speeches", "first_frames", "assets", "film")))
    )

    assert read.scenes[0].text == text
