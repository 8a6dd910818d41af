"""A job's progress: as bars at a terminal; in pipes and logs as lines, one for each change worth reading."""

from uuid import UUID

from rich.progress import BarColumn, Progress, TaskID, TextColumn

from cli.api.responses import JobResponse, SceneResponse
from cli.render.labels import PREPARING, STAGES, filmed_part, scene_name, scene_state
from cli.render.output import console, write
from domain.job.model import Stage
from domain.job.scene import SceneStatus

_LINES_PER_SCENE = 5
"""While a scene is filmed."""
_BAR = 20
"""Characters of a bar in a line."""


class ProgressBars(Progress):
    """A bar for the storyboard, one for each scene, one for the cut; redrawn in place until the block ends."""

    def __init__(self) -> None:
        name, state = (TextColumn(f"{{task.{field}}}", markup=False) for field in ("description", "fields[state]"))
        super().__init__(name, BarColumn(), state, console=console())
        self._bars: dict[str | UUID, TaskID] = {}

    def show(self, job: JobResponse) -> None:
        stage = job.progress.stage
        if stage in PREPARING:
            self._show_bar("storyboard", "storyboard", None, PREPARING[stage])
        elif "storyboard" in self._bars:
            self._show_bar("storyboard", "storyboard", 1.0, "written")
        if stage in (Stage.FILMING, Stage.AWAITING_RETRY, Stage.CUTTING, Stage.DONE):
            for removed in self._bars.keys() - {"storyboard", "film", *(scene.id for scene in job.scenes)}:
                self.remove_task(self._bars.pop(removed))
            for scene in job.scenes:
                self._show_bar(scene.id, scene_name(scene), filmed_part(scene), scene_state(scene))
        if stage == Stage.CUTTING:
            self._show_bar("film", "film", None, "cutting")
        if stage == Stage.DONE:
            self._show_bar("film", "film", 1.0, "cut")

    def _show_bar(self, subject: str | UUID, name: str, part: float | None, state: str) -> None:
        """Show how much is done, 0 to 1. None only shows that something goes on."""
        if subject not in self._bars:
            self._bars[subject] = self.add_task(name, total=1, state=state)
        bar = self._bars[subject]
        self.update(bar, completed=part or 0.0, state=state)
        self.tasks[self.task_ids.index(bar)].total = None if part is None else 1.0  # `update` cannot take it away


class ProgressLines:
    def __init__(self) -> None:
        self._written: dict[str, str] = {}

    def show(self, job: JobResponse) -> None:
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
            write(line)
