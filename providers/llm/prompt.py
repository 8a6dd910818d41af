"""The messages to a language model, from `storyboard_prompt.toml`."""

import hashlib
import json
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, Literal

from domain.base import Frozen
from domain.brief import Brief
from domain.film_format import FPS
from domain.job.storyboard import MIN_SCENE_SECONDS
from domain.ports.planner import PlannerImage, PlanRequest, RefusedRevision
from domain.scene_limits import SceneLimits

SHOWN_IN_FULL = 3
"""Of the refused revisions, the latest so many are shown with their scenes, earlier ones with their feedback only."""


class PromptMessage(Frozen):
    """One message of the conversation, with pictures before its text."""

    role: Literal["user", "model"]
    text: str
    pictures: tuple[PlannerImage, ...] = ()


class Prompt(Frozen):
    """The content of the file. `digest` shows an edit that did not count the version up."""

    version: str
    instructions: str
    first: str
    again: str
    one_scene: str
    broken: str
    cut_off: str
    digest: str

    @property
    def name(self) -> str:
        return f"{self.version} ({self.digest})"

    def instructions_for(self, limits: SceneLimits) -> str:
        shortest, longest = f"{MIN_SCENE_SECONDS:g}", f"{limits.longest / FPS:g}"
        return _filled(self.instructions, shortest=shortest, longest=longest, least=limits.least, most=limits.most)

    def question(self, request: PlanRequest) -> PromptMessage:
        """The first message: the task, and the brief with all that the answer may depend on."""
        task, number = self.again if request.refused else self.first, 0
        if request.only is not None:
            task, number = self.one_scene, request.only + 1
        text = _filled(task, number=number, revision=request.revision, brief=_brief(request))
        return PromptMessage(role="user", text=text, pictures=request.pictures)

    def objection(self, faults: Sequence[str]) -> PromptMessage:
        """The reply to an answer that breaks rules."""
        return PromptMessage(role="user", text=_filled(self.broken, faults="\n".join(f"- {fault}" for fault in faults)))

    def shorter(self) -> PromptMessage:
        """The reply to an answer that was cut off."""
        return PromptMessage(role="user", text=self.cut_off.strip())


_CARD = (
    "logo and call to action are shown over the end of the last scene, which lasts 4 s or more; no scene shows a logo"
)


@cache
def storyboard_prompt() -> Prompt:
    """The file, read once."""
    content = Path(__file__).with_name("storyboard_prompt.toml").read_text(encoding="utf-8")
    return Prompt(digest=hashlib.sha256(content.encode()).hexdigest()[:8], **tomllib.loads(content))


def picture_label(picture: PlannerImage) -> str:
    """The text just before a picture."""
    return f"Asset {picture.asset}:"


def _filled(text: str, **values: object) -> str:
    return Template(text.strip()).substitute(values)


def _brief(request: PlanRequest) -> str:
    """All that the answer may depend on, as JSON."""
    content: dict[str, Any] = {
        "brief": _brief_without_client(request.brief),
        "film": {"seconds": request.brief.ad_basics.duration, "aspectRatio": request.brief.ad_basics.aspect_ratio},
        "assets": [asset.model_dump(mode="json") for asset in request.assets],
    }
    if request.ends_with_a_card:
        content["film"]["endCard"] = _CARD
    if request.refused:
        full = len(request.refused) - SHOWN_IN_FULL
        content["refused"] = [_refusal(refusal, at >= full) for at, refusal in enumerate(request.refused)]
    if request.only is not None:
        content["current"] = [scene.model_dump(mode="json") for scene in request.current]
    return json.dumps(content, ensure_ascii=False, indent=1)


def _brief_without_client(brief: Brief) -> dict[str, Any]:
    """The client's wishes for the film, without who the client is and what it may cost."""
    context = brief.context.model_dump(mode="json", by_alias=True, exclude={"client_id"})
    basics = brief.ad_basics.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    direction = brief.creative.direction.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"context": context, "adBasics": basics, "direction": direction}


def _refusal(refusal: RefusedRevision, in_full: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"revision": refusal.revision, "feedback": refusal.feedback}
    if in_full:
        shown["scenes"] = [scene.model_dump(mode="json") for scene in refusal.scenes]
    return shown
