"""The words for stages, scenes, errors and sizes, for tables and progress alike."""

from cli.api.responses import SceneResponse
from cli.render.output import readable
from domain.errors import ErrorInfo
from domain.job.model import SceneStatus, Stage

PREPARING: dict[str, str] = {
    Stage.QUEUED: "waiting for a worker",
    Stage.INGESTING_ASSETS: "fetching the assets",
    Stage.PLANNING: "writing the storyboard",
}
"""The stages before there are scenes to film."""

STAGES: dict[str, str] = {
    **PREPARING,
    Stage.REVIEW: "the storyboard is written",
    Stage.FILMING: "filming",
    Stage.AWAITING_RETRY: "waiting for a decision",
    Stage.CUTTING: "cutting the film",
    Stage.DONE: "the film is cut",
    Stage.FAILED: "failed",
    Stage.CANCELLED: "cancelled",
}


def scene_name(scene: SceneResponse) -> str:
    return readable(f"scene {scene.scene_number} {scene.scenario}".strip())


def filmed_part(scene: SceneResponse) -> float | None:
    """Return how much of the scene is filmed, 0 to 1; None while it is filmed and the vendor gives no progress."""
    if scene.status == SceneStatus.COMPLETED:
        return 1.0
    if scene.status != SceneStatus.PROCESSING:
        return 0.0
    return None if scene.progress is None else min(max(scene.progress, 0.0), 1.0)


def scene_state(scene: SceneResponse) -> str:
    if scene.status == SceneStatus.FAILED:
        return readable(f"failed: {error_text(scene.error)}" if scene.error else "failed")
    if scene.status == SceneStatus.COMPLETED:
        return "filmed"
    if scene.next_retry_at:
        return retry_text(scene)
    if scene.status != SceneStatus.PROCESSING:
        return "waiting"
    part = filmed_part(scene)
    return "filming" if part is None else f"filming {part:4.0%}"


def retry_text(scene: SceneResponse) -> str:
    """Return when a scene whose `next_retry_at` is set is tried again, in local time."""
    assert scene.next_retry_at is not None
    return f"tried {scene.attempt} times, again at {scene.next_retry_at.astimezone():%X}"


def error_text(error: ErrorInfo) -> str:
    return f"{error.message or error.code}" + (f" ({error.code})" if error.message and error.code else "")


def megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
