"""How far a job and its scenes are, in words."""

from cli.api.responses import SceneView
from cli.render.output import readable
from cli.render.page import explain
from domain.job.model import SceneStatus, Stage

PREPARING: dict[str, str] = {
    Stage.QUEUED: "waiting for a worker",
    Stage.INGESTING_ASSETS: "fetching the assets",
    Stage.PLANNING: "writing the storyboard",
}
"""What is done in the stages before there are scenes to film."""


def scene_name(scene: SceneView) -> str:
    return readable(f"scene {scene.scene_number} {scene.scenario}".strip())


def filmed(scene: SceneView) -> float | None:
    """How much of the scene is filmed, 0 to 1; None while it is being filmed and nobody says how far."""
    if scene.status == SceneStatus.COMPLETED:
        return 1.0
    if scene.status != SceneStatus.PROCESSING:
        return 0.0
    return None if scene.progress is None else min(max(scene.progress, 0.0), 1.0)


def state_of(scene: SceneView) -> str:
    """The scene's state in a few words."""
    if scene.status == SceneStatus.FAILED:
        return readable(f"failed: {explain(scene.error)}" if scene.error else "failed")
    if scene.next_retry_at and scene.status != SceneStatus.COMPLETED:
        return f"tried {scene.attempt} times, again at {scene.next_retry_at.astimezone():%X}"
    if scene.status == SceneStatus.COMPLETED:
        return "filmed"
    if scene.status != SceneStatus.PROCESSING:
        return "waiting"
    part = filmed(scene)
    return "filming" if part is None else f"filming {part:4.0%}"
