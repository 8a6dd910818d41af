"""A job's progress as lines, for pipes and logs: one for each change worth reading."""

from typing import Self

from rich.console import Console

from cli.api.responses import JobResponse, SceneResponse
from cli.render.labels import STAGES, filmed_part, scene_name, scene_state
from cli.render.output import write
from domain.job.model import SceneStatus, Stage

_LINES_PER_SCENE = 5
"""While a scene is filmed."""
_BAR = 20
"""Characters."""


class ProgressLines:
    """Used as `ProgressBars` is."""

    def __init__(self, screen: Console) -> None:
        self._screen = screen
        self._written: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def update(self, job: JobResponse) -> None:
        stage = job.progress.stage
        scenes_first = stage in (Stage.CUTTING, Stage.DONE)
        if not scenes_first:
            self._write("stage", stage, STAGES.get(stage, stage))
        if scenes_first or stage in (Stage.FILMING, Stage.AWAITING_RETRY):
            for scene in job.scenes:
                self._write_scene(scene)
        if scenes_first:
            self._write("stage", stage, STAGES[stage])

    def _write_scene(self, scene: SceneResponse) -> None:
        if scene.status == SceneStatus.PENDING and not scene.next_retry_at:
            return
        name, part, state = scene_name(scene), filmed_part(scene) or 0.0, scene_state(scene)
        step = str(int(part * _LINES_PER_SCENE)) if scene.status == SceneStatus.PROCESSING else state
        full = round(part * _BAR)
        self._write(name, step, f"{name:<17} {'█' * full}{'░' * (_BAR - full)} {state}")

    def _write(self, subject: str, state: str, line: str) -> None:
        """Write the line unless the subject was in that state already."""
        if self._written.get(subject) != state:
            self._written[subject] = state
            write(self._screen, line)
