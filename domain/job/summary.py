"""A job in a few lines of Markdown, for the Temporal Web UI."""

from domain.job.model import Job, Scene
from domain.job.progress import progress

_LONGEST = 4_000


def summary(job: Job) -> str:
    """Return the status, the error and the scenes as Markdown, of at most 4,000 characters."""
    now = progress(job)
    lines = [
        f"**{job.status}**, {now.stage}, storyboard {job.revision}, "
        f"{now.completed_scenes} of {now.total_scenes} scenes filmed"
    ]
    if job.error:
        lines.append(f"**{job.error.code}**: {job.error.message}")
    lines += ["", *(_line(scene) for scene in job.active_scenes)]
    return "\n".join(lines)[:_LONGEST]


def _line(scene: Scene) -> str:
    error = f" ({scene.error.code})" if scene.error else ""
    part = f"{scene.number}. {scene.text.scenario}, {scene.text.duration:g} s"
    return f"{part}, {scene.status}{error}: {scene.text.script}"
