"""A job in a few lines of Markdown, for the people who look at it in the Temporal Web UI."""

from domain.job.model import Job, Scene
from domain.job.progress import progress

_LONGEST = 4_000


def summary(job: Job) -> str:
    """Status, what is wrong, and the storyboard as it stands. Bounded, since it travels through Temporal."""
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
    trouble = f" ({scene.error.code})" if scene.error else ""
    part = f"{scene.number}. {scene.text.scenario}, {scene.text.duration:g} s"
    return f"{part}, {scene.status}{trouble}: {scene.text.script}"
