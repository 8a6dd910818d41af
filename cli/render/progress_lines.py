"""A job's progress where nothing can be drawn over: a line for each change worth one."""

from types import TracebackType
from typing import Self

from rich.console import Console

from cli.api.responses import JobView, SceneView
from cli.render.labels import PREPARING, filmed, scene_name, state_of
from cli.render.output import say
from domain.job.model import SceneStatus, Stage

_STAGES: dict[str, str] = {
    **PREPARING,
    Stage.REVIEW: "the storyboard is written",
    Stage.FILMING: "filming",
    Stage.AWAITING_RETRY: "waiting for a decision",
    Stage.CUTTING: "cutting the film",
    Stage.DONE: "the film is cut",
    Stage.FAILED: "failed",
    Stage.CANCELLED: "cancelled",
}
_STEPS = 5
"""Lines for a scene on its way from nothing to filmed."""
_BAR = 20
"""Characters."""


class Lines:
    """The same `update` as `Bars`, in lines that also read well in a log."""

    def __init__(self, screen: Console) -> None:
        self._screen = screen
        self._told: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: TracebackType | type[BaseException] | BaseException | None) -> None:
        return

    def update(self, job: JobView) -> None:
        stage = job.progress.stage
        ends_with_scenes = stage in (Stage.CUTTING, Stage.DONE)
        if not ends_with_scenes:
            self._tell("stage", stage, _STAGES.get(stage, stage))
        if ends_with_scenes or stage in (Stage.FILMING, Stage.AWAITING_RETRY):
            for scene in job.scenes:
                self._tell_scene(scene)
        if ends_with_scenes:
            self._tell("stage", stage, _STAGES[stage])

    def _tell_scene(self, scene: SceneView) -> None:
        if scene.status == SceneStatus.PENDING and not scene.next_retry_at:
            return
        name, part, state = scene_name(scene), filmed(scene) or 0.0, state_of(scene)
        step = str(int(part * _STEPS)) if scene.status == SceneStatus.PROCESSING else state
        self._tell(name, step, f"{name:<17} {_bar(part)} {state}")

    def _tell(self, subject: str, state: str, line: str) -> None:
        """Say the line unless the subject was in that state already."""
        if self._told.get(subject) != state:
            self._told[subject] = state
            say(self._screen, line)


def _bar(part: float) -> str:
    full = round(part * _BAR)
    return "█" * full + "░" * (_BAR - full)
