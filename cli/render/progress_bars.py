"""A job's progress as bars: one for the storyboard, one for each scene, one for the cut."""

from typing import Self
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from cli.api.responses import JobResponse, SceneResponse
from cli.render.labels import PREPARING, filmed_part, scene_name, scene_state
from domain.job.model import Stage


class ProgressBars:
    """Bars that are redrawn in place, between `with` and its end."""

    def __init__(self, screen: Console) -> None:
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[state]}", markup=False),
            console=screen,
        )
        self._preparing: TaskID | None = None
        self._scenes: dict[UUID, TaskID] = {}
        self._cut: TaskID | None = None

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def update(self, job: JobResponse) -> None:
        stage = job.progress.stage
        self._show_preparing(stage)
        if stage in (Stage.FILMING, Stage.AWAITING_RETRY, Stage.CUTTING, Stage.DONE):
            self._show_scenes(job.scenes)
        if stage in (Stage.CUTTING, Stage.DONE):
            self._show_cut(stage)

    def _show_preparing(self, stage: str) -> None:
        if stage in PREPARING:
            if self._preparing is None:
                self._preparing = self._bars.add_task("storyboard", total=None, state="")
            self._bars.update(self._preparing, state=PREPARING[stage])
        elif self._preparing is not None:
            self._bars.update(self._preparing, total=1, completed=1, state="written")

    def _show_scenes(self, scenes: list[SceneResponse]) -> None:
        for removed in self._scenes.keys() - {scene.id for scene in scenes}:
            self._bars.remove_task(self._scenes.pop(removed))
        for scene in scenes:
            if scene.id not in self._scenes:
                self._scenes[scene.id] = self._bars.add_task(scene_name(scene), total=1, state="")
            bar, part = self._scenes[scene.id], filmed_part(scene)
            self._bars.update(bar, completed=part or 0.0, state=scene_state(scene))
            # A bar without a total only shows that something goes on. `update` cannot take a total away.
            self._bars.tasks[self._bars.task_ids.index(bar)].total = None if part is None else 1.0

    def _show_cut(self, stage: str) -> None:
        if self._cut is None:
            self._cut = self._bars.add_task("film", total=None, state="cutting")
        if stage == Stage.DONE:
            self._bars.update(self._cut, total=1, completed=1, state="cut")
