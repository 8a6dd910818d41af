"""Runway's video models: the types of runwayml 5.24.0, read from the SDK itself, and what their docstrings say."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import NoneType
from typing import Any, Literal, Required, Union, get_args, get_origin, get_type_hints

from runwayml.types.image_to_video_create_params import ImageToVideoCreateParams
from runwayml.types.text_to_video_create_params import TextToVideoCreateParams
from typing_extensions import is_typeddict

from tests.simulators.documented.schema import Body, Rule

_PARAMS = {"image_to_video": ImageToVideoCreateParams, "text_to_video": TextToVideoCreateParams}
_UNITS = {"gen4": 1000, "veo3.1": 1000, "seedance2": 3500, "seedance2_5": 15000}
_SECONDS = {"gen4.5": range(2, 11), "gen4_turbo": (5, 10), "kling": range(3, 16), "seedance2": range(4, 16)}
"""Where the types have only `int`: gen4.5's docstring says 2 to 10, Kling's that segments add up to 3 to 15 s;
Seedance's and gen4_turbo's are the models' own."""


def faults(kind: str, body: Body) -> list[str]:
    """Return what the SDK's types and docstrings forbid of an order."""
    fields = _models(kind).get(body.get("model", ""))
    if fields is None:
        return [f"{kind} has no model {body.get('model')}"]
    return _wrong(fields, body) or [words for rule in _RULES if (words := rule(body))]


@cache
def _models(kind: str) -> Mapping[str, type]:
    return {_model(each): each for each in get_args(_PARAMS[kind])}


def _model(params: type) -> str:
    (name,) = get_args(_bare(get_type_hints(params, include_extras=True)["model"]))
    return str(name)


def _wrong(params: type, value: Any) -> list[str]:
    """Return the faults of an object of that TypedDict."""
    if not isinstance(value, Mapping):
        return [f"not an object: {value!r:.60}"]
    hints = {_alias(name, hint): hint for name, hint in get_type_hints(params, include_extras=True).items()}
    found = [f"there is no field {name}" for name in value if name not in hints]
    required = (name for name, hint in hints.items() if get_origin(hint) is Required and name not in value)
    found += [f"{name} is missing" for name in required]
    for name, hint in hints.items():
        if name in value and not _fits(_bare(hint), value[name]):
            found.append(f"{name} is not as documented: {value[name]!r:.80}")
    return found


def _fits(hint: Any, value: Any) -> bool:
    origin = get_origin(hint)
    if origin is Literal:
        return value in get_args(hint)
    if origin is Union:
        return any(_fits(each, value) for each in get_args(hint) if each is not NoneType)
    if origin is not None and issubclass(origin, Iterable) and not isinstance(value, str):
        return isinstance(value, list) and bool(value) and all(_fits(get_args(hint)[0], each) for each in value)
    if is_typeddict(hint):
        return not _wrong(hint, value)
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(hint, type) and isinstance(value, hint)


def _bare(hint: Any) -> Any:
    """Return the type without `Required` and `Annotated`."""
    while get_origin(hint) is Required or hasattr(hint, "__metadata__"):
        hint = get_args(hint)[0]
    return hint


def _alias(name: str, hint: Any) -> str:
    while get_origin(hint) is Required:
        hint = get_args(hint)[0]
    infos = getattr(hint, "__metadata__", ())
    return next((info.alias for info in infos if getattr(info, "alias", None)), name)


def _of(table: Mapping[str, Any], model: str) -> Any:
    """Return the entry with the longest name that begins the model's."""
    return next((table[name] for name in sorted(table, key=len, reverse=True) if model.startswith(name)), None)


def _prompt(body: Body) -> str | None:
    units, prompt = _of(_UNITS, body["model"]), body.get("promptText", "-")
    if not prompt:
        return "promptText is empty"
    too_long = units and len(prompt.encode("utf-16-le")) > 2 * units
    return f"promptText is longer than {units} UTF-16 code units" if too_long else None


def _seconds(body: Body) -> str | None:
    seconds = _of(_SECONDS, body["model"])
    return f"a duration of {body['duration']}" if seconds and body.get("duration", 5) not in seconds else None


def _positions(body: Body) -> str | None:
    """A first frame, and maybe a last one; of Seedance pictures without a position instead, which are references."""
    frames = body.get("promptImage")
    if frames is None or isinstance(frames, str):
        return None
    positions = [frame.get("position") for frame in frames]
    is_right = positions in (["first"], ["first", "last"]) or not any(positions)
    return None if is_right else f"pictures at {positions}"


def _references(body: Body) -> str | None:
    most = 7 if body["model"].startswith("klingO3") else 9
    count = len(body.get("references", ()))
    return f"{count} references, and {most} are the most" if count > most else None


_RULES: tuple[Rule, ...] = (_prompt, _seconds, _positions, _references)


def has_sound(body: Body) -> bool:
    """Return whether the clip has sound. Where the default is not documented, it has."""
    return "audio" in get_type_hints(_models(body["kind"])[body["model"]]) and bool(body.get("audio", True))
