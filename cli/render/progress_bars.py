"""A job's progress on a terminal: a bar a scene, then the cut."""

from types import TracebackType
from typing import Self
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from cli.api.responses import JobView, SceneView
from cli.render.labels import PREPARING, filmed, scene_name, state_of
from domain.job.model import Stage


class Bars:
    """Bars that move as the job does. Between `with` and its end they own the screen."""

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

    def __exit__(self, *_: TracebackType | type[BaseException] | BaseException | None) -> None:
        self._bars.stop()

    def update(self, job: JobView) -> None:
        self._prepare(job.progress.stage)
        if job.progress.stage in (Stage.FILMING, Stage.AWAITING_RETRY, Stage.CUTTING, Stage.DONE):
            self._film(job.scenes)
        if job.progress.stage in (Stage.CUTTING, Stage.DONE):
            self._cut_film(job)

    def _prepare(self, stage: str) -> None:
        if stage in PREPARING:
            if self._preparing is None:
                self._preparing = self._bars.add_task("storyboard", total=None, state="")
            self._bars.update(self._preparing, state=PREPARING[stage])
        elif self._preparing is not None:
            self._bars.update(self._preparing, total=1, completed=1, state="written")

    def _film(self, scenes: list[SceneView]) -> None:
        gone = self._scenes.keys() - {scene.id for scene in scenes}
        for scene_id in gone:
            self._bars.remove_task(self._scenes.pop(scene_id))
        for scene in scenes:
            if scene.id not in self._scenes:
                self._scenes[scene.id] = self._bars.add_task(scene_name(scene), total=1, state="")
            self._move(self._scenes[scene.id], filmed(scene), state_of(scene))

    def _move(self, bar: TaskID, part: float | None, state: str) -> None:
        """Without a part the bar only shows that something goes on."""
        self._bars.update(bar, completed=part or 0.0, state=state)
        self._bars.tasks[self._bars.task_ids.index(bar)].total = None if part is None else 1.0

    def _cut_film(self, job: JobView) -> None:
        if self._cut is None:
            self._cut = self._bars.add_task("film", total=None, state="cutting")
        if job.progress.stage == Stage.DONE:
            self._bars.update(self._cut, total=1, completed=1, state="cut")
