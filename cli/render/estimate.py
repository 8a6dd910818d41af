"""What approving a job would cost, as text."""

from collections.abc import Iterator

from cli.api.responses import Json
from cli.render.output import write


def show_estimate(estimate: Json) -> None:
    for scene in estimate["scenes"]:
        write(f"scene {scene['sceneNumber']}: {scene['problem'] or _scene_cost(scene)}")
        for line in _left_out(scene):
            write(f"  {line}")
    total = "unknown" if estimate["total"] is None else f"{estimate['total']:.2f} USD"
    model = f"{estimate['provider']}'s {estimate['model']}"
    voice = f", {estimate['voice']:.2f} of it for the voice" if estimate.get("voice") else ""
    write(f"in all {total}{voice}, by {model}, at prices of {estimate['pricesAsOf']}")
    for line in (*_fallbacks(estimate), *_apart(estimate)):
        write(line)
    limit = "no limit" if estimate["maxCost"] is None else f"limit {estimate['maxCost']:.2f} USD"
    too_much = "" if estimate["withinBudget"] else "; what exceeds it will not be filmed"
    write(f"spent {estimate['spent']:.2f} USD, {limit}{too_much}")


def _scene_cost(scene: Json) -> str:
    filming = f"{scene['cost']:.2f} USD for {scene['billedSeconds']:g} s" if scene["billedSeconds"] else "filmed"
    voice = f", {scene['voiceCost']:.2f} USD for its line" if scene.get("voiceCost") else ""
    final = f", {scene['finalCost']:.2f} USD more to make it final" if scene.get("finalCost") else ""
    return f"{filming}{voice}{final}"


def _left_out(scene: Json) -> Iterator[str]:
    """Yield what the scene's next clip will lack. A sound that nobody asked for is left out of the film as well."""
    for part in scene.get("leftOut") or ():
        if part["what"] != "silence":
            yield f"without {part['what'].replace('_', ' ')}: {part['reason']}"


def _fallbacks(estimate: Json) -> Iterator[str]:
    """Yield the providers to which a scene may be offered, and what their clips will lack."""
    for each in estimate.get("fallback") or ():
        name = f"{each['provider']}'s {each['model']}" if each["model"] else each["provider"]
        lacking = [line for scene in each["scenes"] for line in _lacking_there(scene)]
        reason = f" {each['problem']}" if each["problem"] else ""
        yield f"offered after a refusal to {name}{':' if reason or lacking else ''}{reason}"
        yield from lacking


def _lacking_there(scene: Json) -> Iterator[str]:
    number = scene["sceneNumber"]
    if scene["problem"]:
        yield f"  scene {number}: {scene['problem']}"
    for line in _left_out(scene):
        yield f"  scene {number} {line}"


def _apart(estimate: Json) -> Iterator[str]:
    """Yield what is asked for, and paid, apart from the approval: first frames before it, final scenes after it."""
    first_frames = estimate.get("firstFrames") or {}
    if not first_frames.get("problem") and (to_draw := first_frames.get("toDraw")):
        yield f"first frames: {to_draw} can be drawn before that, for {_dollars(first_frames['total'])}"
    final = estimate.get("final")
    if final or (final is None and estimate.get("draft") is not None):
        yield f"to make all drafts final costs {_dollars(final)} more"


def _dollars(amount: float | None) -> str:
    return "an unknown amount" if amount is None else f"{amount:.2f} USD"
