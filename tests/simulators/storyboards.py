"""Storyboards as a language model writes them."""

import json
import re
from typing import Any

PROSE = ("visual", "camera", "lighting", "audio", "music", "effects", "dialog")


def scene(scenario: str, seconds: float, script: str, **changes: Any) -> dict[str, Any]:
    return {
        "scenario": scenario,
        "duration": seconds,
        "description": f"What {script} looks like.",
        "script": script,
        "shot_type": "wide",
        "transition": "cut",
        **dict.fromkeys(PROSE, ""),
        "assets": [],
        **changes,
    }


def storyboard(*seconds: float, idea: str = "the first idea") -> list[dict[str, Any]]:
    """A hook, solutions and a call to action, one scene for each length."""
    middle = ["solution"] * (len(seconds) - 2)
    parts = ["hook", *middle, "cta"]
    return [scene(part, each, f"{idea}, {at}") for at, (part, each) in enumerate(zip(parts, seconds, strict=True), 1)]


def answer(scenes: list[dict[str, Any]]) -> str:
    return json.dumps({"scenes": scenes})


def fitting(asked: str, number: int) -> str:
    """What the `number`th answer to a prompt may be: one scene when one is asked for, else three that fill the film."""
    if re.search(r"Rewrite scene \d+", asked):
        return answer([scene("solution", 1, f"idea {number}, anew")])
    found = re.search(r'"seconds": ([\d.]+)', asked)
    third = float(found[1]) / 3 if found else 2.0
    return answer(storyboard(third, third, third, idea=f"idea {number}"))
