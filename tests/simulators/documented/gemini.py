"""Gemini Omni's interactions: google-genai 3.4.0, _gaos/types/interactions, and https://ai.google.dev/gemini-api/docs/omni.

How many references it takes is not documented there: 3, as the fewest that anybody tells of.
"""

from typing import Any

from tests.simulators.documented.schema import Body, Field, Schema

_LENGTHS = {
    "gemini-omni-1.2-flash": [f"{each}s" for each in range(3, 16)],
    "gemini-omni-1.1-flash": [f"{each}s" for each in range(3, 11)],
}
_FORMAT = {
    "type": Field(str, is_required=True, choices=("video",)),
    "delivery": Field(str, choices=("inline", "uri")),
    "aspect_ratio": Field(str, choices=("16:9", "9:16")),
    "resolution": Field(str, choices=("360p", "720p", "1080p", "4k")),
}
_TASKS = ("text_to_video", "image_to_video", "reference_to_video", "edit", "extend", "upscale")
_PICTURES = {"text_to_video": (0, 0), "image_to_video": (1, 1), "reference_to_video": (1, 3)}
"""The fewest and the most pictures of a task."""


def _pictures(body: Body) -> str | None:
    task = body["generation_config"]["video_config"]["task"]
    count = sum(part["type"] == "image" for part in contents(body))
    fewest, most = _PICTURES[task]
    return None if fewest <= count <= most else f"{count} pictures for the task {task}"


def contents(body: Body) -> list[dict[str, Any]]:
    """What was asked: texts and pictures."""
    return [part for step in body["input"] for part in step["content"]]


def _parts(body: Body) -> str | None:
    known = {"text": {"type", "text"}, "image": {"type", "data", "mime_type", "uri", "resolution"}}
    wrong = [part for part in contents(body) if part.keys() - known.get(part["type"], set())]
    return f"a part with the fields {sorted(wrong[0])}" if wrong else None


MODELS = {
    model: Schema(
        {
            "model": Field(str, is_required=True),
            "input": Field(list, is_required=True, least=1),
            "response_format": Field(
                dict,
                is_required=True,
                inside=Schema({**_FORMAT, "duration": Field(str, choices=lengths)}),
            ),
            "generation_config": Field(
                dict,
                is_required=True,
                inside=Schema(
                    {"video_config": Field(dict, inside=Schema({"task": Field(str, choices=_TASKS)}))},
                ),
            ),
            "background": Field(bool),
            "store": Field(bool),
            "stream": Field(bool),
            "webhook_config": Field(dict, inside=Schema({"uris": Field(list, least=1)})),
        },
        [_parts, _pictures],
    )
    for model, lengths in _LENGTHS.items()
}
