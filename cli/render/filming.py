"""How a scene is filmed, and what its clip is, as text."""

from collections.abc import Iterator

from cli.api.responses import SceneResponse
from cli.render.output import readable
from domain.job.filming.choices import AS_USUAL, Filming, SceneAudio

_SOUND = {
    SceneAudio.OFF: "silent",
    SceneAudio.NATIVE: "with the model's own sound",
    SceneAudio.VOICEOVER: "with voice-over",
}


def filming_text(filming: Filming | None) -> str:
    """Return what is chosen for a scene besides its text."""
    return ", ".join(_choices(filming or AS_USUAL)) or "as usual"


def scene_notes(scene: SceneResponse) -> Iterator[str]:
    """Yield what is out of the ordinary with how the scene is filmed, and with its clip."""
    if scene.filming:
        yield f"filming: {filming_text(scene.filming)}"
    if (first := scene.first_frame) and first["chosen"] and first["status"] == "done":
        yield f"begins from first frame {first['number']}{', of an earlier text' if first['stale'] else ''}"
    if scene.stale:
        yield "stale: filmed again, it would be another"
    if scene.draft:
        yield "a draft"
    if scene.fallback_of:
        yield readable(f"by {scene.provider} in place of {scene.fallback_of['provider']}")


def _choices(filming: Filming) -> Iterator[str]:
    if filming.audio is not None:
        yield _SOUND[filming.audio]
    if filming.chain_from_previous:
        yield "begins where the scene before ends"
    if filming.last_frame is not None:
        yield f"ends on {filming.last_frame}"
    if filming.references is not None:
        shown = ", ".join(map(str, filming.references))
        yield f"shows {shown}" if shown else "without references"
    if filming.seed is not None:
        yield f"seed {filming.seed}"
