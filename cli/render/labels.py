"""The words for stages, scenes, errors and sizes, for tables and progress alike."""

from cli.api.responses import FilmResponse, JobResponse, SceneResponse
from cli.render.output import readable
from domain.errors import ErrorInfo
from domain.job.model import Stage
from domain.job.scene import SceneStatus
from domain.job.takes.vendor_file import FileStatus

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


def voice_text(job: JobResponse) -> str:
    """Return how many lines are spoken, and by whom; nothing if the job has none."""
    lines = [scene.speech for scene in job.scenes if scene.speech]
    if not lines:
        return ""
    done = sum(line.status == FileStatus.DONE for line in lines)
    by = sorted({f"{line.provider} {line.voice or ''}".strip() for line in lines})
    return readable(f"{done} of {len(lines)} lines spoken, by {', '.join(by)}")


def sound_text(film: FilmResponse) -> str:
    """Return the film's music and loudness, as far as they are known."""
    sound = film.sound or {}
    music = sound.get("music") or {}
    licence = f" ({music['licence']})" if music.get("licence") else ""
    parts = [
        *([f"music {music['name']}{licence}"] if music else []),
        *([f"{sound['loudness']:.1f} LUFS"] if sound.get("loudness") is not None else []),
    ]
    return readable(", ".join(parts))


def megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
