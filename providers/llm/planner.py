"""What all language-model planners share: the conversation in which a storyboard is written."""

from abc import abstractmethod
from typing import Annotated

from pydantic import AfterValidator

from domain.base import Frozen
from domain.errors import InputRejected, Transient
from domain.job.storyboard import ADJUSTMENTS, Plan, SceneText
from domain.ports.planner import Planner, PlanRequest
from providers.llm.output import RulesBroken, limits_of, repaired, scenes_of
from providers.llm.prompt import Turn, storyboard_prompt

SENT_BACK_AT_MOST = 2
"""Times an answer that breaks the rules is sent back with the reason."""

MAX_OUTPUT_TOKENS = 16_000
"""Ten times what a storyboard of seven scenes takes: a model's thinking counts as output too."""

TIMEOUT = 180.0
"""Seconds for one answer. Three of them fit into the step's own time."""


class Question(Frozen):
    """What a model is asked: standing instructions, then a conversation that ends with our turn."""

    instructions: str
    turns: tuple[Turn, ...]

    def after(self, *turns: Turn) -> "Question":
        return self.model_copy(update={"turns": (*self.turns, *turns)})


WRONG_SHAPE = (AttributeError, TypeError)
"""What comes of reading an answer that an SDK passed on unchecked as what was asked for."""


def _encodable(text: str) -> str:
    """With `?` for lone surrogates, which no JSON request can hold."""
    return text.encode(errors="replace").decode()


class Said(Frozen):
    """A model's answer. `is_cut_off`: it ran into its length limit, so the text is not whole."""

    text: Annotated[str, AfterValidator(_encodable)]
    model: str
    is_cut_off: bool = False


class LlmPlanner(Planner):
    """A planner that asks a language model, and does not take any answer for a storyboard."""

    looks_at_pictures = True

    @abstractmethod
    async def ask(self, question: Question) -> Said:
        """The model's answer, sent for once. Errors: Transient, InputRejected (a refusal too), AccountProblem."""

    async def plan(self, request: PlanRequest) -> Plan:
        """Return a storyboard that keeps the rules: an answer that breaks them is sent back twice, then repaired.

        Errors: as `ask`; InputRejected also when no repair helps, or when no storyboard could keep the rules.
        """
        if request.only is not None and not 0 <= request.only < len(request.current):
            raise InputRejected(f"there is no scene {request.only + 1}: the storyboard has {len(request.current)}")
        prompt = storyboard_prompt()
        question = Question(instructions=prompt.instructions_for(limits_of(request)), turns=(prompt.question(request),))
        answers: list[str] = []
        for asked in range(1, 2 + SENT_BACK_AT_MOST):
            said = await self.ask(question)
            answers.append(said.text)
            try:
                scenes = _scenes(said, request)
            except RulesBroken as broken:
                faults = broken.faults
                objection = prompt.shorter() if said.is_cut_off else prompt.objection(faults)
                question = question.after(*_turn_of(said), objection)
            else:
                return Plan(scenes=scenes, metadata=self._metadata(said, asked))
        for answer in reversed(answers):
            if found := repaired(answer, request):
                metadata = self._metadata(said, asked) | {ADJUSTMENTS: "; ".join(found.notes)}
                return Plan(scenes=found.scenes, metadata=metadata)
        raise InputRejected(
            f"{self.name} gave no usable storyboard in {asked} answers; the last one: {'; '.join(faults)}"
        )

    def _metadata(self, said: Said, answers: int) -> dict[str, str]:
        name = storyboard_prompt().name
        return {"planner": self.name, "model": said.model, "prompt": name, "answers": str(answers)}


def _scenes(said: Said, request: PlanRequest) -> tuple[SceneText, ...]:
    if said.is_cut_off:
        raise RulesBroken(["it was cut off at the model's length limit"])
    return scenes_of(said.text, request)


def _turn_of(said: Said) -> tuple[Turn, ...]:
    """No vendor takes an empty turn."""
    return (Turn(role="model", text=said.text),) if said.text.strip() else ()


def unreadable(vendor: str, error: Exception) -> Transient:
    """A success with a body that is none."""
    return Transient(f"{vendor} answered what cannot be read: {error}")
