"""Runware's video models: https://runware.ai/docs/models/{slug}.md, read 2026-12-01, and runware-sdk 1.8.0.

The fields are those of its types/task_map.py (schemas of 2026-10-12); settings.audio, providerSettings.google and
.klingai are in runware 0.5.24, types.py. `google:gemini@omni-flash` is as its page has it.
"""

from tests.simulators.documented.schema import Body, Field, Rule, Schema

_SEEDANCE_480P = ("864x496", "752x560", "640x640", "560x752", "496x864", "992x432")
_SEEDANCE_720P = ("1280x720", "1112x834", "960x960", "834x1112", "720x1280", "1470x630")
_SEEDANCE_1080P = ("1920x1080", "1664x1248", "1440x1440", "1248x1664", "1080x1920", "2206x946")

_FRAME = Schema(
    {"image": Field(str, is_required=True), "frame": Field(str, choices=("first", "last"))},
)
_TASK = {
    "taskType": Field(str, is_required=True, choices=("videoInference",)),
    "taskUUID": Field(str, is_required=True),
    "model": Field(str, is_required=True),
    "positivePrompt": Field(str, is_required=True, least=2),
    "deliveryMethod": Field(str, choices=("async",)),
    "webhookURL": Field(str),
    "includeCost": Field(bool),
    "numberResults": Field(int, least=1),
    "outputType": Field(str, choices=("URL",)),
    "outputFormat": Field(str, choices=("MP4", "WEBM", "MOV")),
    "outputQuality": Field(int, least=20, most=99),
    "width": Field(int),
    "height": Field(int),
}


def _inputs(frames: int, references: int = 0) -> Field:
    fields = {"frameImages": Field(list, least=1, most=frames, inside=_FRAME)}
    if references:
        fields["referenceImages"] = Field(list, least=1, most=references)
    return Field(dict, inside=Schema(fields, [_first_before_last]))


def _first_before_last(inputs: Body) -> str | None:
    positions = [frame.get("frame", "first") for frame in inputs.get("frameImages", ())]
    return None if positions in ([], ["first"], ["first", "last"]) else f"frames at {positions}"


def _sized(*sizes: str) -> Rule:
    """`width` and `height` are used together, and are one of these."""

    def rule(task: Body) -> str | None:
        if ("width" in task) != ("height" in task):
            return "width and height must be used together"
        size = f"{task.get('width')}x{task.get('height')}"
        return f"the dimensions {size} are not supported" if "width" in task and size not in sizes else None

    return rule


def _frames_or_size(task: Body) -> str | None:
    """Provide exactly one of `inputs.frameImages` or `width/height`."""
    if bool(_frames(task)) == ("width" in task):
        return "exactly one of inputs.frameImages or width/height"
    return None


def _resolution_with_frames(task: Body) -> str | None:
    """`resolution` cannot be used with `width/height`, and requires `inputs.frameImages`."""
    return "resolution without frameImages" if "resolution" in task and not _frames(task) else None


def _either_frames_or_references(task: Body) -> str | None:
    both = _frames(task) and task["inputs"].get("referenceImages")
    return "inputs.frameImages cannot be used with referenceImages" if both else None


def _frames(task: Body) -> object:
    return task.get("inputs", {}).get("frameImages")


def _settings(provider: str, name: str) -> Field:
    return Field(dict, inside=Schema({provider: Field(dict, inside=Schema({name: Field(bool)}))}))


def _seedance(resolutions: tuple[str, ...], sizes: tuple[str, ...]) -> Schema:
    return Schema(
        {
            **_TASK,
            "duration": Field(int, least=4, most=15),
            "resolution": Field(str, choices=resolutions),
            "inputs": _inputs(2, 9),
            "settings": Field(dict, inside=Schema({"audio": Field(bool)})),
        },
        [_frames_or_size, _sized(*sizes), _resolution_with_frames, _either_frames_or_references],
    )


def _kling(*sizes: str) -> Schema:
    return Schema(
        {
            **_TASK,
            "duration": Field(int, least=3, most=15),
            "negativePrompt": Field(str),
            "inputs": _inputs(2),
            "providerSettings": _settings("klingai", "sound"),
        },
        [_frames_or_size, _sized(*sizes)],
    )


MODELS = {
    "google:gemini@omni-flash": Schema(
        {**_TASK, "duration": Field(int, least=3, most=10), "inputs": _inputs(1, 7)},
        [_sized("1280x720", "720x1280"), _either_frames_or_references],
    ),
    "google:3@3": Schema(
        {
            **_TASK,
            "duration": Field(int, choices=(4, 6, 8)),
            "resolution": Field(str, choices=("720p", "1080p", "4K")),
            "seed": Field(int),
            "inputs": _inputs(1),
            "providerSettings": _settings("google", "generateAudio"),
        },
        [
            _frames_or_size,
            _sized("1280x720", "720x1280", "1920x1080", "1080x1920", "3840x2160", "2160x3840"),
            _resolution_with_frames,
        ],
    ),
    "bytedance:seedance@2.0": _seedance(
        ("480p", "720p", "1080p", "4k"), (*_SEEDANCE_480P, *_SEEDANCE_720P, *_SEEDANCE_1080P)
    ),
    "bytedance:seedance@2.0-mini": _seedance(("480p", "720p"), (*_SEEDANCE_480P, *_SEEDANCE_720P)),
    "klingai:kling-video@3-standard": _kling("1280x720", "960x960", "720x1280"),
    "klingai:kling-video@3-pro": _kling("1920x1080", "1440x1440", "1080x1920"),
}


def has_sound(task: Body) -> bool:
    """Return whether the task's clip has sound. By default: Seedance's has, Veo's and Kling's have not."""
    settings = task.get("providerSettings", {})
    match task["model"].partition(":")[0]:
        case "bytedance":
            return bool(task.get("settings", {}).get("audio", True))
        case "klingai":
            return bool(settings.get("klingai", {}).get("sound", False))
        case _ if task["model"] == "google:3@3":
            return bool(settings.get("google", {}).get("generateAudio", False))
    return True
